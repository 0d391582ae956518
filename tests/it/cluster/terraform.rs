//! The life of a cluster under the real Terraform: Free, Serverless and Dedicated.

use serde_json::{Value, json};

use testkit::TerraformCli;

pub(crate) const RED: &str = "zillizcloud_cluster.red";

/// A cluster "red" in the default project, with further arguments.
pub(crate) fn red(arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"red\" {{\n  cluster_name = \"red\"\n  project_id = local.project_id\n  \
         region_id = local.region_id\n{arguments}\n}}"
    )
}

pub(crate) const DEDICATED: &str = "cu_size = 8";
/// A creation that somebody stops, and that ends by itself should nobody heed them.
pub(crate) const IMPATIENT: &str = "cu_size = 8\n timeouts { create = \"1m\" }";
pub(crate) const SERVERLESS: &str = "plan = \"Serverless\"";
const KINDS: [&str; 3] = ["", SERVERLESS, DEDICATED];

#[tokio::test]
async fn each_kind_of_cluster_is_created_as_configured_and_destroyed_without_a_trace() {
    let lab = TerraformCli::start().await;
    let provider = "provider \"zillizcloud\" {\n  project_id = local.project_id\n  region_id = local.region_id\n}\n";
    lab.write(&format!(
        r#"{provider}
           resource "zillizcloud_cluster" "free" {{ cluster_name = "free" }}
           resource "zillizcloud_cluster" "serverless" {{
             cluster_name = "serverless"
             plan         = "Serverless"
             description  = "warm"
           }}
           resource "zillizcloud_cluster" "dedicated" {{
             cluster_name = "dedicated"
             plan         = "Enterprise"
             cu_type      = "Capacity-optimized"
             cu_size      = 8
             replica      = 2
             description  = "warm"
             labels       = {{ team = "red" }}
           }}"#
    ));
    lab.apply().await;

    for (name, option, plan, cu_type, cu_size) in [
        ("free", "Free", "Free", Value::Null, Value::Null),
        (
            "serverless",
            "Serverless",
            "Serverless",
            Value::Null,
            Value::Null,
        ),
        (
            "dedicated",
            "Dedicated",
            "Enterprise",
            json!("Capacity-optimized"),
            json!(8),
        ),
    ] {
        let state = lab.state(&format!("zillizcloud_cluster.{name}"));
        let cluster = lab.cluster(name).await;
        assert_eq!(state["id"], cluster["clusterId"]);
        assert_eq!(state["deployment_option"], option);
        assert_eq!(cluster["deploymentOption"], option);
        assert_eq!(state["plan"], plan);
        assert_eq!(cluster["plan"], plan);
        assert_eq!(state["cu_type"], cu_type);
        assert_eq!(state["cu_size"], cu_size);
        assert_eq!(state["status"], "RUNNING");
        assert_eq!(state["connect_address"], cluster["connectAddress"]);
        assert_eq!(state["create_time"], cluster["createTime"]);
        assert!(state["username"].is_string() && state["password"].is_string());
    }
    let dedicated = lab.cluster("dedicated").await;
    assert_eq!(dedicated["replica"], 2);
    assert_eq!(dedicated["labels"], json!({"team": "red"}));
    assert_eq!(dedicated["description"], "warm");
    lab.destroy().await;
}

#[tokio::test]
async fn a_dedicated_cluster_changes_in_place() {
    let lab = TerraformCli::start().await;
    lab.write(&red("cu_size = 2\n labels = { team = \"red\" }"));
    lab.apply().await;
    let before = lab.state(RED);

    lab.write(
        r#"resource "zillizcloud_cluster" "red" {
             cluster_name        = "crimson"
             project_id          = local.project_id
             region_id           = local.region_id
             cu_size             = 16
             replica             = 2
             description         = "warm"
             labels              = { team = "blue", cost = "low" }
             deletion_protection = true
           }"#,
    );
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), ["update zillizcloud_cluster.red"]);
    let changed = [
        "cluster_name",
        "cu_size",
        "deletion_protection",
        "description",
        "labels",
        "replica",
    ];
    assert_eq!(plan.changed(RED), changed);
    lab.apply().await;

    let cluster = lab.cluster("crimson").await;
    assert_eq!(cluster["clusterId"], before["id"]);
    assert_eq!(cluster["cuSize"], 16);
    assert_eq!(cluster["replica"], 2);
    assert_eq!(cluster["description"], "warm");
    assert_eq!(cluster["labels"], json!({"team": "blue", "cost": "low"}));
    assert_eq!(lab.state(RED)["password"], before["password"]);
}

