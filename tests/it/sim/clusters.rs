//! Clusters and their lifecycle.

use reqwest::Method;
use serde_json::{Value, json};
use zillizcloud::sim::{Options, Speed};

use super::{SimHandle, dedicated, text};

#[tokio::test]
async fn a_dedicated_cluster_is_created_poll_by_poll() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let body = dedicated("vectors", &project);
    let created = lab.post("/v2/clusters/createDedicated", body).await;
    let id = text(&created["clusterId"]);
    assert!(id.starts_with("in01-") && id.len() == 20, "{id}");
    assert_eq!(created["username"], "db_admin");
    assert_eq!(text(&created["password"]).len(), 16);

    let path = format!("/v2/clusters/{id}");
    let suspend = format!("{path}/suspend");
    let code = lab.refused(Method::POST, &suspend, Value::Null).await;
    assert_eq!(code, 40_003);
    let mut shown = Vec::new();
    for _ in 0..4 {
        let described = lab.get(&path).await;
        shown.push(json!([described["status"], described["createProgress"]]));
    }
    assert_eq!(
        json!(shown),
        json!([
            ["CREATING", 0],
            ["CREATING", 50],
            ["RUNNING", 100],
            ["RUNNING", 100]
        ])
    );
    let described = lab.get(&path).await;
    assert_eq!(described["plan"], "Enterprise");
    assert_eq!(described["deploymentOption"], "Dedicated");
}

#[tokio::test]
async fn a_dedicated_cluster_is_suspended_resumed_scaled_and_dropped() {
    let lab = SimHandle::start().await;
    let id = lab.running("vectors").await;
    let path = format!("/v2/clusters/{id}");
    let modify = format!("{path}/modify");
    lab.post(&format!("{path}/suspend"), Value::Null).await;
    assert_eq!(lab.until(&id, "STOPPED").await, ["STOPPING"]);
    let code = lab
        .refused(Method::POST, &modify, json!({"cuSize": 12}))
        .await;
    assert_eq!(code, 40_003);
    lab.post(&format!("{path}/resume"), Value::Null).await;
    assert_eq!(lab.until(&id, "RUNNING").await, ["RESUMING"]);
    lab.post(&modify, json!({"cuSize": 12, "replica": 2})).await;
    assert_eq!(lab.until(&id, "RUNNING").await, ["MODIFYING"]);
    let scaled = lab.get(&path).await;
    assert_eq!(
        (&scaled["cuSize"], &scaled["replica"]),
        (&json!(12), &json!(2))
    );

    lab.delete(&format!("{path}/drop")).await;
    assert_eq!(lab.status(&id).await, "DELETING");
    assert_eq!(lab.refused(Method::GET, &path, Value::Null).await, 40_021);
    assert_eq!(lab.get("/v2/clusters").await["count"], 0);
}

#[tokio::test]
async fn nothing_is_written_to_a_cluster_in_transition() {
    let lab = SimHandle::start().await;
    let id = lab.running("vectors").await;
    let path = format!("/v2/clusters/{id}");
    for status in ["CREATING", "STOPPING", "RESUMING", "MODIFYING", "DELETING"] {
        let control = format!("clusters/{id}");
        lab.control(Method::PATCH, &control, json!({"status": status}))
            .await;
        for (method, call, body) in [
            (Method::PATCH, "", json!({"clusterName": "new"})),
            (
                Method::POST,
                "/modifyProperties",
                json!({"clusterName": "new"}),
            ),
            (Method::POST, "/modify", json!({"cuSize": 12})),
            (Method::POST, "/modifyReplica", json!({"replica": 2})),
            (Method::POST, "/suspend", Value::Null),
            (Method::POST, "/resume", Value::Null),
            (Method::PUT, "/labels", json!({"labels": {}})),
            (Method::DELETE, "/drop", Value::Null),
        ] {
            let code = lab.refused(method, &format!("{path}{call}"), body).await;
            assert_eq!(code, 40_003, "{status} {call}");
        }
    }
}

