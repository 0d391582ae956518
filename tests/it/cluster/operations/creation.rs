//! Creations whose end is not seen, or whose object is not shown at first.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{begin, error, red};
use crate::in_process::InProcess;

/// Answers the looks at a cluster so.
async fn answer_looks(rig: &InProcess, fault: Value, after: u64, times: Option<u64>) {
    let mut rule = json!({"match": {"method": "GET", "path": "/v2/clusters/*"}, "fault": fault, "after": after});
    if let Some(times) = times {
        rule["times"] = times.into();
    }
    rig.fault(rule).await;
}

/// What says "not found" and proves nothing.
fn denials() -> [Value; 5] {
    [
        json!({"kind": "status", "status": 404}),
        json!({"kind": "status", "status": 404, "body": "<html>404 Not Found</html>"}),
        json!({"kind": "envelope", "code": 404, "message": "Not found"}),
        json!({"kind": "envelope", "code": 40021, "message": "Cluster not exist or you do not have permission"}),
        json!({"kind": "envelope", "code": 80020, "message": "Invalid cluster ID or no permission"}),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_protected_cluster_that_is_not_ready_in_time_is_not_destroyed() {
    let no_news = json!({"kind": "status", "status": 503});
    let denial = json!({"kind": "envelope", "code": 404, "message": "Not found"});
    for fault in [no_news, denial] {
        let (rig, cluster) = begin().await;
        answer_looks(&rig, fault, 0, None).await;
        let protected = json!({"cu_size": 8, "deletion_protection": true});
        let failure = cluster.apply(red(&protected)).await.unwrap_err();
        let (_, text) = error(&failure);
        assert!(
            text.contains("terraform untaint <address>") && text.contains("deletion_protection"),
            "{text}"
        );
        assert!(cluster.is_tainted());
        assert_eq!(cluster.state()["deletion_protection"], true);
        let id = cluster.state()["id"].clone();

        rig.clear_faults().await;
        let refused = cluster.apply(red(&protected)).await.unwrap_err();
        let (at, text) = error(&refused);
        assert_eq!(at, "deletion_protection");
        assert!(text.contains("terraform untaint <address>"), "{text}");
        assert_eq!(rig.cluster().await["clusterId"], id);
    }
}

/// A bill that is not paid is no reason to lose a cluster.
#[tokio::test(start_paused = true)]
async fn a_protected_cluster_that_is_frozen_before_it_is_ready_is_not_destroyed() {
    let (rig, cluster) = begin().await;
    let clusters = rig.clusters();
    assert!(clusters.await.is_empty());
    let protected = json!({"cu_size": 8, "deletion_protection": true});
    let freezing = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if let Some(it) = rig.clusters().await.first() {
                let id = it["clusterId"].as_str().unwrap();
                rig.change_elsewhere("clusters", id, json!({"status": "FROZEN"}))
                    .await;
                return;
            }
        }
    };
    let (outcome, ()) = tokio::join!(cluster.apply(red(&protected)), freezing);
    let (_, text) = error(&outcome.unwrap_err());
    assert!(text.contains("FROZEN"), "{text}");
    assert_eq!(cluster.state()["deletion_protection"], true);
    cluster.apply(red(&protected)).await.unwrap_err();
    assert_eq!(rig.clusters().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_cluster_that_is_not_shown_at_first_or_for_a_moment_is_waited_for() {
    for denial in denials() {
        for after in [0, 1, 2] {
            let (rig, cluster) = begin().await;
            answer_looks(&rig, denial.clone(), after, Some(4)).await;
            let outcome = cluster.apply(red(&json!({"cu_size": 8}))).await;
            assert!(outcome.is_ok(), "{denial} after {after}: {outcome:?}");
            assert!(!cluster.is_tainted());
            let created = rig.calls().await;
            let created = created.iter().filter(|(_, path)| path.contains("create"));
            assert_eq!(created.count(), 1, "{denial}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_cluster_that_nobody_finds_is_waited_for_ten_minutes() {
    let (rig, cluster) = begin().await;
    answer_looks(&rig, denials()[2].clone(), 0, None).await;
    let began = Instant::now();
    let failure = cluster
        .apply(red(&json!({"cu_size": 8})))
        .await
        .unwrap_err();
    let minutes = began.elapsed().as_secs() / 60;
    assert!((10..12).contains(&minutes), "{minutes}");
    let (_, text) = error(&failure);
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    for part in [
        "ten minutes",
        "has not shown it",
        "Not found",
        "console",
        &id,
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("deleted outside"), "{text}");
    assert!(cluster.is_tainted());
    assert_eq!(rig.clusters().await.len(), 1);
}

/// A gateway that starts again after an outage may answer "not found" for a moment.
#[tokio::test(start_paused = true)]
async fn one_not_found_after_an_outage_does_not_end_a_creation() {
    let (rig, cluster) = begin().await;
    answer_looks(&rig, json!({"kind": "status", "status": 503}), 0, None).await;
    let outage = async {
        tokio::time::sleep(Duration::from_secs(15 * 60)).await;
        rig.clear_faults().await;
        answer_looks(&rig, denials()[0].clone(), 0, Some(1)).await;
    };
    let red = red(&json!({"cu_size": 8}));
    let (outcome, ()) = tokio::join!(cluster.apply(red), outage);
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(!cluster.is_tainted());
}
