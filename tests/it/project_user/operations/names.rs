//! The names of roles: in either vocabulary, and by people.

use reqwest::Method;
use serde_json::json;
use tf_provider::testing::laws::Action;

use super::{ada, later, user};
use crate::in_process::{EMAIL, InProcess, text};

async fn with_legacy_names() -> InProcess {
    let rig = InProcess::start(7, || {}).await;
    let legacy = Some(json!({"role_names": "legacy"}));
    rig.control(Method::PATCH, "choices", legacy).await;
    rig
}

/// A role of the default project; its identifier.
async fn custom(rig: &InProcess, name: &str) -> String {
    let role = json!({
        "projectId": rig.project_id, "roleName": name,
        "policies": [{"resourceType": "serving_cluster", "privileges": ["view"]}],
    });
    let made = rig.call("roles", role).await;
    text(&made["data"]["roleId"])
}

#[tokio::test(start_paused = true)]
async fn the_older_names_of_roles_work() {
    let rig = with_legacy_names().await;
    let user = user(&rig);
    user.apply(ada(&["Project Read-Only"])).await.unwrap();
    assert_eq!(user.state()["roles"], json!(["Project Read-Only"]));
    let more = ["Cluster Admin", "Project Admin", "Project Read-Write"];
    user.apply(ada(&more)).await.unwrap();
    assert_eq!(user.state()["roles"], json!(more));

    let unknown = user.apply(ada(&["Data Viewer"])).await.unwrap_err();
    assert_eq!(unknown.summary(), "Unknown role \"Data Viewer\"");
    assert!(
        unknown.detail().contains("`Project Read-Only`"),
        "{unknown}"
    );

    user.forget();
    let id = format!("{}/{EMAIL}", rig.project_id);
    user.import(&id).await.unwrap();
    let plan = user.plan(ada(&more)).await.unwrap();
    assert_eq!(plan.action, Action::NoOp, "{plan}");
    user.destroy().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_last_admin_is_protected_in_the_older_vocabulary() {
    let rig = with_legacy_names().await;
    let user = user(&rig);
    user.apply(ada(&["Project Admin"])).await.unwrap();
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let owner = text(&inventory["keys"][0]["userId"]);
    let admin = text(&user.state()["role_ids"][0]);
    let path = format!("bindings/{owner}/{admin}?projectId={}", rig.project_id);
    rig.control(Method::DELETE, &path, None).await;
    later().await;
    let refused = user.apply(ada(&["Project Read-Only"])).await.unwrap_err();
    assert!(
        refused.summary().contains("is the last Project Admin"),
        "{refused}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_renamed_with_the_vocabulary_is_a_change_of_its_name_only() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let legacy = Some(json!({"role_names": "legacy"}));
    rig.control(Method::PATCH, "choices", legacy).await;
    later().await;
    rig.forget_calls().await;
    let outcome = user.apply(ada(&["Project Read-Only"])).await.unwrap();
    assert_eq!(outcome.action, Action::NoOp, "{outcome}");
    let calls = rig.calls().await;
    assert!(calls.iter().all(|(method, _)| method == "GET"), "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn a_custom_role_is_given_by_name_and_identifier() {
    let rig = InProcess::start(7, || {}).await;
    let id = custom(&rig, "Night Shift").await;
    let user = user(&rig);
    user.apply(ada(&["Night Shift"])).await.unwrap();
    assert_eq!(user.state()["role_ids"], json!([id]));

    // The same role, written another way.
    rig.forget_calls().await;
    let outcome = user.apply(ada(&[&id])).await.unwrap();
    assert_eq!(outcome.action, Action::NoOp, "{outcome}");
    let calls = rig.calls().await;
    assert!(calls.iter().all(|(method, _)| method == "GET"), "{calls:?}");

    let twice = user.apply(ada(&[&id, "Night Shift"])).await.unwrap_err();
    let first = twice.diagnostics.iter().next().unwrap();
    assert_eq!(first.summary, "Duplicate role");
    assert_eq!(first.path, "roles".into());
}

#[tokio::test(start_paused = true)]
async fn a_custom_role_that_was_deleted_elsewhere_is_named() {
    let rig = InProcess::start(7, || {}).await;
    let id = custom(&rig, "Night Shift").await;
    let user = user(&rig);
    let both = ada(&["Data Viewer", "Night Shift"]);
    user.apply(both.clone()).await.unwrap();
    rig.remove("roles", &id).await;
    later().await;
    let refused = user.apply(both).await.unwrap_err();
    assert_eq!(refused.summary(), "Unknown role \"Night Shift\"");
    user.apply(ada(&["Data Viewer"])).await.unwrap();

    user.destroy().await.unwrap();
    let id = custom(&rig, "Day Shift").await;
    user.apply(ada(&["Day Shift"])).await.unwrap();
    rig.remove("roles", &id).await;
    later().await;
    user.refresh().await.unwrap();
    assert!(!user.exists());
}
