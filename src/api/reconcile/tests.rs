//! Creates whose answer was lost, against everything that can be found then.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::api::test_support::{Answer, KEY, TestServer, failure, http, ok};
use crate::api::{ClusterCreate, Plan, ProjectCreate};

/// The date of every list, and a creation a second before and long before it.
const DATE: &str = "date: Wed, 05 Nov 2025 06:39:17 GMT\r\n";
const NEW: &str = "2025-11-05T06:39:16Z";
const OLD: &str = "2025-11-05T06:38:00Z";

fn list(data: &Value) -> Answer {
    http(200, DATE, &json!({"code": 0, "data": data}).to_string())
}

fn projects(items: &[(&str, &str, &str)]) -> Answer {
    let item = |(id, name, time): &(&str, &str, &str)| json!({"projectId": id, "projectName": name, "createTime": time});
    list(&items.iter().map(item).collect())
}

fn clusters(items: &[(&str, &str, &str)]) -> Answer {
    let item = |(id, region, time): &(&str, &str, &str)| {
        json!({
            "clusterId": id, "clusterName": "c", "projectId": "p", "regionId": region, "plan": "Free",
            "status": "CREATING", "createTime": time,
        })
    };
    let items: Vec<_> = items.iter().map(item).collect();
    list(&json!({"count": items.len(), "clusters": items}))
}

fn project() -> ProjectCreate {
    ProjectCreate {
        project_name: "red".to_owned(),
        description: None,
        plan: Plan::Enterprise,
        region_ids: Vec::new(),
    }
}

fn cluster() -> ClusterCreate {
    ClusterCreate {
        cluster_name: "c".to_owned(),
        project_id: "p".to_owned(),
        region_id: "r".to_owned(),
        ..Default::default()
    }
}

fn created(id: &str) -> Answer {
    ok(&json!({"clusterId": id, "username": "u", "password": "hunter2"}))
}

fn taken() -> Answer {
    failure(200, 40013, "The specified cluster name already exists.")
}

fn posts(server: &TestServer) -> usize {
    let requests = server.requests();
    requests
        .iter()
        .filter(|it| it.line.starts_with("POST"))
        .count()
}

