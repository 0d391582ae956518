//! Clusters, one and all.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{data, each, failure, make};
use crate::in_process::InProcess;

#[tokio::test(start_paused = true)]
async fn a_cluster_is_found_by_identifier_and_by_name() {
    let rig = InProcess::start(7, || {}).await;
    let config = json!({"cluster_name": "red", "cu_size": 2, "labels": {"team": "red"}, "description": "mine"});
    let state = make(&rig, "zillizcloud_cluster", "red", config).await;
    let by_id = data(&rig, "cluster", json!({"id": state["id"]})).await;
    for field in [
        "id",
        "cluster_name",
        "project_id",
        "region_id",
        "plan",
        "deployment_option",
        "cu_type",
        "cu_size",
        "replica",
        "description",
        "labels",
        "status",
        "connect_address",
        "create_time",
    ] {
        assert_eq!(by_id[field], state[field], "{field}");
    }
    assert_eq!(by_id["create_progress"], 100);
    assert_eq!(by_id["cu_settings"], Value::Null);
    let by_name = data(&rig, "cluster", json!({"cluster_name": "red"})).await;
    assert_eq!(by_name, by_id);
    let project = json!({"cluster_name": "red", "project_id": rig.project_id});
    assert_eq!(data(&rig, "cluster", project).await, by_id);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_not_there_is_an_error() {
    let rig = InProcess::start(7, || {}).await;
    let absent = json!({"cluster_name": "red"});
    let error = failure(&rig, "cluster", absent).await;
    assert!(
        error.summary().contains("looking for cluster \"red\""),
        "{error}"
    );
    let absent = json!({"id": "in01-000000000000000"});
    let error = failure(&rig, "cluster", absent).await;
    assert!(
        error
            .summary()
            .contains("looking for cluster in01-000000000000000"),
        "{error}"
    );
    let state = make(
        &rig,
        "zillizcloud_cluster",
        "red",
        json!({"cluster_name": "red"}),
    )
    .await;
    let elsewhere = json!({"id": state["id"], "project_id": "proj-elsewhere"});
    let error = failure(&rig, "cluster", elsewhere).await;
    assert!(error.to_string().contains(&rig.project_id), "{error}");
}

#[tokio::test(start_paused = true)]
async fn clusters_are_filtered_by_project_region_plan_status_and_labels() {
    let rig = InProcess::start(7, || {}).await;
    let clusters = [
        (
            "red",
            json!({"cluster_name": "red", "cu_size": 1, "labels": {"team": "red", "env": "dev"}}),
        ),
        (
            "blue",
            json!({"cluster_name": "blue", "cu_size": 1, "labels": {"team": "blue"}, "desired_status": "SUSPENDED"}),
        ),
        ("free", json!({"cluster_name": "free"})),
    ];
    for (name, config) in clusters {
        make(&rig, "zillizcloud_cluster", name, config).await;
    }
    let project_id = &rig.project_id;
    for (filter, names) in [
        (json!({}), &["blue", "free", "red"][..]),
        (json!({"project_id": project_id}), &["blue", "free", "red"]),
        (json!({"project_id": "proj-elsewhere"}), &[]),
        (
            json!({"region_id": "aws-us-west-2"}),
            &["blue", "free", "red"],
        ),
        (json!({"region_id": "gcp-us-west1"}), &[]),
        (json!({"plan": "Free"}), &["free"]),
        (json!({"plan": "Enterprise", "status": "RUNNING"}), &["red"]),
        (json!({"status": "SUSPENDED"}), &["blue"]),
        (json!({"labels": {"team": "red"}}), &["red"]),
        (json!({"labels": {"team": "red", "env": "prod"}}), &[]),
        (json!({"labels": {}}), &["blue", "free", "red"]),
    ] {
        let data = data(&rig, "clusters", filter.clone()).await;
        assert_eq!(each(&data["clusters"], "cluster_name"), names, "{filter}");
    }
}

/// Creates a cluster as somebody else does, and answers its identifier.
async fn create_elsewhere(rig: &InProcess, project_id: &Value, name: &str) -> String {
    let cluster = json!({
        "clusterName": name, "projectId": project_id, "regionId": "aws-us-west-2", "cuSize": 1,
        "cuType": "Performance-optimized",
    });
    let created = rig.call("clusters/createDedicated", cluster).await;
    created["data"]["clusterId"].as_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_clusters_are_listed_completely_while_others_come_and_go() {
    let rig = InProcess::start(7, || {}).await;
    let (mut ids, mut homes) = (BTreeSet::new(), Vec::new());
    // One project may have a hundred clusters.
    for home in 0..11 {
        let name = format!("home-{home}");
        let state = make(
            &rig,
            "zillizcloud_project",
            &name,
            json!({"project_name": name}),
        )
        .await;
        homes.push(state["id"].clone());
    }
    for number in 0..1000 {
        let home = &homes[number / 100];
        ids.insert(create_elsewhere(&rig, home, &format!("cluster-{number:03}")).await);
    }
    let come_and_go = async {
        for number in 0.. {
            let id = create_elsewhere(&rig, &homes[10], &format!("passing-{number}")).await;
            rig.remove("clusters", &id).await;
        }
    };
    let all = tokio::select! {
        all = data(&rig, "clusters", json!({})) => all,
        () = come_and_go => unreachable!(),
    };
    let listed: BTreeSet<_> = each(&all["clusters"], "id").into_iter().collect();
    let missing: Vec<_> = ids
        .iter()
        .filter(|it| !listed.contains(it.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let count = all["clusters"].as_array().unwrap().len();
    assert_eq!(count, listed.len(), "each is listed once");
}

#[tokio::test(start_paused = true)]
async fn how_a_cluster_scales_itself_is_told() {
    let rig = InProcess::start(7, || {}).await;
    let config = json!({
        "cluster_name": "red", "cu_settings": {"dynamic_scaling": {"min": 8, "max": 16}},
        "replica_settings": {"schedule_scaling": [{"timezone": "Etc/UTC", "cron": "0 0 8 * * ?", "target": 2}]},
    });
    make(&rig, "zillizcloud_cluster", "red", config.clone()).await;
    let told = data(&rig, "cluster", json!({"cluster_name": "red"})).await;
    assert_eq!(
        told["cu_settings"]["dynamic_scaling"],
        config["cu_settings"]["dynamic_scaling"]
    );
    let schedules = &config["replica_settings"]["schedule_scaling"];
    assert_eq!(&told["replica_settings"]["schedule_scaling"], schedules);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_the_service_still_shows_as_deleted_is_not_found() {
    let rig = InProcess::start(7, || {}).await;
    let shown = json!({"dropped_cluster": "deleted"});
    rig.control(Method::PATCH, "choices", Some(shown)).await;
    let config = json!({"cluster_name": "red"});
    let state = make(&rig, "zillizcloud_cluster", "red", config).await;
    let id = state["id"].as_str().unwrap();
    rig.remove("clusters", id).await;
    let error = failure(&rig, "cluster", json!({"id": id})).await;
    assert!(error.to_string().contains("It was deleted"), "{error}");
}
