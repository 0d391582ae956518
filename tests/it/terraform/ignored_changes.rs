//! Rules over several arguments under the real Terraform: with `ignore_changes` a plan has other values than the configuration.

use serde_json::{Value, json};

use crate::{
    cluster::terraform::{DEDICATED, RED, red},
    project_user::terraform::{EMAIL, ada},
};
use testkit::TerraformCli;

/// The cluster "red", of which these arguments are left as they are.
fn red_but(ignored: &str, arguments: &str) -> String {
    red(&format!(
        "{arguments}\n lifecycle {{ ignore_changes = [{ignored}] }}"
    ))
}

async fn is_updated(lab: &TerraformCli, expected: Value) {
    lab.apply().await;
    let state = lab.state(RED);
    for (attribute, value) in expected.as_object().unwrap() {
        assert_eq!(&state[attribute], value, "{attribute}");
    }
}

/// A cluster that was created as configured and scaled elsewhere since.
async fn scaled_elsewhere(arguments: &str, size: i64) -> TerraformCli {
    let lab = TerraformCli::start().await;
    lab.write(&red_but("cu_size", arguments));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let elsewhere = json!({ "cuSize": size });
    lab.change_elsewhere("clusters", &id, elsewhere).await;
    lab
}

#[tokio::test]
async fn a_cluster_that_was_scaled_elsewhere_gets_replicas() {
    let lab = scaled_elsewhere("cu_size = 2", 8).await;
    lab.write(&red_but("cu_size", "cu_size = 2\n replica = 2"));
    is_updated(&lab, json!({ "cu_size": 8, "replica": 2 })).await;
    // A new cluster would have the size that is configured.
    let moved = "cu_size = 2\n replica = 2\n cu_type = \"Capacity-optimized\"";
    lab.write(&red_but("cu_size", moved));
    let error = lab.try_apply().await.only_error();
    error.is_at("replica").says(["8 compute units"]);
    lab.write(&red_but("cu_size", "cu_size = 2\n replica = 2"));
    lab.destroy().await;
}

#[tokio::test]
async fn the_least_size_of_a_type_is_that_of_the_plan() {
    let lab = TerraformCli::start().await;
    let tiered = |size: i64| format!("cu_type = \"Tiered-storage\"\n cu_size = {size}");
    lab.write(&red(&tiered(8)));
    lab.apply().await;
    lab.write(&red_but("cu_size", &tiered(4)));
    lab.has_nothing_to_do().await;
    lab.write(&red_but(
        "cu_size",
        &format!("{}\n labels = {{ a = \"b\" }}", tiered(4)),
    ));
    is_updated(&lab, json!({ "cu_size": 8, "labels": { "a": "b" } })).await;
    lab.write(&red(&tiered(4)));
    let error = lab.try_apply().await.only_error();
    error.is_at("cu_size").says(["8"]);
    lab.write(&red(&tiered(8)));
    lab.destroy().await;
}

#[tokio::test]
async fn the_kind_of_a_cluster_is_that_of_the_plan() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let serverless = |size: i64| format!("plan = \"Serverless\"\n cu_size = {size}");
    lab.write(&red_but("plan", &serverless(12)));
    is_updated(&lab, json!({ "cu_size": 12, "plan": "Enterprise" })).await;
    // Nobody asks for the size of a cluster of another kind, although the plan of the change has one.
    lab.write(&red_but("cu_size", "plan = \"Serverless\""));
    is_updated(&lab, json!({ "cu_size": null, "plan": "Serverless" })).await;
    lab.write(&red_but("plan", &serverless(12)));
    let error = lab.try_plan(&[]).await.only_error();
    error.is_at("cu_size").says(["Serverless"]);
    lab.write(&red("plan = \"Serverless\""));
    lab.destroy().await;
}

fn policy(min: i64, max: i64) -> String {
    format!("cu_settings = {{ dynamic_scaling = {{ min = {min}, max = {max} }} }}")
}

