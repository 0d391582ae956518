//! Plans of a cluster that exists, which say more than the configuration alone.

use serde_json::{Value, json};
use tf_provider::testing::{Action, Plan, ResourceInstance};

use super::{begin, error, planned, red};
use crate::in_process::InProcess;

const UNKNOWN: &str = "${unknown}";

/// The paths of the warnings, and what they say.
fn warnings(plan: &Plan) -> Vec<(String, String)> {
    let warnings = plan.warnings.iter();
    let warnings = warnings.map(|it| {
        (
            it.path.to_string(),
            format!("{}\n{}", it.summary, it.detail),
        )
    });
    warnings.collect()
}

/// A cluster with these arguments, changed elsewhere after it was made.
async fn made(arguments: &Value, elsewhere: &Value) -> (InProcess, ResourceInstance) {
    let (rig, cluster) = begin().await;
    cluster.apply(red(arguments)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    rig.change_elsewhere("clusters", &id, elsewhere.clone())
        .await;
    (rig, cluster)
}

#[tokio::test(start_paused = true)]
async fn a_configuration_that_does_not_say_the_kind_takes_that_of_the_cluster() {
    let everything = json!({
        "cu_size": 8, "labels": {"team": "red"}, "desired_status": "SUSPENDED", "bucket_info": {"bucket_name": "red"},
    });
    let bare = json!({"labels": {"team": "red"}, "desired_status": "SUSPENDED", "bucket_info": {"bucket_name": "red"}});
    let (_rig, cluster) = made(&json!({"cu_size": 8}), &json!({})).await;
    cluster.apply(red(&everything)).await.unwrap();
    assert_eq!(planned(&cluster, &bare).await, ["NoOp"]);
    for free in [json!({}), json!({"plan": "Serverless"})] {
        let (_rig, cluster) = made(&free, &json!({})).await;
        let labels = json!({"labels": {"team": "red"}});
        let said = warnings(&cluster.plan(red(&labels)).await.unwrap());
        let (path, text) = &said[0];
        assert_eq!(path, "labels");
        assert!(
            text.contains("Dedicated") && text.contains("fails"),
            "{text}"
        );
        cluster.apply(red(&labels)).await.unwrap_err();
        cluster.destroy().await.unwrap();
    }
}

/// An upgrade of the project upgrades its clusters, and not what is written of them.
#[tokio::test(start_paused = true)]
async fn a_plan_that_the_project_has_left_behind_is_a_warning_and_no_change() {
    let standing = json!({"cu_size": 8, "plan": "Enterprise"});
    let upgraded = json!({"plan": "BusinessCritical"});
    let (_rig, cluster) = made(&standing, &upgraded).await;
    let plan = cluster.plan(red(&standing)).await.unwrap();
    assert_eq!((plan.action, warnings(&plan)), (Action::NoOp, vec![]));
    let written_down = json!({"cu_size": 8, "plan": "BusinessCritical"});
    cluster.apply(red(&written_down)).await.unwrap();
    let plan = cluster.plan(red(&standing)).await.unwrap();
    assert_eq!(plan.action, Action::NoOp);
    let said = warnings(&plan);
    assert_eq!(said.len(), 1, "{said:?}");
    let (path, text) = &said[0];
    assert_eq!(path, "plan");
    assert!(
        text.contains("BusinessCritical") && text.contains("remove"),
        "{text}"
    );
    let renamed = json!({"cluster_name": "blue", "cu_size": 8, "plan": "Enterprise"});
    cluster.apply(renamed).await.unwrap();
    assert_eq!(cluster.state()["plan"], "BusinessCritical");
}

#[tokio::test(start_paused = true)]
async fn sizes_are_held_against_what_the_cluster_has() {
    for (before, elsewhere, change, path, says) in [
        (
            json!({"cu_size": 8}),
            json!({"replica": 2}),
            json!({"cu_size": 4}),
            "cu_size",
            "2 replicas",
        ),
        // Resuming it would be paid for before the service refuses.
        (
            json!({"cu_size": 8, "replica": 2, "desired_status": "SUSPENDED"}),
            json!({}),
            json!({"cu_size": 4, "desired_status": "RUNNING"}),
            "cu_size",
            "2 replicas",
        ),
        (
            json!({"cu_size": 8, "cu_type": "Tiered-storage"}),
            json!({}),
            json!({"cu_size": 4}),
            "cu_size",
            "Tiered-storage",
        ),
    ] {
        let (rig, cluster) = made(&before, &elsewhere).await;
        let said = warnings(&cluster.plan(red(&change)).await.unwrap());
        let (place, text) = &said[0];
        assert_eq!(place, path, "{text}");
        assert!(text.contains(says), "{text}");
        rig.forget_calls().await;
        let (_, text) = error(&cluster.apply(red(&change)).await.unwrap_err());
        assert!(text.contains(says), "{text}");
        let calls = rig.calls().await;
        assert!(calls.iter().all(|(method, _)| method == "GET"), "{calls:?}");
    }
}

/// The project may be upgraded in the same apply, so what the plan of the cluster forbids by now is not certain.
#[tokio::test(start_paused = true)]
async fn what_the_plan_of_the_cluster_forbids_is_a_warning_when_it_is_not_configured() {
    let (_rig, cluster) = made(&json!({"cu_size": 8}), &json!({"plan": "Standard"})).await;
    for (change, path) in [
        (json!({"cu_size": 8, "replica": 2}), "replica"),
        (json!({"cu_size": 36}), "cu_size"),
        (
            json!({"cu_settings": {"dynamic_scaling": {"min": 8, "max": 16}}}),
            "cu_settings",
        ),
    ] {
        let said = warnings(&cluster.plan(red(&change)).await.unwrap());
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(said[0].0, path);
        assert!(
            said[0].1.contains("Standard") && said[0].1.contains("zillizcloud_project"),
            "{said:?}"
        );
    }
    // What is so already is nobody's fault.
    assert_eq!(planned(&cluster, &json!({"cu_size": 8})).await, ["NoOp"]);
}

#[tokio::test(start_paused = true)]
async fn the_same_policy_in_other_words_is_no_change() {
    let settings = |schedules: Value| json!({"cu_settings": {"schedule_scaling": schedules}});
    let implicit = settings(
        json!([{"cron": "0 0 8 * * ?", "target": 8}, {"cron": "0 0 20 * * ?", "target": 4}]),
    );
    let explicit = settings(json!([
        {"cron": "0 0 20 * * ?", "target": 4, "timezone": "Etc/UTC"}, {"cron": "0 0 8 * * ?", "target": 8, "timezone": "Etc/UTC"},
    ]));
    for (before, after) in [(&implicit, &explicit), (&explicit, &implicit)] {
        let (_rig, cluster) = made(before, &json!({})).await;
        assert_eq!(planned(&cluster, after).await, ["NoOp"]);
        // Nor is it a reason to scale a cluster that is suspended.
        let with = |settings: &Value, status: &str| {
            let mut all = settings.clone();
            all["desired_status"] = json!(status);
            red(&all)
        };
        cluster.apply(with(before, "SUSPENDED")).await.unwrap();
        let plan = cluster.plan(with(after, "SUSPENDED")).await.unwrap();
        assert_eq!(plan.action, Action::NoOp);
        cluster.apply(with(after, "RUNNING")).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_that_may_go_is_not_planned_to_stay() {
    let stored = |it: Value| red(&json!({"cu_size": 8, "store_password": it}));
    let (_rig, cluster) = made(&json!({"cu_size": 8}), &json!({})).await;
    let password = cluster.state()["password"].clone();
    assert!(password.is_string());
    cluster
        .apply_once_known(stored(json!(UNKNOWN)), stored(json!(true)))
        .await
        .unwrap();
    assert_eq!(cluster.state()["password"], password);
    cluster
        .apply_once_known(stored(json!(UNKNOWN)), stored(json!(false)))
        .await
        .unwrap();
    assert_eq!(cluster.state()["password"], Value::Null);
    cluster
        .apply_once_known(stored(json!(UNKNOWN)), stored(json!(true)))
        .await
        .unwrap();
    assert_eq!(cluster.state()["password"], Value::Null);
}

/// Only Dedicated clusters have a call for it, so drift must not stand in the way of every plan.
#[tokio::test(start_paused = true)]
async fn the_description_of_a_free_cluster_stays_as_it_is_with_a_warning() {
    for kind in ["Free", "Serverless"] {
        let described = json!({"plan": kind, "description": "warm"});
        let (_rig, cluster) = made(&described, &json!({"description": "cold"})).await;
        let plan = cluster.plan(red(&described)).await.unwrap();
        assert_eq!(plan.action, Action::NoOp);
        let said = warnings(&plan);
        assert_eq!(said.len(), 1, "{said:?}");
        let (path, text) = &said[0];
        assert_eq!(path, "description");
        for part in [kind, "\"cold\"", "remove"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
