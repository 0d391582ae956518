//! Environments that the key can see.

use serde_json::{Value, json};

use super::{cluster, compared, grant, others, project};
use crate::in_process::{EMAIL, InProcess};

#[tokio::test(start_paused = true)]
async fn environments_in_projects_of_their_own_are_separated_by_project() {
    let rig = InProcess::start(7, || {}).await;
    let (dev, prod) = (project(&rig, "dev").await, project(&rig, "prod").await);
    let red = cluster(&rig, &dev, "red").await;
    let data = compared(
        &rig,
        json!({"dev": {"project_ids": [dev]}, "prod": {"project_ids": [prod]}}),
    )
    .await;
    let data = data.unwrap();
    assert_eq!(data["level"], "project");
    assert_eq!(data["inventory"]["dev"]["cluster_ids"], json!([red]));
    assert_eq!(data["inventory"]["prod"]["cluster_ids"], json!([]));
    let pair = &data["pairs"][0];
    assert_eq!(pair["environments"], json!(["dev", "prod"]));
    assert_eq!(
        [&pair["shares_organization"], &pair["shares_billing"]],
        [true, true]
    );
    assert_eq!(pair["shared_project_ids"], json!([]));
    let mermaid = data["mermaid"].as_str().unwrap();
    assert!(
        mermaid.contains("project dev") && mermaid.contains("dev<br/>red"),
        "{mermaid}"
    );
}

