//! The isolation data source: its reports, and the questions that it cannot answer.

mod configured;
mod examples;
mod observed;

use serde_json::{Value, json};
use tf_provider::testing::Failure;

use crate::in_process::{EMAIL, InProcess};

async fn compared(rig: &InProcess, environments: Value) -> Result<Value, Failure> {
    let config = json!({"environments": environments});
    let data = rig.terraform.data_source("zillizcloud_isolation", config);
    data.await.map(|it| it.json)
}

/// Makes a project and answers its identifier.
async fn project(rig: &InProcess, name: &str) -> Value {
    let object = rig.terraform.resource("zillizcloud_project").named(name);
    object.apply(json!({"project_name": name})).await.unwrap();
    object.state()["id"].clone()
}

/// Makes a cluster and answers its identifier.
async fn cluster(rig: &InProcess, project_id: &Value, name: &str) -> Value {
    let object = rig.terraform.resource("zillizcloud_cluster").named(name);
    let config = json!({"cluster_name": name, "project_id": project_id, "cu_size": 1});
    object.apply(config).await.unwrap();
    object.state()["id"].clone()
}

async fn grant(rig: &InProcess, project_id: &Value, name: &str, roles: &[&str]) {
    let object = rig
        .terraform
        .resource("zillizcloud_project_user")
        .named(name);
    let config = json!({"project_id": project_id, "email": EMAIL, "roles": roles});
    object.apply(config).await.unwrap();
}

/// Who besides the one who made the projects.
fn others(writers: &Value) -> Vec<&str> {
    let writers = writers.as_array().unwrap().iter();
    writers
        .map(|it| it.as_str().unwrap())
        .filter(|it| *it == EMAIL)
        .collect()
}
