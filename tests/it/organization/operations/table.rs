//! Everything that can be done to an organization, row by row, without and with its preview.

use tf_provider::testing::laws::Action::{Create, Delete, DeleteThenCreate, NoOp, Update};

use crate::{
    in_process::InProcess,
    table::{
        Act::{Apply, Destroy, Import, ImportIdentity, Once},
        Row,
        Then::{Does, Fails, Refused, Warns},
        row, run,
    },
};

const OPEN: &str = "{}";
const NAMED: &str = r#"{"organization_id": "$organization"}"#;
const UNKNOWN: &str = r#"{"organization_id": "${unknown}"}"#;
const ID: &str = r#"{"id": "$id"}"#;
const NO_INVOICES: (&str, &str) = (
    "POST faults",
    r#"{"match": {"path": "/v2/invoices"}, "fault": {"kind": "envelope", "code": 80001, "message": "no permission"}}"#,
);
const NO_ORGANIZATIONS: (&str, &str) = ("DELETE organizations/$organization", "");

const RED: &str = r#"{"name": "red", "deletion_protection": false}"#;
const PROTECTED: &str = r#"{"name": "red"}"#;

const OWN: &str = r#"{"organization_id": "$organization", "id": "$organization", "default_project_id": "$project"}"#;

const ADOPTIONS: &[Row] = &[
    row("that of the key", "", &[], Apply(OPEN), Does(Create, OWN)),
    row("by identifier", "", &[], Apply(NAMED), Does(Create, OWN)),
    row(
        "not known yet",
        "",
        &[],
        Once(UNKNOWN, NAMED),
        Does(Create, OWN),
    ),
    row(
        "untold",
        "",
        &[NO_INVOICES],
        Apply(OPEN),
        Fails("organization_id", "only invoices tell"),
    ),
    row(
        "untold and named",
        "",
        &[NO_INVOICES],
        Apply(NAMED),
        Does(Create, OWN),
    ),
    row(
        "another one",
        "",
        &[],
        Apply(r#"{"organization_id": "org-other"}"#),
        Refused("organization_id", "belongs to organization"),
    ),
    row(
        "renamed",
        OPEN,
        &[],
        Apply(r#"{"name": "red"}"#),
        Refused("name", "Support Portal"),
    ),
    row(
        "moved",
        OPEN,
        &[],
        Apply(r#"{"timezone": "Etc/UTC"}"#),
        Refused("timezone", "Support Portal"),
    ),
    row("named later", OPEN, &[], Apply(NAMED), Does(NoOp, ID)),
    row(
        "not known again",
        NAMED,
        &[],
        Once(UNKNOWN, NAMED),
        Does(Update, OWN),
    ),
    row(
        "another one where nothing tells",
        NAMED,
        &[NO_INVOICES],
        Apply(r#"{"organization_id": "org-other"}"#),
        Does(DeleteThenCreate, r#"{"id": "org-other"}"#),
    ),
    row(
        "unprotected",
        OPEN,
        &[],
        Apply(r#"{"deletion_protection": false}"#),
        Does(Update, r#"{"deletion_protection": false}"#),
    ),
    row(
        "forgotten",
        OPEN,
        &[],
        Destroy,
        Warns(Delete, "", "Nothing was deleted"),
    ),
    row("imported", OPEN, &[], Import("$id", OPEN), Does(NoOp, OWN)),
    row(
        "imported by identity",
        OPEN,
        &[],
        ImportIdentity(ID, OPEN),
        Does(NoOp, OWN),
    ),
    row(
        "imported as another one",
        OPEN,
        &[],
        Import("org-other", OPEN),
        Fails("organization_id", "belongs to"),
    ),
];

#[tokio::test(start_paused = true)]
async fn an_organization_is_adopted_in_every_way() {
    run(
        async || InProcess::start(7, || {}).await,
        "zillizcloud_organization",
        ADOPTIONS,
    )
    .await;
}

const LIVES: &[Row] = &[
    row(
        "made",
        "",
        &[],
        Apply(PROTECTED),
        Does(Create, r#"{"name": "red", "timezone": "Etc/UTC"}"#),
    ),
    row(
        "made in a time zone",
        "",
        &[],
        Apply(r#"{"name": "red", "timezone": "Europe/Berlin"}"#),
        Does(
            Create,
            r#"{"timezone": "Europe/Berlin", "deletion_protection": true}"#,
        ),
    ),
    row(
        "made once its name is known",
        "",
        &[],
        Once(
            r#"{"name": "${unknown}", "timezone": "${unknown}"}"#,
            PROTECTED,
        ),
        Does(Create, r#"{"name": "red"}"#),
    ),
    row(
        "adopted",
        "",
        &[],
        Apply(NAMED),
        Does(Create, r#"{"name": "Simulated"}"#),
    ),
    row(
        "adopted as nobody's",
        "",
        &[],
        Apply(r#"{"organization_id": "org-0"}"#),
        Fails("organization_id", "can see"),
    ),
    row(
        "adopted and renamed",
        "",
        &[],
        Apply(r#"{"organization_id": "$organization", "name": "red"}"#),
        Does(Create, r#"{"name": "red"}"#),
    ),
    row(
        "renamed",
        RED,
        &[],
        Apply(r#"{"name": "blue"}"#),
        Does(Update, r#"{"name": "blue"}"#),
    ),
    row(
        "its time zone alone",
        PROTECTED,
        &[],
        Apply(r#"{"name": "red", "timezone": "Europe/Berlin"}"#),
        Does(Update, r#"{"timezone": "Europe/Berlin"}"#),
    ),
    row(
        "renamed elsewhere",
        PROTECTED,
        &[("PATCH organizations/$id", r#"{"orgName": "blue"}"#)],
        Apply(PROTECTED),
        Does(Update, r#"{"name": "red"}"#),
    ),
    row(
        "another time zone elsewhere",
        PROTECTED,
        &[(
            "PATCH organizations/$id",
            r#"{"timezone": "Europe/Berlin"}"#,
        )],
        Apply(PROTECTED),
        Does(NoOp, ""),
    ),
    row(
        "gone elsewhere",
        PROTECTED,
        &[("DELETE organizations/$id", "")],
        Apply(PROTECTED),
        Does(Create, ""),
    ),
    row(
        "another one",
        RED,
        &[],
        Apply(NAMED),
        Does(DeleteThenCreate, r#"{"name": "Simulated"}"#),
    ),
    row(
        "another one, protected",
        PROTECTED,
        &[],
        Apply(NAMED),
        Refused("deletion_protection", "would destroy it"),
    ),
    row(
        "nobody's",
        PROTECTED,
        &[NO_ORGANIZATIONS, ("DELETE organizations/$id", "")],
        Apply(PROTECTED),
        Refused("", "no organization at all"),
    ),
    row("destroyed", RED, &[], Destroy, Does(Delete, "")),
    row(
        "destroyed, protected",
        PROTECTED,
        &[],
        Destroy,
        Fails("deletion_protection", "is true"),
    ),
    row(
        "imported",
        PROTECTED,
        &[],
        Import("$id", PROTECTED),
        Does(NoOp, r#"{"name": "red"}"#),
    ),
    row(
        "imported by identity",
        PROTECTED,
        &[],
        ImportIdentity(ID, PROTECTED),
        Does(NoOp, ID),
    ),
    row(
        "imported as nobody's",
        PROTECTED,
        &[],
        Import("org-0", PROTECTED),
        Fails("organization_id", "can see"),
    ),
];

#[tokio::test(start_paused = true)]
async fn an_organization_lives_in_every_way_with_the_preview() {
    run(
        async || InProcess::with_previews(7).await,
        "zillizcloud_organization",
        LIVES,
    )
    .await;
}
