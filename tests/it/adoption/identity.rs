//! Objects by their identity, which Terraform keeps beside the state since 1.12.

use serde_json::{Value, json};

use crate::faults::rig::Rig;

const CONFIGS: [(&str, &str); 4] = [
    ("zillizcloud_project", r#"{"project_name": "red"}"#),
    ("zillizcloud_cluster", r#"{"cluster_name": "red"}"#),
    (
        "zillizcloud_cluster",
        r#"{"cluster_name": "red", "plan": "Serverless"}"#,
    ),
    (
        "zillizcloud_cluster",
        r#"{"cluster_name": "red", "cu_size": 8, "labels": {"team": "red"}}"#,
    ),
];

#[tokio::test(start_paused = true)]
async fn an_object_keeps_its_identity_through_changes_and_is_imported_by_it() {
    for (type_name, config) in CONFIGS {
        let rig = Rig::start(1, || {}).await;
        let resource = rig.terraform.resource(type_name);
        let mut config: Value = serde_json::from_str(config).unwrap();
        resource.apply(config.clone()).await.unwrap();
        let identity = resource.identity();
        assert_eq!(identity, json!({"id": resource.state()["id"]}));

        for name in ["project_name", "cluster_name"] {
            if config.get(name).is_some() {
                config[name] = json!("crimson");
            }
        }
        resource.apply(config.clone()).await.unwrap();
        assert_eq!(resource.identity(), identity);

        resource.forget();
        resource.import_identity(&identity).await.unwrap();
        assert_eq!(resource.identity(), identity);
        let planned = resource.plan(config).await.unwrap();
        assert_eq!(planned.action, tf_provider::testing::Action::NoOp);
    }
}

#[tokio::test(start_paused = true)]
async fn an_import_by_name_answers_the_identity() {
    let rig = Rig::start(1, || {}).await;
    let project = rig.terraform.resource("zillizcloud_project");
    project.import("name:Default Project").await.unwrap();
    assert_eq!(project.identity(), json!({"id": rig.project_id}));
}
