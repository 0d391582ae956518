//! Failures: nothing is lost, one thing is said, and the next apply gets there.

use std::net::TcpListener;

use serde_json::json;

use crate::cluster::terraform::{DEDICATED, IMPATIENT, RED, red};
use testkit::{TerraformCli, no_news};

pub(crate) const PROJECT: &str = "zillizcloud_project.red";
pub(crate) const RED_PROJECT: &str =
    "resource \"zillizcloud_project\" \"red\" { project_name = \"red\" }";

#[tokio::test]
async fn a_cluster_that_is_not_ready_in_time_is_in_the_state_and_replaced_next_time() {
    let lab = TerraformCli::start().await;
    lab.fault(no_news()).await;
    lab.write(&red("cu_size = 8\n timeouts { create = \"2s\" }"));
    let error = lab.try_apply().await.only_error();
    let id = lab.cluster_id("red").await;
    error.says(["not done in time", &id, "HTTP 503", "tainted", "untaint"]);
    assert!(lab.is_tainted(RED));
    assert_eq!(lab.state(RED)["id"], id);
    assert!(lab.state(RED)["password"].is_string());

    lab.clear_faults().await;
    lab.write(&red(DEDICATED));
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["replace zillizcloud_cluster.red"]);
    lab.apply().await;
    assert_ne!(lab.cluster_id("red").await, id);
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_that_was_ready_after_all_is_kept_once_it_is_untainted() {
    let lab = TerraformCli::start().await;
    lab.fault(no_news()).await;
    lab.write(&red("cu_size = 8\n timeouts { create = \"2s\" }"));
    lab.try_apply().await.only_error();
    let (id, password) = (
        lab.cluster_id("red").await,
        lab.state(RED)["password"].take(),
    );

    lab.clear_faults().await;
    lab.run(&["untaint", RED]).await.succeeded();
    lab.write(&red(DEDICATED));
    lab.apply().await;
    assert_eq!(lab.cluster_id("red").await, id);
    assert_eq!(lab.state(RED)["password"], password);
    assert!(lab.state(RED)["connect_address"].is_string());
}

/// It is paid for, and may have been used by the time of the next apply.
#[tokio::test]
async fn a_protected_cluster_that_is_not_ready_in_time_is_kept_until_it_is_untainted() {
    let lab = TerraformCli::start().await;
    lab.fault(no_news()).await;
    lab.write(&red(
        "cu_size = 8\n deletion_protection = true\n timeouts { create = \"2s\" }",
    ));
    lab.try_apply().await.only_error();
    let id = lab.cluster_id("red").await;
    lab.clear_faults().await;

    lab.write(&red("cu_size = 8\n deletion_protection = false"));
    let refused = lab.try_apply().await.only_error();
    refused.says(["Protected from deletion", "terraform untaint <address>"]);
    assert_eq!(lab.cluster_id("red").await, id);

    lab.run(&["untaint", RED]).await.succeeded();
    lab.apply().await;
    assert_eq!(lab.cluster_id("red").await, id);
    lab.run(&[
        "apply",
        "-auto-approve",
        "-input=false",
        &format!("-replace={RED}"),
    ])
    .await
    .succeeded();
    assert_ne!(lab.cluster_id("red").await, id);
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_that_fails_while_it_is_created_ends_the_wait_and_is_in_the_state() {
    let lab = TerraformCli::start().await;
    lab.write(&red(IMPATIENT));
    let (child, id) = lab.begin_endless_creation().await;
    let failed = json!({"status": "ABNORMAL", "stall": false});
    lab.change_elsewhere("clusters", &id, failed).await;

    let error = lab.end(child, "apply").await.only_error();
    error.says(["It failed", "ABNORMAL", &id]);
    assert!(lab.is_tainted(RED));
    lab.apply().await;
    assert_ne!(lab.cluster_id("red").await, id);
    lab.destroy().await;
}

#[tokio::test]
async fn an_interrupt_ends_a_wait_at_once_with_the_cluster_in_the_state() {
    let lab = TerraformCli::start().await;
    lab.write(&red(IMPATIENT));
    let (child, id) = lab.begin_endless_creation().await;
    TerraformCli::interrupt(&child);

    let outcome = lab.end(child, "apply").await;
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert_eq!(lab.cluster("red").await["status"], "CREATING");
    let errors = outcome.problems("error");
    let about_it = errors.iter().find(|it| it.detail.contains(&id));
    about_it.unwrap().says(["interrupted", "tainted"]);
    assert!(lab.is_tainted(RED));
    assert_eq!(lab.state(RED)["id"], id);
    assert!(lab.state(RED)["password"].is_string());

    // It is being created still, and must be waited for before it can be replaced.
    lab.change_elsewhere("clusters", &id, json!({"stall": false}))
        .await;
    lab.apply().await;
    assert_ne!(lab.cluster_id("red").await, id);
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_that_is_being_deleted_is_planned_as_another_one() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let deleting = json!({"status": "DELETING", "stall": true});
    lab.change_elsewhere("clusters", &id, deleting).await;

    lab.write(&red("cu_size = 16"));
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["replace zillizcloud_cluster.red"]);
    lab.change_elsewhere("clusters", &id, json!({"stall": false}))
        .await;
    lab.apply().await;
    assert_ne!(lab.cluster_id("red").await, id);
    lab.destroy().await;
}

