//! Data sources: results, missing objects, and forbidden ones.

mod access;
mod billing;
mod clusters;
mod hierarchy;
mod unknown;

use serde_json::{Value, json};
use tf_provider::testing::{Failure, UNKNOWN};

use crate::in_process::{EMAIL, InProcess};

pub(crate) async fn data(rig: &InProcess, data_source: &str, config: Value) -> Value {
    let name = format!("zillizcloud_{data_source}");
    let data = rig.terraform.data_source(&name, config).await;
    data.unwrap_or_else(|failure| panic!("{failure}")).json
}

async fn failure(rig: &InProcess, data_source: &str, config: Value) -> Failure {
    let name = format!("zillizcloud_{data_source}");
    rig.terraform
        .data_source(&name, config)
        .await
        .map(|it| it.json)
        .unwrap_err()
}

async fn make(rig: &InProcess, resource: &str, name: &str, config: Value) -> Value {
    let object = rig.terraform.resource(resource).named(name);
    object.apply(config).await.unwrap();
    object.state()
}

/// The values of one field, in the order in which they are listed.
fn each<'a>(listed: &'a Value, field: &str) -> Vec<&'a str> {
    let listed = listed.as_array().unwrap().iter();
    listed.map(|it| it[field].as_str().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_lookup_says_what_it_needs() {
    let rig = InProcess::start(7, || {}).await;
    for (data_source, config, summary) in [
        ("cluster", json!({}), "Missing cluster"),
        (
            "cluster",
            json!({"id": "in01-1", "cluster_name": "red"}),
            "Conflicting id and cluster_name",
        ),
        ("member", json!({}), "Missing email or user_id"),
        (
            "member",
            json!({"email": EMAIL, "user_id": "usr-1"}),
            "Conflicting email and user_id",
        ),
    ] {
        let error = failure(&rig, data_source, config).await;
        assert_eq!(error.summary(), summary);
    }
}

/// A look-up by each data source that needs no object to exist.
fn look_ups(rig: &InProcess) -> Vec<(&'static str, Value)> {
    let organization = json!({"organization_id": rig.sim.organization_id()});
    let dev = json!({"dev": {"project_ids": [rig.project_id]}});
    vec![
        ("cloud_providers", json!({})),
        ("cluster", json!({"cluster_name": "red"})),
        ("clusters", json!({})),
        ("invoices", json!({})),
        ("isolation", json!({"environments": dev})),
        ("member", json!({"email": EMAIL})),
        ("organization", organization),
        ("project", json!({"name": "red"})),
        ("project_users", json!({})),
        ("projects", json!({})),
        ("regions", json!({})),
        ("roles", json!({})),
        ("usage", json!({"start": "2026-01-01", "end": "2026-02-01"})),
    ]
}

#[tokio::test(start_paused = true)]
async fn what_the_key_may_not_see_is_an_error_and_not_nothing() {
    let rig = InProcess::start(7, || {}).await;
    let fault =
        json!({"kind": "status", "status": 403, "code": 80_002, "message": "no permission"});
    rig.fault(json!({"match": {"path": "/v2/*"}, "fault": fault}))
        .await;
    for (data_source, config) in look_ups(&rig) {
        let error = failure(&rig, data_source, config).await;
        assert!(
            error.to_string().contains("no permission"),
            "{data_source}: {error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_of_another_organization_than_was_meant_looks_nothing_up() {
    let rig = InProcess::start(7, || {}).await;
    let elsewhere = json!({"organization_id": "org-elsewhere"});
    rig.terraform.configure(elsewhere).await.unwrap();
    for (data_source, config) in look_ups(&rig) {
        let is_the_same_everywhere = ["cloud_providers", "regions"].contains(&data_source);
        if !is_the_same_everywhere && data_source != "organization" {
            let error = failure(&rig, data_source, config).await;
            let summary = "API key of another organization";
            assert_eq!(error.summary(), summary, "{data_source}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_project_of_the_provider_that_is_not_known_yet_is_not_taken_for_another() {
    let rig = InProcess::start(7, || {}).await;
    let later = json!({"project_id": UNKNOWN});
    rig.terraform.configure(later).await.unwrap();
    for (data_source, config, attribute) in [
        ("project", json!({}), "id"),
        ("project_users", json!({}), "project_id"),
        ("cluster", json!({"cluster_name": "red"}), "project_id"),
    ] {
        let error = failure(&rig, data_source, config).await;
        assert_eq!(error.summary(), "Missing project", "{data_source}");
        let paths = error.diagnostics.iter().map(|it| it.path.to_string());
        assert_eq!(paths.collect::<Vec<_>>(), [attribute], "{data_source}");
    }
    let named = json!({"id": rig.project_id});
    assert_eq!(data(&rig, "project", named).await["id"], rig.project_id);
}

#[tokio::test(start_paused = true)]
async fn every_data_source_is_looked_up_here() {
    let rig = InProcess::start(7, || {}).await;
    let here: Vec<_> = look_ups(&rig).into_iter().map(|(it, _)| it).collect();
    let all = rig.terraform.data_sources();
    let all: Vec<_> = all
        .iter()
        .filter_map(|it| it.strip_prefix("zillizcloud_"))
        .collect();
    assert_eq!(here, all);
}
