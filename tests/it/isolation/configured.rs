//! Environments of which the configuration tells what the key cannot see.

use serde_json::{Value, json};

use super::{cluster, compared, project};
use crate::{data_sources::data, in_process::InProcess};

#[tokio::test(start_paused = true)]
async fn what_was_found_with_another_organizations_key_fits_in() {
    let rig = InProcess::start(7, || {}).await;
    let dev = project(&rig, "dev").await;
    let foreign = json!({
        "organization_id": "org-elsewhere", "project_ids": ["proj-elsewhere"], "cluster_ids": [], "writers": ["EVE@example.com"],
    });
    let data = compared(
        &rig,
        json!({"dev": {"project_ids": [dev]}, "prod": foreign}),
    )
    .await;
    let data = data.unwrap();
    assert_eq!(data["level"], "organization");
    assert_eq!(data["pairs"][0]["shares_billing"], false);
    assert_eq!(
        data["inventory"]["prod"]["writers"],
        json!(["eve@example.com"])
    );
    let again = compared(&rig, data["inventory"].clone()).await.unwrap();
    assert_eq!(
        again,
        json!({"environments": data["inventory"], "inventory": data["inventory"], "pairs": data["pairs"],
        "level": data["level"], "mermaid": data["mermaid"]})
    );
}

#[tokio::test(start_paused = true)]
async fn environments_of_another_organization_are_compared_as_their_key_saw_them() {
    let rig = InProcess::start(7, || {}).await;
    let foreign = |cluster: &str, whole: Value| {
        json!({
            "organization_id": "org-elsewhere", "project_ids": ["proj-1"], "cluster_ids": [cluster], "writers": [],
            "whole_project_ids": whole, "names": {"proj-1": "search", (cluster): format!("the {cluster}")},
            "cluster_project_ids": {(cluster): "proj-1"},
        })
    };
    for (whole, level) in [
        (json!([]), "cluster"),
        (json!(["proj-1"]), "none"),
        (Value::Null, "none"),
    ] {
        let environments = json!({
            "dev": foreign("in01-1", whole.clone()), "prod": foreign("in01-2", whole.clone()),
            "own": {"project_ids": [rig.project_id]},
        });
        let data = compared(&rig, environments).await.unwrap();
        assert_eq!(data["pairs"][0]["environments"], json!(["dev", "own"]));
        assert_eq!(data["pairs"][1]["level"], level, "{whole}");
        let mermaid = data["mermaid"].as_str().unwrap();
        assert!(
            mermaid.contains("project search") && mermaid.contains("dev<br/>the in01-1"),
            "{mermaid}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_whole_project_stays_whole_when_it_is_compared_again() {
    let rig = InProcess::start(7, || {}).await;
    let home = project(&rig, "search").await;
    let (red, blue) = (
        cluster(&rig, &home, "red").await,
        cluster(&rig, &home, "blue").await,
    );
    let dev = compared(&rig, json!({"dev": {"project_ids": [home]}}))
        .await
        .unwrap();
    rig.remove("clusters", blue.as_str().unwrap()).await;
    let estate = &dev["inventory"]["dev"];
    assert_eq!(estate["whole_project_ids"], json!([home]));
    let mut estate = estate.clone();
    estate["cluster_ids"] = json!([red]);
    let prod = json!({"project_ids": [home]});
    let data = compared(&rig, json!({"dev": estate, "prod": prod})).await;
    assert_eq!(data.unwrap()["level"], "none");
}

#[tokio::test(start_paused = true)]
async fn what_another_organization_is_said_to_have_and_this_key_sees_is_an_error() {
    let rig = InProcess::start(7, || {}).await;
    let (dev, prod) = (project(&rig, "dev").await, project(&rig, "prod").await);
    let claimed = json!({"organization_id": "org-claimed", "project_ids": [dev], "writers": []});
    let environments = json!({"dev": claimed, "prod": {"project_ids": [prod]}});
    let failure = compared(&rig, environments).await.unwrap_err();
    assert!(
        failure
            .summary()
            .contains("is not in organization org-claimed"),
        "{failure}"
    );
}

/// An environment of an organization that the key does not see.
fn elsewhere(mut told: Value) -> Value {
    told["organization_id"] = json!("org-elsewhere");
    told["writers"] = json!([]);
    told
}

#[tokio::test(start_paused = true)]
async fn environments_that_the_key_cannot_see_share_what_is_not_told_apart() {
    let rig = InProcess::start(7, || {}).await;
    let in_project = |cluster: &str, project: &str| json!({"cluster_ids": [cluster], "cluster_project_ids": {cluster: project}});
    for (dev, prod, level) in [
        (json!({}), json!({}), "none"),
        (json!({}), json!({"project_ids": ["proj-1"]}), "none"),
        (
            in_project("in01-a", "proj-1"),
            in_project("in01-b", "proj-1"),
            "cluster",
        ),
        (
            in_project("in01-a", "proj-1"),
            in_project("in01-b", "proj-2"),
            "project",
        ),
        (
            json!({"project_ids": ["proj-1"]}),
            in_project("in01-b", "proj-1"),
            "none",
        ),
    ] {
        let environments = json!({"dev": elsewhere(dev), "prod": elsewhere(prod)});
        let data = compared(&rig, environments.clone()).await.unwrap();
        assert_eq!(data["level"], level, "{environments}");
    }
    let homeless = json!({"dev": elsewhere(json!({"cluster_ids": ["in01-a"]}))});
    let failure = compared(&rig, homeless).await.unwrap_err();
    assert_eq!(failure.summary(), "Unknown project of cluster in01-a");
}

#[tokio::test(start_paused = true)]
async fn without_an_invoice_the_organization_is_that_of_what_the_key_sees() {
    let rig = InProcess::start(7, || {}).await;
    let (dev, prod) = (project(&rig, "dev").await, project(&rig, "prod").await);
    let invoices = data(&rig, "invoices", json!({})).await;
    let invoice = invoices["invoices"][0]["id"].as_str().unwrap();
    rig.remove("invoices", invoice).await;
    rig.configure_again().await;
    let own = |project: &Value| json!({"organization_id": "org-own", "project_ids": [project]});
    let environments = json!({"dev": own(&dev), "prod": own(&prod)});
    assert_eq!(
        compared(&rig, environments).await.unwrap()["level"],
        "project"
    );
    for unclear in [
        json!({"dev": own(&dev), "prod": elsewhere(json!({"project_ids": ["proj-1"]}))}),
        json!({"dev": {"organization_id": "org-own"}, "prod": {"project_ids": [prod]}}),
    ] {
        let failure = compared(&rig, unclear).await.unwrap_err();
        assert_eq!(failure.summary(), "Organization of the API key unknown");
    }
}
