//! Invitations, admins and groups: what takes more than one operation.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{ResourceInstance, laws::Action};

use super::{BOB, ada, bob, later, user};
use crate::in_process::{EMAIL, InProcess, text};

async fn two_days() {
    tokio::time::advance(Duration::from_secs(48 * 3600)).await;
}

async fn accept(rig: &InProcess) -> String {
    let member = Some(json!({"email": "Bob@example.com"}));
    let joined = rig.control(Method::POST, "members", member).await;
    later().await;
    text(&joined["userId"])
}

/// What became of all invitations, oldest first.
async fn invitations(rig: &InProcess) -> Vec<String> {
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let invitations = inventory["invitations"].as_array().unwrap().iter();
    invitations.map(|it| text(&it["status"])).collect()
}

async fn writes(rig: &InProcess) -> Vec<String> {
    let calls = rig.calls().await.into_iter();
    let writes = calls.filter(|(method, _)| method != "GET");
    writes
        .map(|(method, path)| format!("{method} {path}"))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn somebody_who_is_no_member_is_invited_and_has_the_roles_once_they_accept() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    let state = user.state();
    assert_eq!(state["status"], "PENDING");
    assert_eq!(state["user_id"], Value::Null);
    assert_eq!(state["id"], format!("{}/{BOB}", rig.project_id));
    assert_eq!(user.identity(), Value::Null);

    rig.forget_calls().await;
    later().await;
    let again = user.apply(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(again.action, Action::NoOp);
    assert_eq!(writes(&rig).await, [""; 0]);
    assert_eq!(invitations(&rig).await, ["PENDING"]);

    let id = accept(&rig).await;
    let plan = user.plan(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(plan.action, Action::NoOp, "{plan}");
    user.refresh().await.unwrap();
    let state = user.state();
    assert_eq!(
        (&state["status"], &state["user_id"]),
        (&json!("ACTIVE"), &json!(id))
    );
    assert_eq!(state["id"], format!("{}/{id}", rig.project_id));
    assert_eq!(user.identity()["user_id"], id);
    user.destroy().await.unwrap();
    assert!(!user.exists());
}

#[tokio::test(start_paused = true)]
async fn an_invitation_that_expired_is_sent_again_and_the_plan_says_so() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    two_days().await;
    let plan = user.plan(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(plan.action, Action::Update, "{plan}");
    assert!(
        plan.warnings
            .iter()
            .any(|it| it.summary.contains("Expired"))
    );
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(user.state()["status"], "PENDING");
    assert_eq!(invitations(&rig).await, ["EXPIRED", "PENDING"]);
}

#[tokio::test(start_paused = true)]
async fn an_invitation_that_was_revoked_elsewhere_is_planned_anew() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let id = text(&inventory["invitations"][0]["invitationId"]);
    rig.control(Method::DELETE, &format!("invitations/{id}"), None)
        .await;
    later().await;
    let plan = user.plan(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(plan.action, Action::Create, "{plan}");
}

#[tokio::test(start_paused = true)]
async fn destroying_somebody_who_is_invited_revokes_the_invitation() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    later().await;
    user.destroy().await.unwrap();
    assert_eq!(invitations(&rig).await, ["REVOKED"]);
    assert!(!user.exists());
}

#[tokio::test(start_paused = true)]
async fn roles_of_somebody_who_is_invited_change_in_place() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    let outcome = user.apply(bob(&["Data Operator"])).await.unwrap();
    assert_eq!(outcome.action, Action::Update);
    assert_eq!(invitations(&rig).await, ["REVOKED", "PENDING"]);

    accept(&rig).await;
    let outcome = user
        .apply(bob(&["Data Operator", "Data Viewer"]))
        .await
        .unwrap();
    assert_eq!(outcome.action, Action::Update);
    let state = user.state();
    assert_eq!(state["roles"], json!(["Data Operator", "Data Viewer"]));
    assert_eq!(state["status"], "ACTIVE");
}

#[tokio::test(start_paused = true)]
async fn somebody_who_is_invited_is_imported_and_an_invitation_that_is_right_is_taken_over() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    user.forget();
    user.import(&format!("{}/{BOB}", rig.project_id))
        .await
        .unwrap();
    assert_eq!(user.state()["status"], "PENDING");
    let plan = user.plan(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(plan.action, Action::NoOp, "{plan}");

    user.forget();
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    assert_eq!(invitations(&rig).await, ["PENDING"]);
}

