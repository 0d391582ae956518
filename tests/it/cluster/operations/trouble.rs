//! Clusters that do not reach the status that is waited for.

use std::time::Duration;

use serde_json::{Value, json};
use tf_provider::testing::{Failure, ResourceInstance};
use tokio::time::sleep;

use super::{begin, error, red};
use crate::in_process::InProcess;

/// Applies while the cluster, once it is in this status, comes to another that it does not leave.
async fn apply_and_break(
    rig: &InProcess,
    cluster: &ResourceInstance,
    arguments: &Value,
    status: &str,
    end: &str,
) -> Failure {
    let breaking = async {
        loop {
            sleep(Duration::from_secs(1)).await;
            let clusters = rig.clusters().await;
            let Some(error) = clusters.iter().find(|it| it["status"] == status) else {
                continue;
            };
            let id = error["clusterId"].as_str().unwrap();
            rig.change_elsewhere("clusters", id, json!({"status": end}))
                .await;
            rig.clear_faults().await;
            return;
        }
    };
    let (outcome, ()) = tokio::join!(cluster.apply(red(arguments)), breaking);
    outcome.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_failed_to_be_created_can_be_replaced_although_it_is_protected() {
    let (rig, cluster) = begin().await;
    // Nobody sees how it is until it is broken.
    let blind = json!({"match": {"method": "GET", "path": "/v2/clusters/*"}, "fault": {"kind": "status", "status": 503}});
    rig.fault(blind).await;
    let protected = json!({"cu_size": 8, "deletion_protection": true});
    let failure = apply_and_break(&rig, &cluster, &protected, "CREATING", "ABNORMAL").await;
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let (_, text) = error(&failure);
    assert!(
        text.contains(&id) && text.contains("ABNORMAL") && text.contains("tainted"),
        "{text}"
    );
    assert!(cluster.is_tainted());
    cluster.apply(red(&protected)).await.unwrap();
    assert_ne!(cluster.state()["id"], id.as_str());
    let news = rig.news().await;
    assert_eq!(news.clusters.len(), 1, "{news:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_a_cluster_that_broke_ends_at_once_and_says_what_to_do() {
    for (arguments, status, end) in [
        (json!({"cu_size": 12}), "MODIFYING", "ABNORMAL"),
        (
            json!({"cu_settings": {"dynamic_scaling": {"min": 8, "max": 16}}}),
            "MODIFYING",
            "FROZEN",
        ),
        (
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
            "STOPPING",
            "DELETING",
        ),
    ] {
        let (rig, cluster) = begin().await;
        cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
        let id = cluster.state()["id"].as_str().unwrap().to_owned();
        rig.change_elsewhere("clusters", &id, json!({"stall": true}))
            .await;
        let began = tokio::time::Instant::now();
        let failure = apply_and_break(&rig, &cluster, &arguments, status, end).await;
        assert!(
            began.elapsed() < Duration::from_secs(120),
            "{:?}",
            began.elapsed()
        );
        let (_, text) = error(&failure);
        for part in [&id, end, "console"] {
            assert!(text.contains(part), "{text}");
        }
        assert_eq!(cluster.state()["id"], id.as_str());
        assert!(!cluster.is_tainted());
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_taken_is_told_with_who_has_it_and_how_to_import_it() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let other = rig.terraform.resource("zillizcloud_cluster").named("other");
    let failure = other.apply(red(&json!({}))).await.unwrap_err();
    let (_, text) = error(&failure);
    let import = format!("`terraform import <address> '{id}'`");
    for part in [
        import.as_str(),
        &id,
        &rig.project_id,
        "create_before_destroy",
        "destroy = false",
    ] {
        assert!(text.contains(part), "{text}");
    }
    // A new name may be taken just as well, but then nothing is to be replaced or imported.
    other.apply(json!({"cluster_name": "blue"})).await.unwrap();
    let failure = other.apply(red(&json!({}))).await.unwrap_err();
    let (_, text) = error(&failure);
    assert!(text.contains(&id), "{text}");
    for wrong in ["create_before_destroy", "terraform import"] {
        assert!(!text.contains(wrong), "{text}");
    }
    assert_eq!(other.state()["cluster_name"], "blue");
}

/// A cluster of this name in another project, which is in nobody's way unless names are unique everywhere.
async fn namesake_elsewhere(rig: &InProcess) -> (String, String) {
    let project = json!({"projectName": "blue", "plan": "Enterprise"});
    let made = rig.call("projects", project).await;
    let project_id = made["data"].as_str().unwrap().to_owned();
    let namesake = json!({
        "clusterName": "red", "projectId": project_id, "regionId": "aws-us-west-2", "cuType": "Performance-optimized", "cuSize": 1,
    });
    let made = rig.call("clusters/createDedicated", namesake).await;
    (
        project_id,
        made["data"]["clusterId"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test(start_paused = true)]
async fn the_cluster_that_has_a_name_is_the_one_of_the_same_project() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    // The newest comes first in a list.
    let (_, elsewhere) = namesake_elsewhere(&rig).await;
    let other = rig.terraform.resource("zillizcloud_cluster").named("other");
    let (_, text) = error(&other.apply(red(&json!({}))).await.unwrap_err());
    assert!(text.contains(&id) && !text.contains(&elsewhere), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_another_project_has_is_told_with_the_project() {
    let (rig, cluster) = begin().await;
    let (project_id, elsewhere) = namesake_elsewhere(&rig).await;
    let everywhere = Some(json!({"cluster_name_scope": "organization"}));
    rig.control(reqwest::Method::PATCH, "choices", everywhere)
        .await;
    let (_, text) = error(&cluster.apply(red(&json!({}))).await.unwrap_err());
    for part in [&project_id, &elsewhere, "another name"] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains("terraform import"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_a_cluster_still_has_while_it_is_deleted_is_not_offered_for_import() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let deleting = json!({"status": "DELETING", "stall": true});
    rig.change_elsewhere("clusters", &id, deleting).await;
    let other = rig.terraform.resource("zillizcloud_cluster").named("other");
    let (_, text) = error(&other.apply(red(&json!({}))).await.unwrap_err());
    assert!(
        text.contains(&id) && text.contains("being deleted"),
        "{text}"
    );
    assert!(!text.contains("terraform import"), "{text}");
}

/// Before anything that is paid for, and before a cluster that was to be suspended is left running.
#[tokio::test(start_paused = true)]
async fn a_plan_that_the_project_does_not_have_by_then_is_an_error() {
    let (rig, cluster) = begin().await;
    cluster
        .apply(red(&json!({"cu_size": 8, "plan": "Enterprise"})))
        .await
        .unwrap();
    let upgraded = json!({"cu_size": 12, "plan": "BusinessCritical"});
    let failure = cluster.apply(red(&upgraded)).await.unwrap_err();
    assert_eq!(rig.cluster().await["cuSize"], 8);
    let (path, text) = error(&failure);
    assert_eq!(path, "plan");
    assert!(text.contains("zillizcloud_project"), "{text}");
    assert_eq!(cluster.state()["plan"], "Enterprise");
    // By an upgrade of the project in the same apply, it is so by then.
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    rig.change_elsewhere("clusters", &id, json!({"plan": "BusinessCritical"}))
        .await;
    cluster.apply(red(&upgraded)).await.unwrap();
    assert_eq!(cluster.state()["plan"], "BusinessCritical");
}

/// The project is upgraded in the same apply, and nobody said which plan the cluster is to have.
#[tokio::test(start_paused = true)]
async fn a_cluster_that_sets_no_plan_is_scaled_while_its_project_is_upgraded() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let before = cluster.state()["plan"].as_str().unwrap().to_owned();
    assert_ne!(before, "BusinessCritical");
    rig.fault(json!({
        "match": {"method": "POST", "path": "/v2/clusters/*/modify"},
        "fault": {"kind": "envelope", "code": 0, "message": ""},
    }))
    .await;
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let scaled = cluster.apply(red(&json!({"cu_size": 12})));
    let upgrade = async {
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        let upgraded = json!({"plan": "BusinessCritical", "cuSize": 12});
        rig.change_elsewhere("clusters", &id, upgraded).await;
    };
    let (outcome, ()) = tokio::join!(scaled, upgrade);
    outcome.unwrap();
    cluster.refresh().await.unwrap();
    assert_eq!(cluster.state()["plan"], json!(before));
}

#[tokio::test(start_paused = true)]
async fn an_answer_about_another_cluster_is_not_taken() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let other = rig.terraform.resource("zillizcloud_cluster").named("other");
    let config = json!({"cluster_name": "other", "cu_size": 8});
    other.apply(config).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let clusters = rig.clusters().await;
    let another = clusters.iter().find(|it| it["clusterId"] != *id).unwrap();
    let answer = json!({"code": 0, "data": another}).to_string();
    rig.fault(json!({
        "match": {"method": "GET", "path": format!("/v2/clusters/{id}")},
        "fault": {"kind": "status", "status": 200, "body": answer},
    }))
    .await;
    let failure = cluster.refresh().await.unwrap_err().to_string();
    assert!(failure.contains("another object"), "{failure}");
    assert_eq!(cluster.state()["cluster_name"], "red");
}

/// Nothing shows it for as long as it may take to be created.
#[tokio::test(start_paused = true)]
async fn a_new_cluster_that_does_not_show_up_is_not_waited_for_in_silence() {
    let (rig, cluster) = begin().await;
    rig.fault(json!({
        "match": {"method": "GET", "path": "/v2/clusters/*"},
        "fault": {"kind": "envelope", "code": 40021, "message": "The cluster does not exist."},
    }))
    .await;
    rig.log();
    let failure = cluster
        .apply(red(&json!({"cu_size": 8})))
        .await
        .unwrap_err();
    let (_, text) = error(&failure);
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    for part in ["in time", &id, "has not shown it", "console"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("The cluster exists"), "{text}");
    assert!(cluster.is_tainted());
    let log = rig.log();
    let warnings: Vec<_> = log
        .lines()
        .filter(|it| it.contains(r#""@level":"warn""#) && it.contains(&id))
        .collect();
    assert!(!warnings.is_empty() && warnings.len() < 5, "{warnings:#?}");
    assert!(warnings[0].contains("has not shown"), "{warnings:#?}");
}

/// Terraform asks the same whether the old cluster is destroyed or only forgotten.
#[tokio::test(start_paused = true)]
async fn a_protected_cluster_that_would_only_be_forgotten_is_told_what_to_apply_first() {
    let (_rig, cluster) = begin().await;
    let protected = json!({"cu_size": 8, "deletion_protection": true});
    cluster.apply(red(&protected)).await.unwrap();
    let other = json!({"cu_size": 8, "cu_type": "Capacity-optimized", "deletion_protection": true});
    let refused = cluster.plan(red(&other)).await.unwrap_err();
    let (at, text) = error(&refused);
    assert_eq!(at, "deletion_protection");
    assert!(text.contains("`destroy = false`"), "{text}");
    assert!(text.contains("apply that first"), "{text}");
}

/// Somebody resumed it, scaled it, and suspended it again.
#[tokio::test(start_paused = true)]
async fn a_suspended_cluster_that_was_scaled_elsewhere_is_in_nobodys_way() {
    let (rig, cluster) = begin().await;
    let small = json!({"cu_size": 2, "desired_status": "SUSPENDED"});
    cluster.apply(red(&small)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    rig.change_elsewhere("clusters", &id, json!({"cuSize": 4}))
        .await;
    cluster.refresh().await.unwrap();
    let plan = cluster.plan(red(&small)).await.unwrap();
    let warning = plan.warnings.iter().next().unwrap();
    assert_eq!(warning.summary, "Size of a suspended cluster");
    let failure = cluster.apply(red(&small)).await.unwrap_err();
    assert_eq!(failure.summary(), warning.summary);
    let big = json!({"cu_size": 8, "desired_status": "SUSPENDED"});
    let refused = cluster.apply(red(&big)).await.unwrap_err();
    assert_eq!(refused.summary(), "Size of a suspended cluster");
    cluster.destroy().await.unwrap();
}
