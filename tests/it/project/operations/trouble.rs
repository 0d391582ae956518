//! Sequences of several operations on a project.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{ResourceInstance, laws::Action};

use crate::in_process::InProcess;

fn project(rig: &InProcess) -> ResourceInstance {
    rig.terraform.resource("zillizcloud_project")
}

/// A project with a cluster in it, and the cluster's identifier.
async fn with_cluster(rig: &InProcess) -> (ResourceInstance, String) {
    let project = project(rig);
    let red = json!({"project_name": "red", "region_ids": ["aws-us-west-2"]});
    project.apply(red).await.unwrap();
    let cluster = rig.terraform.resource("zillizcloud_cluster");
    let inside = json!({"cluster_name": "blue", "cu_size": 1, "project_id": project.state()["id"]});
    cluster.apply(inside).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    tokio::time::advance(Duration::from_secs(60)).await;
    (project, id)
}

#[tokio::test(start_paused = true)]
async fn a_project_that_is_not_empty_says_what_is_left() {
    let rig = InProcess::start(7, || {}).await;
    let (project, id) = with_cluster(&rig).await;
    let refused = project.destroy().await.unwrap_err();
    assert!(
        refused
            .detail()
            .contains(&format!("cluster \"blue\" ({id})")),
        "{refused}"
    );
    assert!(refused.detail().contains("Volumes"), "{refused}");
    assert!(project.exists());
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_being_deleted_is_waited_for() {
    let rig = InProcess::start(7, || {}).await;
    let (project, id) = with_cluster(&rig).await;
    let leaving = Some(json!({"status": "DELETING"}));
    rig.control(Method::PATCH, &format!("clusters/{id}"), leaving)
        .await;
    project.destroy().await.unwrap();
    assert_eq!(rig.news().await.projects.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_a_cluster_ends_with_the_timeout() {
    let rig = InProcess::start(7, || {}).await;
    let (project, id) = with_cluster(&rig).await;
    let stuck = Some(json!({"status": "DELETING", "stall": true}));
    rig.control(Method::PATCH, &format!("clusters/{id}"), stuck)
        .await;
    let refused = project.destroy().await.unwrap_err();
    assert!(
        refused.summary().contains("waiting for cluster \"blue\""),
        "{refused}"
    );
    assert!(project.exists());
}

#[tokio::test(start_paused = true)]
async fn the_number_of_clusters_changes_without_a_change() {
    let rig = InProcess::start(7, || {}).await;
    let (project, _) = with_cluster(&rig).await;
    let red = json!({"project_name": "red", "region_ids": ["aws-us-west-2"]});
    let plan = project.plan(red.clone()).await.unwrap();
    assert_eq!(plan.action, Action::NoOp, "{plan}");
    project.refresh().await.unwrap();
    assert_eq!(project.state()["instance_count"], 0, "as it was");
    let described =
        json!({"project_name": "red", "region_ids": ["aws-us-west-2"], "description": "cold"});
    let plan = project.plan(described).await.unwrap();
    assert_eq!(plan.to_string(), "Update\n~ description = \"\" -> \"cold\"");
}

#[tokio::test(start_paused = true)]
async fn everything_that_was_changed_elsewhere_is_changed_back() {
    for (changed, seen) in [
        (json!({"projectName": "blue"}), "project_name"),
        (json!({"description": "hot"}), "description"),
        (
            json!({"regionIds": ["aws-us-west-2", "aws-eu-central-1"]}),
            "region_ids",
        ),
        (json!({"regionIds": ["aws-eu-central-1"]}), "region_ids"),
    ] {
        let rig = InProcess::start(7, || {}).await;
        let project = project(&rig);
        let red = json!({
            "project_name": "red", "description": "cold", "plan": "BusinessCritical", "region_ids": ["aws-us-west-2"],
        });
        project.apply(red.clone()).await.unwrap();
        let before: Value = project.state();
        let path = format!("projects/{}", before["id"].as_str().unwrap());
        rig.control(Method::PATCH, &path, Some(changed)).await;
        tokio::time::advance(Duration::from_secs(60)).await;
        let outcome = project.apply(red).await.unwrap();
        assert_eq!(outcome.action, Action::Update, "{outcome}");
        assert!(outcome.plan.to_string().contains(seen), "{outcome}");
        assert_eq!(project.state(), before);
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_taken_leads_to_the_import() {
    let rig = InProcess::start(7, || {}).await;
    let project = project(&rig);
    let red = json!({"project_name": "red"});
    project.apply(red.clone()).await.unwrap();
    let refused = project.named("again").apply(red).await.unwrap_err();
    assert!(
        refused
            .detail()
            .contains("terraform import <address> 'name:red'"),
        "{refused}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_not_known_yet_may_be_one_that_is() {
    let rig = InProcess::start(7, || {}).await;
    let project = project(&rig);
    let open = json!({"project_name": "red", "region_ids": ["aws-us-west-2", "${unknown}"]});
    let known = json!({"project_name": "red", "region_ids": ["aws-us-west-2"]});
    project.apply_once_known(open, known).await.unwrap();
    let two = json!({"project_name": "red", "region_ids": ["aws-us-west-2", "aws-eu-central-1"]});
    let plan = project.plan(two.clone()).await.unwrap();
    let warning = plan.warnings.iter().next().unwrap();
    assert_eq!(warning.summary, "Too many regions");
    project.apply(two).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_region_in_use_is_said_in_the_plan_and_in_the_apply() {
    let rig = InProcess::start(7, || {}).await;
    let (project, id) = with_cluster(&rig).await;
    let elsewhere = json!({"project_name": "red", "region_ids": ["aws-us-east-2"]});
    let plan = project.plan(elsewhere.clone()).await.unwrap();
    let inside = format!("Cluster \"blue\" ({id})");
    let warning = plan.warnings.iter().next().unwrap();
    assert!(warning.detail.contains(&inside), "{plan}");
    assert_eq!(warning.path, "region_ids".into());
    let failure = project.apply(elsewhere).await.unwrap_err();
    assert!(failure.detail().contains(&id), "{failure}");
    assert_eq!(project.state()["region_ids"], json!(["aws-us-west-2"]));
}

/// Nothing but the name tells which one is the default project.
#[tokio::test(start_paused = true)]
async fn the_refusal_to_delete_a_renamed_default_project_is_explained() {
    let rig = InProcess::start(7, || {}).await;
    let project = project(&rig);
    project.import("name:Default Project").await.unwrap();
    let main = json!({"project_name": "main", "region_ids": ["aws-us-west-2"]});
    project.apply(main).await.unwrap();
    let refused = project.destroy().await.unwrap_err();
    assert!(
        refused
            .detail()
            .contains("default project under another name"),
        "{refused}"
    );
    assert!(refused.detail().contains("terraform state rm"), "{refused}");
}

/// Nothing was applied, and so nothing kept: the plan that it had then is what tells.
#[tokio::test(start_paused = true)]
async fn an_imported_project_that_was_upgraded_elsewhere_is_in_nobodys_way() {
    let rig = InProcess::start(7, || {}).await;
    let project = rig.terraform.resource("zillizcloud_project");
    let config = json!({"project_name": "red", "plan": "Enterprise"});
    project.apply(config.clone()).await.unwrap();
    let id = project.state()["id"].as_str().unwrap().to_owned();
    project.forget();
    project.import(&id).await.unwrap();
    project.apply(config.clone()).await.unwrap();
    let upgraded = json!({"plan": "BusinessCritical"});
    rig.change_elsewhere("projects", &id, upgraded).await;
    tokio::time::advance(Duration::from_secs(60)).await;
    project.refresh().await.unwrap();
    let plan = project.plan(config).await.unwrap();
    let warning = plan.warnings.iter().next().unwrap();
    assert!(warning.summary.contains("BusinessCritical"), "{plan}");
    project.destroy().await.unwrap();
}
