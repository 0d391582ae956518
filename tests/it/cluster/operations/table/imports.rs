//! Clusters that are found by what they are called, whatever the service says of them.

use reqwest::Method;
use serde_json::{Value, json};

use super::dynamic;
use crate::cluster::operations::{begin, planned, red};

/// What is not told again.
const SAID_ONCE: [&str; 3] = ["username", "password", "prompt"];

#[tokio::test(start_paused = true)]
async fn every_kind_is_imported_by_every_form_from_every_reply() {
    for choices in [
        json!({}),
        json!({"free_plan": "serverless"}),
        json!({"replies": "thin"}),
        json!({"replies": "thin", "free_plan": "serverless"}),
        json!({"replies": "with_labels"}),
    ] {
        for arguments in [
            json!({}),
            json!({"plan": "Serverless"}),
            json!({"cu_size": 8, "replica": 2, "cu_type": "Capacity-optimized"}),
            json!({"cu_size": 8, "labels": {"a": "b"}}),
            json!({"cu_settings": dynamic(8, 16)}),
            json!({"cu_size": 8, "desired_status": "SUSPENDED"}),
        ] {
            let title = format!("{choices}: {arguments}");
            let (rig, cluster) = begin().await;
            rig.control(Method::PATCH, "choices", Some(choices.clone()))
                .await;
            cluster.apply(red(&arguments)).await.unwrap();
            let made = cluster.state();
            let id = made["id"].as_str().unwrap();
            for form in [
                id.to_owned(),
                format!("{id},aws-us-west-2"),
                format!("name:{}/red", rig.project_id),
            ] {
                cluster.forget();
                cluster.import(&form).await.unwrap();
                assert_eq!(
                    planned(&cluster, &arguments).await,
                    ["NoOp"],
                    "{title}: {form}"
                );
                cluster.refresh().await.unwrap();
                let imported = cluster.state();
                for (name, value) in made.as_object().unwrap() {
                    let is_kept = !SAID_ONCE.contains(&name.as_str());
                    // Thin replies have no descriptions.
                    let is_told = name != "description" || !value.is_null();
                    if is_kept && is_told {
                        assert_eq!(&imported[name], value, "{title}: {form}: {name}");
                    }
                }
                assert_eq!(imported["password"], Value::Null);
            }
            cluster.destroy().await.unwrap();
        }
    }
}

/// The identifier says of which kind a cluster is, where nothing else does.
#[tokio::test(start_paused = true)]
async fn the_kind_is_known_from_the_identifier_alone() {
    for (arguments, kind) in [
        (json!({}), "Free"),
        (json!({"plan": "Serverless"}), "Serverless"),
        (json!({"cu_size": 8}), "Dedicated"),
    ] {
        let (rig, cluster) = begin().await;
        let older = json!({"replies": "thin", "free_plan": "serverless"});
        rig.control(Method::PATCH, "choices", Some(older)).await;
        cluster.apply(red(&arguments)).await.unwrap();
        assert_eq!(cluster.state()["deployment_option"], kind);
        let renamed = json!({"cluster_name": "blue"});
        cluster.apply(renamed).await.unwrap();
        assert_eq!(cluster.state()["deployment_option"], kind);
        assert_eq!(rig.cluster().await["clusterName"], "blue");
    }
}