#[tokio::test(start_paused = true)]
async fn an_invitation_that_promises_more_is_left_alone() {
    let rig = InProcess::with_previews(7).await;
    let project = rig.terraform.resource("zillizcloud_project");
    project.apply(json!({"project_name": "red"})).await.unwrap();
    let elsewhere =
        json!({"email": BOB, "roles": ["Data Viewer"], "project_id": project.state()["id"]});
    let user = user(&rig);
    user.named("elsewhere").apply(elsewhere).await.unwrap();
    let failure = user.apply(bob(&["Data Viewer"])).await.unwrap_err();
    assert_eq!(failure.summary(), "Existing invitation");
    assert!(failure.detail().contains(BOB), "{failure}");
    assert_eq!(invitations(&rig).await, ["PENDING"]);
}

#[tokio::test(start_paused = true)]
async fn without_the_preview_nobody_is_invited() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    let failure = user.apply(bob(&["Data Viewer"])).await.unwrap_err();
    assert_eq!(failure.summary(), "Not a member of the organization");
    assert!(
        failure.detail().contains("Users > Invite User"),
        "{failure}"
    );
    assert_eq!(writes(&rig).await, [""; 0]);
    let import = user.import(&format!("{}/{BOB}", rig.project_id)).await;
    assert_eq!(
        import.unwrap_err().summary(),
        "Not a member of the organization"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_that_the_project_does_not_have_is_told_by_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    let plan = user.plan(ada(&["Data Viewer", "Emperor"])).await.unwrap();
    let warning = plan.warnings.iter().next().unwrap();
    assert_eq!(warning.summary, "Unknown role \"Emperor\"");
    assert_eq!(warning.path, "roles".into());
    // What cannot be read is no reason to refuse.
    later().await;
    rig.fault(json!({"match": {"path": "/v2/roles"}, "fault": {"kind": "status", "status": 503}}))
        .await;
    user.plan(ada(&["Emperor"])).await.unwrap();
}

/// Ada alone administers the default project.
pub(super) async fn with_one_admin(rig: &InProcess) -> ResourceInstance {
    let user = user(rig);
    user.apply(ada(&["Project Admin"])).await.unwrap();
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let ada = text(&user.state()["user_id"]);
    for it in inventory["bindings"].as_array().unwrap() {
        if it["projectId"] == rig.project_id && it["userId"] != ada {
            let path = format!(
                "bindings/{}/{}?projectId={}",
                text(&it["userId"]),
                text(&it["roleId"]),
                rig.project_id
            );
            rig.control(Method::DELETE, &path, None).await;
        }
    }
    later().await;
    user
}

