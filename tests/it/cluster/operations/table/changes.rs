//! Creations, changes in place and replacements that the configuration asks for.

use serde_json::{Value, json};

use super::{BLUE, Row, at_eight, dynamic, row};

const DEDICATED: &str = "POST createDedicated";
const REPLACE: &str = "DeleteThenCreate";

fn creations() -> Vec<Row> {
    let create = |to: Value, calls| row(Value::Null, to, "Create", calls);
    let both = json!({"dynamic_scaling": {"min": 8, "max": 16}, "schedule_scaling": [{"cron": "0 0 8 * * ?", "target": 12}]});
    vec![
        create(json!({}), &["POST createFree"]).state(json!({"plan": "Free", "cu_size": null, "cu_type": null})),
        create(json!({"plan": "Free", "description": "warm"}), &["POST createFree"]).state(json!({"description": "warm"})),
        create(json!({"plan": "Serverless"}), &["POST createServerless"]).state(json!({"plan": "Serverless", "replica": null})),
        create(json!({"cu_size": 1}), &[DEDICATED])
            .state(json!({"plan": "Enterprise", "cu_type": "Performance-optimized", "replica": 1, "desired_status": "RUNNING"})),
        create(json!({"cu_size": 2, "plan": "Standard"}), &[DEDICATED]).state(json!({"plan": "Standard"})),
        create(json!({"cu_size": 2, "cu_type": "Capacity-optimized"}), &[DEDICATED])
            .state(json!({"cu_type": "Capacity-optimized"})),
        create(json!({"cu_size": 8, "cu_type": "Tiered-storage"}), &[DEDICATED]).state(json!({"cu_type": "Tiered-storage"})),
        create(json!({"cu_size": 8, "replica": 2}), &[DEDICATED]).state(json!({"replica": 2})),
        create(json!({"cu_settings": dynamic(8, 16)}), &[DEDICATED, "POST modify"]).state(json!({"cu_size": 8})),
        create(json!({"cu_settings": at_eight(4)}), &[DEDICATED, "POST modify"]).state(json!({"cu_size": 4})),
        create(json!({"cu_settings": both}), &[DEDICATED, "POST modify"]).state(json!({"cu_size": 8})),
        create(json!({"cu_size": 8, "replica_settings": dynamic(2, 3)}), &[DEDICATED, "POST modify"])
            .state(json!({"replica": 2})),
        create(json!({"cu_size": 8, "labels": {"a": "b"}, "description": "warm"}), &[DEDICATED])
            .state(json!({"labels": {"a": "b"}, "description": "warm"})),
        create(json!({"cu_size": 8, "desired_status": "SUSPENDED"}), &[DEDICATED, "POST suspend"])
            .state(json!({"status": "SUSPENDED"})),
        create(json!({"cu_size": 8, "store_password": false}), &[DEDICATED]).state(json!({"password": null})),
        create(json!({"cu_size": 8, "project_id": BLUE, "region_id": "aws-us-east-2"}), &[DEDICATED])
            .state(json!({"region_id": "aws-us-east-2"})),
    ]
}

fn update(from: Value, to: Value, calls: &'static [&'static str]) -> Row {
    row(from, to, "Update", calls)
}

fn sized() -> Value {
    json!({"cu_size": 8})
}

fn with(name: &str, value: Value) -> Value {
    let mut all = sized();
    all[name] = value;
    all
}

fn names_and_sizes() -> Vec<Row> {
    let renamed = |mut it: Value| {
        it["cluster_name"] = json!("green");
        it
    };
    vec![
        update(json!({}), renamed(json!({})), &["POST modifyProperties"])
            .state(json!({"cluster_name": "green"})),
        update(
            json!({"plan": "Serverless"}),
            renamed(json!({"plan": "Serverless"})),
            &["POST modifyProperties"],
        ),
        update(sized(), renamed(sized()), &["PATCH it"]),
        update(sized(), json!({"cu_size": 12}), &["POST modify"]).state(json!({"cu_size": 12})),
        update(sized(), with("replica", json!(2)), &["POST modify"]).state(json!({"replica": 2})),
        update(
            sized(),
            json!({"cu_settings": dynamic(8, 16)}),
            &["POST modify"],
        ),
        update(
            json!({"cu_settings": dynamic(8, 16)}),
            sized(),
            &["POST modify"],
        )
        .state(json!({"cu_settings": null})),
        update(
            json!({"cu_settings": dynamic(8, 16)}),
            json!({"cu_settings": at_eight(12)}),
            &["POST modify"],
        ),
        update(
            sized(),
            with("replica_settings", dynamic(1, 2)),
            &["POST modify"],
        ),
        update(
            with("replica_settings", dynamic(1, 2)),
            with("replica_settings", at_eight(2)),
            &["POST modify"],
        ),
        update(
            with("replica_settings", dynamic(2, 3)),
            sized(),
            &["POST modify"],
        )
        .state(json!({"replica_settings": null, "replica": 2})),
    ]
}

