//! Changes of clusters, many and quick: what is planned, what is called, what is there in the end, and what is said.
//!
//! The provider and the simulator run in one process with a paused clock, so a wait costs nothing. Each apply checks that a
//! second plan is empty.

mod busy;
mod byoc;
mod colleagues;
mod creation;
mod existing;
mod messages;
mod place;
mod refusals;
mod scaling;
mod settings;
mod table;
mod trouble;

use serde_json::{Value, json};
use tf_provider::testing::{Failure, ResourceInstance};

use crate::in_process::InProcess;

/// A simulated service and a cluster that does not exist yet.
async fn begin() -> (InProcess, ResourceInstance) {
    let rig = InProcess::start(7, || {}).await;
    let red = rig.terraform.resource("zillizcloud_cluster");
    (rig, red)
}

/// The cluster "red" with further arguments.
fn red(arguments: &Value) -> Value {
    let mut config = json!({"cluster_name": "red"});
    let members = arguments.as_object().unwrap().clone();
    config.as_object_mut().unwrap().extend(members);
    config
}

/// The lines of a plan: the action, and what changes.
async fn planned(cluster: &ResourceInstance, arguments: &Value) -> Vec<String> {
    let plan = cluster.plan(red(arguments)).await.unwrap().to_string();
    plan.lines().map(str::to_owned).collect()
}

/// What the only error is about, and what it says.
fn error(failure: &Failure) -> (String, String) {
    let errors: Vec<_> = failure.diagnostics.iter().collect();
    assert_eq!(errors.len(), 1, "{failure}");
    (
        errors[0].path.to_string(),
        format!("{}\n{}", errors[0].summary, errors[0].detail),
    )
}
