//! Plans of a new cluster in its project, plan and region, as far as they can be read.

use reqwest::Method;
use serde_json::{Value, json};

use super::{begin, error, red};
use crate::in_process::InProcess;

/// The paths of the warnings of a plan, and what they say.
async fn warned(rig: &InProcess, arguments: &Value) -> Vec<(String, String)> {
    let cluster = rig.terraform.resource("zillizcloud_cluster").named("other");
    let plan = cluster.plan(red(arguments)).await.unwrap();
    let warnings = plan.warnings.iter();
    let warnings = warnings.map(|it| (it.path.to_string(), it.detail.clone()));
    warnings.collect()
}

#[tokio::test(start_paused = true)]
async fn what_the_project_and_the_organization_do_not_have_is_a_warning() {
    let (rig, free) = begin().await;
    free.apply(json!({"cluster_name": "free"})).await.unwrap();
    let regions = json!({"regionIds": ["aws-us-west-2"]});
    rig.change_elsewhere("projects", &rig.project_id, regions)
        .await;
    // What was there is read once in the life of a provider.
    for (arguments, path, says) in [
        (
            json!({"cu_size": 8, "plan": "BusinessCritical"}),
            "plan",
            "Enterprise",
        ),
        (
            json!({"cu_size": 8, "region_id": "aws-us-east-2"}),
            "region_id",
            "has aws-us-west-2",
        ),
        (
            json!({"cu_size": 8, "bucket_info": {"bucket_name": "red"}}),
            "bucket_info",
            "own cloud account",
        ),
        (
            json!({"cu_size": 8, "aws_cse_key_arn": "arn:1"}),
            "aws_cse_key_arn",
            "own cloud account",
        ),
        (json!({}), "plan", "\"free\""),
    ] {
        rig.terraform.configure(json!({})).await.unwrap();
        let actual = warned(&rig, &arguments).await;
        assert_eq!(actual.len(), 1, "{arguments}: {actual:?}");
        assert_eq!(actual[0].0, path);
        assert!(actual[0].1.contains(says), "{actual:?}");
    }
    assert!(warned(&rig, &json!({"cu_size": 8})).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_takes_the_place_of_the_free_one_is_not_another() {
    let (rig, cluster) = begin().await;
    rig.change_elsewhere("projects", &rig.project_id, json!({"regionIds": []}))
        .await;
    cluster.apply(red(&json!({}))).await.unwrap();
    let moved = json!({"plan": "Free", "region_id": "aws-us-east-2"});
    let plan = cluster.plan(red(&moved)).await.unwrap();
    assert!(plan.warnings.is_empty(), "{plan}");
}

#[tokio::test(start_paused = true)]
async fn what_new_clusters_are_held_against_is_read_once() {
    let (rig, _) = begin().await;
    rig.forget_calls().await;
    for name in ["red", "green", "blue"] {
        let cluster = rig.terraform.resource("zillizcloud_cluster").named(name);
        cluster
            .plan(json!({"cluster_name": name, "cu_size": 8}))
            .await
            .unwrap();
    }
    let calls = rig.calls().await;
    let paths: Vec<_> = calls.iter().map(|(_, path)| path.as_str()).collect();
    assert_eq!(paths, ["/v2/projects", "/v2/regions", "/v2/clusters"]);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_says_nothing_is_in_no_plans_way() {
    let (rig, cluster) = begin().await;
    for path in ["/v2/projects", "/v2/regions", "/v2/clusters"] {
        rig.fault(json!({"match": {"method": "GET", "path": path}, "fault": {"kind": "status", "status": 503}})).await;
    }
    for arguments in [json!({}), json!({"cu_size": 8})] {
        let plan = cluster.plan(red(&arguments)).await.unwrap();
        let warnings: Vec<_> = plan.warnings.iter().map(|it| it.summary.as_str()).collect();
        assert_eq!(warnings, ["Unchecked region"], "{plan}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_not_listed_is_refused() {
    let (_rig, cluster) = begin().await;
    let nowhere = red(&json!({"cu_size": 8, "region_id": "aws-moon-1"}));
    let refused = cluster.plan(nowhere).await.unwrap_err();
    let problem = refused.diagnostics.iter().next().unwrap();
    assert_eq!(problem.summary, "Unknown region");
    assert_eq!(problem.path, "region_id".into());
    assert!(problem.detail.contains("zillizcloud_regions"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_cluster_in_no_state_to_be_changed_is_a_warning() {
    for status in ["FROZEN", "ABNORMAL"] {
        let (rig, cluster) = begin().await;
        cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
        let id = cluster.state()["id"].as_str().unwrap().to_owned();
        rig.control(
            Method::PATCH,
            &format!("clusters/{id}"),
            Some(json!({"status": status})),
        )
        .await;
        assert!(
            cluster
                .plan(red(&json!({"cu_size": 8})))
                .await
                .unwrap()
                .warnings
                .is_empty()
        );
        let plan = cluster.plan(red(&json!({"cu_size": 12}))).await.unwrap();
        assert!(
            plan.warnings.iter().any(|it| it.detail.contains(status)),
            "{plan}"
        );
    }
}

/// An argument that a module leaves empty is no wish for another cluster.
#[tokio::test(start_paused = true)]
async fn an_empty_region_or_project_is_an_error_and_replaces_nothing() {
    let (rig, cluster) = begin().await;
    for attribute in ["region_id", "project_id"] {
        let empty = json!({"cu_size": 8, attribute: ""});
        for exists in [false, true] {
            if exists {
                cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
            }
            let (path, text) = error(&cluster.plan(red(&empty)).await.unwrap_err());
            assert_eq!(path, attribute, "{text}");
        }
        cluster.destroy().await.unwrap();
    }
    assert!(rig.clusters().await.is_empty());
}

/// The old cluster would be gone by the time that the new one is refused.
#[tokio::test(start_paused = true)]
async fn no_cluster_makes_way_for_one_that_cannot_be() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    for (attribute, value) in [
        ("region_id", "aws-moon-1"),
        ("project_id", "proj-00000000000000000000"),
    ] {
        let moved = red(&json!({"cu_size": 8, attribute: value}));
        let (path, text) = error(&cluster.plan(moved).await.unwrap_err());
        assert_eq!(path, attribute);
        let id = cluster.state()["id"].as_str().unwrap().to_owned();
        assert!(text.contains(value) && text.contains(&id), "{text}");
    }
    rig.cluster().await;
    // Of a new one, the service has the last word.
    let nowhere = json!({"cu_size": 8, "project_id": "proj-00000000000000000000"});
    let error = warned(&rig, &nowhere).await;
    assert_eq!(error.len(), 1, "{error:?}");
    assert_eq!(error[0].0, "project_id");
}

/// Nothing is lost by a plan that replaces what somebody else deletes already.
#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_being_deleted_is_in_no_plans_way() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let deleting = json!({"status": "DELETING", "stall": true});
    rig.change_elsewhere("clusters", &id, deleting).await;
    let regions = json!({"regionIds": ["aws-us-east-2"]});
    rig.change_elsewhere("projects", &rig.project_id, regions)
        .await;
    rig.terraform.configure(json!({})).await.unwrap();
    let plan = cluster.plan(red(&json!({"cu_size": 8}))).await.unwrap();
    assert_eq!(plan.action.to_string(), "DeleteThenCreate");
    let summaries: Vec<_> = plan.warnings.iter().map(|it| it.summary.as_str()).collect();
    assert_eq!(summaries, ["Region that the project lacks"], "{plan}");
}
