//! The requests of the calls about clusters.

use super::*;
use crate::ErrorKind;
use crate::test_support::{TestServer, failure, ok};

#[tokio::test]
async fn each_call_has_its_method_path_and_body() {
    let done = || ok(&json!({"clusterId": "in01-1", "prompt": "submitted"}));
    let server = TestServer::start(std::iter::repeat_with(done).take(9)).await;
    let client = server.client();
    let update = ClusterUpdate {
        description: Some(String::new()),
        ..Default::default()
    };
    client.update_cluster("in01-1", &update).await.unwrap();
    client.rename_cluster("in01-1", "b").await.unwrap();
    let modify = ClusterModify {
        replica: Some(2),
        ..Default::default()
    };
    client.modify_cluster("in01-1", &modify).await.unwrap();
    client.suspend_cluster("in01-1").await.unwrap();
    client.resume_cluster("in01-1").await.unwrap();
    client.drop_cluster("in01-1").await.unwrap();
    let labels = BTreeMap::from([("env".to_owned(), "prod".to_owned())]);
    client
        .replace_cluster_labels("in01-1", &labels)
        .await
        .unwrap();
    client
        .replace_cluster_security_groups("in01-1", &["sg-1".to_owned()])
        .await
        .unwrap();
    assert_eq!(
        client.cluster_labels("in01-1").await.unwrap(),
        BTreeMap::new()
    );
    let seen: Vec<_> = server
        .requests()
        .iter()
        .map(|it| format!("{} {}", it.line, it.body))
        .collect();
    assert_eq!(
        seen.join("\n")
            .replace(" HTTP/1.1", "")
            .replace("/v2/clusters/in01-1", ""),
        "PATCH  {\"description\":\"\"}\nPOST /modifyProperties {\"clusterName\":\"b\"}\n\
         POST /modify {\"replica\":2}\nPOST /suspend \nPOST /resume \nDELETE /drop \n\
         PUT /labels {\"labels\":{\"env\":\"prod\"}}\nPUT /securityGroups {\"ids\":[\"sg-1\"]}\nGET /labels "
    );
}

#[tokio::test]
async fn a_new_clusters_password_does_not_print() {
    let reply = json!({"clusterId": "in03-1", "username": "db_1", "password": "hunter2"});
    let broken = json!({"username": "db_1", "password": "hunter2"});
    let wrong = json!("hunter2");
    let none = ok(&json!({"count": 0, "clusters": []}));
    let server = TestServer::start([none, ok(&reply), ok(&broken), ok(&wrong)]).await;
    let client = server.client();
    let draft = ClusterCreate {
        cluster_name: "a".to_owned(),
        project_id: "proj-1".to_owned(),
        region_id: "gcp-us-west1".to_owned(),
        ..Default::default()
    };
    let created = client.create_free_cluster(&draft).await.unwrap();
    assert_eq!(created.password.as_ref().unwrap().expose(), "hunter2");
    assert!(!format!("{created:?}").contains("hunter2"));
    for _ in 0..2 {
        let request = Request::post("create", ["clusters", "createFree"]).with_secret_reply();
        let error = client.fetch::<ClusterCreated>(request).await.unwrap_err();
        assert!(error.maybe_processed());
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
    let request = &server.requests()[1];
    assert_eq!(request.line, "POST /v2/clusters/createFree HTTP/1.1");
    assert_eq!(
        request.body,
        r#"{"clusterName":"a","projectId":"proj-1","regionId":"gcp-us-west1"}"#
    );
}

#[tokio::test]
async fn the_clusters_of_one_region_are_asked_for_by_region() {
    let server = TestServer::start([ok(&json!({"count": 0, "clusters": []}))]).await;
    assert_eq!(
        server
            .client()
            .clusters(Some("aws-us-east-1"))
            .await
            .unwrap(),
        []
    );
    let line = &server.requests()[0].line;
    assert!(
        line.contains("/clusters?region=aws-us-east-1&currentPage=1&pageSize=100 "),
        "{line}"
    );
}

#[tokio::test]
async fn labels_that_a_cluster_cannot_have_are_a_refusal() {
    let server = TestServer::start([failure(200, 96022, "not supported on serverless")]).await;
    let error = server.client().cluster_labels("in05-1").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Invalid, Some(96022))
    );
}