#[tokio::test]
async fn a_cluster_without_compute_units_is_renamed_in_place() {
    for kind in ["", SERVERLESS] {
        let lab = TerraformCli::start().await;
        lab.write(&red(kind));
        lab.apply().await;
        let id = lab.state(RED)["id"].clone();

        lab.write(&red(kind).replace("\"red\"\n  project", "\"crimson\"\n  project"));
        assert_eq!(lab.plan().await.changed(RED), ["cluster_name"]);
        lab.apply().await;
        assert_eq!(lab.cluster("crimson").await["clusterId"], id);
        lab.destroy().await;
    }
}

#[tokio::test]
async fn arguments_that_are_removed_take_their_effect_along() {
    let lab = TerraformCli::start().await;
    lab.write(&red(
        "cu_size = 2\n description = \"warm\"\n labels = { team = \"red\" }",
    ));
    lab.apply().await;
    lab.write(&red("cu_size = 2"));
    assert_eq!(lab.plan().await.changed(RED), ["labels"]);
    lab.apply().await;
    assert_eq!(lab.cluster("red").await["description"], "warm");
    lab.write(&red("cu_size = 2\n description = \"\""));
    assert_eq!(lab.plan().await.changed(RED), ["description"]);
    lab.apply().await;
    let cluster = lab.cluster("red").await;
    assert_eq!(cluster["description"], "");
    assert_eq!(cluster["labels"], json!({}));
}

#[tokio::test]
async fn a_cluster_is_suspended_and_resumed() {
    let lab = TerraformCli::start().await;
    lab.write(&red("cu_size = 2\n desired_status = \"SUSPENDED\""));
    lab.apply().await;
    assert_eq!(lab.cluster("red").await["status"], "STOPPED");
    assert_eq!(lab.state(RED)["status"], "SUSPENDED");

    lab.write(&red("cu_size = 4\n desired_status = \"RUNNING\""));
    let changed = ["cu_size", "desired_status", "status"];
    assert_eq!(lab.plan().await.changed(RED), changed);
    lab.apply().await;
    let cluster = lab.cluster("red").await;
    assert_eq!(
        [&cluster["status"], &cluster["cuSize"]],
        [&json!("RUNNING"), &json!(4)]
    );

    lab.write(&red("cu_size = 4\n desired_status = \"SUSPENDED\""));
    lab.apply().await;
    assert_eq!(lab.cluster("red").await["status"], "STOPPED");
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_that_was_suspended_elsewhere_is_resumed_only_if_it_is_wanted() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    lab.change_elsewhere("clusters", &id, json!({"status": "STOPPED"}))
        .await;
    lab.has_nothing_to_do().await;
    lab.apply().await;
    assert_eq!(lab.cluster("red").await["status"], "STOPPED");

    lab.write(&red("cu_size = 8\n desired_status = \"RUNNING\""));
    assert_eq!(lab.plan().await.changed(RED), ["desired_status", "status"]);
    lab.apply().await;
    assert_eq!(lab.cluster("red").await["status"], "RUNNING");
}

#[tokio::test]
async fn what_was_changed_elsewhere_is_changed_back() {
    let lab = TerraformCli::start().await;
    lab.write(&red("cu_size = 8\n labels = { team = \"red\" }"));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let elsewhere = json!({"clusterName": "blue", "cuSize": 16, "labels": {"team": "blue"}});
    lab.change_elsewhere("clusters", &id, elsewhere).await;

    let changed = ["cluster_name", "cu_size", "labels"];
    assert_eq!(lab.plan().await.changed(RED), changed);
    lab.apply().await;
    assert_eq!(lab.cluster_id("red").await, id);
}