#[tokio::test]
async fn a_running_cluster_cannot_be_resumed_and_replicas_have_their_limits() {
    let lab = SimHandle::start().await;
    let id = lab.running("vectors").await;
    let path = format!("/v2/clusters/{id}");
    for (call, body, code) in [
        ("resume", Value::Null, 40_003),
        ("suspend", json!({"force": true}), 80_000),
        ("modify", json!({}), 80_000),
        ("modify", json!({"replica": 11}), 80_000),
        ("modify", json!({"cuSize": 1024, "replica": 2}), 80_000),
        ("modify", json!({"cuSize": 4, "replica": 2}), 80_000),
        ("modifyReplica", json!({"replica": 9}), 80_000),
        ("modifyReplica", json!({"replica": 2, "cuSize": 8}), 80_000),
    ] {
        let shown = format!("{call} {body}");
        let got = lab
            .refused(Method::POST, &format!("{path}/{call}"), body)
            .await;
        assert_eq!(got, code, "{shown}");
    }
    lab.post(&format!("{path}/modifyReplica"), json!({"replica": 8}))
        .await;
    assert_eq!(lab.get(&path).await["replica"], 8);
}

#[tokio::test]
async fn listing_clusters_is_no_poll() {
    let lab = SimHandle::start().await;
    let id = lab.dedicated("vectors").await;
    for _ in 0..5 {
        let listed = lab.get("/v2/clusters").await;
        assert_eq!(listed["clusters"][0]["clusterId"], json!(id));
        assert_eq!(listed["clusters"][0]["status"], "CREATING");
    }
}

#[tokio::test]
async fn a_name_is_taken_until_its_cluster_is_gone() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let id = lab.running("vectors").await;
    let create = "/v2/clusters/createDedicated";
    assert_eq!(
        lab.refused(Method::POST, create, dedicated("vectors", &project))
            .await,
        40_013
    );
    lab.delete(&format!("/v2/clusters/{id}/drop")).await;
    assert_eq!(
        lab.refused(Method::POST, create, dedicated("vectors", &project))
            .await,
        40_013
    );
    lab.status(&id).await;
    lab.post(create, dedicated("vectors", &project)).await;
}

#[tokio::test]
async fn malformed_creations_are_refused() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    for (field, value, code) in [
        ("color", json!("red"), 80_000),
        ("cuSize", json!("8"), 80_000),
        ("cuSize", json!(2048), 80_006),
        ("cuSize", json!(9), 80_014),
        ("cuType", json!("Fast"), 96_003),
        ("plan", json!("Gold"), 96_004),
        ("plan", json!("BusinessCritical"), 96_004),
        ("regionId", json!("aws-moon-1"), 96_001),
        ("regionId", json!("aws-us-east-1"), 96_001),
        ("clusterName", json!("two words"), 96_010),
        ("projectId", json!("proj-0"), 404),
        ("replica", json!(11), 80_000),
        ("keyIdentifier", json!("key"), 80_000),
    ] {
        let mut body = dedicated("vectors", &project);
        body[field] = value;
        let shown = body.to_string();
        let got = lab
            .refused(Method::POST, "/v2/clusters/createDedicated", body)
            .await;
        assert_eq!(got, code, "{shown}");
    }
    assert_eq!(lab.get("/v2/clusters").await["count"], 0);
}

#[tokio::test]
async fn clusters_are_listed_in_pages_newest_first() {
    let lab = SimHandle::start().await;
    for number in 0..12 {
        lab.dedicated(&format!("cluster-{number}")).await;
    }
    let first = lab.get("/v2/clusters").await;
    assert_eq!(
        (&first["count"], &first["pageSize"]),
        (&json!(12), &json!(10))
    );
    assert_eq!(first["clusters"].as_array().unwrap().len(), 10);
    assert_eq!(first["clusters"][0]["clusterName"], "cluster-11");
    let second = lab.get("/v2/clusters?currentPage=2&pageSize=10").await;
    assert_eq!(second["clusters"].as_array().unwrap().len(), 2);
    assert_eq!(second["clusters"][1]["clusterName"], "cluster-0");
    assert_eq!(
        lab.get("/v2/clusters?region=gcp-us-west1").await["count"],
        0
    );
    for (query, code) in [
        ("pageSize=0", 96_008),
        ("pageSize=101", 96_008),
        ("currentPage=0", 96_009),
        ("projectId=p", 80_000),
    ] {
        assert_eq!(
            lab.refused(Method::GET, &format!("/v2/clusters?{query}"), Value::Null)
                .await,
            code,
            "{query}"
        );
    }
}

