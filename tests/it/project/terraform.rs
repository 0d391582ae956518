//! The life of a project under the real Terraform.

use serde_json::json;

use testkit::TerraformCli;

const RED: &str = "zillizcloud_project.red";

/// A project "red" with further arguments.
fn red(arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_project\" \"red\" {{\n  project_name = \"red\"\n{arguments}\n}}"
    )
}

#[tokio::test]
async fn a_project_is_created_as_configured_and_destroyed_without_a_trace() {
    let lab = TerraformCli::start().await;
    lab.write(&red(
        "description = \"warm\"\n region_ids = [local.region_id]",
    ));
    lab.apply().await;

    let state = lab.state(RED);
    let project = lab.remote("projects", "projectName", "red").await;
    assert_eq!(state["id"], project["projectId"]);
    assert_eq!(state["create_time"], project["createTime"]);
    assert_eq!(state["plan"], "Enterprise");
    assert_eq!(project["plan"], "Enterprise");
    assert_eq!(project["description"], "warm");
    assert_eq!(project["regionIds"], json!(["aws-us-west-2"]));
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_needs_nothing_but_a_name() {
    let lab = TerraformCli::start().await;
    lab.write(&red(""));
    lab.apply().await;
    assert_eq!(lab.state(RED)["description"], json!(""));
    assert_eq!(lab.state(RED)["region_ids"], json!([]));
    lab.destroy().await;
}

#[tokio::test]
async fn a_service_that_leaves_fields_out_leaves_nothing_to_do() {
    let lab = TerraformCli::start().await;
    lab.choose(json!({"replies": "thin"})).await;
    lab.write(&red(
        "description = \"warm\"\n plan = \"Standard\"\n region_ids = [local.region_id]",
    ));
    lab.apply().await;
    lab.write(&red("description = \"\"\n plan = \"Enterprise\""));
    lab.apply().await;
    let project = lab.remote("projects", "projectName", "red").await;
    assert_eq!(project["plan"], "Enterprise");
    assert_eq!(project["description"], "");
    lab.destroy().await;
}

#[tokio::test]
async fn everything_about_a_project_changes_in_place() {
    let lab = TerraformCli::start().await;
    lab.write(&red("plan = \"Standard\"\n region_ids = [local.region_id]"));
    lab.apply().await;
    let before = lab.state(RED);

    lab.write(
        r#"resource "zillizcloud_project" "red" {
             project_name        = "crimson"
             description         = "warm"
             plan                = "BusinessCritical"
             region_ids          = ["aws-us-east-2", "gcp-us-west1"]
             deletion_protection = true
           }"#,
    );
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["update zillizcloud_project.red"]);
    let changed = [
        "deletion_protection",
        "description",
        "plan",
        "project_name",
        "region_ids",
    ];
    assert_eq!(plan.changed(RED), changed);
    lab.apply().await;

    let project = lab.remote("projects", "projectName", "crimson").await;
    assert_eq!(project["projectId"], before["id"]);
    assert_eq!(project["description"], "warm");
    assert_eq!(project["plan"], "BusinessCritical");
    let regions = json!(["aws-us-east-2", "gcp-us-west1"]);
    assert_eq!(project["regionIds"], regions);
    assert_eq!(lab.state(RED)["create_time"], before["create_time"]);
}

