//! Sequences of several operations on an organization.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{ResourceInstance, laws::Action};

use crate::in_process::InProcess;

fn organization(rig: &InProcess) -> ResourceInstance {
    rig.terraform.resource("zillizcloud_organization")
}

async fn names(rig: &InProcess) -> Vec<Value> {
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let all = inventory["organizations"].as_array().unwrap().iter();
    all.skip(1).map(|it| it["orgName"].clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn an_organization_is_made_renamed_and_deleted_with_the_preview() {
    let rig = InProcess::with_previews(7).await;
    let red = organization(&rig);
    let made = json!({"name": "red", "timezone": "Europe/Berlin", "deletion_protection": false});
    red.apply(made.clone()).await.unwrap();
    let state = red.state();
    assert_eq!(
        (&state["name"], &state["timezone"]),
        (&json!("red"), &json!("Europe/Berlin"))
    );
    assert_eq!(state["id"], state["organization_id"]);

    tokio::time::advance(Duration::from_secs(60)).await;
    let renamed = json!({"name": "blue", "deletion_protection": false});
    let outcome = red.apply(renamed.clone()).await.unwrap();
    assert_eq!(outcome.action, Action::Update, "{outcome}");
    assert_eq!(names(&rig).await, ["blue"]);
    assert_eq!(red.state()["timezone"], "Europe/Berlin");

    red.forget();
    red.import(state["id"].as_str().unwrap()).await.unwrap();
    let plan = red.plan(json!({"name": "blue"})).await.unwrap();
    assert_eq!(plan.action, Action::NoOp, "{plan}");

    let protected = red.destroy().await.unwrap_err();
    assert_eq!(protected.summary(), "Protected from deletion");
    red.apply(renamed).await.unwrap();
    red.destroy().await.unwrap();
    assert_eq!(names(&rig).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn an_organization_that_was_deleted_elsewhere_is_planned_anew() {
    let rig = InProcess::with_previews(7).await;
    let red = organization(&rig);
    let config = json!({"name": "red", "deletion_protection": false});
    red.apply(config.clone()).await.unwrap();
    let other = red.named("other");
    other
        .import(red.state()["id"].as_str().unwrap())
        .await
        .unwrap();
    other.apply(config.clone()).await.unwrap();
    other.destroy().await.unwrap();
    let plan = red.plan(config).await.unwrap();
    assert_eq!(plan.action, Action::Create, "{plan}");
    let missing = red.named("missing").import("org-nobody").await.unwrap_err();
    assert!(
        missing.detail().contains("has that identifier"),
        "{missing}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_own_organization_is_adopted_and_not_deleted_with_the_preview() {
    let rig = InProcess::with_previews(7).await;
    let own = organization(&rig);
    own.apply(json!({})).await.unwrap();
    let state = own.state();
    assert_eq!(state["organization_id"], rig.sim.organization_id());
    assert_eq!(state["default_project_id"], rig.project_id);
    assert_eq!(
        own.destroy().await.unwrap_err().summary(),
        "Protected from deletion"
    );

    own.apply(json!({"deletion_protection": false}))
        .await
        .unwrap();
    let refused = own.destroy().await.unwrap_err();
    assert!(
        refused.summary().starts_with("Error deleting organization"),
        "{refused}"
    );
    assert!(own.exists());
}

#[tokio::test(start_paused = true)]
async fn without_the_preview_an_organization_is_only_adopted() {
    let rig = InProcess::start(7, || {}).await;
    let own = organization(&rig);
    for attribute in ["name", "timezone"] {
        let refused = own.plan(json!({attribute: "red"})).await.unwrap_err();
        let first = refused.diagnostics.iter().next().unwrap();
        assert_eq!(first.path, attribute.into());
        assert!(first.detail.contains("Support Portal"), "{refused}");
    }
    own.apply(json!({})).await.unwrap();
    assert_eq!(own.state()["name"], Value::Null);
    let forgotten = own.destroy().await.unwrap();
    assert!(
        forgotten.to_string().contains("no longer managed"),
        "{forgotten}"
    );
}

/// Not to be told is no reason to forget.
#[tokio::test(start_paused = true)]
async fn roles_stay_known_while_access_control_does_not_answer() {
    let rig = InProcess::start(7, || {}).await;
    let own = organization(&rig);
    own.apply(json!({})).await.unwrap();
    let roles = own.state()["roles"].clone();
    assert!(roles.get("Organization Owner").is_some(), "{roles}");
    for status in [404, 403] {
        tokio::time::advance(Duration::from_secs(60)).await;
        rig.fault(json!({
            "match": {"method": "GET", "path": "/v2/roles"}, "fault": {"kind": "status", "status": status},
        }))
        .await;
        own.refresh().await.unwrap();
        assert_eq!(own.state()["roles"], roles, "{status}");
        rig.clear_faults().await;
    }
}

/// The look after the creation.
async fn fail_second_look(rig: &InProcess) {
    rig.fault(json!({
        "match": {"method": "GET", "path": "/v2/organizations"}, "after": 1,
        "fault": {"kind": "status", "status": 500},
    }))
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_organization_whose_creation_did_not_finish_is_made_anew_unless_it_is_protected() {
    let rig = InProcess::with_previews(7).await;
    let red = organization(&rig);
    fail_second_look(&rig).await;
    let config = json!({"name": "red"});
    red.apply(config.clone()).await.unwrap_err();
    assert!(red.exists() && red.is_tainted());
    rig.clear_faults().await;
    tokio::time::advance(Duration::from_secs(60)).await;
    let refused = red.apply(config).await.unwrap_err();
    assert_eq!(refused.summary(), "Protected from deletion");
    assert!(refused.detail().contains("terraform untaint"), "{refused}");
    assert_eq!(names(&rig).await, ["red"]);

    let rig = InProcess::with_previews(7).await;
    let red = organization(&rig);
    fail_second_look(&rig).await;
    let config = json!({"name": "red", "deletion_protection": false});
    red.apply(config.clone()).await.unwrap_err();
    rig.clear_faults().await;
    tokio::time::advance(Duration::from_secs(60)).await;
    red.apply(config).await.unwrap();
    assert_eq!(names(&rig).await, ["red"]);
}

/// It was there before, and is not deleted to make another one.
#[tokio::test(start_paused = true)]
async fn an_organization_whose_adoption_did_not_finish_is_left_alone() {
    let rig = InProcess::with_previews(7).await;
    let red = organization(&rig);
    red.apply(json!({"name": "red"})).await.unwrap();
    let id = red.state()["id"].clone();
    rig.fault(json!({
        "match": {"method": "PATCH", "path": "/v2/organizations/*"},
        "fault": {"kind": "status", "status": 400},
    }))
    .await;
    let adopted = red.named("adopted");
    let config = json!({"organization_id": id, "name": "blue", "deletion_protection": false});
    adopted.apply(config.clone()).await.unwrap_err();
    assert!(!adopted.exists());
    rig.clear_faults().await;
    tokio::time::advance(Duration::from_secs(60)).await;
    adopted.apply(config).await.unwrap();
    assert_eq!(adopted.state()["id"], id);
    assert_eq!(names(&rig).await, ["blue"]);
}

#[tokio::test(start_paused = true)]
async fn an_organization_whose_answer_was_lost_is_in_the_state() {
    let rig = InProcess::with_previews(7).await;
    let red = organization(&rig);
    rig.fault(json!({
        "match": {"method": "POST", "path": "/v2/organizations"}, "times": 1, "fault": {"kind": "reset_after"},
    }))
    .await;
    red.apply(json!({"name": "red"})).await.unwrap();
    assert_eq!(names(&rig).await, ["red"]);
}