#[tokio::test(start_paused = true)]
async fn who_writes_in_two_environments_is_named() {
    let rig = InProcess::start(7, || {}).await;
    let (dev, prod) = (project(&rig, "dev").await, project(&rig, "prod").await);
    let environments = json!({"dev": {"project_ids": [dev]}, "prod": {"project_ids": [prod]}});
    for (role_in_prod, expected) in [("Data Viewer", vec![]), ("Data Operator", vec![EMAIL])] {
        grant(&rig, &dev, "in_dev", &["Project Admin"]).await;
        grant(&rig, &prod, "in_prod", &[role_in_prod]).await;
        let data = compared(&rig, environments.clone()).await.unwrap();
        assert_eq!(others(&data["inventory"]["dev"]["writers"]), [EMAIL]);
        assert_eq!(others(&data["pairs"][0]["shared_writers"]), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn environments_in_one_project_are_separated_by_cluster_and_share_their_writers() {
    let rig = InProcess::start(7, || {}).await;
    let home = project(&rig, "search").await;
    let (red, blue) = (
        cluster(&rig, &home, "red").await,
        cluster(&rig, &home, "blue").await,
    );
    grant(&rig, &home, "ada", &["Data Operator"]).await;
    let apart = json!({"dev": {"cluster_ids": [red]}, "prod": {"cluster_ids": [blue]}});
    let data = compared(&rig, apart).await.unwrap();
    assert_eq!(data["level"], "cluster");
    assert_eq!(data["pairs"][0]["shared_project_ids"], json!([home]));
    assert_eq!(others(&data["pairs"][0]["shared_writers"]), [EMAIL]);
    let same = json!({"dev": {"cluster_ids": [red]}, "prod": {"project_ids": [home]}});
    let data = compared(&rig, same).await.unwrap();
    assert_eq!(data["level"], "none");
    assert_eq!(data["pairs"][0]["shared_cluster_ids"], json!([red]));
}

#[tokio::test(start_paused = true)]
async fn an_organization_without_further_words_has_all_of_its_projects() {
    let rig = InProcess::start(7, || {}).await;
    let dev = project(&rig, "dev").await;
    let only = compared(&rig, json!({"dev": {"project_ids": [dev]}}))
        .await
        .unwrap();
    assert_eq!([&only["level"], &only["pairs"]], [&Value::Null, &json!([])]);
    let organization = &only["inventory"]["dev"]["organization_id"];
    let data = compared(&rig, json!({"all": {"organization_id": organization}})).await;
    let all = data.unwrap()["inventory"]["all"]["project_ids"].clone();
    assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_found_out_is_an_error_at_its_place() {
    let rig = InProcess::start(7, || {}).await;
    for (environments, path, summary) in [
        (json!({}), "environments", "Missing environments"),
        (
            json!({"dev": {"writers": []}}),
            "environments[\"dev\"]",
            "Empty environment \"dev\"",
        ),
        (
            json!({"dev": {"project_ids": ["proj-nowhere"]}}),
            "environments[\"dev\"].project_ids",
            "Error looking for project proj-nowhere",
        ),
        (
            json!({"dev": {"cluster_ids": ["in01-nowhere"]}}),
            "environments[\"dev\"].cluster_ids",
            "Error looking for cluster in01-nowhere",
        ),
        (
            json!({"dev": {"organization_id": "org-elsewhere"}}),
            "environments[\"dev\"].writers",
            "Unknown writers of environment \"dev\"",
        ),
    ] {
        let failure = compared(&rig, environments).await.unwrap_err();
        let data: Vec<_> = failure.diagnostics.iter().collect();
        let data: Vec<_> = data
            .iter()
            .map(|it| (it.path.to_string(), it.summary.as_str()))
            .collect();
        assert_eq!(data, [(path.to_owned(), summary)]);
    }
}

#[tokio::test(start_paused = true)]
async fn roles_that_the_key_may_not_see_are_an_error_and_not_nobody() {
    let rig = InProcess::start(7, || {}).await;
    let environments = json!({"dev": {"project_ids": [rig.project_id]}});
    let fault = json!({"kind": "status", "status": 403, "code": 80002, "message": "No permission"});
    rig.fault(json!({"match": {"path": "/v2/roles*"}, "times": 1000, "fault": fault}))
        .await;
    let failure = compared(&rig, environments).await.unwrap_err();
    assert!(
        failure
            .summary()
            .contains("finding out who can write in project"),
        "{failure}"
    );
    rig.clear_faults().await;
    let told = json!({"dev": {"project_ids": [rig.project_id], "writers": []}});
    assert_eq!(
        compared(&rig, told).await.unwrap()["inventory"]["dev"]["writers"],
        json!([])
    );
}

#[tokio::test(start_paused = true)]
async fn who_is_in_a_group_that_writes_is_named() {
    let rig = InProcess::start(7, || {}).await;
    let dev = project(&rig, "dev").await;
    rig.group(&[EMAIL], "Data Operator", dev.as_str().unwrap())
        .await;
    let data = compared(&rig, json!({"dev": {"project_ids": [dev]}}))
        .await
        .unwrap();
    assert_eq!(others(&data["inventory"]["dev"]["writers"]), [EMAIL]);
}

#[tokio::test(start_paused = true)]
async fn a_custom_role_for_one_cluster_writes_in_its_environment_only() {
    let rig = InProcess::start(7, || {}).await;
    let home = project(&rig, "search").await;
    let (red, blue) = (
        cluster(&rig, &home, "red").await,
        cluster(&rig, &home, "blue").await,
    );
    let policies = json!([
        {"resourceType": "serving_cluster_data", "resources": [red], "privileges": ["read", "write"]},
        {"resourceType": "serving_cluster_data", "resources": ["*"], "privileges": ["read"]},
    ]);
    let role = json!({"projectId": home, "roleName": "Writes in red", "policies": policies});
    assert_eq!(rig.call("roles", role).await["code"], 0);
    grant(&rig, &home, "ada", &["Writes in red"]).await;
    let apart = json!({"dev": {"cluster_ids": [red]}, "prod": {"cluster_ids": [blue]}});
    let data = compared(&rig, apart).await.unwrap();
    assert_eq!(others(&data["inventory"]["dev"]["writers"]), [EMAIL]);
    assert_eq!(others(&data["inventory"]["prod"]["writers"]), [""; 0]);
    assert_eq!(others(&data["pairs"][0]["shared_writers"]), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_writer_whom_nobody_can_name_is_a_writer_all_the_same() {
    let rig = InProcess::start(7, || {}).await;
    let (dev, prod) = (project(&rig, "dev").await, project(&rig, "prod").await);
    let unknown = json!({"kind": "envelope", "code": 404, "message": "The member does not exist."});
    let fault = json!({"match": {"path": "/v2/members*"}, "times": 100, "fault": unknown});
    rig.fault(fault).await;
    let apart = json!({"dev": {"project_ids": [dev]}, "prod": {"project_ids": [prod]}});
    let data = compared(&rig, apart).await.unwrap();
    let shared = data["pairs"][0]["shared_writers"].as_array().unwrap();
    assert_eq!(shared.len(), 1, "{data}");
    assert!(
        shared[0].as_str().unwrap().starts_with("user:usr-"),
        "{data}"
    );
}

#[tokio::test(start_paused = true)]
async fn empty_lists_are_nothing_and_not_the_whole_organization() {
    let rig = InProcess::start(7, || {}).await;
    let prod = project(&rig, "prod").await;
    for nothing in [json!({"project_ids": []}), json!({"cluster_ids": []})] {
        let environments = json!({"dev": nothing, "prod": {"project_ids": [prod]}});
        let data = compared(&rig, environments).await.unwrap();
        assert_eq!(data["inventory"]["dev"]["project_ids"], json!([]));
        assert_eq!(data["level"], "project");
    }
}

#[tokio::test(start_paused = true)]
async fn who_writes_in_a_project_is_asked_once_for_all_environments_in_it() {
    let rig = InProcess::start(7, || {}).await;
    let home = project(&rig, "search").await;
    let mut environments = json!({});
    for name in ["red", "blue", "green"] {
        environments[name] = json!({"cluster_ids": [cluster(&rig, &home, name).await]});
    }
    // As many environments as there are must not mean as many calls: there are limits to their rate.
    rig.forget_calls().await;
    compared(&rig, environments).await.unwrap();
    let calls = rig.calls().await;
    let asked = calls
        .iter()
        .filter(|(_, path)| path.ends_with("/principals"));
    // Of four predefined roles, one only looks.
    assert_eq!(asked.count(), 3, "{calls:#?}");
}