/// The vendor's provider has no such argument, so its users write descriptions in the console.
#[tokio::test]
async fn a_description_stays_as_it_is_where_it_is_not_set() {
    let lab = TerraformCli::start().await;
    lab.write(&red("description = \"warm\"\n deletion_protection = true"));
    lab.apply().await;
    lab.write(&red(""));
    let plan = lab.plan().await;
    assert_eq!(plan.changed(RED), ["deletion_protection"]);
    lab.apply().await;
    let id = lab.project_id("red").await;
    lab.change_elsewhere("projects", &id, json!({"description": "cold"}))
        .await;
    lab.has_nothing_to_do().await;
    lab.write(&red("description = \"\""));
    assert_eq!(lab.plan().await.changed(RED), ["description"]);
    lab.apply().await;
    let project = lab.remote("projects", "projectName", "red").await;
    assert_eq!(project["description"], "");
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_of_an_older_platform_is_imported_without_a_change() {
    let lab = TerraformCli::start().await;
    lab.write(&red("plan = \"Standard\""));
    lab.apply().await;
    lab.choose(json!({"replies": "thin"})).await;
    lab.forget_state();
    lab.write(&format!(
        "import {{\n  to = {RED}\n  id = \"name:red\"\n}}\n"
    ));
    let arguments = ["-generate-config-out=generated.tf"];
    lab.try_plan(&arguments).await.succeeded();
    let applied = lab.apply().await;
    let expected = "0 added, 0 changed, 1 imported, 0 removed";
    assert_eq!(applied.summary(), expected, "{applied}");
    assert_eq!(lab.state(RED)["plan"], json!(null));
    let project = lab.remote("projects", "projectName", "red").await;
    assert_eq!(project["plan"], "Standard");
}

#[tokio::test]
async fn a_project_whose_platform_does_not_report_it_is_upgraded_and_keeps_its_regions() {
    let lab = TerraformCli::start().await;
    lab.write(&red(
        "plan = \"Standard\"\n region_ids = [\"aws-us-west-2\"]",
    ));
    lab.apply().await;
    lab.choose(json!({"replies": "thin"})).await;
    lab.forget_state();
    let imported = |regions: &str| {
        let settings = format!("description = \"\"\n plan = \"BusinessCritical\"\n {regions}");
        format!(
            "import {{\n  to = {RED}\n  id = \"name:red\"\n}}\n{}",
            red(&settings)
        )
    };
    // Only the words of the refusal say that a region is bound already, and words prove nothing.
    lab.write(&imported(
        "region_ids = [\"aws-us-west-2\", \"aws-us-east-1\"]",
    ));
    let refused = lab.try_apply().await.only_error();
    refused.says([
        "adding the regions aws-us-east-1, aws-us-west-2 to project \"red\"",
        "remove `region_ids` from the configuration",
    ]);
    lab.write(&imported(""));
    lab.apply().await;
    let project = lab.remote("projects", "projectName", "red").await;
    assert_eq!(project["plan"], "BusinessCritical");
    assert_eq!(project["regionIds"], json!(["aws-us-west-2"]));
    lab.destroy().await;
}

#[tokio::test]
async fn the_only_region_of_a_project_is_exchanged() {
    let lab = TerraformCli::start().await;
    let regions = |it: &str| red(&format!("region_ids = [\"{it}\"]"));
    lab.write(&regions("aws-us-west-2"));
    lab.apply().await;
    lab.write(&regions("aws-us-east-2"));
    lab.apply().await;
    let id = lab.project_id("red").await;
    lab.change_elsewhere("projects", &id, json!({"regionIds": ["gcp-us-west1"]}))
        .await;
    assert_eq!(lab.plan().await.changed(RED), ["region_ids"]);

    // What was done before a failure is in the state.
    lab.fault(json!({
        "match": {"method": "POST", "path": "/v2/projects/*/regions"}, "times": 1,
        "fault": {"kind": "envelope", "code": 80_000, "message": "Out of order."},
    }))
    .await;
    lab.try_apply()
        .await
        .only_error()
        .says(["adding the regions"]);
    assert_eq!(lab.state(RED)["region_ids"], json!([]));
    lab.apply().await;
    let project = lab.remote("projects", "projectName", "red").await;
    assert_eq!(project["regionIds"], json!(["aws-us-east-2"]));
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_that_was_deleted_elsewhere_is_planned_anew() {
    let lab = TerraformCli::start().await;
    lab.write(&red(""));
    lab.apply().await;
    let id = lab.project_id("red").await;
    lab.delete_elsewhere("projects", &id).await;

    assert_eq!(
        lab.plan().await.actions(),
        ["create zillizcloud_project.red"]
    );
    lab.apply().await;
    assert_ne!(lab.project_id("red").await, id);
    lab.destroy().await;
}

#[tokio::test]
async fn what_was_changed_elsewhere_is_changed_back() {
    let lab = TerraformCli::start().await;
    lab.write(&red(
        "description = \"warm\"\n region_ids = [local.region_id]",
    ));
    lab.apply().await;
    let id = lab.project_id("red").await;
    let elsewhere = json!({"projectName": "blue", "description": "cold", "regionIds": []});
    lab.change_elsewhere("projects", &id, elsewhere).await;

    let plan = lab.plan().await;
    let changed = ["description", "project_name", "region_ids"];
    assert_eq!(plan.changed(RED), changed);
    lab.apply().await;
    assert_eq!(lab.project_id("red").await, id);
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_is_imported_by_its_identifier_and_by_its_name() {
    let lab = TerraformCli::start().await;
    lab.write(&red(
        "description = \"warm\"\n region_ids = [local.region_id]",
    ));
    lab.apply().await;
    let (state, id) = (lab.state(RED), lab.project_id("red").await);
    for id in [id.as_str(), "name:red"] {
        lab.forget_state();
        lab.import(RED, id).await;
        assert_eq!(lab.state(RED), state, "{id}");
    }
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_of_which_only_the_name_is_configured_is_imported_without_a_change() {
    let lab = TerraformCli::start().await;
    lab.write(&red(""));
    lab.apply().await;
    lab.forget_state();
    lab.import(RED, "name:red").await;
    lab.destroy().await;
}

#[tokio::test]
async fn the_import_command_takes_the_same_identifiers() {
    let lab = TerraformCli::start().await;
    lab.write(&red(""));
    lab.apply().await;
    lab.forget_state();
    lab.run(&["import", RED, "name:red"]).await.succeeded();
    lab.has_nothing_to_do().await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_name_that_no_project_has_cannot_be_imported() {
    let lab = TerraformCli::start().await;
    lab.write(&format!(
        "{}\nimport {{\n  to = {RED}\n  id = \"name:red\"\n}}",
        red("")
    ));
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["importing project \"name:red\"", "No project"]);
}

#[tokio::test]
async fn a_protected_project_is_not_destroyed() {
    let lab = TerraformCli::start().await;
    lab.write(&red("deletion_protection = true"));
    lab.apply().await;

    let error = lab.try_plan(&["-destroy"]).await.only_error();
    error.says(["Protected from deletion", "project \"red\""]);
    lab.write("");
    lab.try_apply().await.only_error().says(["Protected"]);
    lab.project_id("red").await;

    lab.write(&red("deletion_protection = false"));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn the_default_project_is_not_destroyed() {
    let lab = TerraformCli::start().await;
    lab.write(
        r#"resource "zillizcloud_project" "red" {
             project_name = "Default Project"
           }"#,
    );
    lab.import(RED, "name:Default Project").await;
    let destroyed = lab.run(&["destroy", "-json", "-auto-approve"]).await;
    let error = destroyed.only_error();
    error.says(["Deletion of the default project", "terraform state rm"]);
}

#[tokio::test]
async fn a_downgrade_is_said_at_plan_and_refused_by_the_apply() {
    let lab = TerraformCli::start().await;
    lab.write(&red("plan = \"BusinessCritical\""));
    lab.apply().await;
    lab.write(&red("plan = \"Standard\""));
    let planned = lab.try_plan(&[]).await;
    let warnings = planned.problems("warning");
    assert!(
        warnings
            .iter()
            .any(|it| it.summary.contains("Downgrade of a project")),
        "{planned}"
    );
    let error = lab.try_apply().await.only_error();
    error.says(["Downgrade of a project", "is BusinessCritical"]);
    lab.write(&red(""));
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn a_project_that_was_upgraded_elsewhere_can_be_destroyed() {
    let lab = TerraformCli::start().await;
    lab.write(&red("plan = \"Standard\""));
    lab.apply().await;
    let id = lab.project_id("red").await;
    lab.change_elsewhere("projects", &id, json!({"plan": "Enterprise"}))
        .await;
    let planned = lab.try_plan(&[]).await;
    assert!(
        planned.to_string().contains("is Enterprise, not Standard"),
        "{planned}"
    );
    lab.destroy().await;
}

#[tokio::test]
async fn what_a_project_cannot_be_is_said_at_the_argument() {
    let lab = TerraformCli::start().await;
    let regions = "region_ids = [\"aws-us-east-2\", local.region_id]";
    for (arguments, at, says) in [
        (regions, "region_ids", "BusinessCritical"),
        ("plan = \"Gold\"", "plan", "Enterprise"),
    ] {
        lab.write(&red(arguments));
        let error = lab.try_plan(&[]).await.only_error();
        error.is_at(at).says([says]);
    }
    lab.write(r#"resource "zillizcloud_project" "red" { project_name = "" }"#);
    lab.try_plan(&[]).await.only_error();
}
