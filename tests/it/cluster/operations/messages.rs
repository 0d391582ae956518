//! Messages about calls that are refused, and the state after them.

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{Failure, ResourceInstance};

use super::{begin, error, red};
use crate::in_process::InProcess;

async fn choose(rig: &InProcess, choice: Value) {
    rig.control(Method::PATCH, "choices", Some(choice)).await;
}

async fn refuse(rig: &InProcess, method: &str, last: &str) {
    rig.fault(json!({
        "match": {"method": method, "path": format!("/v2/clusters/*/{last}")},
        "fault": {"kind": "envelope", "code": 80021, "message": "no"},
    }))
    .await;
}

fn says(failure: &Failure, parts: &[&str]) {
    let text = failure.to_string();
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// The warnings of an apply that was to leave nothing to do and could not.
async fn warned(cluster: &ResourceInstance, arguments: &Value, says_what: &str) {
    let failure = cluster.apply(red(arguments)).await.unwrap_err();
    says(&failure, &["not empty"]);
    assert!(!cluster.is_tainted());
    let plan = cluster.plan(red(arguments)).await.unwrap();
    assert!(plan.to_string().contains(says_what), "{plan}");
}

#[tokio::test(start_paused = true)]
async fn what_a_new_cluster_does_not_have_yet_is_planned_next() {
    for (arguments, method, last, planned) in [
        (
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
            "POST",
            "suspend",
            "desired_status",
        ),
        (
            json!({"cu_size": 8, "replica_settings": {"dynamic_scaling": {"min": 1, "max": 2}}}),
            "POST",
            "modify",
            "replica_settings",
        ),
        (
            json!({"cu_size": 8, "load_balancer_security_groups": ["sg-1"]}),
            "PUT",
            "securityGroups",
            "load_balancer_security_groups",
        ),
    ] {
        let (rig, cluster) = begin().await;
        let own = json!({"orgType": "BYOC"});
        rig.change_elsewhere("projects", &rig.project_id, own).await;
        refuse(&rig, method, last).await;
        warned(&cluster, &arguments, planned).await;
        rig.clear_faults().await;
        cluster.apply(red(&arguments)).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_organization_is_no_matter_of_the_key() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({}))).await.unwrap();
    let other = rig.terraform.resource("zillizcloud_cluster").named("other");
    let failure = other
        .apply(json!({"cluster_name": "blue"}))
        .await
        .unwrap_err();
    says(&failure, &["at most 1 Free", "limits of your organization"]);
    let (_, text) = error(&failure);
    assert!(!text.contains("api_key"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_region_that_the_project_does_not_have_is_told_by_the_service() {
    let (rig, cluster) = begin().await;
    choose(&rig, json!({"cluster_without_bound_region": "refused"})).await;
    let elsewhere = json!({"cu_size": 8, "region_id": "aws-eu-central-1"});
    let failure = cluster.apply(red(&elsewhere)).await.unwrap_err();
    says(
        &failure,
        &["aws-eu-central-1", "not bound", &rig.project_id],
    );
    assert!(!cluster.exists());
}

#[tokio::test(start_paused = true)]
async fn a_service_that_wants_the_organization_named_is_told_it_once_it_is_configured() {
    let (rig, cluster) = begin().await;
    choose(&rig, json!({"missing_org_id": "refused"})).await;
    let sized = json!({"cu_size": 8});
    cluster.apply(red(&sized)).await.unwrap();
    let renamed = json!({"cluster_name": "blue", "cu_size": 8});
    let failure = cluster.apply(renamed.clone()).await.unwrap_err();
    says(
        &failure,
        &["OrgId", "organization_id", "ZILLIZCLOUD_ORGANIZATION_ID"],
    );
    let project = rig.terraform.resource("zillizcloud_project");
    project
        .apply(json!({"project_name": "blue"}))
        .await
        .unwrap();
    let described = json!({"project_name": "blue", "description": "warm"});
    let failure = project.apply(described.clone()).await.unwrap_err();
    says(&failure, &["OrgId", "organization_id"]);

    let organization = json!({"organization_id": rig.sim.organization_id()});
    rig.terraform.configure(organization).await.unwrap();
    cluster.apply(renamed).await.unwrap();
    project.apply(described).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_protected_cluster_is_not_destroyed_by_any_way() {
    let (rig, cluster) = begin().await;
    let protected = json!({"cu_size": 8, "deletion_protection": true});
    cluster.apply(red(&protected)).await.unwrap();
    says(
        &cluster.destroy().await.unwrap_err(),
        &["Protected from deletion"],
    );
    // Terraform plans what is tainted as something new, and then destroys the old.
    cluster.taint();
    says(
        &cluster.apply(red(&protected)).await.unwrap_err(),
        &["Protected from deletion"],
    );
    assert_eq!(rig.news().await.clusters.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_kind_that_is_not_said_is_told_how_to_say() {
    let (_rig, cluster) = begin().await;
    cluster
        .apply(red(&json!({"plan": "Serverless"})))
        .await
        .unwrap();
    let elsewhere = json!({"region_id": "aws-us-east-2"});
    let (path, text) = error(&cluster.plan(red(&elsewhere)).await.unwrap_err());
    assert_eq!(path, "plan");
    assert!(text.contains("`plan = \"Serverless\"`"), "{text}");
}

/// What is gone by the time it should run was deleted by somebody; there is nothing to keep or to replace.
#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_deleted_while_it_is_created_is_an_error_and_made_again() {
    let (rig, cluster) = begin().await;
    // It is seen once.
    rig.fault(json!({
        "match": {"method": "GET", "path": "/v2/clusters/*"}, "after": 1, "fault": {"kind": "status", "status": 503},
    }))
    .await;
    let deleting = async {
        tokio::time::sleep(std::time::Duration::from_secs(30)).await;
        let id = rig.cluster().await["clusterId"]
            .as_str()
            .unwrap()
            .to_owned();
        rig.remove("clusters", &id).await;
        rig.clear_faults().await;
        id
    };
    let arguments = json!({"cu_size": 8});
    let (outcome, first) = tokio::join!(cluster.apply(red(&arguments)), deleting);
    says(&outcome.unwrap_err(), &["waiting for cluster", "deleted"]);
    cluster.apply(red(&arguments)).await.unwrap();
    assert_ne!(cluster.state()["id"], first.as_str());
}

#[tokio::test(start_paused = true)]
async fn the_time_that_is_configured_ends_each_wait() {
    let with = |mut it: Value| {
        it["timeouts"] = json!({"update": "1m", "delete": "2m"});
        red(&it)
    };
    let (rig, cluster) = begin().await;
    cluster.apply(with(json!({"cu_size": 8}))).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let stalled = |is| json!({"stall": is});
    rig.change_elsewhere("clusters", &id, stalled(true)).await;
    for (operation, least, most) in [("update", 60, 75), ("delete", 120, 135)] {
        let began = tokio::time::Instant::now();
        let failure = if operation == "update" {
            cluster
                .apply(with(json!({"cu_size": 12})))
                .await
                .unwrap_err()
        } else {
            cluster.destroy().await.unwrap_err()
        };
        let waited = began.elapsed().as_secs();
        assert!(
            (least..=most).contains(&waited),
            "{operation}: {waited} s: {failure}"
        );
        says(&failure, &[&id, "timeouts"]);
    }
    rig.change_elsewhere("clusters", &id, stalled(false)).await;
    cluster.destroy().await.unwrap();
}
