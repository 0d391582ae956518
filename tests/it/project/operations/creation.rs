//! A project that does not exist yet, row by row.

use tf_provider::testing::laws::Action::Create;

use super::table::{ANY_NAME, CRITICAL, RED, STANDARD, WEST, rig};
use crate::table::{
    Act::{self, Apply, Once},
    Row,
    Then::{self, Does, Fails, Refused},
    row, run,
};

const fn create(what: &'static str, act: Act, then: Then) -> Row {
    row(what, "", &[], act, then)
}

const CREATIONS: &[Row] = &[
    create(
        "with a name",
        Apply(RED),
        Does(
            Create,
            r#"{"plan": "Enterprise", "description": "", "region_ids": []}"#,
        ),
    ),
    create(
        "with a plan",
        Apply(STANDARD),
        Does(Create, r#"{"plan": "Standard"}"#),
    ),
    create(
        "with everything",
        Apply(
            r#"{"project_name": "red", "description": "warm", "plan": "BusinessCritical", "deletion_protection": true,
                    "region_ids": ["aws-us-west-2", "aws-us-east-2"]}"#,
        ),
        Does(
            Create,
            r#"{"description": "warm", "region_ids": ["aws-us-east-2", "aws-us-west-2"], "deletion_protection": true,
                    "org_type": "SAAS", "instance_count": 0}"#,
        ),
    ),
    create(
        "with nothing known",
        Once(
            r#"{"project_name": "${unknown}", "description": "${unknown}", "plan": "${unknown}", "region_ids": "${unknown}",
                    "deletion_protection": "${unknown}"}"#,
            WEST,
        ),
        Does(
            Create,
            r#"{"plan": "Enterprise", "region_ids": ["aws-us-west-2"]}"#,
        ),
    ),
    create(
        "with too long a description",
        Apply(
            r#"{"project_name": "red", "description": "0123456789abcdef0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"}"#,
        ),
        Refused("description", "255"),
    ),
    create(
        "with two regions",
        Apply(r#"{"project_name": "red", "region_ids": ["aws-us-west-2", "aws-us-east-2"]}"#),
        Refused("region_ids", "BusinessCritical"),
    ),
    create(
        "in a region of China",
        Apply(r#"{"project_name": "red", "plan": "Standard", "region_ids": ["ali-cn-hangzhou"]}"#),
        Refused("region_ids", "does not list a region ali-cn-hangzhou"),
    ),
    row(
        "with a name that is taken",
        "",
        &[],
        Apply(r#"{"project_name": "Default Project"}"#),
        Fails("", "terraform import <address> '$project'"),
    ),
    row(
        "with a name that several may have",
        "",
        &[ANY_NAME],
        Apply(r#"{"project_name": "Default Project"}"#),
        // It may be the work of a run that was killed before the record.
        Fails("", "terraform import <address> '$project'"),
    ),
    row(
        "without the plan of sales",
        "",
        &[("PATCH choices", r#"{"business_critical": "refused"}"#)],
        Apply(CRITICAL),
        Fails("", "Contact sales"),
    ),
    row(
        "beyond the quota",
        "",
        &[("PATCH choices", r#"{"limits": {"projects": 1}}"#)],
        Apply(RED),
        Fails("", "at most 1 projects"),
    ),
    row(
        "without owning the organization",
        "",
        &[(
            "POST faults",
            r#"{"match": {"method": "POST", "path": "/v2/projects"},
                    "fault": {"kind": "envelope", "code": 96041, "message": "Only an Organization Owner may create projects."}}"#,
        )],
        Apply(RED),
        Fails("", "Organization Owner"),
    ),
    row(
        "in a region that there is not",
        "",
        &[],
        Apply(r#"{"project_name": "red", "region_ids": ["aws-moon-1"]}"#),
        Refused("region_ids", "does not list a region aws-moon-1"),
    ),
];

#[tokio::test(start_paused = true)]
async fn a_project_is_created_in_every_way() {
    run(rig, "zillizcloud_project", CREATIONS).await;
}
