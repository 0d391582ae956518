//! A colleague who makes a cluster of the same name while ours is refused: it is theirs.

use serde_json::json;

use super::{begin, error, red};

#[tokio::test(start_paused = true)]
async fn a_cluster_that_was_made_elsewhere_while_the_create_was_refused_is_named_and_not_adopted() {
    let sizes = [
        json!({}),
        json!({"plan": "Serverless"}),
        json!({"cu_size": 8}),
    ];
    for arguments in sizes {
        let (rig, cluster) = begin().await;
        // The list before has none of the name. The call that is carried out stands for the colleague's.
        rig.fault(json!({
            "match": {"method": "POST", "path": "/v2/clusters/create*"}, "times": 1,
            "fault": {
                "kind": "status", "status": 200, "code": 40_013, "processed": true,
                "message": "The specified cluster name already exists.",
            },
        }))
        .await;
        for _ in 0..2 {
            let refused = cluster.apply(red(&arguments)).await.unwrap_err();
            let theirs = rig.cluster().await["clusterId"].take();
            let theirs = theirs.as_str().unwrap();
            let (_, text) = error(&refused);
            let command = format!("`terraform import <address> '{theirs}'`");
            assert!(text.contains("already exists"), "{text}");
            assert!(text.contains(&command), "{text}");
            assert!(!cluster.exists(), "{theirs} was adopted");
        }
    }
}
