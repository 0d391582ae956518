//! Changes made elsewhere keep nobody from destroying.
//!
//! Terraform plans normally before it destroys, so what only the apply could not do is a warning of the plan and an error of
//! the apply.

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{ResourceInstance, laws::Action};

use super::{BOB, ada, bob, later, trouble::with_one_admin, user};
use crate::in_process::{InProcess, text};

/// A plan that says this as a warning at `attribute`, an apply that fails with it, and a destruction that works.
async fn warns_and_fails(user: &ResourceInstance, config: Value, attribute: &str, says: &str) {
    let plan = user.plan(config.clone()).await.unwrap();
    let mut warnings = plan.warnings.iter();
    let is_said = warnings.any(|it| {
        it.path == attribute.into() && format!("{}\n{}", it.summary, it.detail).contains(says)
    });
    assert!(is_said, "not {says:?} at {attribute}: {plan}");
    let before = user.state();
    let failure = user.apply(config).await.unwrap_err();
    let errors: Vec<_> = failure.diagnostics.iter().collect();
    assert_eq!(errors[0].path, attribute.into(), "{failure}");
    assert!(failure.to_string().contains(says), "{failure}");
    assert_eq!(user.state(), before);
    if user.exists() {
        user.destroy().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn who_left_the_organization_is_a_warning_of_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let id = text(&user.state()["user_id"]);
    rig.remove("members", &id).await;
    later().await;
    user.refresh().await.unwrap();
    assert!(!user.exists());
    let by_id = json!({"user_id": id, "roles": ["Data Viewer"]});
    warns_and_fails(&user, ada(&["Data Viewer"]), "email", "Not a member").await;
    warns_and_fails(&user, by_id, "user_id", "Not a member").await;
}

#[tokio::test(start_paused = true)]
async fn what_a_new_object_cannot_have_is_a_warning_of_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    let owner = rig.control(Method::GET, "inventory", None).await;
    let owner = text(&owner["keys"][0]["userId"]);
    let two = json!({"email": "ada@example.com", "user_id": owner, "roles": ["Data Viewer"]});
    warns_and_fails(&user, two, "user_id", "Conflicting user_id and email").await;
    warns_and_fails(&user, ada(&["Emperor"]), "roles", "Unknown role").await;
    let lesser = json!({"user_id": owner, "roles": ["Data Viewer"]});
    warns_and_fails(&user, lesser, "roles", "is the last Project Admin").await;
}

#[tokio::test(start_paused = true)]
async fn an_address_that_changed_elsewhere_is_a_warning_of_the_plan() {
    for rig in [
        InProcess::start(7, || {}).await,
        InProcess::with_previews(7).await,
    ] {
        let user = user(&rig);
        user.apply(ada(&["Data Viewer"])).await.unwrap();
        let id = text(&user.state()["user_id"]);
        rig.change_elsewhere("members", &id, json!({"email": "ada@new.example"}))
            .await;
        later().await;
        user.refresh().await.unwrap();
        let says = "`email = \"ada@new.example\"`";
        warns_and_fails(&user, ada(&["Data Viewer"]), "email", says).await;
    }
}

/// Nobody had to write down which address it was: it was read then.
#[tokio::test(start_paused = true)]
async fn an_address_that_changed_after_an_import_is_a_warning_of_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let (id, user_id) = (text(&user.state()["id"]), text(&user.state()["user_id"]));
    user.forget();
    user.import(&id).await.unwrap();
    rig.change_elsewhere("members", &user_id, json!({"email": "ada@new.example"}))
        .await;
    later().await;
    user.refresh().await.unwrap();
    warns_and_fails(&user, ada(&["Data Viewer"]), "email", "ada@new.example").await;
}

#[tokio::test(start_paused = true)]
async fn another_persons_address_in_a_configuration_with_both_is_a_warning_of_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let id = text(&user.state()["user_id"]);
    let both = json!({"email": "ada@example.com", "user_id": id, "roles": ["Data Viewer"]});
    user.apply(both.clone()).await.unwrap();
    rig.change_elsewhere("members", &id, json!({"email": "ada@new.example"}))
        .await;
    let other = Some(json!({"email": "ada@example.com"}));
    rig.control(Method::POST, "members", other).await;
    later().await;
    user.refresh().await.unwrap();
    let plan = user.plan(both.clone()).await.unwrap();
    assert_eq!(plan.action, Action::Update, "{plan}");
    warns_and_fails(&user, both, "user_id", "Conflicting user_id and email").await;
}

#[tokio::test(start_paused = true)]
async fn a_role_that_was_deleted_elsewhere_is_a_warning_of_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    let role = json!({
        "projectId": rig.project_id, "roleName": "Night Shift",
        "policies": [{"resourceType": "serving_cluster", "privileges": ["view"]}],
    });
    let made = rig.call("roles", role).await;
    let user = user(&rig);
    let both = ada(&["Data Viewer", "Night Shift"]);
    user.apply(both.clone()).await.unwrap();
    rig.remove("roles", &text(&made["data"]["roleId"])).await;
    later().await;
    user.refresh().await.unwrap();
    let more = ada(&["Data Viewer", "Night Shift", "Data Admin"]);
    let refused = user.apply(more).await.unwrap_err();
    assert_eq!(refused.summary(), "Unknown role \"Night Shift\"");
    warns_and_fails(&user, both, "roles", "Unknown role \"Night Shift\"").await;
}

#[tokio::test(start_paused = true)]
async fn who_became_the_last_admin_elsewhere_is_a_warning_of_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    let admin = with_one_admin(&rig).await;
    let member = Some(json!({"email": BOB}));
    rig.control(Method::POST, "members", member).await;
    let user = admin.named("bob");
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    // Bob gets the role elsewhere, and Ada loses it.
    let role = text(&admin.state()["role_ids"][0]);
    let (ada, bobs) = (
        text(&admin.state()["user_id"]),
        text(&user.state()["user_id"]),
    );
    rig.put(&format!(
        "members/{bobs}/roles/{role}?projectId={}",
        rig.project_id
    ))
    .await;
    let path = format!("bindings/{ada}/{role}?projectId={}", rig.project_id);
    rig.control(Method::DELETE, &path, None).await;
    later().await;
    user.refresh().await.unwrap();
    let plan = user.plan(bob(&["Data Viewer"])).await.unwrap();
    let warning = plan.warnings.iter().next().unwrap();
    assert!(
        warning.summary.contains("is the last Project Admin"),
        "{plan}"
    );
    let refused = user.apply(bob(&["Data Admin"])).await.unwrap_err();
    assert!(
        refused.summary().contains("is the last Project Admin"),
        "{refused}"
    );
    user.destroy().await.unwrap();
}

/// The old object would be gone by the time that the new one is refused.
#[tokio::test(start_paused = true)]
async fn nobody_loses_roles_for_others_that_do_not_exist() {
    let rig = InProcess::start(7, || {}).await;
    let role = json!({
        "projectId": rig.project_id, "roleName": "Night Shift",
        "policies": [{"resourceType": "serving_cluster", "privileges": ["view"]}],
    });
    rig.call("roles", role).await;
    let user = user(&rig);
    user.apply(ada(&["Night Shift"])).await.unwrap();
    let project = rig.terraform.resource("zillizcloud_project");
    project
        .apply(json!({"project_name": "blue"}))
        .await
        .unwrap();
    let moved = json!({
        "project_id": project.state()["id"], "email": "ada@example.com", "roles": ["Night Shift"],
    });
    let refused = user.plan(moved).await.unwrap_err();
    assert_eq!(refused.summary(), "Unknown role \"Night Shift\"");
}
