//! The roles of a person in a project, under the real Terraform.

use serde_json::json;

use testkit::TerraformCli;

const ADA: &str = "zillizcloud_project_user.ada";
pub(crate) const EMAIL: &str = "ada@example.com";

/// Ada in the default project: who she is, and what she may do.
pub(crate) fn ada(person: &str, roles: &str) -> String {
    format!(
        "resource \"zillizcloud_project_user\" \"ada\" {{\n  project_id = local.project_id\n  {person}\n  roles = [{roles}]\n}}"
    )
}

fn ada_by_email(roles: &str) -> String {
    ada("email = \"ada@example.com\"", roles)
}

/// A laboratory with Ada in the organization: her identifier, and that of the default project.
async fn start() -> (TerraformCli, String, String) {
    let lab = TerraformCli::start().await;
    let user_id = lab.add_member(EMAIL).await;
    let project_id = lab.project_id("Default Project").await;
    (lab, user_id, project_id)
}

#[tokio::test]
async fn somebody_gets_roles_by_email_and_loses_them_with_the_resource() {
    let (lab, user, project) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\", \"Data Operator\""));
    lab.apply().await;

    assert_eq!(
        lab.roles(&user, &project).await,
        ["Data Operator", "Data Viewer"]
    );
    let state = lab.state(ADA);
    assert_eq!(state["id"], format!("{project}/{user}"));
    assert_eq!(state["user_id"], user);
    assert_eq!(state["name"], "ada");
    assert_eq!(state["role_ids"].as_array().unwrap().len(), 2);
    lab.destroy().await;
}

#[tokio::test]
async fn somebody_gets_roles_by_identifiers() {
    let (lab, user, project) = start().await;
    let role = lab.role_id("Data Viewer").await;
    lab.write(&ada(
        &format!("user_id = \"{user}\""),
        &format!("\"{role}\", \"Data Admin\""),
    ));
    lab.apply().await;
    assert_eq!(
        lab.roles(&user, &project).await,
        ["Data Admin", "Data Viewer"]
    );
    assert_eq!(lab.state(ADA)["email"], EMAIL);
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_that_is_made_in_the_same_step_has_users_at_once() {
    let (lab, user, _) = start().await;
    lab.write(
        r#"resource "zillizcloud_project" "red" { project_name = "red" }
           resource "zillizcloud_project_user" "ada" {
             project_id = zillizcloud_project.red.id
             email      = "ada@example.com"
             roles      = ["Project Admin"]
           }"#,
    );
    lab.apply().await;
    let project = lab.project_id("red").await;
    assert_eq!(lab.roles(&user, &project).await, ["Project Admin"]);
    lab.destroy().await;
}

#[tokio::test]
async fn roles_change_in_place_and_never_leave_somebody_without_any() {
    let (lab, user, project) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\", \"Data Operator\""));
    lab.apply().await;

    lab.write(&ada_by_email("\"Data Admin\", \"Data Operator\""));
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["update zillizcloud_project_user.ada"]);
    assert_eq!(plan.changed(ADA), ["role_ids", "roles"]);
    lab.forget_calls().await;
    lab.apply().await;

    assert_eq!(
        lab.roles(&user, &project).await,
        ["Data Admin", "Data Operator"]
    );
    let path = format!("/v2/members/{user}/roles");
    let [granted, revoked] = [
        lab.role_id("Data Admin").await,
        lab.role_id("Data Viewer").await,
    ];
    assert_eq!(
        lab.writes().await,
        [
            format!("PUT {path}/{granted}"),
            format!("DELETE {path}/{revoked}")
        ]
    );
    lab.destroy().await;
}

