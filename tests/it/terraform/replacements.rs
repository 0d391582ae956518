//! Replacements under the real Terraform, which plans them in two calls and shows nothing of the second answer but errors.

use serde_json::json;

use crate::{
    cluster::terraform::{DEDICATED, RED, red},
    project_user::terraform::{EMAIL, ada},
};
use testkit::{Outcome, TerraformCli};

const EAST: &str = "\"aws-us-east-2\"";

/// The cluster "red" in another region.
fn red_in_the_east(arguments: &str) -> String {
    red(arguments).replace("local.region_id", EAST)
}

/// A laboratory whose default project has these regions.
async fn with_regions(regions: &[&str]) -> TerraformCli {
    let lab = TerraformCli::start().await;
    let default = lab.project_id("Default Project").await;
    let regions = json!({ "regionIds": regions });
    lab.change_elsewhere("projects", &default, regions).await;
    lab
}

/// The cluster that there is stays, whatever is tried.
async fn is_refused(lab: &TerraformCli, attribute: &str, says: &str) {
    let id = lab.cluster_id("red").await;
    for outcome in [lab.try_plan(&[]).await, lab.try_apply().await] {
        let error = outcome.only_error();
        error.is_at(attribute).says([says, &id]);
    }
    assert_eq!(lab.cluster_id("red").await, id);
}

/// How often a warning with this summary is shown.
fn count(outcome: &Outcome, summary: &str) -> usize {
    let warnings = outcome.warnings();
    warnings.iter().filter(|it| it.summary == summary).count()
}

#[tokio::test]
async fn no_cluster_makes_way_for_one_in_a_region_that_its_project_lacks() {
    let lab = with_regions(&["aws-us-west-2"]).await;
    let enterprise = "plan = \"Enterprise\"\n cu_size = 8";
    lab.write(&red(enterprise));
    lab.apply().await;
    let first = format!("{enterprise}\n lifecycle {{ create_before_destroy = true }}");
    for arguments in [enterprise, &first] {
        lab.write(&red_in_the_east(arguments));
        is_refused(&lab, "region_id", "aws-us-west-2").await;
    }
    lab.write(&red(enterprise));
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_moves_to_a_region_that_its_project_gets_in_the_same_apply() {
    let lab = TerraformCli::start().await;
    let configuration = |project: &str, region: &str| {
        format!(
            r#"resource "zillizcloud_project" "blue" {{
                 project_name = "blue"
                 {project}
               }}
               resource "zillizcloud_cluster" "red" {{
                 cluster_name = "red"
                 project_id   = zillizcloud_project.blue.id
                 region_id    = {region}
                 cu_size      = 8
               }}"#
        )
    };
    let west = "plan = \"Enterprise\"\n region_ids = [local.region_id]";
    lab.write(&configuration(west, "local.region_id"));
    lab.apply().await;
    // The change of the project does not give it that region.
    let upgraded = "plan = \"BusinessCritical\"\n region_ids = [local.region_id]";
    lab.write(&configuration(upgraded, EAST));
    let planned = lab.try_plan(&[]).await.succeeded();
    assert_eq!(count(&planned, "Region that the project lacks"), 1);
    let both = format!("plan = \"BusinessCritical\"\n region_ids = [local.region_id, {EAST}]");
    lab.write(&configuration(&both, EAST));
    let planned = lab.try_plan(&[]).await.succeeded();
    assert_eq!(count(&planned, "Region that the project lacks"), 0);
    lab.apply().await;
    assert_eq!(lab.state(RED)["region_id"], "aws-us-east-2");
    lab.destroy().await;
}

