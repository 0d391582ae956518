//! Configurations that Terraform wrote of what exists: they change nothing, and nothing is said of them, then and later.

use serde_json::{Value, json};

use testkit::{Outcome, TerraformCli, requires};

/// One of each kind, and those of which something is said when they are new.
const ESTATE: &str = r#"
resource "zillizcloud_organization" "it" {}
resource "zillizcloud_project" "plain" {
  project_name = "plain"
  plan         = "Standard"
}
resource "zillizcloud_project" "full" {
  project_name = "full"
  description  = "warm"
  plan         = "BusinessCritical"
  region_ids   = ["aws-us-east-2", "aws-us-west-2"]
}
resource "zillizcloud_project_user" "it" {
  project_id = local.project_id
  email      = "ada@example.com"
  roles      = ["Data Viewer", "Data Operator"]
}
locals {
  clusters = {
    free       = {}
    serverless = { plan = "Serverless" }
    new        = { cu_size = 1 }
    below      = { plan = "Standard", cu_size = 8 }
    odd        = { cu_size = 8, description = join("", [for it in range(256) : "d"]) }
    "odd name" = { cu_size = 8, replica = 9, labels = { team = "red" } }
    older      = { cu_size = 8 }
    suspended  = { cu_size = 2, desired_status = "SUSPENDED" }
    scaled = {
      cu_settings = {
        dynamic_scaling  = { min = 8, max = 16 }
        schedule_scaling = [{ cron = "0 0 8 ? * FRI 2027", target = 8 }]
      }
      replica_settings = { dynamic_scaling = { min = 1, max = 9 } }
    }
    small = { cu_size = 4, replica_settings = { schedule_scaling = [{ cron = "0 0 8 * * ?", target = 2 }] } }
  }
}
resource "zillizcloud_cluster" "it" {
  for_each         = local.clusters
  cluster_name     = each.key
  project_id       = local.project_id
  region_id        = local.region_id
  plan             = try(each.value.plan, null)
  cu_size          = try(each.value.cu_size, null)
  cu_settings      = try(each.value.cu_settings, null)
  replica          = try(each.value.replica, null)
  replica_settings = try(each.value.replica_settings, null)
  description      = try(each.value.description, null)
  labels           = try(each.value.labels, null)
  desired_status   = try(each.value.desired_status, null)
}
"#;

/// A service that lets there be what the provider warns of, and tells all it has.
fn lenient() -> Value {
    json!({
        "cluster_names": "any", "combined_policies": "accepted", "replies": "with_labels",
        "limits": {"replica_cu_size": 1},
    })
}

#[tokio::test]
async fn a_written_configuration_changes_nothing_and_nothing_is_said_of_it_then_or_later() {
    requires!(ImportBlocks);
    let lab = TerraformCli::start().await;
    lab.choose(lenient()).await;
    lab.add_member("ada@example.com").await;
    lab.write(ESTATE);
    lab.try_apply().await.succeeded();
    // What the provider does not do, and others do.
    change(&lab, "new", json!({"status": "CREATING", "stall": true})).await;
    change(&lab, "free", json!({"status": "STOPPED"})).await;
    change(&lab, "serverless", json!({"labels": {"team": "red"}})).await;
    change(&lab, "odd", json!({"cuSize": 6})).await;
    let older = json!({"cuType": "Extended-capacity"});
    change(&lab, "older", older).await;
    change(&lab, "below", json!({"replica": 2})).await;

    let imports = imports(&lab);
    // No plan but BusinessCritical has several regions.
    let full = lab.project_id("full").await;
    lab.change_elsewhere("projects", &full, json!({"plan": "Enterprise"}))
        .await;
    lab.forget_state();
    lab.write(&imports);
    let written = lab.try_plan(&["-generate-config-out=generated.tf"]).await;
    is_silent(&written.succeeded());
    let applied = lab.apply().await;
    let expected = "0 added, 0 changed, 14 imported, 0 removed";
    assert_eq!(applied.summary(), expected, "{applied}");
    is_silent(&applied);
    leaves_nothing_to_do(&lab).await;

    change(&lab, "new", json!({"status": "RUNNING", "stall": false})).await;
    leaves_nothing_to_do(&lab).await;
}

#[tokio::test]
async fn a_thin_reply_is_enough_for_a_configuration_that_changes_nothing() {
    requires!(ImportBlocks);
    let lab = TerraformCli::start().await;
    let thin = json!({"replies": "thin", "free_plan": "serverless"});
    lab.choose(thin).await;
    let id = lab.project_id("Default Project").await;
    lab.change_elsewhere("projects", &id, json!({"regionIds": []}))
        .await;
    lab.write(
        r#"
        resource "zillizcloud_cluster" "free" {
          cluster_name = "free"
          project_id   = local.project_id
          region_id    = local.region_id
        }
        resource "zillizcloud_project" "it" {
          project_name = "red"
        }
        "#,
    );
    lab.apply().await;
    let imports = imports(&lab) + &import("zillizcloud_project.default", &id);
    lab.forget_state();
    lab.write(&imports);
    let written = lab.try_plan(&["-generate-config-out=generated.tf"]).await;
    is_silent(&written.succeeded());
    is_silent(&lab.apply().await);
    lab.choose(json!({"replies": "full"})).await;
    leaves_nothing_to_do(&lab).await;
}

#[tokio::test]
async fn an_organization_with_a_life_gets_a_configuration_that_changes_nothing() {
    requires!(ImportBlocks);
    let lab = TerraformCli::with_previews().await;
    let id = lab.organization_id().to_owned();
    lab.write(&import("zillizcloud_organization.it", &id));
    let written = lab.try_plan(&["-generate-config-out=generated.tf"]).await;
    is_silent(&written.succeeded());
    is_silent(&lab.apply().await);
    leaves_nothing_to_do(&lab).await;
}

/// Changes the cluster of this name as somebody else would.
async fn change(lab: &TerraformCli, name: &str, changes: Value) {
    let id = lab.cluster_id(name).await;
    lab.change_elsewhere("clusters", &id, changes).await;
}

/// Blocks that import everything in the state.
fn imports(lab: &TerraformCli) -> String {
    let state: Value = serde_json::from_str(&lab.raw_state()).unwrap();
    let mut blocks = String::new();
    for resource in state["resources"].as_array().unwrap() {
        let type_name = resource["type"].as_str().unwrap();
        for (number, instance) in resource["instances"].as_array().unwrap().iter().enumerate() {
            let name = resource["name"].as_str().unwrap();
            let id = instance["attributes"]["id"].as_str().unwrap();
            blocks += &import(&format!("{type_name}.{name}_{number}"), id);
        }
    }
    blocks
}

fn import(address: &str, id: &str) -> String {
    format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n")
}

async fn leaves_nothing_to_do(lab: &TerraformCli) {
    let planned = lab.try_plan(&["-detailed-exitcode"]).await;
    is_silent(&planned.succeeded());
}

/// Nothing is said, but for what Terraform says of writing configurations at all.
#[track_caller]
fn is_silent(outcome: &Outcome) {
    let mut said = outcome.warnings();
    said.retain(|it| it.summary != "Config generation is experimental");
    assert!(said.is_empty(), "{said:#?}");
}