#[tokio::test]
async fn roles_that_were_changed_elsewhere_are_changed_back() {
    let (lab, user, project) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\", \"Data Operator\""));
    lab.apply().await;
    let role = lab.role_id("Data Viewer").await;
    let binding = format!("{user}/{role}?projectId={project}");
    lab.delete_elsewhere("bindings", &binding).await;
    lab.grant_elsewhere(&user, "Project Admin", &project).await;

    assert_eq!(lab.plan().await.changed(ADA), ["role_ids", "roles"]);
    lab.apply().await;
    assert_eq!(
        lab.roles(&user, &project).await,
        ["Data Operator", "Data Viewer"]
    );
    lab.destroy().await;
}

#[tokio::test]
async fn somebody_who_lost_all_roles_elsewhere_is_planned_anew() {
    let (lab, user, project) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\""));
    lab.apply().await;
    let role = lab.role_id("Data Viewer").await;
    let binding = format!("{user}/{role}?projectId={project}");
    lab.delete_elsewhere("bindings", &binding).await;

    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["create zillizcloud_project_user.ada"]);
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn somebody_who_left_the_organization_is_planned_anew_and_must_be_invited_again() {
    let (lab, user, _) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\""));
    lab.apply().await;
    lab.delete_elsewhere("members", &user).await;

    let warnings = lab.try_plan(&[]).await.succeeded().warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    warnings[0]
        .is_at("email")
        .says([EMAIL, "Invite", "console", "An apply of this plan fails"]);
    lab.add_member(EMAIL).await;
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["create zillizcloud_project_user.ada"]);
}

#[tokio::test]
async fn somebody_is_imported_by_email_and_by_identifier() {
    let (lab, user, project) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\", \"Data Operator\""));
    lab.apply().await;
    let state = lab.state(ADA);
    for person in [EMAIL, &user] {
        lab.forget_state();
        lab.import(ADA, &format!("{project}/{person}")).await;
        assert_eq!(lab.state(ADA), state, "{person}");
    }
    lab.forget_state();
    lab.write(&ada(
        &format!("user_id = \"{user}\""),
        "\"Data Viewer\", \"Data Operator\"",
    ));
    lab.import(ADA, &format!("{project}/{user}")).await;
    lab.destroy().await;
}

#[tokio::test]
async fn the_same_person_written_another_way_is_no_change() {
    let (lab, user, _) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\""));
    lab.apply().await;
    lab.write(&ada("email = \"Ada@Example.com\"", "\"Data Viewer\""));
    lab.apply().await;
    lab.write(&ada(&format!("user_id = \"{user}\""), "\"Data Viewer\""));
    lab.apply().await;
    let role = lab.role_id("Data Viewer").await;
    lab.write(&ada_by_email(&format!("\"{role}\"")));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn somebody_made_anew_before_the_old_object_goes_keeps_what_they_were_given() {
    let (lab, user, project) = start().await;
    let lifecycle = "lifecycle { create_before_destroy = true }";
    let person = format!("email = \"{EMAIL}\"\n  {lifecycle}");
    lab.write(&ada(&person, "\"Data Viewer\""));
    lab.apply().await;
    let replaced = lab
        .run(&[
            "apply",
            "-json",
            "-auto-approve",
            &format!("-replace={ADA}"),
        ])
        .await
        .succeeded();
    assert_eq!(
        replaced.summary(),
        "1 added, 0 changed, 0 imported, 1 removed"
    );
    assert_eq!(lab.roles(&user, &project).await, ["Data Viewer"]);
    lab.has_nothing_to_do().await;
    lab.destroy().await;
}

#[tokio::test]
async fn another_person_means_another_object() {
    let (lab, user, project) = start().await;
    let grace = lab.add_member("grace@example.com").await;
    lab.write(&ada_by_email("\"Data Viewer\""));
    lab.apply().await;
    lab.write(&ada("email = \"grace@example.com\"", "\"Data Viewer\""));
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["replace zillizcloud_project_user.ada"]);
    lab.apply().await;
    assert_eq!(lab.roles(&grace, &project).await, ["Data Viewer"]);
    assert_eq!(lab.roles(&user, &project).await, Vec::<String>::new());
    lab.destroy().await;
}

