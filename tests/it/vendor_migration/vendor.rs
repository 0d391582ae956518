//! States of the vendor's provider become ours, and nothing is left to do.

use std::fs;

use serde_json::{Value, json};

use testkit::{TerraformCli, requires};

const VENDOR: &str = "registry.terraform.io/zilliztech/zillizcloud";
const OURS: &str = "registry.terraform.io/zilliz-rs/zillizcloud";
const PROJECT: &str = "zillizcloud_project";
const CLUSTER: &str = "zillizcloud_cluster";

/// A state file of the vendor's provider: its name, its type, and the configuration that led to it.
const STATES: &[(&str, &str, &str)] = &[
    ("project", PROJECT, "project_name = \"red\""),
    (
        "project_with_regions",
        PROJECT,
        "project_name = \"red\"\n plan = \"BusinessCritical\"\n region_ids = [\"aws-us-east-2\", \"aws-us-west-2\"]",
    ),
    ("cluster_free", CLUSTER, "plan = \"Free\""),
    ("cluster_serverless", CLUSTER, "plan = \"Serverless\""),
    (
        "cluster_fixed",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_size = 8\n cu_type = \"Performance-optimized\"\n replica = 2\n labels = { team = \"red\" }\n \
         timeouts { create = \"60m\" }",
    ),
    (
        "cluster_suspended",
        CLUSTER,
        "cu_size = 2\n desired_status = \"SUSPENDED\"",
    ),
    (
        "cluster_autoscaled",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_settings = { dynamic_scaling = { min = 2, max = 8 } }",
    ),
    (
        "cluster_scheduled",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_settings = { schedule_scaling = [{ cron = \"0 0 8 * * ?\", target = 4 }] }",
    ),
    (
        "cluster_explicit_utc",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_settings = { schedule_scaling = [{ cron = \"0 0 8 * * ?\", target = 4, timezone = \"Etc/UTC\" }] }",
    ),
    (
        "cluster_replicas_by_load",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_size = 8\n replica_settings = { dynamic_scaling = { min = 1, max = 4 } }",
    ),
    (
        "cluster_both_policies",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_settings = { dynamic_scaling = { min = 8, max = 16 } }\n replica_settings = { schedule_scaling = [\n \
         { cron = \"0 8 * * 1-5\", target = 2, timezone = \"America/New_York\" },\n \
         { cron = \"0 20 * * 1-5\", target = 1, timezone = \"America/New_York\" },\n ] }",
    ),
    (
        "cluster_combined",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_settings = {\n dynamic_scaling = { min = 8, max = 16 }\n \
         schedule_scaling = [{ cron = \"0 0 8 * * ?\", target = 12 }]\n }",
    ),
    (
        "cluster_own_account",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_size = 8\n labels = { team = \"red\" }\n \
         bucket_info = { bucket_name = \"red\", prefix = \"production\" }\n \
         aws_cse_key_arn = \"arn:aws:kms:us-west-2:111122223333:key/red\"\n load_balancer_security_groups = [\"sg-0a1b2c3d\"]",
    ),
    (
        "cluster_without_labels",
        CLUSTER,
        "plan = \"Enterprise\"\n cu_size = 2",
    ),
    (
        "cluster_unfinished",
        CLUSTER,
        "cu_size = 2\n timeouts {\n create = \"1m\"\n update = \"1m\"\n}",
    ),
];

/// A resource of this type and name.
fn resource(type_name: &str, name: &str, arguments: &str) -> String {
    let place = if type_name == CLUSTER {
        "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n"
    } else {
        ""
    };
    format!("resource \"{type_name}\" \"{name}\" {{\n{place}{arguments}\n}}\n")
}

/// Makes what a golden state describes, and answers the attributes that the vendor's provider would have stored.
async fn golden(lab: &TerraformCli, name: &str, type_name: &str, arguments: &str) -> Value {
    lab.choose(json!({"combined_policies": "accepted"})).await;
    if name == "cluster_own_account" {
        let project = lab.project_id("Default Project").await;
        lab.change_elsewhere("projects", &project, json!({"orgType": "BYOC"}))
            .await;
    }
    lab.write(&resource(type_name, "red", arguments));
    lab.apply().await;
    let mut made = lab.state(&format!("{type_name}.red"));
    lab.forget_state();
    let id = made["id"].take();
    if type_name == PROJECT {
        made["project_id"] = id.clone();
    }
    made["cluster_id"] = id;
    let mut state = stored(name);
    for value in state.as_object_mut().unwrap().values_mut() {
        if let Some(known) = value.as_str().and_then(|it| it.strip_prefix('$')) {
            *value = made[known].clone();
        }
    }
    state
}

/// The attributes of a golden state, as they are written.
fn stored(name: &str) -> Value {
    let path = format!(
        "{}/tests/it/vendor_migration/golden/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A state file that holds one object of the vendor's provider, called "old".
fn state_file(type_name: &str, attributes: &Value) -> String {
    let password = json!([[{"type": "get_attr", "value": "password"}]]);
    let sensitive = if type_name == CLUSTER {
        password
    } else {
        json!([])
    };
    json!({
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "5a1f5a8e-2c0e-6d0b-9a51-3c1c6e0b7f10",
        "outputs": {},
        "resources": [{
            "mode": "managed",
            "type": type_name,
            "name": "old",
            "provider": format!("provider[\"{VENDOR}\"]"),
            "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": sensitive}],
        }],
    })
    .to_string()
}

/// What a person would not want to see change: everything that the golden state knew and ours knows, too.
fn keeps(attributes: &Value, state: &Value) {
    for (name, value) in attributes.as_object().unwrap() {
        let is_said = match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty() && text.to_lowercase() != "unknown",
            Value::Object(members) => !members.is_empty(),
            _ => true,
        };
        if is_said
            && ![
                "cu_settings",
                "cu_size",
                "cu_type",
                "replica",
                "replica_settings",
                "timeouts",
            ]
            .contains(&name.as_str())
        {
            assert_eq!(&state[name], value, "{name}");
        }
    }
}

#[test]
fn the_guide_has_the_command_that_is_tested_here() {
    let path = "docs/guides/switch-from-the-vendors-provider.md";
    let guide = fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert!(guide.contains(&format!("terraform state replace-provider {VENDOR} {OURS}")));
}

/// What the vendor's provider writes down of a project and of a cluster.
const PROJECT_KEYS: &[&str] = &["id", "plan", "project_name", "region_ids"];
const CLUSTER_KEYS: &[&str] = &[
    "aws_cse_key_arn",
    "bucket_info",
    "cluster_name",
    "connect_address",
    "create_time",
    "cu_settings",
    "cu_size",
    "cu_type",
    "description",
    "desired_status",
    "id",
    "labels",
    "load_balancer_security_groups",
    "password",
    "plan",
    "private_link_address",
    "project_id",
    "prompt",
    "region_id",
    "replica",
    "replica_settings",
    "status",
    "timeouts",
    "username",
];

#[test]
fn each_golden_state_has_what_the_vendors_provider_writes_down() {
    let folder = format!(
        "{}/tests/it/vendor_migration/golden",
        env!("CARGO_MANIFEST_DIR")
    );
    assert_eq!(fs::read_dir(&folder).unwrap().count(), STATES.len());
    for (name, type_name, _) in STATES {
        let text = fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
        let state: Value = serde_json::from_str(&text).unwrap();
        let keys: Vec<_> = state.as_object().unwrap().keys().collect();
        let expected = if *type_name == CLUSTER {
            CLUSTER_KEYS
        } else {
            PROJECT_KEYS
        };
        assert_eq!(keys, expected, "{name}");
    }
}

#[tokio::test]
async fn a_state_whose_provider_is_replaced_leaves_nothing_to_do() {
    for (name, type_name, arguments) in STATES {
        let lab = TerraformCli::start().await;
        let attributes = golden(&lab, name, type_name, arguments).await;
        lab.write_state(&state_file(type_name, &attributes));
        lab.write(&resource(type_name, "old", arguments));
        let replace = ["state", "replace-provider", "-auto-approve", VENDOR, OURS];
        lab.run(&replace).await.succeeded();
        lab.has_nothing_to_do().await;
        let unrefreshed = ["-detailed-exitcode", "-refresh=false"];
        let planned = lab.try_plan(&unrefreshed).await;
        assert_eq!(planned.code, Some(0), "{name}: {planned}");
        lab.apply().await;
        keeps(&attributes, &lab.state(&format!("{type_name}.old")));
    }
}

/// The vendor's provider has no such argument, so it is in no configuration of its users.
#[tokio::test]
async fn a_description_written_in_the_console_survives_the_switch() {
    let lab = TerraformCli::start().await;
    let described = "project_name = \"red\"\n description = \"warm\"";
    let attributes = golden(&lab, "project", PROJECT, described).await;
    lab.write_state(&state_file(PROJECT, &attributes));
    lab.write(&resource(PROJECT, "old", "project_name = \"red\""));
    let replace = ["state", "replace-provider", "-auto-approve", VENDOR, OURS];
    lab.run(&replace).await.succeeded();
    lab.apply().await;
    let project = lab.remote("projects", "projectName", "red").await;
    assert_eq!(project["description"], "warm");
    assert_eq!(lab.state("zillizcloud_project.old")["description"], "warm");
}

#[tokio::test]
async fn a_resource_that_moves_here_leaves_nothing_to_do() {
    requires!(MovesAcrossProviders);
    for (name, type_name, arguments) in STATES {
        let lab = TerraformCli::start().await;
        let attributes = golden(&lab, name, type_name, arguments).await;
        lab.write_state(&state_file(type_name, &attributes));
        let moved = format!(
            "moved {{\n from = {type_name}.old\n to = {type_name}.red\n}}\n{}",
            resource(type_name, "red", arguments)
        );
        lab.write(&moved);
        let applied = lab.apply().await;
        let expected = "0 added, 0 changed, 0 imported, 0 removed";
        assert_eq!(applied.summary(), expected, "{name}: {applied}");
        let address = format!("{type_name}.red");
        assert_eq!(lab.addresses(), [address.as_str()]);
        keeps(&attributes, &lab.state(&address));
        assert!(!lab.raw_state().contains(VENDOR), "{}", lab.raw_state());
    }
}
