//! Fixed sizes, sizes by the load and sizes by the clock, and the ways between them.

use serde_json::{Value, json};

use super::{begin, planned, red};

fn dynamic(min: i64, max: i64) -> Value {
    json!({"dynamic_scaling": {"min": min, "max": max}})
}

fn nightly(target: i64) -> Value {
    json!({"schedule_scaling": [
        {"cron": "0 0 20 * * ?", "target": target},
        {"cron": "0 0 8 * * ?", "target": 16, "timezone": "Europe/Berlin"},
    ]})
}

fn sent(target: i64) -> Value {
    json!({"schedules": [
        {"cron": "0 0 20 * * ?", "target": target, "timezone": "Etc/UTC"},
        {"cron": "0 0 8 * * ?", "target": 16, "timezone": "Europe/Berlin"},
    ]})
}

#[tokio::test(start_paused = true)]
async fn a_cluster_scales_itself_from_its_creation_on() {
    for (settings, autoscaling, cu_size, replica) in [
        (
            json!({"cu_settings": dynamic(8, 16)}),
            json!({"cu": {"min": 8, "max": 16}}),
            8,
            1,
        ),
        (
            json!({"cu_settings": nightly(8), "replica": 2}),
            json!({"cu": sent(8)}),
            8,
            2,
        ),
        (
            json!({"cu_size": 8, "replica_settings": dynamic(2, 4)}),
            json!({"replica": {"min": 2, "max": 4}}),
            8,
            2,
        ),
        (
            json!({"cu_settings": dynamic(12, 16), "replica_settings": dynamic(1, 3)}),
            json!({"cu": {"min": 12, "max": 16}, "replica": {"min": 1, "max": 3}}),
            12,
            1,
        ),
    ] {
        let (rig, cluster) = begin().await;
        cluster.apply(red(&settings)).await.unwrap();
        let actual = rig.cluster().await;
        assert_eq!(actual["autoscaling"], autoscaling);
        let state = cluster.state();
        assert_eq!(
            (&state["cu_size"], &state["replica"]),
            (&json!(cu_size), &json!(replica))
        );
        assert_eq!(
            (&actual["cuSize"], &actual["replica"]),
            (&json!(cu_size), &json!(replica))
        );
        assert_eq!(state["status"], "RUNNING");
        cluster.destroy().await.unwrap();
    }
}