#[tokio::test]
async fn free_and_serverless_clusters_refuse_what_is_for_dedicated_ones() {
    let lab = SimHandle::start().await;
    let body = |name: &str, project: &str| json!({"clusterName": name, "projectId": project, "regionId": "aws-us-west-2"});
    let project = lab.default_project().await;
    let free = lab
        .post("/v2/clusters/createFree", body("free", &project))
        .await;
    let id = text(&free["clusterId"]);
    assert!(id.starts_with("in03-"));
    assert_eq!(free["username"], json!(id.replace("in03-", "db_")));
    assert_eq!(
        lab.refused(
            Method::POST,
            "/v2/clusters/createFree",
            body("more", &project)
        )
        .await,
        99_004
    );
    let serverless = lab
        .post("/v2/clusters/createServerless", body("pay", &project))
        .await;
    for id in [id, text(&serverless["clusterId"])] {
        lab.until(&id, "RUNNING").await;
        for (method, call, body) in [
            (Method::PUT, "labels", json!({"labels": {"a": "b"}})),
            (Method::POST, "suspend", Value::Null),
            (Method::POST, "modify", json!({"cuSize": 2})),
        ] {
            let path = format!("/v2/clusters/{id}/{call}");
            assert_eq!(lab.refused(method, &path, body).await, 96_022, "{path}");
        }
        let path = format!("/v2/clusters/{id}/labels");
        assert_eq!(lab.get(&path).await, json!({"labels": {}}));
        let path = format!("/v2/clusters/{id}/modifyProperties");
        lab.post(&path, json!({"clusterName": format!("new-{}", &id[..4])}))
            .await;
    }
}

#[tokio::test]
async fn labels_are_replaced_as_a_whole() {
    let lab = SimHandle::start().await;
    let path = format!("/v2/clusters/{}/labels", lab.running("vectors").await);
    lab.put(&path, json!({"labels": {"env": "dev", "team": "a"}}))
        .await;
    lab.put(&path, json!({"labels": {"env": "prod"}})).await;
    assert_eq!(lab.get(&path).await, json!({"labels": {"env": "prod"}}));
    assert_eq!(
        lab.refused(Method::PUT, &path, json!({"labels": {"a b": "c"}}))
            .await,
        80_000
    );
}

#[tokio::test(start_paused = true)]
async fn at_a_timed_speed_clusters_change_with_time_and_not_with_polls() {
    let lab = SimHandle::with(Options {
        speed: Speed::Times(60),
        ..Options::default()
    })
    .await;
    let id = lab.dedicated("vectors").await;
    for _ in 0..5 {
        assert_eq!(lab.status(&id).await, "CREATING");
    }
    tokio::time::advance(std::time::Duration::from_secs(5)).await;
    assert_eq!(
        lab.get("/v2/clusters").await["clusters"][0]["status"],
        "RUNNING"
    );
}

#[tokio::test]
async fn clusters_can_be_changed_stalled_and_removed_from_outside() {
    let lab = SimHandle::start().await;
    let id = lab.dedicated("vectors").await;
    let path = format!("clusters/{id}");
    lab.control(Method::PATCH, &path, json!({"stall": true}))
        .await;
    for _ in 0..5 {
        assert_eq!(lab.status(&id).await, "CREATING");
    }
    lab.control(
        Method::PATCH,
        &path,
        json!({"stall": false, "status": "ABNORMAL", "cuSize": 4}),
    )
    .await;
    let described = lab.get(&format!("/v2/{path}")).await;
    assert_eq!(
        (&described["status"], &described["cuSize"]),
        (&json!("ABNORMAL"), &json!(4))
    );
    lab.control(Method::PATCH, &path, json!({"status": "FROZEN"}))
        .await;
    assert_eq!(lab.status(&id).await, "FROZEN");
    let unknown = lab
        .request(Method::PATCH, &format!("/_sim/{path}"))
        .json(&json!({"size": 4}));
    assert_eq!(unknown.send().await.unwrap().status(), 400);
    lab.control(Method::DELETE, &path, Value::Null).await;
    assert_eq!(
        lab.refused(Method::GET, &format!("/v2/{path}"), Value::Null)
            .await,
        40_021
    );
}

#[tokio::test]
async fn the_initial_password_is_shown_once_only() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let created = lab
        .post(
            "/v2/clusters/createDedicated",
            dedicated("vectors", &project),
        )
        .await;
    let password = text(&created["password"]);
    let described = lab
        .get(&format!("/v2/clusters/{}", text(&created["clusterId"])))
        .await;
    let calls = lab.control(Method::GET, "calls", Value::Null).await;
    for shown in [described, lab.inventory().await, calls] {
        let shown = shown.to_string();
        assert!(!shown.contains(&password));
        assert!(!shown.contains(lab.sim.api_key()));
    }
}
