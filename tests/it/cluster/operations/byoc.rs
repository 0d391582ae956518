//! Clusters in the user's own cloud account.

use serde_json::{Value, json};
use tf_provider::testing::ResourceInstance;

use super::{begin, planned, red};
use crate::in_process::InProcess;

/// A service whose default project is in the user's account.
async fn begin_there() -> (InProcess, ResourceInstance) {
    let (rig, cluster) = begin().await;
    let own = json!({"orgType": "BYOC"});
    rig.change_elsewhere("projects", &rig.project_id, own).await;
    (rig, cluster)
}

fn arguments(groups: &[&str]) -> Value {
    json!({
        "cu_size": 8, "bucket_info": {"bucket_name": "red", "prefix": "a/"}, "aws_cse_key_arn": "arn:1",
        "load_balancer_security_groups": groups,
    })
}

#[tokio::test(start_paused = true)]
async fn a_cluster_in_the_users_account_gets_all_it_can_have() {
    let (rig, cluster) = begin_there().await;
    cluster
        .apply(red(&arguments(&["sg-1", "sg-2"])))
        .await
        .unwrap();
    let actual = rig.cluster().await;
    assert_eq!(
        actual["bucketInfo"],
        json!({"bucketName": "red", "prefix": "a/"})
    );
    assert_eq!(
        (&actual["keyIdentifier"], &actual["securityGroups"]),
        (&json!("arn:1"), &json!(["sg-1", "sg-2"]))
    );

    let id = actual["clusterId"].as_str().unwrap();
    cluster.apply(red(&arguments(&["sg-3"]))).await.unwrap();
    assert_eq!(rig.cluster().await["securityGroups"], json!(["sg-3"]));
    rig.change_elsewhere("clusters", id, json!({"securityGroups": ["sg-4"]}))
        .await;
    let lines = planned(&cluster, &arguments(&["sg-3"])).await;
    assert_eq!(
        lines,
        [
            "Update",
            "~ load_balancer_security_groups = [\"sg-4\"] -> [\"sg-3\"]"
        ]
    );
    // Not to be set is not to be nobody's.
    let mut open = arguments(&[]);
    open.as_object_mut()
        .unwrap()
        .remove("load_balancer_security_groups");
    assert_eq!(planned(&cluster, &open).await, ["NoOp"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_told_of_a_cluster_in_the_users_account_is_imported() {
    let (_rig, cluster) = begin_there().await;
    let all = arguments(&["sg-1"]);
    cluster.apply(red(&all)).await.unwrap();
    let id = cluster.state()["id"].as_str().unwrap().to_owned();
    cluster.forget();
    cluster.import(&id).await.unwrap();
    let state = cluster.state();
    assert_eq!(state["aws_cse_key_arn"], "arn:1");
    assert_eq!(state["load_balancer_security_groups"], json!(["sg-1"]));
    // The bucket is not told.
    let lines = planned(&cluster, &all).await;
    assert_eq!((lines[0].as_str(), lines.len()), ("Update", 2), "{lines:?}");
    assert!(lines[1].contains("bucket_info"), "{lines:?}");
    cluster.apply(red(&all)).await.unwrap();
}

/// Configurations of the vendor's provider have them, wherever the cluster is.
#[tokio::test(start_paused = true)]
async fn no_security_groups_are_none_everywhere() {
    let none = json!({"load_balancer_security_groups": []});
    for arguments in [json!({}), json!({"cu_size": 8})] {
        let (rig, cluster) = begin().await;
        let mut with_none = arguments.clone();
        let members = none.as_object().unwrap().clone();
        with_none.as_object_mut().unwrap().extend(members);
        cluster.apply(red(&arguments)).await.unwrap();
        cluster.apply(red(&with_none)).await.unwrap();
        cluster.destroy().await.unwrap();
        rig.forget_calls().await;
        cluster.apply(red(&with_none)).await.unwrap();
        assert!(rig.calls().await.iter().all(|(method, _)| method != "PUT"));
        assert_eq!(cluster.state()["load_balancer_security_groups"], json!([]));
        assert_eq!(planned(&cluster, &arguments).await, ["NoOp"]);
    }
    let (rig, cluster) = begin_there().await;
    cluster.apply(red(&arguments(&["sg-1"]))).await.unwrap();
    cluster.apply(red(&arguments(&[]))).await.unwrap();
    let actual = rig.cluster().await;
    assert_eq!(actual["securityGroups"], json!([]));
    let id = actual["clusterId"].as_str().unwrap();
    let elsewhere = json!({"securityGroups": ["sg-4"]});
    rig.change_elsewhere("clusters", id, elsewhere).await;
    assert_eq!(planned(&cluster, &arguments(&[])).await[0], "Update");
    cluster.apply(red(&arguments(&[]))).await.unwrap();
    assert_eq!(rig.cluster().await["securityGroups"], json!([]));
}