#[tokio::test]
async fn what_cannot_be_is_said_at_the_argument() {
    let (lab, _, _) = start().await;
    let both = format!("email = \"{EMAIL}\"\n  user_id = \"usr-0\"");
    lab.write(&ada(&both, "\"Data Viewer\""));
    let error = lab.try_apply().await.only_error();
    error.is_at("user_id").says(["is the address of"]);
    for (person, roles, at, says) in [
        ("email = \"\"", "\"Data Viewer\"", "email", "no `@`"),
        ("email = \"ada@example.com\"", "", "roles", "at least one"),
    ] {
        lab.write(&ada(person, roles));
        lab.try_plan(&[]).await.only_error().is_at(at).says([says]);
    }
    lab.write(&ada("", "\"Data Viewer\""));
    lab.try_plan(&[]).await.only_error().says(["Neither"]);
    lab.write(&ada_by_email("\"Data Viewer\"").replace("project_id = local.project_id", ""));
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["project_id", "ZILLIZCLOUD_PROJECT_ID"]);
}

#[tokio::test]
async fn a_role_or_a_person_that_does_not_exist_is_named() {
    let (lab, user, project) = start().await;
    for (person, roles, at, says) in [
        (
            EMAIL,
            "\"Data Viewer\", \"Data Boss\"",
            "roles",
            "Unknown role \"Data Boss\"",
        ),
        (
            "bob@example.com",
            "\"Data Viewer\"",
            "email",
            "Not a member",
        ),
    ] {
        lab.write(&ada(&format!("email = \"{person}\""), roles));
        let error = lab.try_apply().await.only_error();
        error.is_at(at).says([says, &project]);
    }
    assert_eq!(lab.roles(&user, &project).await, Vec::<String>::new());
    assert_eq!(lab.addresses(), Vec::<String>::new());
}

#[tokio::test]
async fn access_control_that_is_not_live_yet_is_not_mistaken_for_a_person_who_is_gone() {
    let (lab, _, _) = start().await;
    lab.write(&ada_by_email("\"Data Viewer\""));
    lab.apply().await;
    let before = lab.raw_state();
    lab.fault(json!({
        "match": {"path": "/v2/members/*"},
        "fault": {"kind": "status", "status": 404, "body": "404 page not found"},
    }))
    .await;
    let error = lab.try_apply().await.only_error();
    error.says(["reading the roles", "rolled out"]);
    assert_eq!(lab.raw_state(), before);
}

#[tokio::test]
async fn roles_that_were_granted_elsewhere_are_taken_away_with_a_warning() {
    let lab = TerraformCli::start().await;
    let user = lab.add_member("ada@example.com").await;
    let project = lab.project_id("Default Project").await;
    lab.grant_elsewhere(&user, "Data Viewer", &project).await;
    lab.write(
        "resource \"zillizcloud_project_user\" \"ada\" {\n project_id = local.project_id\n email = \"ada@example.com\"\n roles = [\"Data Admin\"]\n}",
    );
    let warnings = lab.apply().await.warnings();
    assert!(
        warnings.iter().any(|it| it.summary.contains("other roles")),
        "{warnings:?}"
    );
}

/// Terraform plans normally before it destroys.
#[tokio::test]
async fn everything_is_destroyed_after_somebody_left_the_organization() {
    let (lab, user, _) = start().await;
    lab.write(&format!(
        "{}\nresource \"zillizcloud_project\" \"red\" {{ project_name = \"red\" }}\n",
        ada_by_email("\"Data Viewer\"")
    ));
    lab.apply().await;
    lab.delete_elsewhere("members", &user).await;
    let applied = lab.try_apply().await;
    let error = applied.only_error();
    error
        .is_at("email")
        .says(["Not a member of the organization"]);
    let destroyed = lab
        .run(&["apply", "-json", "-auto-approve", "-destroy"])
        .await;
    let destroyed = destroyed.succeeded();
    assert_eq!(lab.addresses(), Vec::<String>::new(), "{destroyed}");
}
