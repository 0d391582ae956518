//! Objects that exist come under Terraform's management, with a configuration that somebody or Terraform wrote.

use serde_json::json;

use crate::in_process::InProcess;
use testkit::TerraformCli;

/// What may exist: its type, its configuration, and by which identifiers it is imported; `$id` is its own.
const OBJECTS: &[(&str, &str)] = &[
    ("zillizcloud_organization", ""),
    ("zillizcloud_project", "project_name = \"red\""),
    (
        "zillizcloud_project",
        "project_name = \"red\"\n description = \"warm\"\n plan = \"BusinessCritical\"\n \
         region_ids = [\"aws-us-east-2\", \"aws-us-west-2\"]",
    ),
    ("zillizcloud_cluster", CLUSTER),
    (
        "zillizcloud_cluster",
        "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n plan = \"Serverless\"",
    ),
    (
        "zillizcloud_cluster",
        "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n cu_size = 8\n replica = 2\n \
         cu_type = \"Capacity-optimized\"\n description = \"warm\"\n labels = { team = \"red\" }",
    ),
    (
        "zillizcloud_cluster",
        "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n cu_size = 2\n \
         desired_status = \"SUSPENDED\"",
    ),
    (
        "zillizcloud_cluster",
        "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n labels = { team = \"red\" }\n \
         cu_settings = { dynamic_scaling = { min = 2, max = 8 } }",
    ),
    (
        "zillizcloud_cluster",
        "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n cu_size = 8\n \
         replica_settings = { schedule_scaling = [{ cron = \"0 0 8 * * ?\", target = 2 }] }",
    ),
];

const CLUSTER: &str =
    "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id";

#[tokio::test]
async fn a_configuration_that_terraform_wrote_is_valid_and_leaves_nothing_to_do() {
    for (type_name, arguments) in OBJECTS {
        let lab = TerraformCli::start().await;
        lab.write(&format!(
            "resource \"{type_name}\" \"red\" {{\n{arguments}\n}}"
        ));
        lab.apply().await;
        let id = lab.state(&format!("{type_name}.red"))["id"].clone();
        lab.forget_state();
        generates(&lab, type_name, id.as_str().unwrap()).await;
    }
}

#[tokio::test]
async fn a_person_is_imported_with_a_configuration_that_terraform_wrote() {
    let lab = TerraformCli::start().await;
    let user = lab.add_member("ada@example.com").await;
    let project = lab.project_id("Default Project").await;
    lab.grant_elsewhere(&user, "Project Admin", &project).await;
    let id = format!("{project}/ada@example.com");
    generates(&lab, "zillizcloud_project_user", &id).await;
}

#[tokio::test]
async fn the_default_project_is_imported_with_a_configuration_that_terraform_wrote() {
    let lab = TerraformCli::start().await;
    generates(&lab, "zillizcloud_project", "name:Default Project").await;
}

/// Has Terraform write the configuration of an object that exists, and takes it under management.
async fn generates(lab: &TerraformCli, type_name: &str, id: &str) {
    let block = format!("import {{\n  to = {type_name}.red\n  id = \"{id}\"\n}}\n");
    lab.write(&block);
    let arguments = ["-generate-config-out=generated.tf"];
    lab.try_plan(&arguments).await.succeeded();
    let applied = lab.apply().await;
    let expected = "0 added, 0 changed, 1 imported, 0 removed";
    assert_eq!(applied.summary(), expected, "{applied}");
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_was_deleted_is_not_found_by_its_name() {
    let rig = InProcess::start(1, || {}).await;
    let cluster = rig.terraform.resource("zillizcloud_cluster");
    let config = json!({"cluster_name": "red", "cu_size": 2});
    cluster.apply(config.clone()).await.unwrap();
    cluster.destroy().await.unwrap();
    let name = format!("name:{}/red", rig.project_id);
    let failure = cluster.import(&name).await.unwrap_err();
    assert!(format!("{failure:?}").contains("no cluster"), "{failure:?}");

    cluster.apply(config).await.unwrap();
    let id = cluster.state()["id"].clone();
    cluster.forget();
    cluster.import(&name).await.unwrap();
    assert_eq!(cluster.state()["id"], id);
}

#[tokio::test(start_paused = true)]
async fn a_name_without_a_project_is_told_its_form() {
    let rig = InProcess::start(1, || {}).await;
    let cluster = rig.terraform.resource("zillizcloud_cluster");
    for half in ["name:red", "name:/red", "name:proj-1/", "name:"] {
        let failure = cluster.import(half).await.unwrap_err();
        let said = format!("{failure:?}");
        assert!(said.contains("name:<project_id>/<cluster_name>"), "{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_identifier_says_wrong_is_told() {
    let rig = InProcess::start(1, || {}).await;
    let cluster = rig.terraform.resource("zillizcloud_cluster");
    cluster.apply(json!({"cluster_name": "red"})).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    cluster.forget();
    let right = format!("`{id},aws-us-west-2`");
    for (wrong, says) in [
        (format!("{id},aws-eu-central-1"), right.as_str()),
        ("in07-0123456789abcde".to_owned(), "on-demand"),
        ("in01-0123456789abcde".to_owned(), "does not exist"),
        (format!("name:{}/blue", rig.project_id), "red"),
    ] {
        let failure = cluster.import(&wrong).await.unwrap_err();
        let said = format!("{failure}");
        assert!(said.contains(says) && said.contains(&wrong), "{said}");
    }
    cluster
        .import(&format!("{id},aws-us-west-2"))
        .await
        .unwrap();
}
