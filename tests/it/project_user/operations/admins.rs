//! Roles that cannot be taken away, and those that a new object takes away.

use serde_json::json;
use tf_provider::testing::laws::Action;

use super::{BOB, ada, bob, later, trouble::with_one_admin, user};
use crate::in_process::{InProcess, text};

#[tokio::test(start_paused = true)]
async fn a_project_is_destroyed_with_its_last_admin() {
    let rig = InProcess::start(7, || {}).await;
    let user = with_one_admin(&rig).await;
    user.apply(ada(&["Project Admin", "Data Viewer"]))
        .await
        .unwrap();
    let outcome = user.destroy().await.unwrap();
    let warnings: Vec<_> = outcome.warnings.iter().map(|it| &it.summary).collect();
    assert!(
        warnings
            .iter()
            .any(|it| it.contains("remains Project Admin")),
        "{warnings:?}"
    );
    assert!(!user.exists());
    assert_eq!(rig.remote().await.roles.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_object_says_beforehand_what_it_takes_away() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer", "Data Admin"]))
        .await
        .unwrap();
    user.forget();
    later().await;
    let plan = user.plan(ada(&["Data Viewer"])).await.unwrap();
    let warning = plan.warnings.iter().next().unwrap();
    assert!(warning.detail.contains("taken away: Data Admin."), "{plan}");
    assert_eq!(warning.path, "roles".into());
}

/// Tainted, it would be replaced, and its replacement would take away what was granted.
#[tokio::test(start_paused = true)]
async fn a_role_that_a_new_object_cannot_take_away_is_the_next_plans() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    user.forget();
    // Whoever forgets does so between two lives of the provider.
    rig.terraform.configure(json!({})).await.unwrap();
    later().await;
    rig.fault(json!({
        "match": {"method": "DELETE", "path": "/v2/members/*"},
        "fault": {"kind": "envelope", "code": 99_001, "message": "Not now."},
    }))
    .await;
    let failure = user.apply(ada(&["Data Admin"])).await.unwrap_err();
    assert_eq!(failure.summary(), "Plan is not empty after apply");
    assert!(user.exists() && !user.is_tainted());
    rig.clear_faults().await;
    later().await;
    user.refresh().await.unwrap();
    let outcome = user.apply(ada(&["Data Admin"])).await.unwrap();
    assert_eq!(outcome.action, Action::Update);
    assert_eq!(rig.remote().await.roles.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_same_roles_in_other_words_are_no_change() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let role_id = text(&user.state()["role_ids"][0]);
    let id = text(&user.state()["id"]);
    user.forget();
    user.import(&id).await.unwrap();
    let plan = user.plan(ada(&[&role_id])).await.unwrap();
    assert_eq!(plan.action, Action::NoOp, "{plan}");
    user.apply(ada(&[&role_id])).await.unwrap();
    let twice = user.apply(ada(&[&role_id, "Data Viewer"])).await;
    assert_eq!(twice.unwrap_err().summary(), "Duplicate role");
    // Other roles are.
    let plan = user.plan(ada(&[&role_id, "Data Admin"])).await.unwrap();
    assert_eq!(plan.action, Action::Update, "{plan}");
}

#[tokio::test(start_paused = true)]
async fn a_key_of_another_organization_is_found_out_by_the_plan_of_a_new_object() {
    let rig = InProcess::start(7, || {}).await;
    rig.terraform
        .configure(json!({"organization_id": "org-0"}))
        .await
        .unwrap();
    let project = rig.terraform.resource("zillizcloud_project");
    for failure in [
        project
            .plan(json!({"project_name": "red"}))
            .await
            .unwrap_err(),
        user(&rig).plan(bob(&["Data Viewer"])).await.unwrap_err(),
    ] {
        assert_eq!(failure.diagnostics.iter().count(), 1, "{failure} {BOB}");
        assert_eq!(failure.summary(), "API key of another organization");
    }
}
