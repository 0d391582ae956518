//! Changes of a cluster by somebody else.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Row, changes, dynamic, furnish, id, named, row};
use crate::cluster::operations::{begin, planned, red};

/// A configuration that says otherwise.
fn back(it: Value, elsewhere: Value, calls: &'static [&'static str]) -> Row {
    row(it.clone(), it, "Update", calls).after(elsewhere)
}

/// A configuration that leaves it open.
fn kept(it: Value, elsewhere: Value) -> Row {
    row(it.clone(), it, "NoOp", &[]).after(elsewhere)
}

fn sized() -> Value {
    json!({"cu_size": 8})
}

fn names_and_sizes() -> Vec<Row> {
    let replicas = || json!({"cu_size": 8, "replica_settings": dynamic(1, 2)});
    vec![
        back(
            json!({}),
            json!({"clusterName": "green"}),
            &["POST modifyProperties"],
        ),
        back(
            json!({"plan": "Serverless"}),
            json!({"clusterName": "green"}),
            &["POST modifyProperties"],
        ),
        back(sized(), json!({"clusterName": "green"}), &["PATCH it"]),
        back(sized(), json!({"cuSize": 12}), &["POST modify"]),
        back(
            json!({"cu_size": 8, "replica": 2}),
            json!({"replica": 3}),
            &["POST modify"],
        ),
        kept(sized(), json!({"replica": 3})),
        back(
            replicas(),
            json!({"autoscaling": {"replica": {"min": 1, "max": 4}}}),
            &["POST modify"],
        ),
        back(replicas(), json!({"autoscaling": null}), &["POST modify"]),
        back(
            sized(),
            json!({"autoscaling": {"cu": {"min": 8, "max": 16}}}),
            &["POST modify"],
        ),
    ]
}

fn settings() -> Vec<Row> {
    vec![
        back(
            json!({"cu_size": 8, "description": "warm"}),
            json!({"description": "cold"}),
            &["PATCH it"],
        ),
        kept(sized(), json!({"description": "cold"})),
        back(
            json!({"cu_size": 8, "labels": {"a": "b"}}),
            json!({"labels": {"a": "c"}}),
            &["PUT labels"],
        ),
        back(
            json!({"cu_size": 8, "labels": {"a": "b"}}),
            json!({"labels": {}}),
            &["PUT labels"],
        ),
        back(
            json!({"cu_size": 8, "desired_status": "RUNNING"}),
            json!({"status": "STOPPED"}),
            &["POST resume"],
        ),
        back(
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
            json!({"status": "RUNNING"}),
            &["POST suspend"],
        ),
        kept(sized(), json!({"status": "STOPPED"})),
        kept(sized(), json!({"plan": "BusinessCritical"})).state(json!({"plan": "Enterprise"})),
        kept(
            json!({"cu_size": 8, "plan": "Enterprise"}),
            json!({"plan": "BusinessCritical"}),
        ),
        // A cluster cannot change its type, and an answer is no reason to replace it.
        kept(
            json!({"cu_size": 8, "cu_type": "Performance-optimized"}),
            json!({"cuType": "Capacity-optimized"}),
        ),
        kept(sized(), json!({"cuType": "Extended-capacity"})),
        kept(
            json!({}),
            json!({"snapshotNumber": 3, "connectAddress": "https://elsewhere"}),
        )
        .state(json!({"connect_address": "https://elsewhere"})),
    ]
}

#[tokio::test(start_paused = true)]
async fn drift_is_undone_where_the_configuration_says_otherwise() {
    for row in names_and_sizes().into_iter().chain(settings()) {
        row.holds().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_was_deleted_elsewhere_is_made_again() {
    for dropped in ["does_not_exist", "deleted"] {
        for arguments in [
            json!({}),
            json!({"plan": "Serverless"}),
            json!({"cu_size": 8, "labels": {"a": "b"}, "cu_settings": null}),
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
        ] {
            let (rig, cluster) = begin().await;
            let choice = Some(json!({"dropped_cluster": dropped}));
            rig.control(Method::PATCH, "choices", choice).await;
            cluster.apply(red(&arguments)).await.unwrap();
            let first = id(&cluster);
            rig.remove("clusters", &first).await;
            assert_eq!(
                planned(&cluster, &arguments).await[0],
                "Create",
                "{dropped}: {arguments}"
            );
            cluster.apply(red(&arguments)).await.unwrap();
            assert_ne!(id(&cluster), first);
            rig.remove("clusters", &id(&cluster)).await;
            rig.forget_calls().await;
            cluster.destroy().await.unwrap();
            assert!(
                changes(&rig, "").await.is_empty(),
                "nothing is left to delete"
            );
            assert!(!cluster.exists());
        }
    }
}

/// Between the description of a cluster and its labels.
#[tokio::test(start_paused = true)]
async fn a_cluster_that_goes_while_it_is_read_is_no_error() {
    let (rig, cluster) = begin().await;
    let labelled = json!({"cu_size": 8, "labels": {"a": "b"}});
    cluster.apply(red(&labelled)).await.unwrap();
    rig.fault(json!({
        "match": {"method": "GET", "path": "/v2/clusters/*/labels"}, "times": 1,
        "fault": {"kind": "envelope", "code": 40021, "message": "The cluster ID does not exist."},
    }))
    .await;
    cluster.refresh().await.unwrap();
    assert_eq!(cluster.state()["labels"], json!({"a": "b"}));
    assert_eq!(planned(&cluster, &labelled).await, ["NoOp"]);
}

/// What the provider decided for a cluster is the cluster's by then.
#[tokio::test(start_paused = true)]
async fn another_default_of_the_provider_moves_no_cluster() {
    for arguments in [json!({}), json!({"cu_size": 8})] {
        let (rig, cluster) = begin().await;
        let blue = furnish(&rig).await;
        let config = named(&arguments, &blue);
        cluster.apply(config.clone()).await.unwrap();
        let elsewhere = json!({"project_id": blue, "region_id": "aws-us-east-2"});
        rig.terraform.configure(elsewhere).await.unwrap();
        assert_eq!(planned(&cluster, &arguments).await, ["NoOp"]);
        let other = rig.terraform.resource("zillizcloud_cluster").named("other");
        let mut green = config;
        green["cluster_name"] = json!("green");
        other.apply(green).await.unwrap();
        assert_eq!(other.state()["project_id"], blue.as_str());
        assert_eq!(other.state()["region_id"], "aws-us-east-2");
    }
}
