//! Plans of configurations that cannot be, and the place of each error.

use serde_json::{Value, json};
use tf_provider::diagnostics::Severity;

use super::{begin, error, planned, red};

const UNKNOWN: &str = "${unknown}";

fn dynamic(min: i64, max: i64) -> Value {
    json!({"dynamic_scaling": {"min": min, "max": max}})
}

fn at(schedule: &Value) -> Value {
    json!({"cu_settings": {"schedule_scaling": [{"cron": "0 0 8 * * ?", "target": 8}, schedule]}})
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_said_at_its_place() {
    let (_rig, cluster) = begin().await;
    for (arguments, path, says) in [wrong_policies(), wrong_combinations(), wrong_kinds()]
        .into_iter()
        .flatten()
    {
        let failure = cluster.plan(red(&arguments)).await.unwrap_err();
        let (error, text) = error(&failure);
        assert_eq!(error, path, "{arguments}: {text}");
        assert!(text.contains(says), "{arguments}: {text}");
    }
    let neither = json!({"cu_settings": {}});
    let failure = cluster.plan(red(&neither)).await.unwrap_err();
    assert!(
        failure.to_string().contains("`schedule_scaling`"),
        "{failure}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_documents_do_not_settle_is_a_warning() {
    let (_rig, cluster) = begin().await;
    for (arguments, path) in unsettled() {
        let plan = cluster.plan(red(&arguments)).await.unwrap();
        let warnings: Vec<_> = plan.warnings.iter().collect();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert_eq!(warnings[0].severity, Severity::Warning);
        assert_eq!(warnings[0].path.to_string(), path);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_known_yet_is_not_judged() {
    let (_rig, cluster) = begin().await;
    for arguments in [
        json!({"cu_settings": UNKNOWN}),
        json!({"cu_settings": UNKNOWN, "replica_settings": UNKNOWN}),
        json!({"cu_settings": dynamic(8, 16), "cu_size": UNKNOWN}),
        json!({"cu_settings": {"dynamic_scaling": {"min": 32, "max": UNKNOWN}}}),
        json!({"cu_settings": {"schedule_scaling": [{"cron": UNKNOWN, "target": UNKNOWN}]}}),
        json!({"cu_settings": {"schedule_scaling": UNKNOWN}}),
        json!({"plan": UNKNOWN}),
        json!({"plan": UNKNOWN, "cu_size": 8, "replica": 2}),
        json!({"plan": "Serverless", "cu_size": UNKNOWN}),
        json!({"cu_size": 8, "labels": {"team": UNKNOWN}}),
        json!({"cu_size": 8, "labels": UNKNOWN, "load_balancer_security_groups": UNKNOWN, "bucket_info": UNKNOWN}),
    ] {
        let plan = cluster.plan(red(&arguments)).await;
        assert!(plan.is_ok(), "{arguments}: {plan:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_suspended_cluster_is_not_scaled() {
    let (_rig, cluster) = begin().await;
    let suspended = |more: Value| {
        let mut all = json!({"desired_status": "SUSPENDED"});
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        all
    };
    cluster
        .apply(red(&suspended(json!({"cu_size": 8}))))
        .await
        .unwrap();
    for (more, path) in [
        (json!({"cu_size": 12}), "cu_size"),
        (json!({"cu_size": 8, "replica": 2}), "replica"),
        (json!({"cu_settings": dynamic(8, 16)}), "cu_settings"),
        (
            json!({"cu_size": 8, "replica_settings": dynamic(1, 2)}),
            "replica_settings",
        ),
    ] {
        let failure = cluster
            .apply(red(&suspended(more.clone())))
            .await
            .unwrap_err();
        assert_eq!(error(&failure).0, path);
        // Resumed in the same apply, it can be.
        let mut resumed = more;
        resumed["desired_status"] = json!("RUNNING");
        assert_eq!(planned(&cluster, &resumed).await[0], "Update");
    }
}

#[tokio::test(start_paused = true)]
async fn another_kind_is_never_a_surprise() {
    let (rig, cluster) = begin().await;
    // A new cluster may be of any kind that comes out.
    for plan in ["Free", "Serverless"] {
        let config = |plan: &str| red(&json!({"plan": plan}));
        cluster
            .apply_once_known(config(UNKNOWN), config(plan))
            .await
            .unwrap();
        assert_eq!(cluster.state()["deployment_option"], plan);
        cluster.destroy().await.unwrap();
    }
    let sized = |plan: &str| red(&json!({"plan": plan, "cu_size": 8}));
    cluster
        .apply_once_known(sized(UNKNOWN), sized("Enterprise"))
        .await
        .unwrap();
    // One that exists makes way for no other whose kind an apply learns.
    let id = cluster.state()["id"].clone();
    let (unknown, serverless) = (json!({"plan": UNKNOWN}), json!({"plan": "Serverless"}));
    let failure = cluster.apply_once_known(red(&unknown), red(&serverless));
    let failure = failure.await.unwrap_err();
    let (path, text) = error(&failure);
    assert_eq!(path, "plan");
    assert!(text.contains("nothing was changed"), "{text}");
    assert_eq!(cluster.state()["id"], id);
    let renamed = |plan: &str| json!({"cluster_name": "blue", "plan": plan, "cu_size": 8});
    cluster
        .apply_once_known(renamed(UNKNOWN), renamed("Enterprise"))
        .await
        .unwrap();

    // Nor does a paid cluster make way for a free one that nobody asked for, or the other way round.
    let bare = json!({"cluster_name": "blue"});
    cluster.apply(bare.clone()).await.unwrap();
    assert_eq!(cluster.state()["cu_size"], 8);
    rig.change_elsewhere("projects", &rig.project_id, json!({"regionIds": []}))
        .await;
    rig.terraform.configure(json!({})).await.unwrap();
    let elsewhere = json!({"cluster_name": "blue", "region_id": "aws-us-east-2"});
    let failure = cluster.plan(elsewhere.clone()).await.unwrap_err();
    let (path, text) = error(&failure);
    assert_eq!(path, "plan");
    assert!(
        text.contains("cu_size = 8") && text.contains("Free"),
        "{text}"
    );
    for meant in [json!({"cu_size": 8}), json!({"plan": "Free"})] {
        let mut config = elsewhere.clone();
        config
            .as_object_mut()
            .unwrap()
            .extend(meant.as_object().unwrap().clone());
        let plan = cluster.plan(config).await.unwrap();
        assert_eq!(plan.action.to_string(), "DeleteThenCreate");
    }
    assert_eq!(rig.news().await.clusters.len(), 1);
}

/// Arguments, and the path of the warning.
fn unsettled() -> Vec<(Value, &'static str)> {
    vec![
        (
            json!({"replica": 2, "cu_settings": dynamic(4, 16)}),
            "cu_settings.dynamic_scaling.min",
        ),
        (json!({"cu_size": 8, "status": "RUNNING"}), "status"),
        (json!({"cluster_name": "red_1"}), "cluster_name"),
        (json!({"cu_size": 6}), "cu_size"),
        (json!({"cu_size": 8, "replica": 9}), "replica"),
        (json!({"cu_size": 512, "replica": 4}), "replica"),
        (json!({"cu_size": 2048}), "cu_size"),
        (
            json!({"cu_settings": dynamic(8, 2048)}),
            "cu_settings.dynamic_scaling.max",
        ),
        (
            json!({"cu_settings": dynamic(6, 16)}),
            "cu_settings.dynamic_scaling.min",
        ),
        (
            json!({"cu_size": 4, "replica_settings": dynamic(1, 4)}),
            "replica_settings.dynamic_scaling.max",
        ),
        (
            json!({"cu_size": 8, "replica_settings": dynamic(1, 9)}),
            "replica_settings.dynamic_scaling.max",
        ),
        (
            json!({"cu_size": 512, "replica_settings": dynamic(1, 4)}),
            "replica_settings.dynamic_scaling.max",
        ),
        (
            json!({"cu_settings": dynamic(8, 512), "replica": 4}),
            "cu_settings.dynamic_scaling.max",
        ),
        (
            json!({"cu_type": "Tiered-storage", "cu_settings": dynamic(4, 16)}),
            "cu_settings.dynamic_scaling.min",
        ),
        (
            at(&json!({"cron": "0 0 8 ? * FRI 2027", "target": 8})),
            "cu_settings.schedule_scaling[1].cron",
        ),
        (
            json!({"cu_type": "Extended-capacity", "cu_size": 8}),
            "cu_type",
        ),
        (
            json!({"cu_settings": {
                "dynamic_scaling": {"min": 8, "max": 16}, "schedule_scaling": [{"cron": "0 0 8 * * ?", "target": 8}],
            }}),
            "cu_settings",
        ),
        (
            json!({"cu_size": 8, "description": "d".repeat(256)}),
            "description",
        ),
    ]
}

/// Arguments, the path of the error, and a part of it.
type Wrong = (Value, &'static str, &'static str);

fn wrong_policies() -> Vec<Wrong> {
    vec![
        (
            json!({"cu_settings": dynamic(4, 2)}),
            "cu_settings.dynamic_scaling.min",
            "more than",
        ),
        (
            json!({"cu_settings": dynamic(0, 2)}),
            "cu_settings.dynamic_scaling.min",
            "at least 1",
        ),
        (
            json!({"cu_settings": dynamic(8, 2064)}),
            "cu_settings.dynamic_scaling.max",
            "2048",
        ),
        (
            json!({"cu_size": 8, "replica_settings": dynamic(1, 101)}),
            "replica_settings.dynamic_scaling.max",
            "100",
        ),
        (
            at(&json!({"cron": "0 0 25 * * ?", "target": 8})),
            "cu_settings.schedule_scaling[1].cron",
            "hour",
        ),
        (
            at(&json!({"cron": "0 0 8 * * ?", "target": 0})),
            "cu_settings.schedule_scaling[1].target",
            "at least 1",
        ),
        (
            at(&json!({"cron": "0 0 8 * * ?", "target": 4000})),
            "cu_settings.schedule_scaling[1].target",
            "2048",
        ),
        (
            at(&json!({"cron": "0 0 8 * * ?", "target": 8, "timezone": "+08:00"})),
            "cu_settings.schedule_scaling[1].timezone",
            "Europe/Berlin",
        ),
    ]
}

fn wrong_combinations() -> Vec<Wrong> {
    vec![
        (
            json!({"cu_settings": {"schedule_scaling": []}}),
            "cu_settings.schedule_scaling",
            "at least 1",
        ),
        (
            json!({"cu_settings": dynamic(8, 16), "cu_size": 8}),
            "cu_settings",
            "cu_size",
        ),
        (
            json!({"cu_size": 8, "replica": 2, "replica_settings": dynamic(1, 2)}),
            "replica_settings",
            "replica",
        ),
        (json!({"cu_size": 2064}), "cu_size", "2048"),
        (
            json!({"cu_size": 8, "description": "d".repeat(257)}),
            "description",
            "256",
        ),
        (
            json!({"plan": "Standard", "cu_settings": dynamic(8, 16)}),
            "cu_settings",
            "Enterprise",
        ),
        (json!({"plan": "Standard", "cu_size": 36}), "cu_size", "32"),
        (
            json!({"cu_type": "Tiered-storage", "cu_size": 4}),
            "cu_size",
            "8 or more",
        ),
        (
            json!({"cu_size": 2, "labels": {"team": "red!"}}),
            "labels[\"team\"]",
            "red!",
        ),
        (
            json!({"cu_size": 2, "labels": {"-team": "red"}}),
            "labels[\"-team\"]",
            "-team",
        ),
        (
            json!({"cu_size": 2, "labels": {"team": null}}),
            "labels[\"team\"]",
            "no value",
        ),
    ]
}

fn wrong_kinds() -> Vec<Wrong> {
    vec![
        (
            json!({"plan": "Free", "cu_settings": dynamic(8, 16)}),
            "cu_settings",
            "Dedicated",
        ),
        (
            json!({"plan": "Serverless", "bucket_info": {"bucket_name": "red"}}),
            "bucket_info",
            "Dedicated",
        ),
        (json!({"plan": "Enterprise"}), "cu_size", "cu_settings"),
        (
            json!({"plan": "Free", "cu_type": "Performance-optimized"}),
            "cu_type",
            "Dedicated",
        ),
        (
            json!({"plan": "Serverless", "replica_settings": dynamic(1, 2)}),
            "replica_settings",
            "This is a Serverless cluster",
        ),
        (
            json!({"aws_cse_key_arn": "arn:1"}),
            "aws_cse_key_arn",
            "This is a Free cluster",
        ),
        (
            json!({"load_balancer_security_groups": ["sg-1"]}),
            "load_balancer_security_groups",
            "Remove it",
        ),
    ]
}
