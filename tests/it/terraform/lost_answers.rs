//! Creates whose answer never arrives: what is in the state then, and what people are told.

use serde_json::json;

use crate::{
    cluster::terraform::{DEDICATED, RED, red},
    terraform::failures::{PROJECT, RED_PROJECT},
};
use testkit::TerraformCli;

const CREATE_PROJECT: &str = "/v2/projects";
const CREATE_CLUSTER: &str = "/v2/clusters/createDedicated";

/// A laboratory in which calls are tried again as they are by default, and the next create breaks off: `reset_before` it
/// arrives, or `reset_after` it was carried out.
async fn with_broken_create(path: &str, fault: &str) -> TerraformCli {
    let mut lab = TerraformCli::start().await;
    lab.set("ZILLIZCLOUD_MAX_RETRIES", "5");
    lab.fault(json!({
        "match": {"method": "POST", "path": path}, "times": 1, "fault": {"kind": fault},
    }))
    .await;
    lab
}

#[tokio::test]
async fn a_project_whose_answer_was_lost_is_in_the_state_with_a_warning() {
    let lab = with_broken_create(CREATE_PROJECT, "reset_after").await;
    lab.write(RED_PROJECT);
    let warnings = lab.apply().await.warnings();
    let id = lab.project_id("red").await;
    warnings[0].says(["Project \"red\"", &id, "its answer was lost"]);
    assert_eq!(lab.state(PROJECT)["id"], id);
    assert_eq!(lab.writes().await, ["POST /v2/projects"]);
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_that_may_exist_is_not_created_again_but_an_error_with_the_import_command() {
    let lab = with_broken_create(CREATE_PROJECT, "reset_before").await;
    lab.write(RED_PROJECT);
    let error = lab.try_apply().await.only_error();
    error.says([
        "Error creating project \"red\"",
        "`terraform import <address> 'name:red'`, where <address> is that of this resource, such as \
         zillizcloud_project.example",
    ]);
    assert_eq!(lab.writes().await, ["POST /v2/projects"]);
    assert_eq!(lab.addresses(), Vec::<String>::new());
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_that_cannot_be_looked_for_is_not_made_twice_and_can_be_imported() {
    let mut lab = with_broken_create(CREATE_PROJECT, "reset_after").await;
    lab.set("ZILLIZCLOUD_MAX_RETRIES", "0");
    // Twice the plan looks, once the create for its organization, and once for the name.
    lab.fault(json!({
        "match": {"method": "GET", "path": "/v2/projects"}, "after": 4,
        "fault": {"kind": "status", "status": 500},
    }))
    .await;
    lab.write(RED_PROJECT);
    let error = lab.try_apply().await.only_error();
    error.says(["creating project \"red\"", "could not be looked for"]);
    error.says(["HTTP 500", "'name:red'"]);
    assert_eq!(lab.writes().await, ["POST /v2/projects"]);

    lab.clear_faults().await;
    lab.import(PROJECT, "name:red").await;
    assert_eq!(lab.state(PROJECT)["id"], lab.project_id("red").await);
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_whose_answer_was_lost_is_in_the_state_and_its_password_is_missed() {
    let lab = with_broken_create(CREATE_CLUSTER, "reset_after").await;
    lab.write(&red(DEDICATED));
    let warnings = lab.apply().await.warnings();
    let id = lab.cluster_id("red").await;
    warnings[0].says(["Cluster \"red\"", &id, "its answer was lost"]);
    warnings[0].says(["Reset Password"]);
    assert_eq!(lab.state(RED)["id"], id);
    assert!(lab.state(RED)["password"].is_null());
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_that_may_exist_is_not_created_again_but_an_error_and_the_next_apply_is_free_to()
{
    let lab = with_broken_create(CREATE_CLUSTER, "reset_before").await;
    lab.write(&red(DEDICATED));
    // Names of clusters may repeat, so that nothing shows up is no reason to send another.
    let error = lab.try_apply().await.only_error();
    let project_id = lab.project_id("Default Project").await;
    error.says(["did not show up", &format!("'name:{project_id}/red'")]);
    assert_eq!(lab.writes().await, ["POST /v2/clusters/createDedicated"]);
    let applied = lab.apply().await;
    assert_eq!(applied.warnings().len(), 0, "{applied}");
    assert_eq!(lab.state(RED)["id"], lab.cluster_id("red").await);
    assert!(lab.state(RED)["password"].is_string());
    lab.destroy().await;
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_a_deletion() {
    for fault in ["reset_before", "reset_after"] {
        let lab = TerraformCli::start().await;
        lab.write(&red(DEDICATED));
        lab.apply().await;
        lab.fault(json!({
            "match": {"method": "DELETE", "path": "/v2/clusters/*"}, "times": 1, "fault": {"kind": fault},
        }))
        .await;
        lab.write("");
        let outcome = lab.try_apply().await;
        if fault == "reset_after" {
            outcome.succeeded();
            assert_eq!(lab.addresses(), Vec::<String>::new());
        } else {
            outcome.only_error().says(["deleting cluster \"red\""]);
            assert_eq!(lab.addresses(), [RED]);
        }
        lab.destroy().await;
    }
}