#[tokio::test]
async fn a_change_that_fails_halfway_is_in_the_state_as_far_as_it_got() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    lab.fault(json!({
        "match": {"method": "PUT", "path": "/v2/clusters/*/labels"},
        "fault": {"kind": "envelope", "code": 80000, "message": "No labels today."},
    }))
    .await;
    lab.write(&red("cu_size = 16\n labels = { team = \"red\" }"));
    let error = lab.try_apply().await.only_error();
    error.says(["labeling cluster \"red\"", "No labels today"]);
    assert!(!lab.is_tainted(RED));
    assert_eq!(lab.state(RED)["cu_size"], 16);

    lab.clear_faults().await;
    assert_eq!(lab.plan().await.changed(RED), ["labels"]);
    lab.apply().await;
}

#[tokio::test]
async fn a_failed_read_keeps_what_is_in_the_state() {
    let lab = TerraformCli::start().await;
    lab.write(&format!("{RED_PROJECT}\n{}", red(DEDICATED)));
    lab.apply().await;
    let before = lab.raw_state();
    for fault in [
        json!({"kind": "status", "status": 500}),
        json!({"kind": "status", "status": 404, "body": "404 page not found"}),
        json!({"kind": "html"}),
        json!({"kind": "empty"}),
        json!({"kind": "reset_before"}),
        json!({"kind": "truncate"}),
    ] {
        // A project is read from the list of all, and by itself where that does not help.
        for paths in [&["/v2/projects", "/v2/projects/*"][..], &["/v2/clusters/*"]] {
            for path in paths {
                lab.fault(json!({"match": {"path": path}, "fault": fault}))
                    .await;
            }
            let outcome = lab.try_apply().await;
            outcome.only_error().says(["Error reading", "red"]);
            assert_eq!(lab.raw_state(), before, "{fault}");
            lab.clear_faults().await;
        }
    }
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn a_project_that_cannot_be_read_back_is_in_the_state() {
    let lab = TerraformCli::start().await;
    lab.fault(json!({
        "match": {"method": "GET", "path": "/v2/projects/*"},
        "fault": {"kind": "status", "status": 500},
    }))
    .await;
    lab.write(RED_PROJECT);
    let outcome = lab.try_apply().await.succeeded();
    let warnings = outcome.warnings();
    warnings[0].says(["\"red\"", "not read back", "HTTP 500"]);
    assert!(!lab.is_tainted(PROJECT));

    lab.clear_faults().await;
    lab.apply().await;
    assert!(lab.state(PROJECT)["create_time"].is_string());
    lab.destroy().await;
}

#[tokio::test]
async fn a_failed_deletion_keeps_the_cluster_in_the_state() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    lab.fault(json!({
        "match": {"method": "DELETE", "path": "/v2/clusters/*"},
        "fault": {"kind": "status", "status": 500},
    }))
    .await;
    lab.write("");
    let error = lab.try_apply().await.only_error();
    error.says(["deleting cluster \"red\"", "HTTP 500"]);
    let id = lab.cluster_id("red").await;
    assert_eq!(lab.state(RED)["id"], id);
    lab.clear_faults().await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_wrong_key_is_one_error_that_does_not_show_it() {
    let mut lab = TerraformCli::start().await;
    lab.write(RED_PROJECT);
    lab.apply().await;
    let before = lab.raw_state();
    lab.set("ZILLIZCLOUD_API_KEY", "key-of-somebody-else");
    let outcome = lab.try_apply().await;
    let error = outcome.only_error();
    error.says([
        "Error reading project \"red\"",
        "HTTP 401",
        "21119",
        "request id",
    ]);
    error.says(["ZILLIZCLOUD_API_KEY", "API Keys"]);
    assert!(!outcome.to_string().contains("key-of-somebody-else"));
    assert_eq!(lab.raw_state(), before);
}

#[tokio::test]
async fn a_missing_key_is_one_error_that_says_where_to_set_it() {
    let mut lab = TerraformCli::start().await;
    lab.set("ZILLIZCLOUD_API_KEY", "");
    lab.write(RED_PROJECT);
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["no API key is configured", "ZILLIZCLOUD_API_KEY"]);
}

