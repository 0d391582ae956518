//! Everything that can be done to the roles of a person, row by row.

use serde_json::json;
use tf_provider::testing::laws::Action::{self, Create, Delete, DeleteThenCreate, NoOp, Update};

use super::{ada, later, user};
use crate::{
    in_process::InProcess,
    table::{
        Act::{self, Apply, Destroy, Import, ImportIdentity, Once},
        Row,
        Then::{self, Does, Fails, Refused},
        row, run,
    },
};

const VIEWER: &str = r#"{"email": "ada@example.com", "roles": ["Data Viewer"]}"#;
const ADMIN: &str = r#"{"email": "ada@example.com", "roles": ["Data Admin"]}"#;
const BOB: (&str, &str) = ("POST members", r#"{"email": "bob@example.com"}"#);
const NOT_SERVED: (&str, &str) = (
    "POST faults",
    r#"{"match": {"path": "/v2/members*"}, "fault": {"kind": "status", "status": 404}}"#,
);
const NO_INVOICES: (&str, &str) = (
    "POST faults",
    r#"{"match": {"path": "/v2/invoices"}, "fault": {"kind": "envelope", "code": 80001, "message": "no permission"}}"#,
);

async fn rig() -> InProcess {
    InProcess::start(7, || {}).await
}

const fn new(what: &'static str, act: Act, then: Then) -> Row {
    row(what, "", &[], act, then)
}

const GRANTS: &[Row] = &[
    new(
        "by email",
        Apply(VIEWER),
        Does(
            Create,
            r#"{"roles": ["Data Viewer"], "project_id": "$project", "status": "ACTIVE"}"#,
        ),
    ),
    new(
        "by user id",
        Apply(r#"{"user_id": "$owner", "roles": ["Project Admin"]}"#),
        Does(
            Create,
            r#"{"email": "owner@example.com", "name": "Simulator Owner"}"#,
        ),
    ),
    new(
        "by email in another case",
        Apply(r#"{"email": "ADA@example.com", "roles": ["Data Viewer"]}"#),
        Does(Create, r#"{"email": "ADA@example.com"}"#),
    ),
    new(
        "with roles that are not known yet",
        Once(
            r#"{"email": "ada@example.com", "roles": "${unknown}"}"#,
            VIEWER,
        ),
        Does(Create, ""),
    ),
    new(
        "with a role that is not known yet",
        Once(
            r#"{"email": "ada@example.com", "roles": ["Data Viewer", "${unknown}"]}"#,
            r#"{"email": "ada@example.com", "roles": ["Data Viewer", "Data Admin"]}"#,
        ),
        Does(Create, r#"{"roles": ["Data Admin", "Data Viewer"]}"#),
    ),
    new(
        "to somebody who is not known yet",
        Once(
            r#"{"email": "${unknown}", "roles": ["Data Viewer"]}"#,
            VIEWER,
        ),
        Does(Create, ""),
    ),
    new(
        "in a project that is not known yet",
        Once(
            r#"{"project_id": "${unknown}", "email": "ada@example.com", "roles": ["Data Viewer"]}"#,
            r#"{"project_id": "$project", "email": "ada@example.com", "roles": ["Data Viewer"]}"#,
        ),
        Does(Create, r#"{"project_id": "$project"}"#),
    ),
    new(
        "to nobody",
        Apply(r#"{"roles": ["Data Viewer"]}"#),
        Refused("email", "Neither"),
    ),
    new(
        "to two people",
        Apply(r#"{"email": "ada@example.com", "user_id": "$owner", "roles": ["Data Viewer"]}"#),
        Fails("user_id", "ada@example.com is the address of"),
    ),
    new(
        "to two people, one not known yet",
        Once(
            r#"{"email": "ada@example.com", "user_id": "${unknown}", "roles": ["Data Viewer"]}"#,
            r#"{"email": "ada@example.com", "user_id": "$owner", "roles": ["Data Viewer"]}"#,
        ),
        Fails("user_id", "ada@example.com is the address of"),
    ),
    new(
        "to somebody by both",
        Apply(r#"{"email": "owner@example.com", "user_id": "$owner", "roles": ["Project Admin"]}"#),
        Does(Create, ""),
    ),
    new(
        "in no project",
        Apply(r#"{"project_id": "", "email": "ada@example.com", "roles": ["Data Viewer"]}"#),
        Refused("project_id", "at least 1"),
    ),
    new(
        "to the last admin, and lesser ones",
        Apply(r#"{"email": "owner@example.com", "roles": ["Data Viewer"]}"#),
        Fails("roles", "apply that first, or add it to `roles`"),
    ),
    new(
        "without any",
        Apply(r#"{"email": "ada@example.com", "roles": []}"#),
        Refused("roles", "at least one role"),
    ),
    new(
        "to a stranger",
        Apply(r#"{"email": "eve@example.com", "roles": ["Data Viewer"]}"#),
        Fails("email", "Invite them in the console"),
    ),
    new(
        "to a stranger by user id",
        Apply(r#"{"user_id": "usr-0", "roles": ["Data Viewer"]}"#),
        Fails("user_id", "Invite them in the console"),
    ),
    new(
        "to a name",
        Apply(r#"{"email": "ada", "roles": ["Data Viewer"]}"#),
        Refused("email", "no `@`"),
    ),
    new(
        "of a kind that there is not",
        Apply(r#"{"email": "ada@example.com", "roles": ["Emperor"]}"#),
        Fails("roles", "Unknown role \"Emperor\""),
    ),
    row(
        "while nobody is served",
        "",
        &[NOT_SERVED],
        Apply(VIEWER),
        Fails("", "still being rolled out"),
    ),
];

#[tokio::test(start_paused = true)]
async fn roles_are_given_in_every_way() {
    run(rig, "zillizcloud_project_user", GRANTS).await;
}

const fn change(what: &'static str, act: Act, then: Then) -> Row {
    row(what, VIEWER, &[BOB], act, then)
}

const CHANGES: &[Row] = &[
    change(
        "others",
        Apply(ADMIN),
        Does(Update, r#"{"roles": ["Data Admin"]}"#),
    ),
    change(
        "others, not known yet",
        Once(
            r#"{"email": "ada@example.com", "roles": ["${unknown}"]}"#,
            ADMIN,
        ),
        Does(Update, r#"{"roles": ["Data Admin"]}"#),
    ),
    change(
        "of another person",
        Apply(r#"{"email": "bob@example.com", "roles": ["Data Viewer"]}"#),
        Does(DeleteThenCreate, r#"{"email": "bob@example.com"}"#),
    ),
    change(
        "of another person by user id",
        Apply(r#"{"user_id": "$owner", "roles": ["Project Admin"]}"#),
        Does(DeleteThenCreate, r#"{"email": "owner@example.com"}"#),
    ),
    change(
        "of a stranger",
        Apply(r#"{"email": "eve@example.com", "roles": ["Data Viewer"]}"#),
        Fails("email", "`email = \"ada@example.com\"`"),
    ),
    change(
        "of a stranger by user id",
        Apply(r#"{"user_id": "usr-0", "roles": ["Data Viewer"]}"#),
        Fails("user_id", "usr-0 is none"),
    ),
    change(
        "of the same person by user id",
        Apply(r#"{"user_id": "$user", "roles": ["Data Viewer"]}"#),
        Does(NoOp, r#"{"email": "ada@example.com"}"#),
    ),
    change(
        "of the same person in another case",
        Apply(r#"{"email": "ADA@example.com", "roles": ["Data Viewer"]}"#),
        Does(Update, r#"{"email": "ADA@example.com"}"#),
    ),
    row(
        "of somebody with another name",
        VIEWER,
        &[("PATCH members/$user", r#"{"name": "Countess"}"#)],
        Apply(VIEWER),
        Does(NoOp, ""),
    ),
    row(
        "of somebody with another address, by user id",
        r#"{"user_id": "$owner", "roles": ["Project Admin"]}"#,
        &[("PATCH members/$user", r#"{"email": "new@example.com"}"#)],
        Apply(r#"{"user_id": "$owner", "roles": ["Project Admin"]}"#),
        Does(NoOp, ""),
    ),
    row(
        "while nobody is served",
        VIEWER,
        &[NOT_SERVED],
        Destroy,
        Fails("", "still being rolled out"),
    ),
    row("all gone", VIEWER, &[], Destroy, Does(Delete, "")),
];

#[tokio::test(start_paused = true)]
async fn roles_change_in_every_way() {
    run(rig, "zillizcloud_project_user", CHANGES).await;
}

const fn import(what: &'static str, act: Act, then: Then) -> Row {
    row(what, VIEWER, &[], act, then)
}

const IMPORTS: &[Row] = &[
    import(
        "by email",
        Import("$project/ada@example.com", VIEWER),
        Does(NoOp, ""),
    ),
    import(
        "by email in another case",
        Import("$project/ADA@Example.com", VIEWER),
        Does(NoOp, ""),
    ),
    import(
        "by user id",
        Import("$project/$user", VIEWER),
        Does(NoOp, ""),
    ),
    import(
        "by identity",
        ImportIdentity(r#"{"project_id": "$project", "user_id": "$user"}"#, VIEWER),
        Does(NoOp, r#"{"email": "ada@example.com"}"#),
    ),
    import(
        "by an identity that is an address",
        ImportIdentity(
            r#"{"project_id": "$project", "user_id": "ada@example.com"}"#,
            VIEWER,
        ),
        Does(NoOp, r#"{"user_id": "$user"}"#),
    ),
    import(
        "by an empty identity",
        ImportIdentity(r#"{"project_id": "", "user_id": "$user"}"#, VIEWER),
        Fails("", "`project_id` is empty"),
    ),
    import(
        "by half an identifier",
        Import("$project", VIEWER),
        Fails("", "Write `<project_id>/<email>`"),
    ),
    import(
        "of a stranger",
        Import("$project/eve@example.com", VIEWER),
        Fails("email", "eve@example.com is none"),
    ),
    import(
        "without any",
        Import("proj-0/ada@example.com", VIEWER),
        Fails("", "has no role of their own"),
    ),
    row(
        "while nobody is served",
        VIEWER,
        &[NOT_SERVED],
        Import("$id", VIEWER),
        Fails("", "still being rolled out"),
    ),
];

#[tokio::test(start_paused = true)]
async fn roles_are_imported_in_every_way() {
    run(rig, "zillizcloud_project_user", IMPORTS).await;
}

#[tokio::test(start_paused = true)]
async fn an_invitation_needs_an_organization_and_an_address() {
    let bob = r#"{"email": "bob@example.com", "roles": ["Data Viewer"]}"#;
    let by_id = r#"{"user_id": "usr-0", "roles": ["Data Viewer"]}"#;
    let rows = [
        row(
            "without an invoice",
            "",
            &[NO_INVOICES],
            Apply(bob),
            Fails("email", "Set `organization_id`"),
        ),
        row(
            "by user id",
            "",
            &[],
            Apply(by_id),
            Fails("user_id", "usr-0 is none"),
        ),
    ];
    run(
        async || InProcess::with_previews(7).await,
        "zillizcloud_project_user",
        &rows,
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn roles_in_another_project_are_another_object_and_go_with_their_project() {
    let rig = rig().await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let project = rig.terraform.resource("zillizcloud_project");
    project.apply(json!({"project_name": "red"})).await.unwrap();
    let red = project.state()["id"].clone();
    let there = json!({"project_id": red, "email": "ada@example.com", "roles": ["Data Viewer"]});
    let outcome = user.apply(there.clone()).await.unwrap();
    assert_eq!(outcome.action, DeleteThenCreate, "{outcome}");

    rig.remove("projects", red.as_str().unwrap()).await;
    later().await;
    let plan = user.plan(there).await.unwrap();
    assert_eq!(plan.action, Action::Create, "{plan}");
}

/// What does not change is not shown as not known.
#[tokio::test(start_paused = true)]
async fn an_address_in_another_case_is_all_that_its_plan_shows() {
    let rig = rig().await;
    let user = user(&rig);
    user.apply(ada(&["Data Viewer"])).await.unwrap();
    let upper = json!({"email": "ADA@example.com", "roles": ["Data Viewer"]});
    let plan = user.plan(upper).await.unwrap().to_string();
    assert_eq!(plan.lines().count(), 2, "{plan}");
    assert!(plan.contains("~ email"), "{plan}");
}