#[tokio::test(start_paused = true)]
async fn a_project_whose_answer_was_lost_is_found() {
    for lost in [
        Answer::Close,
        Answer::Hang,
        http(502, "", "<html>"),
        http(200, "", "<html>"),
    ] {
        let found = projects(&[("p1", "red", NEW), ("p0", "blue", NEW)]);
        let server = TestServer::start([lost, found]).await;
        let created = server.client().create_project(&project()).await.unwrap();
        assert_eq!(
            (created.project_id.as_str(), created.is_reconciled),
            ("p1", true)
        );
        assert_eq!(posts(&server), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_object_that_shows_up_late_is_found() {
    let none = || projects(&[]);
    let late = projects(&[("p1", "red", NEW)]);
    let server = TestServer::start([Answer::Close, none(), none(), none(), none(), late]).await;
    let started = Instant::now();
    let created = server.client().create_project(&project()).await.unwrap();
    assert!(created.is_reconciled);
    assert_eq!(started.elapsed().as_secs(), 15);
}

#[tokio::test(start_paused = true)]
async fn an_older_or_undated_object_or_one_of_two_is_not_taken() {
    let old = ("p0", "red", OLD);
    for (found, looks) in [
        (vec![old], 5),
        (vec![("p0", "red", "")], 5),
        (vec![("p1", "red", NEW), ("p2", "red", NEW)], 1),
    ] {
        let answers = std::iter::once(Answer::Close);
        let server = TestServer::start(answers.chain((0..5).map(|_| projects(&found)))).await;
        let error = server
            .client()
            .create_project(&project())
            .await
            .unwrap_err();
        assert!(error.maybe_processed());
        let unsettled = error.unsettled().unwrap();
        let ids: Vec<_> = unsettled
            .namesakes
            .iter()
            .map(|it| it.id.as_str())
            .collect();
        let expected: Vec<_> = found.iter().map(|it| it.0).collect();
        assert_eq!((ids, posts(&server)), (expected, 1));
        assert_eq!(server.requests().len(), 1 + looks);
    }
    // Next to an older one, the new one is the one.
    let server = TestServer::start([Answer::Close, projects(&[old, ("p1", "red", NEW)])]).await;
    let created = server.client().create_project(&project()).await.unwrap();
    assert_eq!(created.project_id, "p1");
}

#[tokio::test(start_paused = true)]
async fn without_the_services_time_nothing_is_taken() {
    let found = || ok(&json!([{"projectId": "p1", "projectName": "red", "createTime": NEW}]));
    let answers = std::iter::once(Answer::Close).chain((0..5).map(|_| found()));
    let server = TestServer::start(answers).await;
    let error = server
        .client()
        .create_project(&project())
        .await
        .unwrap_err();
    assert_eq!(error.unsettled().unwrap().namesakes.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_project_that_does_not_show_up_is_not_created_again() {
    let answers = std::iter::once(Answer::Close).chain((0..9).map(|_| projects(&[])));
    let server = TestServer::start(answers).await;
    let error = server
        .client()
        .create_project(&project())
        .await
        .unwrap_err();
    let expected = Unsettled {
        namesakes: Vec::new(),
        failure: None,
        import_id: "name:red".to_owned(),
    };
    assert_eq!(error.unsettled(), Some(&expected));
    assert_eq!((posts(&server), server.requests().len()), (1, 6));
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_does_not_show_up_is_created_again_and_a_taken_name_leads_to_it() {
    let none = || clusters(&[]);
    let absent = || [Answer::Close, none(), none(), none(), none(), none()];
    let server = TestServer::start(absent().into_iter().chain([created("in03-2")])).await;
    let again = server
        .client()
        .create_free_cluster(&cluster())
        .await
        .unwrap();
    assert_eq!(again.password.unwrap().expose(), "hunter2");
    assert!(!again.is_reconciled);

    let first = clusters(&[("in03-1", "r", NEW), ("in03-0", "elsewhere", NEW)]);
    let server = TestServer::start(absent().into_iter().chain([taken(), first])).await;
    let found = server
        .client()
        .create_free_cluster(&cluster())
        .await
        .unwrap();
    assert_eq!(
        (found.cluster_id.as_str(), found.is_reconciled),
        ("in03-1", true)
    );
    assert!(found.password.is_none());
    assert_eq!(posts(&server), 2);
}

#[tokio::test(start_paused = true)]
async fn a_taken_name_is_a_question_only_after_a_lost_answer_of_ours() {
    let server = TestServer::start([taken()]).await;
    let client = server.client();
    let error = client.create_free_cluster(&cluster()).await.unwrap_err();
    assert!(!error.maybe_processed() && error.unsettled().is_none());

    let answers = [
        Answer::Close,
        failure(401, 21119, "no"),
        taken(),
        clusters(&[("in03-1", "r", NEW)]),
    ];
    let server = TestServer::start(answers).await;
    let client = server.client();
    client.create_free_cluster(&cluster()).await.unwrap_err();
    let found = client.create_free_cluster(&cluster()).await.unwrap();
    assert_eq!(
        (found.cluster_id.as_str(), found.is_reconciled),
        ("in03-1", true)
    );
}

#[tokio::test(start_paused = true)]
async fn what_another_create_returned_is_not_taken() {
    let found = || projects(&[("p1", "red", NEW)]);
    let answers = [ok(&json!("p1")), Answer::Close];
    let answers = answers.into_iter().chain((0..5).map(|_| found()));
    let server = TestServer::start(answers).await;
    let client = server.client();
    client.create_project(&project()).await.unwrap();
    let error = client.create_project(&project()).await.unwrap_err();
    assert_eq!(error.unsettled().unwrap().namesakes[0].id, "p1");

    let both = projects(&[("p1", "red", NEW), ("p2", "red", NEW)]);
    let server = TestServer::start([ok(&json!("p1")), Answer::Close, both]).await;
    let client = server.client();
    client.create_project(&project()).await.unwrap();
    let created = client.create_project(&project()).await.unwrap();
    assert_eq!(created.project_id, "p2");
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_fails_says_so_with_the_import_id_and_without_the_key() {
    let answers = [Answer::Close, failure(403, 7, &format!("{KEY} may not"))];
    let server = TestServer::start(answers).await;
    let error = server
        .client()
        .create_free_cluster(&cluster())
        .await
        .unwrap_err();
    let unsettled = error.unsettled().unwrap();
    assert_eq!(unsettled.import_id, "name:p/c");
    let failure = unsettled.failure.as_ref().unwrap();
    assert!(
        failure.contains("may not") && !failure.contains(KEY),
        "{failure}"
    );
    assert_eq!(posts(&server), 1);
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_create_still_looks_for_what_it_may_have_made() {
    let server = TestServer::start([Answer::Hang, clusters(&[("in03-1", "r", NEW)])]).await;
    let cancel = CancellationToken::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    let client = server.client().within(deadline, &cancel);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        cancel.cancel();
    };
    let draft = cluster();
    let (created, ()) = tokio::join!(client.create_free_cluster(&draft), interrupt);
    assert_eq!(created.unwrap().cluster_id, "in03-1");

    // Not there at the first look is no proof, and there is no time for another.
    let server = TestServer::start([Answer::Close, clusters(&[])]).await;
    let deadline = Instant::now() + Duration::from_millis(100);
    let client = server.client().within(deadline, &CancellationToken::new());
    let error = client.create_free_cluster(&draft).await.unwrap_err();
    assert!(error.unsettled().is_some());
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_creation_time_has_whole_seconds_and_may_have_an_offset() {
    let earliest = httpdate::parse_http_date("Wed, 05 Nov 2025 06:39:17 GMT").ok();
    let is_new = |time: &str| {
        let namesake = Namesake {
            id: "p".to_owned(),
            create_time: Some(time.to_owned()),
        };
        namesake.is_new(earliest)
    };
    assert!(is_new("2025-11-05T06:39:15Z"));
    assert!(is_new("2025-11-05T14:39:17+08:00"));
    assert!(!is_new("2025-11-05T06:39:14Z"));
    assert!(!is_new("yesterday"));
}