#[tokio::test]
async fn the_bounds_of_a_policy_are_those_of_the_plan() {
    let lab = TerraformCli::start().await;
    lab.write(&red(&policy(8, 64)));
    lab.apply().await;
    // The upper bound was raised, and nobody wants it back.
    let ignored = "cu_settings.dynamic_scaling.max";
    lab.write(&red_but(ignored, &policy(16, 12)));
    let settings = json!({ "dynamic_scaling": { "min": 16, "max": 64 }, "schedule_scaling": null });
    is_updated(&lab, json!({ "cu_settings": settings })).await;
    lab.write(&red(&policy(16, 12)));
    let error = lab.try_apply().await.only_error();
    error.says(["Bounds in the wrong order"]);
    lab.write(&red(&policy(16, 64)));
    lab.destroy().await;
}

/// The size follows the policy, and the plan has the one from before.
#[tokio::test]
async fn a_policy_changes_although_the_size_is_ignored() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    for (min, max) in [(1, 4), (12, 16)] {
        lab.write(&red_but("cu_size", &policy(min, max)));
        lab.apply().await;
        let size = lab.cluster("red").await["cuSize"].as_i64();
        assert!(size.is_some_and(|it| (min..=max).contains(&it)), "{size:?}");
    }
    // What is written twice is refused, whatever is ignored: it could never create a cluster.
    lab.write(&red_but(
        "cu_size",
        &format!("cu_size = 8\n{}", policy(12, 16)),
    ));
    let error = lab.try_plan(&[]).await.only_error();
    error.is_at("cu_settings").says(["cu_size"]);
    lab.write(&red(&policy(12, 16)));
    lab.destroy().await;
}

#[tokio::test]
async fn regions_of_a_project_are_held_against_the_plan_that_it_has() {
    let lab = TerraformCli::start().await;
    let project = |arguments: &str| {
        format!(
            "resource \"zillizcloud_project\" \"blue\" {{\n project_name = \"blue\"\n {arguments}\n}}"
        )
    };
    lab.write(&project("plan = \"BusinessCritical\""));
    lab.apply().await;
    lab.write(&project(
        "plan = \"Enterprise\"\n region_ids = [local.region_id, \"aws-us-east-2\"]\n lifecycle { ignore_changes = [plan] }",
    ));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn somebody_is_who_the_plan_says() {
    let lab = TerraformCli::start().await;
    let user = lab.add_member(EMAIL).await;
    let project = lab.project_id("Default Project").await;
    lab.write(&ada(&format!("email = \"{EMAIL}\""), "\"Data Viewer\""));
    lab.apply().await;
    let nobody = |ignored: &str| format!("lifecycle {{ ignore_changes = [{ignored}] }}");
    lab.write(&ada(&nobody("email"), "\"Data Admin\""));
    lab.apply().await;
    assert_eq!(lab.roles(&user, &project).await, ["Data Admin"]);
    lab.write(&ada("", "\"Data Viewer\""));
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["email", "user_id"]);
    lab.write(&ada(&nobody("email"), "\"Data Admin\""));
    lab.destroy().await;
}

/// Then the configuration of a plan has what the state has, to the last attribute.
#[tokio::test]
async fn nothing_changes_where_all_changes_are_ignored() {
    let lab = TerraformCli::start().await;
    lab.add_member(EMAIL).await;
    let all = "lifecycle { ignore_changes = all }";
    let configuration = |scaled: &str, serverless: &str, role: &str| {
        let free = red(all).replace("red", "free");
        let scaled = red(&format!("{scaled}\n{all}"));
        let serverless = red(&format!("plan = \"Serverless\"\n{serverless}\n{all}"));
        let user = ada(&format!("email = \"{EMAIL}\"\n{all}"), role);
        let serverless = serverless.replace("red", "slow");
        format!("{free}\n{scaled}\n{serverless}\n{user}")
    };
    lab.write(&configuration(&policy(1, 4), "", "\"Data Viewer\""));
    lab.apply().await;
    lab.write(&configuration(
        "cu_size = 4\n replica = 2",
        "cu_size = 2",
        "\"Data Admin\"",
    ));
    let planned = lab.try_plan(&["-detailed-exitcode"]).await;
    assert_eq!(planned.code, Some(0), "{planned}");
    assert_eq!(planned.warnings().len(), 0, "{planned}");
    lab.destroy().await;
}