#[tokio::test]
async fn no_cluster_makes_way_for_one_above_the_plan_of_another_project() {
    let lab = TerraformCli::start().await;
    let configuration = |project: &str, arguments: &str| {
        let cluster = red(arguments).replace("local.project_id", project);
        format!(
            "resource \"zillizcloud_project\" \"blue\" {{\n project_name = \"blue\"\n plan = \"Standard\"\n}}\n{cluster}"
        )
    };
    let blue = "zillizcloud_project.blue.id";
    let enterprise = "plan = \"Enterprise\"\n cu_size = 40";
    lab.write(&configuration("local.project_id", enterprise));
    lab.apply().await;
    lab.write(&configuration(blue, enterprise));
    is_refused(&lab, "plan", "below Enterprise").await;
    // Without a plan it gets that of the project, which has no clusters of this size.
    lab.write(&configuration(blue, "cu_size = 40"));
    is_refused(&lab, "cu_size", "that of project").await;
    let scaling = "cu_settings = { dynamic_scaling = { min = 2, max = 8 } }";
    lab.write(&configuration(blue, scaling));
    is_refused(&lab, "cu_settings", "that of project").await;
    lab.write(&configuration(blue, "cu_size = 16"));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn no_cluster_makes_way_for_a_second_free_one() {
    let lab = TerraformCli::start().await;
    let free = red("").replace("red", "free");
    lab.write(&format!("{free}\n{}", red(DEDICATED)));
    lab.apply().await;
    lab.write(&format!("{free}\n{}", red("plan = \"Free\"")));
    is_refused(&lab, "plan", "\"free\"").await;
    // A Free cluster may take the place of a Free one.
    lab.write(&red(DEDICATED));
    lab.apply().await;
    lab.write(&red("plan = \"Free\""));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn no_cluster_makes_way_for_one_with_a_bucket_that_is_for_other_accounts() {
    let lab = with_regions(&[]).await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let bucket = "cu_size = 8\n bucket_info = { bucket_name = \"b\" }";
    lab.write(&red_in_the_east(bucket));
    is_refused(&lab, "bucket_info", "own cloud account").await;
    lab.write(&red(DEDICATED));
    lab.destroy().await;
}

/// With `-replace` the change itself is none, so only the second call can tell.
#[tokio::test]
async fn a_replacement_that_the_user_asks_for_is_refused_when_there_cannot_be_another() {
    let lab = with_regions(&["aws-us-west-2"]).await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let default = lab.project_id("Default Project").await;
    let regions = json!({ "regionIds": ["aws-us-east-2"] });
    lab.change_elsewhere("projects", &default, regions).await;
    lab.has_nothing_to_do().await;
    let replace = format!("-replace={RED}");
    let arguments = ["apply", "-json", "-auto-approve", &replace];
    let error = lab.run(&arguments).await.only_error();
    error.is_at("region_id").says(["aws-us-east-2"]);
    assert_eq!(lab.cluster_id("red").await, id);
}

#[tokio::test]
async fn what_a_new_cluster_is_warned_of_is_said_when_it_replaces_another() {
    let lab = with_regions(&[]).await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    for (configuration, summary) in [
        (red_in_the_east("cu_size = 10"), "Unusual size"),
        (
            red("cu_size = 8\n cu_type = \"Extended-capacity\""),
            "Older type of compute units",
        ),
        (
            red_in_the_east("cu_size = 8\n aws_cse_key_arn = \"arn:1\""),
            "Argument for clusters in your own cloud account only",
        ),
    ] {
        lab.write(&configuration);
        let planned = lab.try_plan(&[]).await.succeeded();
        assert_eq!(count(&planned, summary), 1, "{planned}");
        assert_eq!(planned.warnings().len(), 1, "{planned}");
    }
    // A tainted cluster is planned as a new one, in one call.
    lab.run(&["taint", RED]).await.succeeded();
    lab.write(&red("cu_size = 10"));
    let planned = lab.try_plan(&[]).await.succeeded();
    assert_eq!(count(&planned, "Unusual size"), 1, "{planned}");
}

#[tokio::test]
async fn roles_that_another_person_loses_are_said_before_they_are_taken_away() {
    let lab = TerraformCli::start().await;
    lab.add_member(EMAIL).await;
    let grace = lab.add_member("grace@example.com").await;
    let project = lab.project_id("Default Project").await;
    lab.grant_elsewhere(&grace, "Data Viewer", &project).await;
    let roles = "\"Data Admin\"";
    lab.write(&ada(&format!("email = \"{EMAIL}\""), roles));
    lab.apply().await;
    lab.write(&ada("email = \"grace@example.com\"", roles));
    let planned = lab.try_plan(&[]).await.succeeded();
    let warnings = planned.warnings();
    assert_eq!(warnings.len(), 1, "{planned}");
    warnings[0].says(["grace@example.com", "Data Viewer"]);
    lab.apply().await;
    assert_eq!(lab.roles(&grace, &project).await, ["Data Admin"]);
}

#[tokio::test]
async fn roles_that_somebody_loses_in_another_project_are_said_before_they_are_taken_away() {
    let lab = TerraformCli::start().await;
    let user = lab.add_member(EMAIL).await;
    let configuration = |project: &str| {
        let user = ada(&format!("email = \"{EMAIL}\""), "\"Data Admin\"");
        let user = user.replace("local.project_id", project);
        format!(
            "resource \"zillizcloud_project\" \"blue\" {{\n project_name = \"blue\"\n}}\n{user}"
        )
    };
    lab.write(&configuration("local.project_id"));
    lab.apply().await;
    let blue = lab.project_id("blue").await;
    lab.grant_elsewhere(&user, "Data Viewer", &blue).await;
    lab.write(&configuration("zillizcloud_project.blue.id"));
    let planned = lab.try_plan(&[]).await.succeeded();
    let warnings = planned.warnings();
    assert_eq!(warnings.len(), 1, "{planned}");
    warnings[0].says([EMAIL, "Data Viewer"]);
    lab.apply().await;
    lab.destroy().await;
}