#[tokio::test]
async fn a_cluster_that_was_deleted_elsewhere_is_planned_anew() {
    let lab = TerraformCli::start().await;
    for answer in ["does_not_exist", "deleted"] {
        lab.choose(json!({"dropped_cluster": answer})).await;
        lab.write(&red(""));
        lab.apply().await;
        let id = lab.cluster_id("red").await;
        lab.delete_elsewhere("clusters", &id).await;

        let plan = lab.plan().await;
        assert_eq!(plan.actions(), ["create zillizcloud_cluster.red"]);
        lab.apply().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_cluster_of_which_the_service_says_two_things_at_once_is_kept() {
    let lab = TerraformCli::start().await;
    let ambiguous = json!({"dropped_cluster": "invalid_or_no_permission"});
    lab.choose(ambiguous).await;
    lab.write(&red(""));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    lab.delete_elsewhere("clusters", &id).await;

    let planned = lab.try_plan(&[]).await.problems("warning");
    let warning = planned.iter().find(|it| it.summary.contains("reading"));
    warning.unwrap().says([
        "reading cluster \"red\"",
        &id,
        "no permission",
        "terraform state rm",
    ]);
    assert_eq!(lab.state(RED)["id"], id);
}

#[tokio::test]
async fn a_cluster_is_destroyed_whatever_the_service_says_of_what_is_gone() {
    let lab = TerraformCli::start().await;
    for answer in ["does_not_exist", "invalid_or_no_permission", "deleted"] {
        lab.choose(json!({"dropped_cluster": answer})).await;
        lab.write(&red(""));
        lab.apply().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_busy_cluster_is_destroyed_when_it_is_done() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    // That takes two polls, and the refresh is only one.
    lab.change_elsewhere("clusters", &id, json!({"status": "CREATING"}))
        .await;
    lab.destroy().await;
}

#[tokio::test]
async fn each_kind_of_cluster_is_imported_by_each_form_of_its_identifier() {
    for kind in KINDS {
        let lab = TerraformCli::start().await;
        lab.write(&red(kind));
        lab.apply().await;
        let mut state = lab.state(RED);
        let (id, project) = (lab.cluster_id("red").await, &state["project_id"]);
        let name = format!("name:{}/red", project.as_str().unwrap());
        // They are shown once, when the cluster is created.
        for shown_once in ["username", "password", "prompt"] {
            state[shown_once] = Value::Null;
        }
        for id in [&id, &format!("{id},aws-us-west-2"), &name] {
            lab.forget_state();
            lab.import(RED, id).await;
            assert_eq!(lab.state(RED), state, "{id}");
        }
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_suspended_cluster_with_everything_set_is_imported_without_a_change() {
    let lab = TerraformCli::start().await;
    lab.write(&red(
        "cu_size = 8\n replica = 2\n description = \"warm\"\n labels = { team = \"red\" }\n desired_status = \"SUSPENDED\"",
    ));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    lab.forget_state();
    lab.import(RED, &id).await;
    assert_eq!(lab.cluster("red").await["status"], "STOPPED");
    lab.destroy().await;
}

#[tokio::test]
async fn the_password_is_kept_out_of_the_state_on_request() {
    let lab = TerraformCli::start().await;
    lab.write(&red("store_password = false"));
    lab.apply().await;
    assert_eq!(lab.state(RED)["password"], Value::Null);
    assert!(lab.state(RED)["username"].is_string());

    lab.destroy().await;
    lab.write(&red(""));
    lab.apply().await;
    let state = lab.state(RED);
    let password = state["password"].as_str().unwrap();
    lab.write(&red("store_password = false"));
    assert_eq!(
        lab.plan().await.changed(RED),
        ["password", "store_password"]
    );
    lab.apply().await;
    assert_eq!(lab.raw_state().matches(password).count(), 0);
}

#[tokio::test]
async fn a_change_of_the_timeouts_calls_nobody() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    lab.forget_calls().await;
    lab.write(&red("cu_size = 8\n timeouts { update = \"1h\" }"));
    assert_eq!(lab.plan().await.changed(RED), ["timeouts"]);
    lab.apply().await;
    assert_eq!(lab.writes().await, Vec::<String>::new());
}

/// The settings are objects in a configuration, of which the members that are left out need not be written.
#[tokio::test]
async fn a_cluster_scales_itself_and_stops_to_in_place() {
    let lab = TerraformCli::start().await;
    lab.write(&red(
        r#"cu_settings = { dynamic_scaling = { min = 8, max = 16 } }
           replica_settings = { schedule_scaling = [
             { cron = "0 0 8 * * ?", target = 2 },
             { timezone = "Europe/Berlin", cron = "0 0 20 * * ?", target = 1 },
           ] }"#,
    ));
    lab.apply().await;
    let id = lab.state(RED)["id"].clone();
    let cluster = lab.cluster("red").await;
    let schedules = json!([
        {"cron": "0 0 8 * * ?", "target": 2, "timezone": "Etc/UTC"},
        {"cron": "0 0 20 * * ?", "target": 1, "timezone": "Europe/Berlin"},
    ]);
    let expected = json!({"cu": {"min": 8, "max": 16}, "replica": {"schedules": schedules}});
    assert_eq!(cluster["autoscaling"], expected);
    assert_eq!(lab.state(RED)["cu_size"], 8);

    lab.write(&red("cu_size = 12\n replica = 2"));
    let plan = lab.plan().await;
    assert_eq!(
        plan.changed(RED),
        ["cu_settings", "cu_size", "replica", "replica_settings"]
    );
    lab.apply().await;
    let cluster = lab.cluster("red").await;
    assert_eq!(cluster["clusterId"], id);
    assert_eq!(cluster["autoscaling"], Value::Null);
    assert_eq!(
        (&cluster["cuSize"], &cluster["replica"]),
        (&json!(12), &json!(2))
    );
    lab.destroy().await;
}
