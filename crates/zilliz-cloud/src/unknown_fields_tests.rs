//! Replies that are not as the reference says, or as any reader would expect: one test each.

use serde_json::{Value, json};

use super::test_support::{Answer, TestServer, http, ok};
use super::{Client, ClusterStatus, DedicatedClusterCreate, Error, Plan, ProjectUpdate};

/// Makes a call against each of these data, all of which mean success.
async fn each<F: Future<Output = Result<(), Error>>>(
    replies: impl IntoIterator<Item = Value>,
    call: impl Fn(Client) -> F,
) {
    for data in replies {
        let server = TestServer::start([ok(&data)]).await;
        call(server.client()).await.unwrap();
        assert_eq!(server.requests().len(), 1, "{data}");
    }
}

fn cluster(extra: &Value) -> Answer {
    let mut cluster = json!({
        "clusterId": "in03-1", "clusterName": "a", "projectId": "p", "regionId": "r", "plan": "Serverless",
        "status": "STOPPED",
    });
    let extra = extra.as_object().unwrap().clone();
    cluster.as_object_mut().unwrap().extend(extra);
    ok(&cluster)
}

#[tokio::test]
async fn regions_are_added_with_three_forms_of_reply() {
    let replies = [
        json!({"projectId": "p", "regionIds": ["r2"]}),
        json!(["r1", "r2"]),
        json!({"projectId": "p", "regions": ["r1", "r2"]}),
    ];
    let add = async |client: Client| client.add_project_regions("p", &["r2".to_owned()]).await;
    each(replies, add).await;
}

#[tokio::test]
async fn the_body_that_adds_regions_names_region_ids() {
    let server = TestServer::start([ok(&json!([]))]).await;
    let regions = ["r2".to_owned()];
    server
        .client()
        .add_project_regions("p", &regions)
        .await
        .unwrap();
    assert_eq!(server.requests()[0].body, r#"{"regionIds":["r2"]}"#);
}

#[tokio::test]
async fn a_plan_is_upgraded_with_three_forms_of_reply() {
    let replies = [
        json!("ok"),
        json!("Project plan upgraded successfully."),
        json!({"projectId": "p"}),
    ];
    let upgrade = async |client: Client| client.upgrade_project("p", &Plan::Enterprise).await;
    each(replies, upgrade).await;
}

#[tokio::test]
async fn a_new_project_is_answered_bare_or_as_an_object() {
    for data in [json!("proj-1"), json!({"projectId": "proj-1"})] {
        let server = TestServer::start([ok(&json!([])), ok(&data)]).await;
        let draft = super::ProjectCreate {
            project_name: "a".to_owned(),
            description: None,
            plan: Plan::Standard,
            region_ids: Vec::new(),
        };
        let created = server.client().create_project(&draft).await.unwrap();
        assert_eq!(created.project_id, "proj-1");
    }
}

#[tokio::test]
async fn a_free_cluster_says_serverless_and_a_suspended_one_stopped() {
    let server = TestServer::start([cluster(&json!({}))]).await;
    let remote = server.client().cluster("in03-1").await.unwrap();
    assert_eq!(
        (remote.plan, remote.status),
        (Plan::Serverless, ClusterStatus::Stopped)
    );
}

#[tokio::test]
async fn old_replies_have_no_description_plan_or_regions() {
    let old = json!([{"projectId": "p", "projectName": "a", "instanceCount": 0, "createTime": "2025-11-05T06:39:17Z"}]);
    let server = TestServer::start([ok(&old), cluster(&json!({}))]).await;
    let project = server.client().projects().await.unwrap().remove(0);
    assert_eq!(
        (project.description, project.plan, project.region_ids),
        (None, None, None)
    );
    let cluster = server.client().cluster("in03-1").await.unwrap();
    assert_eq!(cluster.description, None);
}

#[tokio::test]
async fn a_reply_without_a_code_is_no_success() {
    let body = json!({"data": {"projectId": "p", "projectName": "a"}}).to_string();
    let server = TestServer::start([http(200, "", &body)]).await;
    let settings = super::Settings {
        max_retries: 0,
        ..server.settings()
    };
    let error = Client::new(settings)
        .unwrap()
        .project("p")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), super::ErrorKind::Unexpected);
}

#[tokio::test]
async fn the_organization_is_named_to_project_and_cluster_updates() {
    let server = TestServer::start([ok(&json!("ok")), ok(&json!({}))]).await;
    let settings = super::Settings {
        organization_id: Some("org-1".to_owned()),
        ..server.settings()
    };
    let client = Client::new(settings).unwrap();
    let update = ProjectUpdate::default();
    client.update_project("p", &update).await.unwrap();
    let update = super::ClusterUpdate::default();
    client.update_cluster("in01-1", &update).await.unwrap();
    for request in server.requests() {
        assert!(request.head.contains("orgid: org-1"), "{}", request.head);
    }
}

#[test]
fn a_dedicated_cluster_is_created_with_region_and_replica_which_the_page_lacks() {
    let create = DedicatedClusterCreate {
        cluster_name: "a".to_owned(),
        project_id: "p".to_owned(),
        region_id: "r".to_owned(),
        cu_type: super::CuType::PerformanceOptimized,
        plan: None,
        cu_size: Some(8),
        replica: Some(2),
        autoscaling: None,
        description: None,
        labels: std::collections::BTreeMap::new(),
        bucket_info: None,
        key_identifier: None,
    };
    let body = serde_json::to_value(create).unwrap();
    assert_eq!(
        (&body["regionId"], &body["replica"]),
        (&json!("r"), &json!(2))
    );
}

#[tokio::test]
async fn clusters_come_in_pages_and_all_pages_are_read() {
    let page = |id: &str| {
        let item = json!({
            "clusterId": id, "clusterName": "a", "projectId": "p", "regionId": "r", "plan": "Standard",
            "status": "RUNNING",
        });
        ok(&json!({"count": 2, "currentPage": 1, "pageSize": 1, "clusters": [item]}))
    };
    let server = TestServer::start([page("in01-1"), page("in01-2")]).await;
    let clusters = server.client().clusters(None).await.unwrap();
    let ids: Vec<_> = clusters.iter().map(|it| it.cluster_id.as_str()).collect();
    assert_eq!(ids, ["in01-1", "in01-2"]);
}