/// From each way to scale to each other, in one plan and one call.
#[tokio::test(start_paused = true)]
async fn every_way_to_scale_leads_to_every_other() {
    let ways = [
        (json!({"cu_size": 8}), Value::Null),
        (json!({"cu_size": 16, "replica": 2}), Value::Null),
        (
            json!({"cu_settings": dynamic(8, 16)}),
            json!({"cu": {"min": 8, "max": 16}}),
        ),
        (
            json!({"cu_settings": nightly(8), "replica_settings": dynamic(1, 2)}),
            json!({"cu": sent(8), "replica": {"min": 1, "max": 2}}),
        ),
        (
            json!({"cu_size": 8, "replica_settings": dynamic(2, 3)}),
            json!({"replica": {"min": 2, "max": 3}}),
        ),
    ];
    for (before, _) in &ways {
        for (after, autoscaling) in &ways {
            let (rig, cluster) = begin().await;
            cluster.apply(red(before)).await.unwrap();
            let id = cluster.state()["id"].clone();
            rig.forget_calls().await;
            cluster.apply(red(after)).await.unwrap();
            let actual = rig.cluster().await;
            assert_eq!(cluster.state()["id"], id);
            assert_eq!(actual["autoscaling"], *autoscaling, "{before} to {after}");
            for (attribute, name) in [("cu_size", "cuSize"), ("replica", "replica")] {
                let wanted = &after[attribute];
                assert!(
                    wanted.is_null() || actual[name] == *wanted,
                    "{before} to {after}"
                );
            }
            let calls = rig.calls().await;
            let changes = calls.iter().filter(|(method, _)| method == "POST").count();
            assert_eq!(changes, usize::from(before != after), "{calls:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_plan_shows_what_scaling_changes_and_nothing_else() {
    let (_rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let automatic = json!({"cu_settings": dynamic(8, 16)});
    let lines = planned(&cluster, &automatic).await;
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(
        lines[2].contains("cu_size = 8 -> (known after apply)"),
        "{lines:?}"
    );
    assert!(lines[1].starts_with("+ cu_settings = "), "{lines:?}");
    cluster.apply(red(&automatic)).await.unwrap();

    let renamed = json!({"cluster_name": "blue", "cu_settings": dynamic(8, 16)});
    assert_eq!(
        planned(&cluster, &renamed).await,
        ["Update", "~ cluster_name = \"red\" -> \"blue\""]
    );
    let fixed = planned(&cluster, &json!({"cu_size": 12})).await;
    assert_eq!(fixed.len(), 3, "{fixed:?}");
    assert_eq!(fixed[2], "~ cu_size = 8 -> 12");
    assert_eq!(planned(&cluster, &json!({"cu_size": 8})).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_size_that_the_service_decides_is_no_drift() {
    let (rig, cluster) = begin().await;
    let automatic = json!({"cu_settings": dynamic(8, 16)});
    cluster.apply(red(&automatic)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    rig.change_elsewhere("clusters", &id, json!({"cuSize": 12}))
        .await;
    assert_eq!(planned(&cluster, &automatic).await, ["NoOp"]);
    // Nor is it undone by a change of something else.
    let renamed = json!({"cluster_name": "blue", "cu_settings": dynamic(8, 16)});
    cluster.apply(red(&renamed)).await.unwrap();
    assert_eq!(rig.cluster().await["cuSize"], 12);
    assert_eq!(cluster.state()["cu_size"], 12);
    // Without the settings, and without a size, it stays as big as it is.
    cluster
        .apply(red(&json!({"cluster_name": "blue", "plan": "Enterprise"})))
        .await
        .unwrap();
    let actual = rig.cluster().await;
    assert_eq!(
        (&actual["cuSize"], &actual["autoscaling"]),
        (&json!(12), &Value::Null)
    );
}

#[tokio::test(start_paused = true)]
async fn policies_changed_elsewhere_are_drift() {
    let (rig, cluster) = begin().await;
    let automatic = json!({"cu_settings": dynamic(8, 16)});
    cluster.apply(red(&automatic)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    for changed in [
        json!({"cu": {"min": 8, "max": 64}}),
        json!({"cu": {"min": 8, "max": 16}, "replica": {"min": 1, "max": 2}}),
        Value::Null,
    ] {
        rig.change_elsewhere("clusters", &id, json!({"autoscaling": changed}))
            .await;
        assert_eq!(
            planned(&cluster, &automatic).await[0],
            "Update",
            "{changed}"
        );
        cluster.apply(red(&automatic)).await.unwrap();
        let actual = rig.cluster().await;
        assert_eq!(actual["autoscaling"], json!({"cu": {"min": 8, "max": 16}}));
    }
    // The same in other words is none.
    let scheduled = json!({"cu_settings": nightly(8)});
    cluster.apply(red(&scheduled)).await.unwrap();
    let mut reordered = sent(8);
    reordered["schedules"].as_array_mut().unwrap().reverse();
    reordered["schedules"][1]
        .as_object_mut()
        .unwrap()
        .remove("timezone");
    rig.change_elsewhere("clusters", &id, json!({"autoscaling": {"cu": reordered}}))
        .await;
    assert_eq!(planned(&cluster, &scheduled).await, ["NoOp"]);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_does_not_scale_itself_yet_is_kept_and_changed_by_the_next_apply() {
    let (rig, cluster) = begin().await;
    let automatic = json!({"cu_settings": dynamic(8, 16)});
    rig.fault(json!({
        "match": {"method": "POST", "path": "/v2/clusters/*/modify"},
        "fault": {"kind": "envelope", "code": 80021, "message": "no"},
    }))
    .await;
    let failure = cluster.apply(red(&automatic)).await.unwrap_err();
    assert!(failure.summary().contains("not empty"), "{failure}");
    assert!(!cluster.is_tainted());
    assert_eq!(rig.cluster().await["autoscaling"], Value::Null);
    rig.clear_faults().await;
    cluster.apply(red(&automatic)).await.unwrap();
    assert_eq!(
        rig.cluster().await["autoscaling"],
        json!({"cu": {"min": 8, "max": 16}})
    );
}

/// The order in which a cluster gets everything at once.
#[tokio::test(start_paused = true)]
async fn one_apply_resumes_scales_renames_labels_and_suspends() {
    let (rig, cluster) = begin().await;
    let suspended = json!({"cu_size": 8, "replica": 2, "desired_status": "SUSPENDED"});
    cluster.apply(red(&suspended)).await.unwrap();
    rig.forget_calls().await;
    let everything = json!({
        "cluster_name": "blue", "cu_size": 4, "replica": 1, "labels": {"team": "blue"}, "desired_status": "RUNNING",
    });
    cluster.apply(everything).await.unwrap();
    let calls = rig.calls().await;
    let changes = calls.iter().filter(|(method, _)| method != "GET");
    let changes: Vec<_> = changes
        .map(|(method, path)| format!("{method} {}", path.rsplit('/').next().unwrap()))
        .collect();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        changes,
        [
            "POST resume",
            "POST modify",
            &format!("PATCH {id}"),
            "PUT labels"
        ]
    );
}

/// A suspended cluster cannot be scaled, so a difference would be one that no apply can take away. Once it runs, it is.
#[tokio::test(start_paused = true)]
async fn policies_lost_while_a_cluster_is_suspended_come_back_when_it_is_resumed() {
    let (rig, cluster) = begin().await;
    let suspended = json!({"cu_settings": dynamic(8, 16), "desired_status": "SUSPENDED"});
    cluster.apply(red(&suspended)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    rig.change_elsewhere("clusters", &id, json!({"autoscaling": null}))
        .await;
    assert_eq!(planned(&cluster, &suspended).await, ["NoOp"]);
    let resumed = json!({"cu_settings": dynamic(8, 16), "desired_status": "RUNNING"});
    cluster.apply(red(&resumed)).await.unwrap();
    assert_eq!(
        rig.cluster().await["autoscaling"],
        json!({"cu": {"min": 8, "max": 16}})
    );
}

/// Only a running cluster can get policies, so the next apply cannot give them to one that stays suspended.
#[tokio::test(start_paused = true)]
async fn policies_that_a_suspended_cluster_did_not_get_are_set_when_it_runs() {
    let (rig, cluster) = begin().await;
    let with =
        |status: &str| red(&json!({"cu_settings": dynamic(8, 16), "desired_status": status}));
    rig.fault(json!({
        "match": {"method": "POST", "path": "/v2/clusters/*/modify"},
        "fault": {"kind": "envelope", "code": 80021, "message": "no"},
    }))
    .await;
    let outcome = cluster.apply(with("SUSPENDED")).await.unwrap();
    let said = outcome.to_string();
    assert!(said.contains("finds or makes it run"), "{said}");
    rig.clear_faults().await;
    assert_eq!(rig.cluster().await["status"], "STOPPED");
    cluster.apply(with("RUNNING")).await.unwrap();
    let policies = json!({"cu": {"min": 8, "max": 16}});
    assert_eq!(rig.cluster().await["autoscaling"], policies);
}

/// It would never run by itself.
#[tokio::test(start_paused = true)]
async fn a_wait_for_scaling_ends_when_somebody_suspends_the_cluster() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    rig.fault(json!({
        "match": {"method": "POST", "path": "/v2/clusters/*/modify"},
        "fault": {"kind": "envelope", "code": 0, "message": ""},
    }))
    .await;
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let scaled = cluster.apply(red(&json!({"cu_size": 12})));
    let suspend = async {
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        rig.change_elsewhere("clusters", &id, json!({"status": "SUSPENDED"}))
            .await;
    };
    let (failure, ()) = tokio::join!(scaled, suspend);
    let failure = failure.unwrap_err().to_string();
    assert!(
        failure.contains("SUSPENDED") && failure.contains("Waiting does not help"),
        "{failure}"
    );
}
