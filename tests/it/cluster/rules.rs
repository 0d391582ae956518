//! Configurations and changes that a cluster cannot have, and Terraform's messages before anything is tried.

use serde_json::{Value, json};

use crate::cluster::terraform::{DEDICATED, RED, SERVERLESS, red};
use testkit::TerraformCli;

#[tokio::test]
async fn what_cannot_be_changed_means_another_cluster() {
    let lab = TerraformCli::start().await;
    let default = lab.project_id("Default Project").await;
    lab.change_elsewhere("projects", &default, json!({"regionIds": []}))
        .await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let region = red(DEDICATED).replace("local.region_id", "\"aws-us-east-2\"");
    for (configuration, changed) in [
        (region, "region_id"),
        (red("cu_size = 8\n cu_type = \"Tiered-storage\""), "cu_type"),
        (red(SERVERLESS), "plan"),
    ] {
        lab.write(&configuration);
        let plan = lab.plan().await;
        assert_eq!(plan.actions(), ["replace zillizcloud_cluster.red"]);
        assert!(plan.changed(RED).contains(&changed), "{changed}");
    }
    lab.apply().await;
    assert_eq!(lab.state(RED)["deployment_option"], "Serverless");
    assert_eq!(lab.state(RED)["cu_size"], Value::Null);
    lab.write(&red(DEDICATED));
    lab.apply().await;
    assert_eq!(lab.state(RED)["plan"], "Enterprise");
    lab.destroy().await;
}

#[tokio::test]
async fn a_protected_cluster_is_neither_destroyed_nor_replaced() {
    let lab = TerraformCli::start().await;
    let protected = red("cu_size = 8\n deletion_protection = true");
    lab.write(&protected);
    lab.apply().await;
    let id = lab.cluster_id("red").await;

    let error = lab.try_plan(&["-destroy"]).await.only_error();
    error.says(["Protected from deletion", "cluster \"red\""]);
    lab.write(&protected.replace("local.region_id", "\"aws-us-east-2\""));
    let error = lab.try_plan(&[]).await.only_error();
    error.is_at("deletion_protection").says(["Protected"]);
    // Protection that goes in the same step is protection still.
    lab.write(&red(SERVERLESS));
    lab.try_apply().await.only_error().says(["Protected"]);
    assert_eq!(lab.cluster_id("red").await, id);
}

#[tokio::test]
async fn what_a_cluster_cannot_be_is_said_at_the_argument() {
    let lab = TerraformCli::start().await;
    for (arguments, at, says) in [
        ("plan = \"Free\"\n cu_size = 2", "cu_size", "Free"),
        (
            "plan = \"Serverless\"\n replica = 2",
            "replica",
            "Serverless",
        ),
        ("labels = { team = \"red\" }", "labels", "Dedicated"),
        (
            "desired_status = \"SUSPENDED\"",
            "desired_status",
            "Dedicated",
        ),
        (
            "cu_size = 2\n desired_status = \"PAUSED\"",
            "desired_status",
            "SUSPENDED",
        ),
        ("plan = \"Gold\"", "plan", "Serverless"),
        ("cu_size = 4\n replica = 2", "replica", "8"),
        (
            "plan = \"Standard\"\n cu_size = 8\n replica = 2",
            "replica",
            "Enterprise",
        ),
        ("cu_size = 0", "cu_size", "2048"),
        (
            "cu_size = 2\n timeouts { create = \"soon\" }",
            "timeouts",
            "45m",
        ),
    ] {
        lab.write(&red(arguments));
        let error = lab.try_plan(&[]).await.only_error();
        error.is_at(at).says([says]);
    }
}

#[tokio::test]
async fn a_cluster_without_a_project_or_a_region_is_refused_in_the_plan() {
    let lab = TerraformCli::start().await;
    for (missing, variable) in [
        ("project_id", "ZILLIZCLOUD_PROJECT_ID"),
        ("region_id", "ZILLIZCLOUD_REGION_ID"),
    ] {
        lab.write(&red("").replace(&format!("{missing} = local.{missing}"), ""));
        let error = lab.try_plan(&[]).await.only_error();
        error.says([missing, variable]);
    }
    lab.write(&red("plan = \"Standard\""));
    lab.try_plan(&[]).await.only_error().says(["cu_size"]);
}

#[tokio::test]
async fn the_plan_of_a_dedicated_cluster_is_changed_with_its_project() {
    let lab = TerraformCli::start().await;
    let configuration = |project: &str, cluster: &str| {
        format!(
            r#"resource "zillizcloud_project" "red" {{
                 project_name = "red"
                 plan         = "{project}"
               }}
               resource "zillizcloud_cluster" "red" {{
                 cluster_name = "red"
                 project_id   = zillizcloud_project.red.id
                 region_id    = local.region_id
                 cu_size      = 2
                 {cluster}
               }}"#
        )
    };
    lab.write(&configuration("Standard", "plan = \"Standard\""));
    lab.apply().await;
    lab.write(&configuration("Standard", "plan = \"Enterprise\""));
    // The project might be upgraded in the same apply, so this is known only then.
    let error = lab.try_apply().await.only_error();
    error
        .is_at("plan")
        .says(["zillizcloud_project", "Standard"]);

    lab.write(&configuration(
        "Enterprise",
        "plan = zillizcloud_project.red.plan",
    ));
    lab.apply().await;
    assert_eq!(lab.cluster("red").await["plan"], "Enterprise");
    lab.write(&configuration("Enterprise", "plan = \"Standard\""));
    // What is written of the cluster lags behind what the upgrade made of it.
    let applied = lab.apply().await;
    for warning in applied.warnings() {
        warning.is_at("plan").says(["Enterprise", "remove"]);
    }
    assert_eq!(lab.cluster("red").await["plan"], "Enterprise");
    lab.write(&configuration("BusinessCritical", ""));
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["update zillizcloud_project.red"]);
    lab.apply().await;
    assert_eq!(lab.cluster("red").await["plan"], "BusinessCritical");
    lab.destroy().await;
}

#[tokio::test]
async fn an_unusual_name_is_a_warning_and_the_service_has_the_last_word() {
    let lab = TerraformCli::start().await;
    lab.choose(json!({"cluster_names": "any"})).await;
    lab.write(&red("").replace("\"red\"\n  project", "\"red_1\"\n  project"));
    let warnings = lab.apply().await.warnings();
    assert!(!warnings.is_empty());
    for warning in warnings {
        warning.is_at("cluster_name").says(["Unusual"]);
    }
    lab.destroy().await;
}
