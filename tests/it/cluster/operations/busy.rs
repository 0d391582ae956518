//! Clusters that do something else when they are asked to change, or that begin a change later than it was accepted.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{begin, red};

/// What changes in place, and what the service has when it is done.
fn changes() -> Vec<(Value, &'static str, Value)> {
    vec![
        (json!({"cu_size": 12}), "cuSize", json!(12)),
        (json!({"cu_size": 8, "replica": 2}), "replica", json!(2)),
        (
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
            "status",
            json!("STOPPED"),
        ),
        (
            json!({"cu_size": 8, "labels": {"a": "b"}}),
            "labels",
            json!({"a": "b"}),
        ),
        (
            json!({"cu_size": 8, "description": "warm"}),
            "description",
            json!("warm"),
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_busy_is_waited_for_and_then_changed() {
    for (arguments, attribute, expected) in changes() {
        let (rig, cluster) = begin().await;
        cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
        let id = cluster.state()["id"].as_str().unwrap().to_owned();
        let busy = json!({"status": "MODIFYING", "stall": true});
        rig.change_elsewhere("clusters", &id, busy).await;
        let released = async {
            sleep(Duration::from_secs(300)).await;
            rig.change_elsewhere("clusters", &id, json!({"stall": false}))
                .await;
        };
        let (outcome, ()) = tokio::join!(cluster.apply(red(&arguments)), released);
        outcome.unwrap();
        assert_eq!(rig.cluster().await[attribute], expected, "{arguments}");
        assert_ne!(cluster.state()["status"], "MODIFYING");
    }
}

/// For a while after a change was accepted, a cluster shows what it was before.
#[tokio::test(start_paused = true)]
async fn a_change_that_has_not_begun_is_waited_for() {
    let policy = json!({"cu_settings": {"dynamic_scaling": {"min": 12, "max": 16}}});
    let policies = json!({"cu": {"min": 12, "max": 16}});
    for (arguments, attribute, expected) in
        changes()
            .into_iter()
            .chain([(policy, "autoscaling", policies)])
    {
        let (rig, cluster) = begin().await;
        cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
        let late = Some(json!({"polls_before_a_change": 3}));
        rig.control(Method::PATCH, "choices", late).await;
        cluster.apply(red(&arguments)).await.unwrap();
        assert_eq!(rig.cluster().await[attribute], expected, "{arguments}");
        let state = cluster.state();
        for (attribute, name) in [("cu_size", "cuSize"), ("replica", "replica")] {
            assert_eq!(state[attribute], rig.cluster().await[name], "{arguments}");
        }
        let running = json!({"cu_size": 8, "desired_status": "RUNNING"});
        cluster.apply(red(&running)).await.unwrap();
        assert_eq!(rig.cluster().await["status"], "RUNNING");
    }
}
