//! Project Admin of whoever may own the API key, while clusters are left.

use reqwest::Method;
use serde_json::{Value, json};

use super::{BOB, ada, bob, user};
use crate::in_process::{InProcess, text};

/// The default project has a cluster, and two admins: the owner of the key and somebody else.
async fn with_cluster(rig: &InProcess) -> (Value, String) {
    let cluster = json!({
        "clusterName": "red", "projectId": rig.project_id, "regionId": "aws-us-west-2", "cuSize": 1,
        "cuType": "Performance-optimized",
    });
    rig.call("clusters/createDedicated", cluster).await;
    let ada_resource = rig
        .terraform
        .resource("zillizcloud_project_user")
        .named("ada");
    ada_resource.apply(ada(&["Project Admin"])).await.unwrap();
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let owner = text(&inventory["keys"][0]["userId"]);
    (json!({"user_id": owner, "roles": ["Project Admin"]}), owner)
}

async fn is_admin(rig: &InProcess, user_id: &str) -> bool {
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let mut bindings = inventory["bindings"].as_array().unwrap().iter();
    bindings.any(|it| it["userId"] == user_id && it["projectId"] == json!(rig.project_id))
}

#[tokio::test(start_paused = true)]
async fn the_role_that_clusters_may_need_is_taken_at_the_second_try() {
    let rig = InProcess::start(7, || {}).await;
    let (config, owner) = with_cluster(&rig).await;
    let object = user(&rig);
    object.apply(config).await.unwrap();
    let refused = object.destroy().await.unwrap_err();
    let said = refused.to_string();
    assert!(said.contains("Clusters that need the role"), "{said}");
    assert!(
        said.contains("\"red\"") && said.contains("depends_on"),
        "{said}"
    );
    assert!(object.exists() && is_admin(&rig, &owner).await);
    object.destroy().await.unwrap();
    assert!(!object.exists() && !is_admin(&rig, &owner).await);
}

/// Somebody else gave them the role, so the key is not theirs.
#[tokio::test(start_paused = true)]
async fn the_role_of_anybody_else_is_taken_at_once() {
    let rig = InProcess::start(7, || {}).await;
    with_cluster(&rig).await;
    let member = json!({"email": BOB});
    rig.control(Method::POST, "members", Some(member)).await;
    let object = user(&rig);
    object.apply(bob(&["Project Admin"])).await.unwrap();
    object.destroy().await.unwrap();
    assert!(!object.exists());
}
