//! Creates whose answer was lost, against everything that can be found then.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::test_support::{Answer, KEY, TestServer, failure, http, ok};
use crate::{ClusterCreate, Plan, ProjectCreate, Settings};

/// Long before and long after whatever a test does: no time has a say.
const TIMES: [&str; 2] = ["2001-11-05T06:38:00Z", "2101-11-05T06:38:00Z"];

fn projects(items: &[(&str, &str)]) -> Answer {
    let item = |((id, name), time): (&(&str, &str), &&str)| json!({"projectId": id, "projectName": name, "createTime": time});
    ok(&items.iter().zip(TIMES.iter().cycle()).map(item).collect())
}

fn clusters(items: &[(&str, &str, &str)]) -> Answer {
    let item = |(id, region, status): &(&str, &str, &str)| {
        json!({
            "clusterId": id, "clusterName": "c", "projectId": "p", "regionId": region, "plan": "Free",
            "status": status, "createTime": TIMES[0],
        })
    };
    let items: Vec<_> = items.iter().map(item).collect();
    ok(&json!({"count": items.len(), "clusters": items}))
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

/// The service, or whoever asked it, may write a name in another form of Unicode.
#[tokio::test(start_paused = true)]
async fn a_name_in_another_form_is_the_same_name() {
    let cologne = ProjectCreate {
        project_name: "K\u{f6}ln".to_owned(),
        ..project()
    };
    let before = projects(&[("p0", "blue")]);
    let error = projects(&[("p0", "blue"), ("p1", "Ko\u{308}ln")]);
    let server = TestServer::start([before, Answer::Close, error]).await;
    let created = server.client().create_project(&cologne).await.unwrap();
    assert_eq!(created.project_id, "p1");

    let server = TestServer::start([projects(&[("p1", "Ko\u{308}ln")])]).await;
    let refused = server.client().create_project(&cologne).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    assert_eq!(posts(&server), 0);
}

#[tokio::test(start_paused = true)]
async fn a_project_whose_answer_was_lost_is_the_only_new_one_of_its_name() {
    for lost in [
        Answer::Close,
        Answer::Hang,
        http(502, "", "<html>"),
        http(200, "", "<html>"),
        failure(503, 1, "rate limit exceeded"),
        failure(200, 50_001, "lookup cloud-meta.svc: no such host"),
    ] {
        let before = projects(&[("p0", "blue")]);
        let remote = projects(&[("p0", "blue"), ("p1", "red")]);
        let server = TestServer::start([before, lost, remote]).await;
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
    let none = || projects(&[("p0", "blue")]);
    let late = projects(&[("p0", "blue"), ("p1", "red")]);
    let answers = [none(), Answer::Close, none(), none(), none(), none(), late];
    let server = TestServer::start(answers).await;
    let started = Instant::now();
    let created = server.client().create_project(&project()).await.unwrap();
    assert!(created.is_reconciled);
    assert_eq!(started.elapsed().as_secs(), 15);
}

#[tokio::test(start_paused = true)]
async fn after_a_list_that_cannot_be_empty_and_is_nothing_is_taken() {
    let refusal = projects(&[("p0", "blue"), ("p1", "red")]);
    let server = TestServer::start([projects(&[]), Answer::Close, refusal]).await;
    let client = server.client();
    let error = client.create_project(&project()).await.unwrap_err();
    assert_eq!(error.unsettled().unwrap().namesakes[0].id, "p1");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_names_no_new_object_is_no_success() {
    let before = || projects(&[("p0", "blue")]);
    for id in ["p0", "../clusters", "proj-\u{202e}1"] {
        let answers = [before(), ok(&json!(id))].into_iter();
        let server = TestServer::start(answers.chain((0..5).map(|_| before()))).await;
        let client = server.client();
        let error = client.create_project(&project()).await.unwrap_err();
        assert!(error.maybe_processed() && error.unsettled().is_some());
        assert!(
            error.to_string().contains("about another object"),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_name_is_taken_nothing_is_sent() {
    let server = TestServer::start([projects(&[("p0", "blue"), ("p1", "red")])]).await;
    let error = server
        .client()
        .create_project(&project())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.namesake()),
        (ErrorKind::Conflict, Some("p1"))
    );
    assert!(!error.maybe_processed() && error.unsettled().is_none());
    assert_eq!(server.requests().len(), 1);

    let server = TestServer::start([clusters(&[("in03-1", "elsewhere", "RUNNING")])]).await;
    let client = server.client();
    let error = client.create_free_cluster(&cluster()).await.unwrap_err();
    assert_eq!(error.namesake(), Some("in03-1"));
    assert_eq!(posts(&server), 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_list_nothing_is_sent() {
    let server = TestServer::start([failure(403, 7, "no")]).await;
    let client = server.client();
    let error = client.create_free_cluster(&cluster()).await.unwrap_err();
    assert!(error.to_string().contains("nothing was created"), "{error}");
    assert!(!error.maybe_processed());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_being_deleted_keeps_its_name_and_is_never_taken() {
    let leaving = || clusters(&[("in03-0", "r", "DELETING"), ("in03-9", "r", "DELETED")]);
    let server = TestServer::start([leaving(), created("in03-1")]).await;
    let client = server.client();
    let created = client.create_free_cluster(&cluster()).await.unwrap();
    assert_eq!(created.cluster_id, "in03-1");

    let server = TestServer::start([leaving(), taken(), leaving()]).await;
    let client = server.client();
    let error = client.create_free_cluster(&cluster()).await.unwrap_err();
    assert_eq!(error.code(), Some(40_013));
    assert!(!error.maybe_processed());
}

#[tokio::test(start_paused = true)]
async fn one_of_two_or_one_that_differs_is_not_taken() {
    let two = projects(&[("p1", "red"), ("p2", "red")]);
    let other =
        ok(&json!([{"projectId": "p1", "projectName": "red", "description": "of somebody else"}]));
    let lower = ok(&json!([{"projectId": "p1", "projectName": "red", "plan": "Standard"}]));
    for (refusal, expected) in [(two, 2), (other, 1), (lower, 1)] {
        let server = TestServer::start([projects(&[]), Answer::Close, refusal]).await;
        let error = server
            .client()
            .create_project(&project())
            .await
            .unwrap_err();
        assert!(error.maybe_processed());
        assert_eq!(error.unsettled().unwrap().namesakes.len(), expected);
        assert_eq!((posts(&server), server.requests().len()), (1, 3));
    }
    let elsewhere = clusters(&[("in03-1", "elsewhere", "CREATING")]);
    let server = TestServer::start([clusters(&[]), Answer::Close, elsewhere]).await;
    let client = server.client();
    let error = client.create_free_cluster(&cluster()).await.unwrap_err();
    assert_eq!(error.unsettled().unwrap().namesakes[0].id, "in03-1");
}

#[tokio::test(start_paused = true)]
async fn what_does_not_show_up_is_not_created_again() {
    let answers = [projects(&[]), Answer::Close].into_iter();
    let server = TestServer::start(answers.chain((0..9).map(|_| projects(&[])))).await;
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
    assert_eq!((posts(&server), server.requests().len()), (1, 7));

    let answers = [clusters(&[]), Answer::Close].into_iter();
    let server = TestServer::start(answers.chain((0..9).map(|_| clusters(&[])))).await;
    let client = server.client();
    let error = client.create_free_cluster(&cluster()).await.unwrap_err();
    assert_eq!(error.unsettled().unwrap().import_id, "name:p/c");
    assert_eq!(posts(&server), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_documented_refusal_nothing_is_taken_and_what_there_is_is_named() {
    let elsewhere = || clusters(&[("in03-1", "r", "CREATING")]);
    for (refused, is_named) in [
        (taken(), false),
        (failure(403, 7, "no"), true),
        (failure(200, 80_007, "bind a card"), true),
        (http(429, "", ""), true),
    ] {
        let server = TestServer::start([clusters(&[]), refused, elsewhere()]).await;
        let settings = Settings {
            max_retries: 0,
            ..server.settings()
        };
        let client = Client::new(settings).unwrap();
        let error = client.create_free_cluster(&cluster()).await.unwrap_err();
        let namesakes = error.unsettled().map(|it| it.namesakes[0].id.as_str());
        assert_eq!(namesakes, is_named.then_some("in03-1"), "{error}");
    }
    let server = TestServer::start([clusters(&[]), failure(403, 7, "no"), clusters(&[])]).await;
    let client = server.client();
    let error = client.create_free_cluster(&cluster()).await.unwrap_err();
    assert!(!error.maybe_processed() && error.unsettled().is_none());
}

#[tokio::test(start_paused = true)]
async fn after_a_refusal_that_no_document_explains_the_object_may_show_up_late() {
    let refused = || failure(200, 99_004, "An organization has at most 100 projects.");
    let answers = [projects(&[]), refused()].into_iter();
    let server = TestServer::start(answers.chain((0..5).map(|_| projects(&[])))).await;
    let client = server.client();
    let error = client.create_project(&project()).await.unwrap_err();
    assert!(!error.maybe_processed() && error.unsettled().is_none());
    assert_eq!(server.requests().len(), 7);
    let none = || projects(&[("p0", "blue")]);
    let late = projects(&[("p0", "blue"), ("p1", "red")]);
    let server = TestServer::start([none(), refused(), none(), late]).await;
    let created = server.client().create_project(&project()).await.unwrap();
    assert_eq!(created.project_id, "p1");
    // Where there is no list, what the refusal is worth is not known.
    let server = TestServer::start([projects(&[]), refused(), failure(403, 7, "no")]).await;
    let client = server.client();
    let error = client.create_project(&project()).await.unwrap_err();
    assert!(error.unsettled().unwrap().failure.is_some());
}

#[tokio::test(start_paused = true)]
async fn what_another_create_returned_is_not_taken() {
    let first = || projects(&[("p1", "red")]);
    let answers = [projects(&[]), ok(&json!("p1")), first(), Answer::Close];
    let answers = answers.into_iter().chain((0..5).map(|_| first()));
    let server = TestServer::start(answers).await;
    let client = server.client();
    client.create_project(&project()).await.unwrap();
    let error = client.create_project(&project()).await.unwrap_err();
    assert_eq!(error.unsettled().unwrap().namesakes, []);

    let both = projects(&[("p1", "red"), ("p2", "red")]);
    let answers = [
        projects(&[]),
        ok(&json!("p1")),
        first(),
        Answer::Close,
        both,
    ];
    let server = TestServer::start(answers).await;
    let client = server.client();
    client.create_project(&project()).await.unwrap();
    let created = client.create_project(&project()).await.unwrap();
    assert_eq!(created.project_id, "p2");
}

#[tokio::test(start_paused = true)]
async fn what_this_client_has_deleted_is_in_nobodys_way() {
    let late = projects(&[("p0", "red")]);
    let server = TestServer::start([ok(&json!("ok")), late, ok(&json!("p1"))]).await;
    let client = server.client();
    client.delete_project("p0").await.unwrap();
    let created = client.create_project(&project()).await.unwrap();
    assert_eq!(created.project_id, "p1");
}

#[tokio::test(start_paused = true)]
async fn a_look_up_that_fails_says_so_with_the_import_id_and_without_the_key() {
    let answers = [
        clusters(&[]),
        Answer::Close,
        failure(403, 7, &format!("{KEY} may not")),
    ];
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
    let refusal = clusters(&[("in03-1", "r", "CREATING")]);
    let server = TestServer::start([clusters(&[]), Answer::Hang, refusal]).await;
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
    let server = TestServer::start([clusters(&[]), Answer::Close, clusters(&[])]).await;
    let deadline = Instant::now() + Duration::from_millis(100);
    let client = server.client().within(deadline, &CancellationToken::new());
    let error = client.create_free_cluster(&draft).await.unwrap_err();
    assert!(error.unsettled().is_some());
    assert_eq!(server.requests().len(), 3);
}