#[tokio::test(start_paused = true)]
async fn the_last_admin_of_a_project_is_not_taken_away() {
    let rig = InProcess::start(7, || {}).await;
    let user = with_one_admin(&rig).await;
    let failure = user.apply(ada(&["Data Viewer"])).await.unwrap_err();
    let error = failure.diagnostics.iter().next().unwrap();
    assert!(
        error
            .summary
            .starts_with("ada@example.com is the last Project Admin"),
        "{failure}"
    );
    assert_eq!(error.path, "roles".into());
    user.apply(ada(&["Project Admin", "Data Viewer"]))
        .await
        .unwrap();

    let member = Some(json!({"email": BOB}));
    rig.control(Method::POST, "members", member).await;
    let other = user.named("bob");
    other.apply(bob(&["Project Admin"])).await.unwrap();
    later().await;
    user.apply(ada(&["Data Viewer"])).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_last_admin_is_forgotten_only_where_the_holders_show_that_it_is_the_last() {
    let rig = InProcess::start(7, || {}).await;
    let user = with_one_admin(&rig).await;
    rig.fault(json!({"match": {"path": "/v2/roles/*/principals"}, "fault": {"kind": "status", "status": 503}}))
        .await;
    user.plan(ada(&["Data Viewer"])).await.unwrap();
    user.apply(ada(&["Data Viewer"])).await.unwrap_err();
    // A refusal alone may be about anything.
    user.destroy().await.unwrap_err();
    assert!(user.exists());
    rig.clear_faults().await;
    let outcome = user.destroy().await.unwrap();
    let mut warnings = outcome.warnings.iter();
    let is_said = warnings.any(|it| it.summary.contains("remains Project Admin"));
    assert!(is_said, "{outcome}");
    assert!(!user.exists());
}

#[tokio::test(start_paused = true)]
async fn a_person_or_a_project_that_is_not_known_yet_is_planned_as_such() {
    let rig = InProcess::start(7, || {}).await;
    let user = user(&rig);
    rig.terraform
        .configure(json!({"project_id": "${unknown}"}))
        .await
        .unwrap();
    let plan = user.plan(ada(&["Data Viewer"])).await.unwrap();
    assert!(plan.to_string().contains("project_id"), "{plan}");
    rig.terraform.configure(json!({})).await.unwrap();

    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let id = user.state()["user_id"].clone();
    let both = json!({"email": EMAIL, "user_id": id, "roles": ["Data Viewer"]});
    assert_eq!(user.plan(both).await.unwrap().action, Action::NoOp);
    for person in ["email", "user_id"] {
        let open = json!({person: "${unknown}", "roles": ["Data Viewer"]});
        let plan = user.plan(open).await.unwrap();
        assert_eq!(plan.action, Action::Update, "{plan}");
        let unknown = plan.to_string().matches("(known after apply)").count();
        assert_eq!(unknown, 1, "{plan}");
    }
    let other = json!({"email": BOB, "user_id": id, "roles": ["Data Viewer"]});
    let refused = user.apply(other).await.unwrap_err();
    assert!(refused.detail().contains("nobody else's"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn an_invitation_that_may_have_been_sent_is_in_the_state() {
    for (fault, sent) in [("reset_after", 1), ("reset_before", 0)] {
        let rig = InProcess::with_previews(7).await;
        let user = user(&rig);
        rig.fault(json!({
            "match": {"method": "POST", "path": "/v2/organizations/*/invitations"}, "fault": {"kind": fault},
        }))
        .await;
        // The first look is before the invitation.
        rig.fault(json!({
            "match": {"method": "GET", "path": "/v2/organizations/*/invitations"}, "after": 1,
            "fault": {"kind": "status", "status": 503},
        }))
        .await;
        let failure = user.apply(bob(&["Data Viewer"])).await.unwrap_err();
        assert!(failure.summary().contains("inviting bob"), "{failure}");
        assert_eq!(invitations(&rig).await.len(), sent);
        assert!(user.exists() && user.is_tainted());

        rig.clear_faults().await;
        later().await;
        user.apply(bob(&["Data Viewer"])).await.unwrap();
        assert_eq!(user.state()["status"], "PENDING");
        user.destroy().await.unwrap();
        assert!(!invitations(&rig).await.contains(&"PENDING".to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn invitations_that_are_not_served_are_not_mistaken_for_somebody_who_is_gone() {
    let rig = InProcess::with_previews(7).await;
    let user = user(&rig);
    user.apply(bob(&["Data Viewer"])).await.unwrap();
    rig.fault(json!({
        "match": {"method": "GET", "path": "/v2/organizations/*/invitations"},
        "fault": {"kind": "status", "status": 404},
    }))
    .await;
    later().await;
    let failure = user.refresh().await.unwrap_err();
    assert!(
        failure.detail().contains("nothing is known to be gone"),
        "{failure}"
    );
    assert!(user.exists());
}

#[tokio::test(start_paused = true)]
async fn roles_that_come_from_a_group_are_left_alone() {
    let rig = InProcess::start(7, || {}).await;
    let group = rig.group(&[EMAIL], "Data Admin", &rig.project_id).await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    assert_eq!(user.state()["roles"], json!(["Data Viewer"]));
    rig.forget_calls().await;
    user.destroy().await.unwrap();
    let revokes = writes(&rig).await;
    assert_eq!(revokes.len(), 1, "{revokes:?}");
    assert!(!revokes[0].contains(&group), "{revokes:?}");
}

/// The replacement may make the new admin first.
#[tokio::test(start_paused = true)]
async fn replacing_the_last_admin_is_a_warning() {
    let rig = InProcess::start(7, || {}).await;
    let user = with_one_admin(&rig).await;
    let member = Some(json!({"email": BOB}));
    rig.control(Method::POST, "members", member).await;
    let plan = user.plan(bob(&["Project Admin"])).await.unwrap();
    assert_eq!(plan.action, Action::DeleteThenCreate, "{plan}");
    let warning = plan.warnings.iter().next().unwrap();
    assert!(
        warning.summary.contains("is the last Project Admin"),
        "{plan}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_group_can_be_the_other_admin() {
    let rig = InProcess::start(7, || {}).await;
    let user = with_one_admin(&rig).await;
    rig.group(&[EMAIL], "Project Admin", &rig.project_id).await;
    later().await;
    user.apply(ada(&["Data Viewer"])).await.unwrap();
}