/// A key that is known only once another resource is there.
async fn with_a_key_from_elsewhere(configuration: &str) -> TerraformCli {
    let mut lab = TerraformCli::start().await;
    let key = lab.api_key().to_owned();
    lab.set("TF_VAR_key", &key);
    lab.set("ZILLIZCLOUD_API_KEY", "");
    lab.write(&format!(
        r#"variable "key" {{
             type      = string
             sensitive = true
           }}
           resource "terraform_data" "key" {{ input = var.key }}
           provider "zillizcloud" {{ api_key = terraform_data.key.output }}
           {configuration}"#
    ));
    lab
}

#[tokio::test]
async fn a_key_that_another_resource_makes_is_enough_for_one_apply() {
    let everything = format!(
        "{RED_PROJECT}\n{}\nresource \"zillizcloud_organization\" \"this\" {{}}",
        red(DEDICATED)
    );
    let lab = with_a_key_from_elsewhere(&everything).await;
    lab.try_plan(&[]).await.succeeded();
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn what_is_looked_up_with_an_unknown_key_is_one_error_that_says_why() {
    let lab = with_a_key_from_elsewhere("data \"zillizcloud_project\" \"default\" {}").await;
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["looking for project \"Default Project\"", "api_key"]);
}

#[tokio::test]
async fn an_unreachable_service_is_one_error_that_keeps_everything() {
    let mut lab = TerraformCli::start().await;
    lab.write(RED_PROJECT);
    lab.apply().await;
    let before = lab.raw_state();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    lab.set("ZILLIZCLOUD_HOST_ADDRESS", &address);
    let error = lab.try_apply().await.only_error();
    error.says(["reading project \"red\"", "ZILLIZCLOUD_HOST_ADDRESS"]);
    assert_eq!(lab.raw_state(), before);
}

#[tokio::test]
async fn a_name_that_exists_is_one_error() {
    let lab = TerraformCli::start().await;
    lab.write(RED_PROJECT);
    lab.apply().await;
    lab.forget_state();
    let error = lab.try_apply().await.only_error();
    let id = lab.project_id("red").await;
    error.says(["creating project \"red\"", "already exists"]);
    error.says([format!("`terraform import <address> '{id}'`").as_str()]);
    assert_eq!(lab.addresses(), Vec::<String>::new());

    lab.write(&red(""));
    lab.apply().await;
    lab.forget_state();
    lab.write(&red(DEDICATED));
    let error = lab.try_apply().await.only_error();
    error.says([
        "creating cluster \"red\"",
        "already exists",
        "nothing was sent",
    ]);
    let id = lab.cluster_id("red").await;
    error.says([format!("`terraform import <address> '{id}'`").as_str()]);
    assert_eq!(lab.addresses(), Vec::<String>::new());
}

#[tokio::test]
async fn a_misspelt_argument_is_one_error_at_its_line() {
    let lab = TerraformCli::start().await;
    lab.write(&red("cu_sise = 8"));
    lab.try_plan(&[]).await.only_error().is_at("cu_sise");
}
