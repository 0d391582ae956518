//! Messages about a value that a block does not have say who set it, under the real Terraform.

use testkit::{Outcome, TerraformCli};

const NOWHERE: &str = "proj-000000000000000000000000";
const PROJECT_VARIABLE: &str = "ZILLIZCLOUD_PROJECT_ID";
const REGION_VARIABLE: &str = "ZILLIZCLOUD_REGION_ID";
const OF_PROVIDER: &str = "of the provider block";

const CLUSTER: &str =
    "resource \"zillizcloud_cluster\" \"red\" {\n  cluster_name = \"red\"\n  cu_size = 1\n}\n";
const USER: &str = "resource \"zillizcloud_project_user\" \"ada\" {\n  email = \"ada@example.com\"\n  roles = [\"Data Viewer\"]\n}\n";
const PROJECT: &str = "data \"zillizcloud_project\" \"this\" {}\n";
const USERS: &str = "data \"zillizcloud_project_users\" \"this\" {}\n";
const LOOKUP: &str = "data \"zillizcloud_cluster\" \"this\" { cluster_name = \"red\" }\n";

/// The configuration with this in its provider block.
fn in_provider(setting: &str, block: &str) -> String {
    format!("provider \"zillizcloud\" {{\n  {setting}\n}}\n{block}")
}

async fn lab() -> TerraformCli {
    let mut lab = TerraformCli::start().await;
    lab.set(REGION_VARIABLE, "aws-us-west-2");
    lab.add_member("ada@example.com").await;
    lab
}

/// Whether one of the messages says this.
fn says(outcome: &Outcome, text: &str) -> bool {
    let errors = outcome.problems("error").into_iter();
    let mut all = errors.chain(outcome.warnings());
    all.any(|it| it.detail.contains(text))
}

/// What this block comes to says the one and not the other, at plan and at apply.
async fn is_said(lab: &TerraformCli, configuration: &str, origin: &str, other: &str) {
    lab.write(configuration);
    for command in ["plan", "apply"] {
        let outcome = match command {
            "plan" => lab.try_plan(&[]).await,
            _ => lab.try_apply().await,
        };
        assert!(
            says(&outcome, &format!("comes from {origin}.")),
            "{command}: {outcome}"
        );
        assert!(!says(&outcome, other), "{command}: {outcome}");
    }
}

#[tokio::test]
async fn a_default_project_that_is_not_there_is_said_with_its_origin() {
    for block in [CLUSTER, USER, PROJECT, USERS, LOOKUP] {
        let mut lab = lab().await;
        let setting = format!("project_id = \"{NOWHERE}\"");
        let configuration = in_provider(&setting, block);
        is_said(
            &lab,
            &configuration,
            "`project_id` of the provider block",
            PROJECT_VARIABLE,
        )
        .await;
        lab.set(PROJECT_VARIABLE, NOWHERE);
        is_said(&lab, block, PROJECT_VARIABLE, OF_PROVIDER).await;
    }
}

#[tokio::test]
async fn a_default_region_that_is_not_there_is_said_with_its_origin() {
    let mut lab = lab().await;
    let block = CLUSTER.replace(
        "cu_size = 1",
        "project_id = local.project_id\n  cu_size = 1",
    );
    let configuration = in_provider("region_id = \"aws-mars-1\"", &block);
    is_said(
        &lab,
        &configuration,
        "`region_id` of the provider block",
        REGION_VARIABLE,
    )
    .await;
    lab.set(REGION_VARIABLE, "aws-mars-1");
    is_said(&lab, &block, REGION_VARIABLE, OF_PROVIDER).await;
}

#[tokio::test]
async fn a_project_that_the_block_names_is_said_without_an_origin_even_if_it_is_the_default_one() {
    let mut lab = lab().await;
    lab.set(PROJECT_VARIABLE, NOWHERE);
    let argument = format!("project_id = \"{NOWHERE}\"");
    for block in [
        CLUSTER.replace("cu_size = 1", &format!("cu_size = 1\n  {argument}")),
        USER.replace("roles", &format!("{argument}\n  roles")),
        USERS.replace("{}", &format!("{{ {argument} }}")),
    ] {
        lab.write(&block);
        for outcome in [lab.try_plan(&[]).await, lab.try_apply().await] {
            assert!(says(&outcome, NOWHERE), "{outcome}");
            assert!(!says(&outcome, "comes from"), "{outcome}");
        }
    }
}
