//! The number of calls of a refresh: an answer about many objects is asked for once.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tf_provider::testing::ResourceInstance;

use crate::in_process::{EMAIL, InProcess};

/// Refreshes everything at once, as Terraform does, with a provider that knows nothing yet; the number of calls by path.
async fn refresh(rig: &InProcess, objects: &[ResourceInstance]) -> BTreeMap<String, usize> {
    rig.terraform.configure(json!({})).await.unwrap();
    rig.forget_calls().await;
    let refreshed = join_all(objects.iter().map(ResourceInstance::refresh)).await;
    assert!(refreshed.iter().all(Result::is_ok), "{refreshed:?}");
    let mut counts = BTreeMap::new();
    for (_, path) in rig.calls().await {
        *counts.entry(path).or_default() += 1;
    }
    counts
}

async fn made(rig: &InProcess, resource: &str, configs: &[Value]) -> Vec<ResourceInstance> {
    let mut objects = Vec::new();
    for (position, config) in configs.iter().enumerate() {
        let name = format!("it{position}");
        let object = rig.terraform.resource(resource).named(&name);
        object.apply(config.clone()).await.unwrap();
        objects.push(object);
    }
    objects
}

fn projects(names: &[&str]) -> Vec<Value> {
    let config = |it: &&str| json!({"project_name": it});
    names.iter().map(config).collect()
}

#[tokio::test(start_paused = true)]
async fn all_projects_are_refreshed_by_one_list() {
    let rig = InProcess::start(7, || {}).await;
    let objects = made(
        &rig,
        "zillizcloud_project",
        &projects(&["dev", "test", "prod"]),
    )
    .await;
    let calls = refresh(&rig, &objects).await;
    assert_eq!(calls, BTreeMap::from([("/v2/projects".to_owned(), 1)]));
}

#[tokio::test(start_paused = true)]
async fn the_roles_of_one_person_in_many_projects_are_one_call() {
    let rig = InProcess::start(7, || {}).await;
    let homes = made(&rig, "zillizcloud_project", &projects(&["dev", "prod"])).await;
    let ids: Vec<_> = homes.iter().map(|it| it.state()["id"].clone()).collect();
    let roles = |id: &Value| json!({"project_id": id, "email": EMAIL, "roles": ["Data Viewer"]});
    let wanted: Vec<_> = ids.iter().map(roles).collect();
    let objects = made(&rig, "zillizcloud_project_user", &wanted).await;
    let calls = refresh(&rig, &objects).await;
    let held: Vec<_> = calls
        .iter()
        .filter(|(path, _)| path.ends_with("/roles") && path.starts_with("/v2/members/"))
        .collect();
    assert_eq!(held.len(), 1, "{calls:?}");
    assert!(calls.values().all(|it| *it == 1), "{calls:?}");
}

#[tokio::test(start_paused = true)]
async fn each_cluster_is_described_once() {
    let rig = InProcess::start(7, || {}).await;
    let named = |name: &str| json!({"cluster_name": name, "cu_size": 1});
    let wanted = [named("red"), named("green"), named("blue")];
    let objects = made(&rig, "zillizcloud_cluster", &wanted).await;
    let calls = refresh(&rig, &objects).await;
    assert_eq!(calls.values().sum::<usize>(), 3, "{calls:?}");
}
