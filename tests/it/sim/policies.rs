//! Clusters that scale themselves.

use reqwest::Method;
use serde_json::{Value, json};

use super::{SimHandle, dedicated, text};

#[tokio::test]
async fn autoscaling_excludes_fixed_sizes_and_is_replaced_as_a_whole() {
    let lab = SimHandle::start().await;
    let id = lab.running("vectors").await;
    let path = format!("/v2/clusters/{id}/modify");
    let bounds = json!({"min": 8, "max": 16});
    let both = json!({"cuSize": 8, "autoscaling": {"cu": bounds}});
    assert_eq!(lab.refused(Method::POST, &path, both).await, 80_000);
    lab.post(
        &path,
        json!({"autoscaling": {"cu": bounds, "replica": {"min": 1, "max": 2}}}),
    )
    .await;
    lab.until(&id, "RUNNING").await;
    let schedules =
        json!({"schedules": [{"cron": "0 0 8 * * ?", "target": 2, "timezone": "Etc/UTC"}]});
    lab.post(&path, json!({"autoscaling": {"replica": schedules}}))
        .await;
    let described = lab.get(&format!("/v2/clusters/{id}")).await;
    assert_eq!(described["autoscaling"], json!({"replica": schedules}));
}

#[tokio::test]
async fn an_empty_policy_is_none() {
    let lab = SimHandle::start().await;
    let id = lab.running("vectors").await;
    let path = format!("/v2/clusters/{id}");
    let bounds = json!({"min": 8, "max": 16});
    let replicas = json!({"min": 1, "max": 2});
    for (call, body, left) in [
        (
            "modify",
            json!({"autoscaling": {"cu": bounds, "replica": {}}}),
            json!({"cu": bounds}),
        ),
        (
            "modify",
            json!({"cuSize": 8, "autoscaling": {"cu": {}, "replica": replicas}}),
            json!({"replica": replicas}),
        ),
        (
            "modifyReplica",
            json!({"autoscaling": {"replica": {}}}),
            Value::Null,
        ),
        (
            "modify",
            json!({"autoscaling": {"cu": bounds, "replica": replicas}}),
            json!({"cu": bounds, "replica": replicas}),
        ),
        (
            "modify",
            json!({"autoscaling": {"cu": {}, "replica": {}}}),
            Value::Null,
        ),
    ] {
        let shown = format!("{call} {body}");
        lab.post(&format!("{path}/{call}"), body).await;
        lab.until(&id, "RUNNING").await;
        assert_eq!(lab.get(&path).await["autoscaling"], left, "{shown}");
    }
    let mut created = dedicated("scaled", &lab.default_project().await);
    created["autoscaling"] = json!({"cu": {}, "replica": {}});
    let created = lab.post("/v2/clusters/createDedicated", created).await;
    let path = format!("/v2/clusters/{}", text(&created["clusterId"]));
    assert_eq!(lab.get(&path).await["autoscaling"], Value::Null);
}
