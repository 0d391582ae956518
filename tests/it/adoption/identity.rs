//! Objects by their identity, which Terraform keeps beside the state since 1.12.

use serde_json::{Value, json};
use tf_provider::testing::Action;

use crate::faults::rig::Rig;

/// A type, the attributes that identify an object of it, a configuration, and another one.
const CONFIGS: [(&str, &[&str], &str, &str); 6] = [
    (
        "zillizcloud_organization",
        &["id"],
        "{}",
        r#"{"deletion_protection": false}"#,
    ),
    (
        "zillizcloud_project",
        &["id"],
        r#"{"project_name": "red"}"#,
        r#"{"project_name": "crimson"}"#,
    ),
    (
        "zillizcloud_cluster",
        &["id"],
        r#"{"cluster_name": "red"}"#,
        r#"{"cluster_name": "crimson"}"#,
    ),
    (
        "zillizcloud_cluster",
        &["id"],
        r#"{"cluster_name": "red", "plan": "Serverless"}"#,
        r#"{"cluster_name": "crimson", "plan": "Serverless"}"#,
    ),
    (
        "zillizcloud_cluster",
        &["id"],
        r#"{"cluster_name": "red", "cu_size": 8, "labels": {"team": "red"}}"#,
        r#"{"cluster_name": "crimson", "cu_size": 8, "labels": {"team": "red"}}"#,
    ),
    (
        "zillizcloud_project_user",
        &["project_id", "user_id"],
        r#"{"email": "ada@example.com", "roles": ["Data Viewer"]}"#,
        r#"{"email": "ada@example.com", "roles": ["Data Admin"]}"#,
    ),
];

fn config(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_object_keeps_its_identity_through_changes_and_is_imported_by_it() {
    for (type_name, names, before, after) in CONFIGS {
        let rig = Rig::start(1, || {}).await;
        let resource = rig.terraform.resource(type_name);
        resource.apply(config(before)).await.unwrap();
        let identity = resource.identity();
        let state = resource.state();
        let expected: Value = names
            .iter()
            .map(|it| ((*it).to_owned(), state[*it].clone()))
            .collect();
        assert_eq!(identity, expected, "{type_name}");
        resource.apply(config(after)).await.unwrap();
        assert_eq!(resource.identity(), identity);

        resource.forget();
        resource.import_identity(&identity).await.unwrap();
        assert_eq!(resource.identity(), identity);
        let planned = resource.plan(config(after)).await.unwrap();
        // What only the configuration says is not imported.
        let is_protected = type_name == "zillizcloud_organization";
        let expected = if is_protected {
            Action::Update
        } else {
            Action::NoOp
        };
        assert_eq!(planned.action, expected, "{type_name}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_import_by_name_answers_the_identity() {
    let rig = Rig::start(1, || {}).await;
    let project = rig.terraform.resource("zillizcloud_project");
    project.import("name:Default Project").await.unwrap();
    assert_eq!(project.identity(), json!({"id": rig.project_id}));
}
