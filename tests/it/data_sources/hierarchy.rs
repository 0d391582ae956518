//! Organization, projects, and where clusters can be.

use serde_json::{Value, json};

use super::{data, each, failure, make};
use crate::in_process::InProcess;

#[tokio::test(start_paused = true)]
async fn projects_are_listed_by_name_and_filtered() {
    let rig = InProcess::start(7, || {}).await;
    for name in ["red", "blue"] {
        make(
            &rig,
            "zillizcloud_project",
            name,
            json!({"project_name": name, "plan": "Standard"}),
        )
        .await;
    }
    let all = data(&rig, "projects", json!({})).await;
    let names = each(&all["projects"], "project_name");
    assert_eq!(names, ["Default Project", "blue", "red"]);
    let standard = data(&rig, "projects", json!({"plan": "Standard"})).await;
    assert_eq!(each(&standard["projects"], "project_name"), ["blue", "red"]);
    let nowhere = data(&rig, "projects", json!({"region_id": "gcp-us-west1"})).await;
    assert_eq!(nowhere["projects"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn cloud_providers_are_listed() {
    let rig = InProcess::start(7, || {}).await;
    let clouds = data(&rig, "cloud_providers", json!({})).await;
    assert_eq!(
        each(&clouds["cloud_providers"], "cloud_id"),
        ["aws", "azure", "gcp"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_project_is_told_with_all_that_the_service_says() {
    let rig = InProcess::start(7, || {}).await;
    let config =
        json!({"project_name": "red", "description": "mine", "region_ids": ["aws-us-west-2"]});
    let state = make(&rig, "zillizcloud_project", "red", config).await;
    let project = data(&rig, "project", json!({"name": "red"})).await;
    for field in [
        "id",
        "project_name",
        "description",
        "plan",
        "region_ids",
        "instance_count",
        "create_time",
        "org_type",
    ] {
        assert_eq!(project[field], state[field], "{field}");
    }
    let listed = data(&rig, "projects", json!({})).await;
    let listed = listed["projects"].as_array().unwrap().iter();
    let listed: Vec<_> = listed.filter(|it| it["id"] == state["id"]).collect();
    assert_eq!(listed, [&project]);
}

#[tokio::test(start_paused = true)]
async fn regions_are_those_of_all_or_of_one_cloud_provider() {
    let rig = InProcess::start(7, || {}).await;
    let all = data(&rig, "regions", json!({})).await;
    let clouds = each(&all["items"], "cloud_id");
    assert!(clouds.contains(&"aws") && clouds.contains(&"azure"));
    let of_gcp = data(&rig, "regions", json!({"cloud_id": "gcp"})).await;
    let clouds = each(&of_gcp["items"], "cloud_id");
    assert!(!clouds.is_empty() && clouds.iter().all(|it| *it == "gcp"));
    let of_none = data(&rig, "regions", json!({"cloud_id": "moon"})).await;
    assert_eq!(of_none["items"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn the_organization_is_that_of_the_key() {
    let rig = InProcess::start(7, || {}).await;
    let own = rig.sim.organization_id();
    let by_default = data(&rig, "organization", json!({})).await;
    assert_eq!(
        [&by_default["organization_id"], &by_default["id"]],
        [own, own]
    );
    assert_eq!(by_default["default_project_id"], rig.project_id);
    assert_eq!(by_default["project_ids"], json!([rig.project_id]));
    assert_eq!(by_default["org_type"], "SAAS");
    assert!(by_default["roles"]["Billing Admin"].is_string());
    assert_eq!(by_default["name"], Value::Null);
    let by_id = data(&rig, "organization", json!({"organization_id": own})).await;
    assert_eq!(by_id, by_default);
    let elsewhere = json!({"organization_id": "org-elsewhere"});
    let error = failure(&rig, "organization", elsewhere).await;
    assert!(error.to_string().contains(own), "{error}");
}

#[tokio::test(start_paused = true)]
async fn with_the_preview_an_organization_has_a_name_and_others_are_found() {
    let rig = InProcess::with_previews(7).await;
    let own = data(&rig, "organization", json!({})).await;
    assert_eq!([&own["name"], &own["timezone"]], ["Simulated", "Etc/UTC"]);
    assert!(own["create_time"].is_string());
    let config = json!({"name": "red", "deletion_protection": false});
    let red = make(&rig, "zillizcloud_organization", "red", config).await;
    let other = json!({"organization_id": red["id"]});
    let other = data(&rig, "organization", other).await;
    assert_eq!(
        [&other["name"], &other["project_ids"]],
        [&json!("red"), &Value::Null]
    );
    let elsewhere = json!({"organization_id": "org-elsewhere"});
    let error = failure(&rig, "organization", elsewhere).await;
    assert!(error.summary().contains("org-elsewhere"), "{error}");
}
