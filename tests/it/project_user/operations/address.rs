//! An address changes, and whoever has it stays the same; a preview is switched off, and an invitation stays.

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::laws::Action;

use super::{BOB, ada, bob, later, user};
use crate::in_process::{InProcess, text};

#[tokio::test(start_paused = true)]
async fn somebody_whose_address_changed_keeps_their_roles() {
    for rig in [
        InProcess::start(7, || {}).await,
        InProcess::with_previews(7).await,
    ] {
        let user = user(&rig);
        user.apply(ada(&["Data Viewer"])).await.unwrap();
        let before = user.state();
        let id = text(&before["user_id"]);
        let changed = json!({"email": "ada@new.example"});
        rig.change_elsewhere("members", &id, changed).await;
        later().await;

        let refused = user.apply(ada(&["Data Viewer"])).await.unwrap_err();
        let first = refused.diagnostics.iter().next().unwrap();
        assert_eq!(first.path, "email".into());
        assert!(
            first.detail.contains("`email = \"ada@new.example\"`"),
            "{refused}"
        );
        let roles = || user.state()["role_ids"].clone();
        assert_eq!(roles(), before["role_ids"]);

        let renamed = json!({"email": "ada@new.example", "roles": ["Data Viewer"]});
        let outcome = user.apply(renamed).await.unwrap();
        assert_eq!(outcome.action, Action::NoOp, "{outcome}");
        assert_eq!(roles(), before["role_ids"]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_address_that_is_somebody_elses_means_another_person() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let id = text(&user.state()["user_id"]);
    let changed = json!({"email": "ada@new.example"});
    rig.change_elsewhere("members", &id, changed).await;
    let other = Some(json!({"email": "ada@example.com"}));
    let other = rig.control(Method::POST, "members", other).await;
    later().await;
    let outcome = user.apply(ada(&["Data Viewer"])).await.unwrap();
    assert_eq!(outcome.action, Action::DeleteThenCreate, "{outcome}");
    assert_eq!(user.state()["user_id"], other["userId"]);
}

/// After an import, the address that was applied last is not known.
#[tokio::test(start_paused = true)]
async fn somebody_who_was_imported_keeps_their_roles_when_their_address_changes() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let id = text(&user.state()["id"]);
    let user_id = text(&user.state()["user_id"]);
    user.forget();
    user.import(&id).await.unwrap();
    let changed = json!({"email": "ada@new.example"});
    rig.change_elsewhere("members", &user_id, changed).await;
    later().await;
    let refused = user.apply(ada(&["Data Viewer"])).await.unwrap_err();
    assert!(refused.detail().contains("ada@new.example"), "{refused}");
    assert!(user.exists());
}

/// With the preview, who is nobody can be invited.
#[tokio::test(start_paused = true)]
async fn another_address_in_the_configuration_invites_another_person() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let outcome = user.apply(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(outcome.action, Action::DeleteThenCreate, "{outcome}");
    assert_eq!(user.state()["status"], "PENDING");
}

#[tokio::test(start_paused = true)]
async fn an_invitation_stays_known_while_its_preview_is_off() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    let before = user.state();
    let off = json!({"preview_features": []});
    rig.terraform.configure(off).await.unwrap();
    later().await;

    let outcome = user.apply(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(outcome.action, Action::NoOp, "{outcome}");
    let said = outcome.to_string();
    assert!(said.contains("preview_features"), "{said}");
    assert_eq!(user.state(), before);
    let plan = user.plan(bob(&["Data Admin"])).await.unwrap();
    let warning = &plan.warnings.iter().next().unwrap().detail;
    assert!(warning.contains("preview_features") && warning.contains("fails"));
    user.apply(bob(&["Data Admin"])).await.unwrap_err();

    let destroyed = user.destroy().await.unwrap();
    let said = destroyed.to_string();
    assert!(said.contains("Revoke it in the console"), "{said}");
    assert!(!user.exists());
}

#[tokio::test(start_paused = true)]
async fn who_accepted_an_invitation_is_found_while_its_preview_is_off() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    let off = json!({"preview_features": []});
    rig.terraform.configure(off).await.unwrap();
    let joined = Some(json!({"email": BOB}));
    rig.control(Method::POST, "members", joined).await;
    later().await;
    let outcome = user.apply(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(outcome.action, Action::NoOp, "{outcome}");
    assert_eq!(user.state()["status"], "ACTIVE");
    user.destroy().await.unwrap();
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let bindings: Vec<&Value> = inventory["bindings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["projectId"] == rig.project_id)
        .collect();
    assert_eq!(bindings.len(), 1, "{bindings:?}");
}

/// Who is no member of another organization may be one of the one that is meant.
#[tokio::test(start_paused = true)]
async fn a_key_of_another_organization_is_said_before_a_missing_member() {
    let rig = InProcess::start(7, || {}).await;
    let other = json!({"organization_id": "org-other"});
    rig.terraform.configure(other).await.unwrap();
    let refused = user(&rig).plan(bob(&["Data Viewer"])).await.unwrap_err();
    assert!(
        refused.summary().contains("another organization"),
        "{refused}"
    );
}
