//! Arguments other than sizes: labels, names, a status, and what is for clusters in the user's own cloud account.

use serde_json::{Value, json};

use super::{begin, planned, red};

#[tokio::test(start_paused = true)]
async fn labels_added_elsewhere_show_and_go() {
    let (rig, cluster) = begin().await;
    let labelled = json!({"cu_size": 8, "labels": {"team": "red"}});
    cluster.apply(red(&labelled)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let labels = json!({"labels": {"team": "red", "cost": "42"}});
    rig.change_elsewhere("clusters", &id, labels).await;
    assert_eq!(
        planned(&cluster, &labelled).await,
        [
            "Update",
            r#"~ labels = {"cost":"42","team":"red"} -> {"team":"red"}"#
        ]
    );
    cluster.apply(red(&labelled)).await.unwrap();
    assert_eq!(rig.cluster().await["labels"], json!({"team": "red"}));
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    assert_eq!(rig.cluster().await["labels"], json!({}));
}

#[tokio::test(start_paused = true)]
async fn nobody_asks_a_cluster_without_labels_for_them() {
    for arguments in [
        json!({}),
        json!({"cu_size": 8}),
        json!({"plan": "Serverless"}),
        json!({"plan": "Serverless", "labels": {}}),
    ] {
        let (rig, cluster) = begin().await;
        cluster.apply(red(&arguments)).await.unwrap();
        cluster.refresh().await.unwrap();
        let calls = rig.calls().await;
        assert!(
            calls.iter().all(|(_, path)| !path.ends_with("/labels")),
            "{calls:?}"
        );
        assert_eq!(planned(&cluster, &arguments).await, ["NoOp"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_status_is_worth_a_warning_unless_it_is_so_or_is_to_be() {
    let (_rig, cluster) = begin().await;
    let made = json!({"cu_size": 8});
    cluster.apply(red(&made)).await.unwrap();
    for (arguments, is_said) in [
        (json!({"status": "RUNNING"}), false),
        (json!({"status": "CREATING"}), true),
        (json!({"status": "SUSPENDED"}), true),
        (
            json!({"status": "SUSPENDED", "desired_status": "SUSPENDED"}),
            false,
        ),
        (
            json!({"status": "RUNNING", "desired_status": "SUSPENDED"}),
            false,
        ),
    ] {
        let mut config = red(&made);
        let members = arguments.as_object().unwrap().clone();
        config.as_object_mut().unwrap().extend(members);
        let plan = cluster.plan(config).await.unwrap();
        let paths: Vec<_> = plan.warnings.iter().map(|it| it.path.to_string()).collect();
        let expected: &[&str] = if is_said { &["status"] } else { &[] };
        assert_eq!(paths, expected, "{arguments}");
    }
}

/// The vendor's provider takes a status and ignores it. It is taken here, too, whatever it says, and it never makes a plan.
#[tokio::test(start_paused = true)]
async fn a_status_in_the_configuration_does_nothing() {
    for status in ["RUNNING", "SUSPENDED", "whatever"] {
        let (rig, cluster) = begin().await;
        cluster
            .apply(red(&json!({"cu_size": 8, "status": status})))
            .await
            .unwrap();
        assert_eq!(rig.cluster().await["status"], "RUNNING");
        let suspended = json!({"cu_size": 8, "status": status, "desired_status": "SUSPENDED"});
        cluster.apply(red(&suspended)).await.unwrap();
        assert_eq!(rig.cluster().await["status"], "STOPPED");
        cluster.refresh().await.unwrap();
        assert_eq!(cluster.state()["status"], "SUSPENDED");
        let resumed = json!({"cu_size": 8, "status": status, "desired_status": "RUNNING"});
        cluster.apply(red(&resumed)).await.unwrap();
        assert_eq!(rig.cluster().await["status"], "RUNNING");
        cluster.destroy().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_plan_shows_only_what_its_change_can_change() {
    let (_rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    for (changed, line) in [
        (json!({"cu_size": 12}), "~ cu_size = 8 -> 12"),
        (json!({"cu_size": 8, "replica": 2}), "~ replica = 1 -> 2"),
        (
            json!({"cu_size": 8, "description": "warm"}),
            "~ description = \"\" -> \"warm\"",
        ),
        (
            json!({"cu_size": 8, "labels": {"a": "b"}}),
            "+ labels = {\"a\":\"b\"}",
        ),
        (
            json!({"cu_size": 8, "deletion_protection": true}),
            "~ deletion_protection = false -> true",
        ),
    ] {
        let lines = planned(&cluster, &changed).await;
        assert_eq!(lines[0], "Update");
        let line = line.replace("~ description = \"\" ->", "+ description =");
        let actual = lines[1].replace("~ description = \"\" ->", "+ description =");
        assert_eq!((actual, lines.len()), (line, 2), "{lines:?}");
    }
    let lines = planned(
        &cluster,
        &json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
    )
    .await;
    let expected = [
        "Update",
        "~ desired_status = \"RUNNING\" -> \"SUSPENDED\"",
        "~ status = \"RUNNING\" -> (known after apply)",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test(start_paused = true)]
async fn a_description_from_the_console_stays_unless_the_configuration_has_another() {
    let (rig, cluster) = begin().await;
    let plain = json!({"cu_size": 8});
    cluster.apply(red(&plain)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let elsewhere = json!({"description": "cold"});
    rig.change_elsewhere("clusters", &id, elsewhere).await;
    assert_eq!(planned(&cluster, &plain).await, ["NoOp"]);
    cluster.apply(red(&json!({"cu_size": 12}))).await.unwrap();
    assert_eq!(rig.cluster().await["description"], "cold");
    for wanted in ["warm", ""] {
        let said = json!({"cu_size": 12, "description": wanted});
        let lines = planned(&cluster, &said).await;
        assert!(lines[1].contains("description"), "{lines:?}");
        cluster.apply(red(&said)).await.unwrap();
        assert_eq!(rig.cluster().await["description"], wanted);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_for_the_users_own_cloud_account_is_sent_when_the_cluster_is_created() {
    let (rig, cluster) = begin().await;
    for own in [
        json!({"bucket_info": {"bucket_name": "red", "prefix": "a/"}}),
        json!({"aws_cse_key_arn": "arn:aws:kms:us-west-2:1:key/2"}),
    ] {
        let mut arguments = own;
        arguments["cu_size"] = json!(8);
        let failure = cluster.apply(red(&arguments)).await.unwrap_err();
        assert!(
            failure.to_string().contains("BYOC organizations only"),
            "{failure}"
        );
        assert!(!cluster.exists());
    }
    assert!(rig.news().await.clusters.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_said_at_creation_only_is_recorded_later_and_takes_another_cluster_to_change() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let with = |bucket: &str, key: &str| json!({"cu_size": 8, "bucket_info": {"bucket_name": bucket}, "aws_cse_key_arn": key});
    rig.forget_calls().await;
    let outcome = cluster.apply(red(&with("red", "arn:1"))).await.unwrap();
    assert!(
        outcome
            .warnings
            .iter()
            .all(|it| it.summary.contains("Change of the state only"))
    );
    let calls = rig.calls().await;
    assert!(calls.iter().all(|(method, _)| method == "GET"), "{calls:?}");
    // There is a bucket to choose in the user's own account only.
    let own = json!({"orgType": "BYOC"});
    rig.change_elsewhere("projects", &rig.project_id, own).await;
    rig.terraform.configure(json!({})).await.unwrap();
    for (other, changed) in [
        (with("blue", "arn:1"), "bucket_info"),
        (with("red", "arn:2"), "aws_cse_key_arn"),
    ] {
        let plan = cluster.plan(red(&other)).await.unwrap();
        let causes: Vec<_> = plan.replaces.iter().map(ToString::to_string).collect();
        assert_eq!(causes, [changed]);
    }
    assert_eq!(planned(&cluster, &json!({"cu_size": 8})).await[0], "Update");
}

#[tokio::test(start_paused = true)]
async fn security_groups_that_are_refused_are_tried_again_with_an_error() {
    let (rig, cluster) = begin().await;
    let guarded = json!({"cu_size": 8, "load_balancer_security_groups": ["sg-1", "sg-2"]});
    let failure = cluster.apply(red(&guarded)).await.unwrap_err();
    assert!(failure.summary().contains("not empty"), "{failure}");
    assert!(!cluster.is_tainted());
    assert_eq!(rig.cluster().await["status"], "RUNNING");
    assert_eq!(
        cluster.state()["load_balancer_security_groups"],
        Value::Null
    );
    let failure = cluster.apply(red(&guarded)).await.unwrap_err();
    assert!(failure.summary().contains("security groups"), "{failure}");
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_cluster_on_its_way_to_somewhere_is_not_planned_to_stay_there() {
    let (rig, cluster) = begin().await;
    cluster.apply(red(&json!({"cu_size": 8}))).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    let passing = json!({"status": "MODIFYING", "stall": true});
    rig.change_elsewhere("clusters", &id, passing).await;
    assert_eq!(planned(&cluster, &json!({"cu_size": 8})).await, ["NoOp"]);
    let lines = planned(
        &cluster,
        &json!({"cu_size": 8, "deletion_protection": true}),
    )
    .await;
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(
        lines[2].contains("status = \"MODIFYING\" -> (known after apply)"),
        "{lines:?}"
    );
}
