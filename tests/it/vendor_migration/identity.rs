//! Objects by their identity, which Terraform keeps beside the state since 1.12.

use serde_json::{Value, json};
use tf_provider::testing::Action;

use crate::in_process::InProcess;

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
        let rig = InProcess::start(1, || {}).await;
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
    let rig = InProcess::start(1, || {}).await;
    let project = rig.terraform.resource("zillizcloud_project");
    project.import("name:Default Project").await.unwrap();
    assert_eq!(project.identity(), json!({"id": rig.project_id}));
}

/// What is asked for may be any form of an import; what is kept is who it is.
#[tokio::test(start_paused = true)]
async fn an_identity_in_the_form_of_a_name_is_kept_as_the_identifier() {
    let rig = InProcess::start(1, || {}).await;
    let project = rig.terraform.resource("zillizcloud_project");
    let named = json!({"id": "name:Default Project"});
    project.import_identity(&named).await.unwrap();
    assert_eq!(project.identity(), json!({"id": rig.project_id}));

    let cluster = rig.terraform.resource("zillizcloud_cluster");
    cluster.apply(json!({"cluster_name": "red"})).await.unwrap();
    let id = cluster.state()["id"].clone();
    for named in [
        format!("name:{}/red", rig.project_id),
        format!("{},aws-us-west-2", id.as_str().unwrap()),
    ] {
        cluster.forget();
        cluster
            .import_identity(&json!({"id": named}))
            .await
            .unwrap();
        assert_eq!(cluster.identity(), json!({"id": id}));
    }

    let user = rig.terraform.resource("zillizcloud_project_user");
    let config = json!({"email": "ada@example.com", "roles": ["Data Viewer"]});
    user.apply(config).await.unwrap();
    let identity = user.identity();
    user.forget();
    let named = json!({"project_id": rig.project_id, "user_id": "ADA@example.com"});
    user.import_identity(&named).await.unwrap();
    assert_eq!(user.identity(), identity);
}

/// Who is only invited has no identity, and what was asked for would be taken for one until they accept.
#[tokio::test(start_paused = true)]
async fn who_is_only_invited_is_not_imported_by_an_identity() {
    let rig = InProcess::with_previews(1).await;
    let user = rig.terraform.resource("zillizcloud_project_user");
    let config = json!({"email": "bob@example.com", "roles": ["Data Viewer"]});
    user.apply(config).await.unwrap();
    user.forget();
    let named = json!({"project_id": rig.project_id, "user_id": "bob@example.com"});
    let refused = user.import_identity(&named).await.unwrap_err();
    assert_eq!(refused.summary(), "No identity yet");
    let id = format!("{}/bob@example.com", rig.project_id);
    assert!(refused.detail().contains(&id), "{refused}");
    assert!(!user.exists());
    user.import(&id).await.unwrap();
}
