//! Arguments that are known only when they are applied.

use serde_json::{Value, json};

use super::{Row, UNKNOWN, dynamic, row};

/// A change of the argument `name` to this value, planned before it was known.
fn late(
    from: &Value,
    name: &str,
    value: Value,
    action: &'static str,
    calls: &'static [&'static str],
) -> Row {
    let with = |value: Value| {
        let mut all = from.clone();
        if name.ends_with("_settings") {
            all.as_object_mut()
                .unwrap()
                .remove(if name == "cu_settings" {
                    "cu_size"
                } else {
                    "replica"
                });
        }
        all[name] = value;
        all
    };
    row(from.clone(), with(value), action, calls).planned(with(json!(UNKNOWN)))
}

fn rows() -> Vec<Row> {
    let sized = json!({"cu_size": 8, "replica": 1});
    let late_update = |name, value, calls| late(&sized, name, value, "Update", calls);
    vec![
        late(
            &json!({}),
            "cluster_name",
            json!("green"),
            "Update",
            &["POST modifyProperties"],
        ),
        late_update("cluster_name", json!("green"), &["PATCH it"]),
        late_update("cluster_name", json!("red"), &[]),
        late_update("cu_size", json!(12), &["POST modify"]),
        late_update("cu_size", json!(8), &[]),
        late_update("replica", json!(2), &["POST modify"]),
        late_update("cu_settings", dynamic(8, 16), &["POST modify"]),
        late_update("replica_settings", dynamic(1, 2), &["POST modify"]),
        late_update("description", json!("warm"), &["PATCH it"]),
        late_update("description", Value::Null, &[]),
        late_update("labels", json!({"a": "b"}), &["PUT labels"]),
        late_update("desired_status", json!("SUSPENDED"), &["POST suspend"]),
        late_update("desired_status", json!("RUNNING"), &[]),
        late_update("deletion_protection", json!(true), &[]),
        late_update("store_password", json!(false), &[]).state(json!({"password": null})),
        late_update("bucket_info", json!({"bucket_name": "red"}), &[]),
        late_update("aws_cse_key_arn", json!("arn:1"), &[]),
        late_update("plan", json!("Enterprise"), &[]),
        late(
            &json!({"cu_settings": dynamic(8, 16)}),
            "replica",
            json!(2),
            "Update",
            &["POST modify"],
        ),
    ]
}

/// What takes another cluster, as the cluster has it.
fn same() -> Vec<Row> {
    let late = |from: Value, name, value: &str| late(&from, name, json!(value), "Update", &[]);
    vec![
        late(
            json!({"cu_size": 8, "project_id": "$blue"}),
            "project_id",
            "$blue",
        ),
        late(
            json!({"cu_size": 8, "region_id": "aws-us-east-2"}),
            "region_id",
            "aws-us-east-2",
        ),
        late(json!({"cu_size": 8}), "cu_type", "Performance-optimized"),
        late(json!({"plan": "Serverless"}), "plan", "Serverless"),
    ]
}

/// What takes another cluster.
fn others() -> Vec<Row> {
    let sized = json!({"cu_size": 8});
    let late = |name, value: &str| late(&sized, name, json!(value), "Update", &[]);
    vec![
        late("project_id", "$blue"),
        late("region_id", "aws-us-east-2"),
        late("cu_type", "Capacity-optimized"),
    ]
}

fn creations() -> Vec<Row> {
    let create = |known: Value, name: &str, calls| {
        let mut planned = known.clone();
        planned[name] = json!(UNKNOWN);
        row(Value::Null, known, "Create", calls).planned(planned)
    };
    let dedicated = &["POST createDedicated"];
    vec![
        create(
            json!({"cu_size": 8, "project_id": "$blue"}),
            "project_id",
            dedicated,
        ),
        create(
            json!({"cu_size": 8, "region_id": "aws-us-east-2"}),
            "region_id",
            dedicated,
        ),
        create(
            json!({"cu_size": 8, "cu_type": "Tiered-storage"}),
            "cu_type",
            dedicated,
        ),
        create(
            json!({"cu_size": 8, "description": "warm"}),
            "description",
            dedicated,
        ),
        create(json!({"cu_size": 8}), "cu_size", dedicated),
        create(json!({"cu_size": 8, "replica": 2}), "replica", dedicated),
        create(
            json!({"cu_size": 8, "labels": {"a": "b"}}),
            "labels",
            dedicated,
        ),
        create(
            json!({"plan": "Serverless"}),
            "plan",
            &["POST createServerless"],
        ),
        create(
            json!({"cu_settings": dynamic(8, 16)}),
            "cu_settings",
            &["POST createDedicated", "POST modify"],
        ),
        create(
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
            "desired_status",
            &["POST createDedicated", "POST suspend"],
        ),
        create(
            json!({"cu_size": 8, "store_password": false}),
            "store_password",
            dedicated,
        )
        .state(json!({"password": null})),
    ]
}

#[tokio::test(start_paused = true)]
async fn what_is_known_late_is_changed_in_place() {
    for row in rows() {
        row.holds().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_known_late_and_is_the_same_changes_nothing() {
    for row in same() {
        row.holds().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_known_late_and_takes_another_cluster_is_an_error_that_changes_nothing() {
    for row in others() {
        row.ends(Some("Replacement that was not planned")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_known_late_is_created() {
    for row in creations() {
        row.holds().await;
    }
}