fn settings() -> Vec<Row> {
    vec![
        update(sized(), with("description", json!("warm")), &["PATCH it"])
            .state(json!({"description": "warm"})),
        update(
            with("description", json!("warm")),
            with("description", json!("")),
            &["PATCH it"],
        ),
        update(sized(), with("labels", json!({"a": "b"})), &["PUT labels"]),
        update(with("labels", json!({"a": "b"})), sized(), &["PUT labels"])
            .state(json!({"labels": {}})),
        update(
            sized(),
            with("desired_status", json!("SUSPENDED")),
            &["POST suspend"],
        )
        .state(json!({"status": "SUSPENDED"})),
        update(
            with("desired_status", json!("SUSPENDED")),
            with("desired_status", json!("RUNNING")),
            &["POST resume"],
        )
        .state(json!({"status": "RUNNING"})),
        update(sized(), with("deletion_protection", json!(true)), &[])
            .state(json!({"deletion_protection": true})),
        update(sized(), with("store_password", json!(false)), &[]).state(json!({"password": null})),
        // It is shown once only, so it cannot come back.
        update(with("store_password", json!(false)), sized(), &[]).state(json!({"password": null})),
        update(
            sized(),
            with("bucket_info", json!({"bucket_name": "red"})),
            &[],
        ),
        update(sized(), with("aws_cse_key_arn", json!("arn:1")), &[]),
        update(sized(), with("timeouts", json!({"update": "1h"})), &[]),
    ]
}

fn nothing_to_do() -> Vec<Row> {
    let same = |from, to| row(from, to, "NoOp", &[]);
    vec![
        same(json!({"cu_size": 8, "replica": 2}), json!({})),
        same(
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
            json!({"cu_size": 8}),
        ),
        same(
            json!({"cu_size": 8, "description": "warm"}),
            json!({"cu_size": 8}),
        ),
        same(
            json!({"cu_size": 8}),
            json!({"cu_size": 8, "plan": "Enterprise", "cu_type": "Performance-optimized", "replica": 1}),
        ),
        same(json!({}), json!({"plan": "Free"})),
        same(json!({"plan": "Serverless"}), json!({})),
        same(json!({}), json!({"desired_status": "RUNNING"})),
    ]
}

fn replacements() -> Vec<Row> {
    let replace = |from, to, calls| row(from, to, REPLACE, calls);
    let again = &["DELETE drop", DEDICATED];
    let free = &["DELETE drop", "POST createFree"];
    vec![
        replace(sized(), json!({"cu_size": 8, "project_id": BLUE}), again),
        replace(
            sized(),
            json!({"cu_size": 8, "region_id": "aws-us-east-2"}),
            again,
        ),
        replace(
            sized(),
            json!({"cu_size": 8, "cu_type": "Capacity-optimized"}),
            again,
        ),
        replace(json!({}), json!({"project_id": BLUE, "plan": "Free"}), free),
        replace(
            json!({"plan": "Free"}),
            json!({"plan": "Serverless"}),
            &["DELETE drop", "POST createServerless"],
        ),
        replace(json!({"plan": "Serverless"}), json!({"plan": "Free"}), free),
        replace(json!({}), sized(), again).state(json!({"plan": "Enterprise", "cu_size": 8})),
        replace(
            json!({"plan": "Serverless"}),
            json!({"plan": "Standard", "cu_size": 8}),
            again,
        ),
        replace(sized(), json!({"plan": "Free"}), free).state(json!({"cu_size": null})),
        replace(
            sized(),
            json!({"plan": "Serverless"}),
            &["DELETE drop", "POST createServerless"],
        ),
        replace(
            json!({"cu_size": 8, "aws_cse_key_arn": null, "description": "warm"}),
            json!({"cu_settings": dynamic(8, 16), "region_id": "aws-us-east-2"}),
            &["DELETE drop", DEDICATED, "POST modify"],
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn each_variant_is_created_by_its_calls() {
    for row in creations() {
        row.holds().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_can_change_in_place_does() {
    for row in names_and_sizes().into_iter().chain(settings()) {
        row.holds().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_configuration_leaves_open_stays_as_it_is() {
    for row in nothing_to_do() {
        row.holds().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_change_in_place_takes_another_cluster() {
    for row in replacements() {
        row.holds().await;
    }
}
