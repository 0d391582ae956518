//! Everything that can be done to a project that exists, row by row.

use tf_provider::testing::laws::Action::{Create, Delete, NoOp, Update};

use crate::{
    in_process::InProcess,
    table::{
        Act::{self, Apply, Destroy, Import, ImportIdentity, Once},
        Row,
        Then::{self, Does, Fails, Warns},
        row, run,
    },
};

pub(super) const RED: &str = r#"{"project_name": "red"}"#;
pub(super) const WEST: &str = r#"{"project_name": "red", "region_ids": ["aws-us-west-2"]}"#;
const EAST: &str = r#"{"project_name": "red", "region_ids": ["aws-us-east-2"]}"#;
const WARM: &str = r#"{"project_name": "red", "description": "warm"}"#;
pub(super) const STANDARD: &str = r#"{"project_name": "red", "plan": "Standard"}"#;
pub(super) const CRITICAL: &str = r#"{"project_name": "red", "plan": "BusinessCritical"}"#;
const PROTECTED: &str = r#"{"project_name": "red", "deletion_protection": true}"#;
const THIN: (&str, &str) = ("PATCH choices", r#"{"replies": "thin"}"#);
pub(super) const ANY_NAME: (&str, &str) =
    ("PATCH choices", r#"{"duplicate_project_name": "accepted"}"#);

const ID: &str = r#"{"id": "$id"}"#;

pub(super) async fn rig() -> InProcess {
    InProcess::start(7, || {}).await
}

const fn change(what: &'static str, before: &'static str, act: Act, then: Then) -> Row {
    row(what, before, &[], act, then)
}

const fn drift(
    what: &'static str,
    before: &'static str,
    elsewhere: &'static [(&'static str, &'static str)],
    then: Then,
) -> Row {
    row(what, before, elsewhere, Apply(before), then)
}

const CHANGES: &[Row] = &[
    change(
        "its name",
        RED,
        Apply(r#"{"project_name": "crimson"}"#),
        Does(Update, r#"{"project_name": "crimson"}"#),
    ),
    change(
        "its name to one that is taken",
        RED,
        Apply(r#"{"project_name": "Default Project"}"#),
        Fails("project_name", "has it. Choose another name"),
    ),
    change(
        "its description",
        RED,
        Apply(WARM),
        Does(Update, r#"{"description": "warm"}"#),
    ),
    change(
        "its description, taken away",
        WARM,
        Apply(r#"{"project_name": "red", "description": ""}"#),
        Does(Update, r#"{"description": ""}"#),
    ),
    change(
        "its description, no longer configured",
        WARM,
        Apply(RED),
        Does(NoOp, r#"{"description": "warm"}"#),
    ),
    change(
        "its plan",
        STANDARD,
        Apply(CRITICAL),
        Does(Update, r#"{"plan": "BusinessCritical"}"#),
    ),
    change(
        "its plan, no longer configured",
        STANDARD,
        Apply(RED),
        Does(NoOp, r#"{"plan": "Standard"}"#),
    ),
    change(
        "its plan, downwards",
        CRITICAL,
        Apply(STANDARD),
        Fails("plan", "`plan = \"BusinessCritical\"`"),
    ),
    change(
        "its plan, not known yet",
        STANDARD,
        Once(r#"{"project_name": "red", "plan": "${unknown}"}"#, CRITICAL),
        Does(Update, r#"{"plan": "BusinessCritical"}"#),
    ),
    change(
        "its plan, not known yet and the same",
        CRITICAL,
        Once(r#"{"project_name": "red", "plan": "${unknown}"}"#, CRITICAL),
        Does(Update, r#"{"plan": "BusinessCritical"}"#),
    ),
    change(
        "its only region",
        WEST,
        Apply(EAST),
        Does(Update, r#"{"region_ids": ["aws-us-east-2"]}"#),
    ),
    change(
        "its region, added",
        RED,
        Apply(EAST),
        Does(Update, r#"{"region_ids": ["aws-us-east-2"]}"#),
    ),
    change(
        "its region, removed",
        WEST,
        Apply(r#"{"project_name": "red", "region_ids": []}"#),
        Does(Update, r#"{"region_ids": []}"#),
    ),
    change(
        "its region, no longer configured",
        WEST,
        Apply(RED),
        Does(NoOp, r#"{"region_ids": ["aws-us-west-2"]}"#),
    ),
    change(
        "its regions, not known yet",
        WEST,
        Once(
            r#"{"project_name": "red", "region_ids": "${unknown}"}"#,
            EAST,
        ),
        Does(Update, r#"{"region_ids": ["aws-us-east-2"]}"#),
    ),
    change(
        "its name, description and protection, not known yet",
        WEST,
        Once(
            r#"{"project_name": "${unknown}", "description": "${unknown}", "deletion_protection": "${unknown}"}"#,
            r#"{"project_name": "blue", "description": "cold", "deletion_protection": true}"#,
        ),
        Does(
            Update,
            r#"{"project_name": "blue", "description": "cold", "deletion_protection": true}"#,
        ),
    ),
    change(
        "its protection",
        RED,
        Apply(PROTECTED),
        Does(Update, r#"{"deletion_protection": true}"#),
    ),
];

#[tokio::test(start_paused = true)]
async fn a_project_changes_in_every_way() {
    run(rig, "zillizcloud_project", CHANGES).await;
}

const DRIFTS: &[Row] = &[
    drift(
        "another name",
        RED,
        &[("PATCH projects/$id", r#"{"projectName": "blue"}"#)],
        Does(Update, r#"{"project_name": "red"}"#),
    ),
    drift(
        "a description where one is configured",
        WARM,
        &[("PATCH projects/$id", r#"{"description": "cold"}"#)],
        Does(Update, r#"{"description": "warm"}"#),
    ),
    drift(
        "a description where none is",
        RED,
        &[("PATCH projects/$id", r#"{"description": "cold"}"#)],
        Does(NoOp, ""),
    ),
    drift(
        "a higher plan",
        STANDARD,
        &[("PATCH projects/$id", r#"{"plan": "Enterprise"}"#)],
        Warns(NoOp, "plan", "`plan = \"Enterprise\"`"),
    ),
    drift(
        "a higher plan where none is configured",
        RED,
        &[("PATCH projects/$id", r#"{"plan": "BusinessCritical"}"#)],
        Does(NoOp, ""),
    ),
    drift(
        "another region",
        WEST,
        &[(
            "PATCH projects/$id",
            r#"{"regionIds": ["aws-eu-central-1"]}"#,
        )],
        Does(Update, r#"{"region_ids": ["aws-us-west-2"]}"#),
    ),
    drift(
        "its end",
        RED,
        &[("DELETE projects/$id", "")],
        Does(Create, ""),
    ),
    drift("a thinner service", WARM, &[THIN], Does(NoOp, "")),
    row(
        "its end, destroyed",
        RED,
        &[("DELETE projects/$id", "")],
        Destroy,
        Does(NoOp, ""),
    ),
];

#[tokio::test(start_paused = true)]
async fn what_happened_to_a_project_elsewhere_is_seen() {
    run(rig, "zillizcloud_project", DRIFTS).await;
}

const ENDS_AND_IMPORTS: &[Row] = &[
    row("destroyed", WARM, &[], Destroy, Does(Delete, "")),
    row(
        "protected",
        PROTECTED,
        &[],
        Destroy,
        Fails("deletion_protection", "is true"),
    ),
    row(
        "not quite empty",
        RED,
        &[(
            "POST faults",
            r#"{"match": {"method": "DELETE", "path": "/v2/projects/*"},
                    "fault": {"kind": "envelope", "code": 40003, "message": "The project has a volume."}}"#,
        )],
        Destroy,
        Fails("", "Volumes count, too"),
    ),
    row(
        "by identifier",
        WARM,
        &[],
        Import("$id", WARM),
        Does(NoOp, ID),
    ),
    row(
        "by name",
        WARM,
        &[],
        Import("name:red", RED),
        Does(NoOp, r#"{"description": "warm"}"#),
    ),
    row(
        "by identifier without its plan",
        STANDARD,
        &[],
        Import("$id", RED),
        Does(NoOp, r#"{"plan": "Standard"}"#),
    ),
    row(
        "by identity",
        RED,
        &[],
        ImportIdentity(ID, RED),
        Does(NoOp, ID),
    ),
    row(
        "by an identity that is a name",
        RED,
        &[],
        ImportIdentity(r#"{"id": "name:red"}"#, RED),
        Does(NoOp, ID),
    ),
    row(
        "by an empty identity",
        RED,
        &[],
        ImportIdentity(r#"{"id": ""}"#, RED),
        Fails("", "`id` is empty"),
    ),
    row(
        "by no name",
        RED,
        &[],
        Import("name:", RED),
        Fails("", "Write `name:<project_name>`"),
    ),
    row(
        "by an identifier that there is not",
        RED,
        &[],
        Import("proj-0", RED),
        Fails("", "importing project \"proj-0\""),
    ),
    row(
        "by a name that there is not",
        RED,
        &[],
        Import("name:blue", RED),
        Fails("", "No project"),
    ),
    row(
        "by a name that two have",
        RED,
        &[
            ANY_NAME,
            ("PATCH projects/$project", r#"{"projectName": "red"}"#),
        ],
        Import("name:red", RED),
        Fails("", "2 have that name"),
    ),
    row(
        "by identifier from a thin service",
        RED,
        &[THIN],
        Import("$id", RED),
        Does(NoOp, r#"{"plan": null}"#),
    ),
    row(
        "by identifier from a thin service, with a plan",
        STANDARD,
        &[THIN],
        Import("$id", STANDARD),
        Does(Update, ID),
    ),
    row(
        "the default project under another name",
        RED,
        &[("PATCH projects/$project", r#"{"projectName": "main"}"#)],
        Import("$project", r#"{"project_name": "main"}"#),
        Does(NoOp, ""),
    ),
];

#[tokio::test(start_paused = true)]
async fn a_project_is_destroyed_and_imported_in_every_way() {
    run(rig, "zillizcloud_project", ENDS_AND_IMPORTS).await;
}
