//! States of the vendor's provider become ours, and nothing is left to do.

use std::fs;

use serde_json::{Value, json};

use crate::support::Lab;

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
async fn golden(lab: &Lab, name: &str, type_name: &str, arguments: &str) -> Value {
    lab.write(&resource(type_name, "red", arguments));
    lab.apply().await;
    let mut made = lab.state(&format!("{type_name}.red"));
    lab.forget_state();
    let path = format!(
        "{}/tests/it/adoption/golden/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = fs::read_to_string(path).unwrap();
    let id = made["id"].take();
    if type_name == PROJECT {
        made["project_id"] = id.clone();
    }
    made["cluster_id"] = id;
    let mut state: Value = serde_json::from_str(&text).unwrap();
    for value in state.as_object_mut().unwrap().values_mut() {
        if let Some(known) = value.as_str().and_then(|it| it.strip_prefix('$')) {
            *value = made[known].clone();
        }
    }
    state
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
            && !["cu_settings", "cu_size", "cu_type", "replica", "timeouts"]
                .contains(&name.as_str())
        {
            assert_eq!(&state[name], value, "{name}");
        }
    }
}

#[tokio::test]
async fn a_state_whose_provider_is_replaced_leaves_nothing_to_do() {
    for (name, type_name, arguments) in STATES {
        let lab = Lab::start().await;
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

#[tokio::test]
async fn a_resource_that_moves_here_leaves_nothing_to_do() {
    for (name, type_name, arguments) in STATES {
        let lab = Lab::start().await;
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
