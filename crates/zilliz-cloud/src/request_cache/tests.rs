//! The number of calls that the same questions take.

use serde_json::json;
use tokio_util::sync::CancellationToken;

use std::time::Duration;

use futures_util::future::FutureExt as _;
use tokio::time::Instant;

use super::*;
use crate::test_support::{Answer, TestServer, failure, ok};
use crate::{Presence, ProjectUpdate};

const KEPT: Sharing = Sharing {
    is_kept: true,
    is_watched: false,
};

fn projects(ids: &[&str]) -> Answer {
    let item = |id: &&str| json!({"projectId": id, "projectName": format!("name of {id}")});
    ok(&ids.iter().map(item).collect())
}

fn project(id: &str) -> Answer {
    ok(&json!({"projectId": id, "projectName": "described"}))
}

fn lines(server: &TestServer) -> Vec<String> {
    let short = |line: &str| line.replace(" HTTP/1.1", "").replace("/v2/", "");
    server.requests().iter().map(|it| short(&it.line)).collect()
}

#[tokio::test]
async fn all_projects_of_one_walk_are_read_from_one_list() {
    let server = TestServer::start([projects(&["p1", "p2", "p3"])]).await;
    let client = server.client();
    let (one, two) = tokio::join!(client.project_in_list("p1"), client.project_in_list("p2"));
    let three = client.project_in_list("p3").await;
    let names = [one, two, three].map(|it| it.unwrap().project_name);
    assert_eq!(names, ["name of p1", "name of p2", "name of p3"]);
    assert_eq!(lines(&server), ["GET projects"]);
}

#[tokio::test]
async fn a_project_that_the_list_lacks_is_described_and_the_list_is_its_second_witness() {
    let gone = failure(200, 404, "The project p3 does not exist.");
    let server = TestServer::start([projects(&["p1"]), project("p2"), gone]).await;
    let client = server.client();
    assert_eq!(
        client.project_in_list("p2").await.unwrap().project_name,
        "described"
    );
    let presence = client.project_presence("p3").await.unwrap();
    assert!(matches!(presence, Presence::Absent(_)), "{presence:?}");
    assert_eq!(
        lines(&server),
        ["GET projects", "GET projects/p2", "GET projects/p3"]
    );
}

#[tokio::test]
async fn a_list_that_failed_or_is_broken_is_not_kept() {
    let server = TestServer::start([
        failure(403, 7, "no permission"),
        project("p1"),
        ok(&json!([{"projectId": "p1"}])),
        project("p1"),
    ])
    .await;
    let client = server.client();
    client.project_in_list("p1").await.unwrap();
    assert_eq!(
        client.project_in_list("p1").await.unwrap().project_name,
        "described"
    );
    let (list, one) = ("GET projects", "GET projects/p1");
    assert_eq!(lines(&server), [list, one, list, one]);
}

#[tokio::test]
async fn a_write_forgets_what_was_read_before_and_while_it_was_under_way() {
    let server = TestServer::start([
        projects(&["p1"]),
        ok(&json!("ok")),
        projects(&["p1"]),
        failure(400, 400, "no"),
        projects(&["p1"]),
    ])
    .await;
    let client = server.client();
    let update = ProjectUpdate::default();
    client.projects().await.unwrap();
    client.update_project("p1", &update).await.unwrap();
    client.projects().await.unwrap();
    client.projects().await.unwrap();
    // A failed write may have done something, too.
    client.update_project("p1", &update).await.unwrap_err();
    client.projects().await.unwrap();
    let (list, patch) = ("GET projects", "PATCH projects/p1");
    assert_eq!(lines(&server), [list, patch, list, patch, list]);
}

#[tokio::test(start_paused = true)]
async fn what_is_read_while_a_write_is_under_way_is_not_kept() {
    let lists = || projects(&["p1"]);
    let server = TestServer::start([lists(), Answer::Hang, lists(), lists()]).await;
    let client = server.client();
    client.projects().await.unwrap();
    let update = async {
        let upgrade = client.delete_project("p1");
        // Long enough to be sent, and then dropped without an answer.
        tokio::time::timeout(Duration::from_secs(5), upgrade).await
    };
    let read = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        client.projects().await.unwrap();
    };
    let (outcome, ()) = tokio::join!(update, read);
    assert!(outcome.is_err());
    client.projects().await.unwrap();
    assert_eq!(
        lines(&server),
        [
            "GET projects",
            "DELETE projects/p1",
            "GET projects",
            "GET projects"
        ]
    );
}

#[tokio::test]
async fn an_answer_from_before_a_write_is_for_those_who_asked_before_it() {
    let answers = Answers::default();
    let reply = |data: &str| {
        Ok(Arc::new(Reply {
            data: data.into(),
            status: http::StatusCode::OK,
            request_id: None,
            attempts: 1,
            key: crate::Secret::new(""),
        }))
    };
    let (tell_early, early) = tokio::sync::oneshot::channel::<super::Answer>();
    let (tell_late, late) = tokio::sync::oneshot::channel::<super::Answer>();
    let ask = |told: tokio::sync::oneshot::Receiver<super::Answer>| {
        let read = || async move { told.await.unwrap() }.boxed();
        answers.get("key".to_owned(), KEPT, read)
    };
    let nobody = || answers.get("key".to_owned(), KEPT, || unreachable!("it is under way"));
    let script = async {
        tokio::task::yield_now().await;
        drop(answers.writing());
        let second = ask(late);
        let rest = async {
            assert!(tell_early.send(reply("early")).is_ok());
            tokio::task::yield_now().await;
            let (third, ()) = tokio::join!(nobody(), async {
                assert!(tell_late.send(reply("late")).is_ok());
            });
            third
        };
        tokio::join!(second, rest)
    };
    let (first, (second, third)) = tokio::join!(ask(early), script);
    let data = [first, second, third].map(|it| it.unwrap().data.clone());
    assert_eq!(data, ["early", "late", "late"]);
}

#[tokio::test(start_paused = true)]
async fn answers_are_kept_for_seconds_only() {
    let server = TestServer::start([projects(&["p1"]), projects(&["p1"])]).await;
    let client = server.client();
    client.projects().await.unwrap();
    tokio::time::sleep(Duration::from_secs(9)).await;
    client.projects().await.unwrap();
    assert_eq!(server.requests().len(), 1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    client.projects().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_list_that_shrank_is_read_again_from_the_service() {
    let role = |id: &&str| json!({"roleId": id, "roleName": id, "roleType": "project", "roleKind": "custom"});
    let page = |count: u32, ids: &[&str]| {
        let roles: Vec<_> = ids.iter().map(role).collect();
        ok(&json!({"count": count, "roles": roles}))
    };
    let first = [page(3, &["a", "b"]), page(2, &[])];
    let server = TestServer::start(first.into_iter().chain([page(2, &["b", "c"])])).await;
    let roles = server.client().roles(None).await.unwrap();
    let ids: Vec<_> = roles.iter().map(|it| it.role_id.as_str()).collect();
    assert_eq!(ids, ["b", "c"]);
}

#[tokio::test]
async fn an_operation_shares_nothing() {
    let server = TestServer::start([projects(&[]), projects(&[]), projects(&[])]).await;
    let client = server.client();
    client.projects().await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    let operation = client.within(deadline, &CancellationToken::new());
    operation.projects().await.unwrap();
    operation.projects().await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn the_same_read_under_way_is_joined_and_not_kept() {
    let server = TestServer::start([project("p1"), project("p2"), project("p1")]).await;
    let client = server.client();
    let (one, two) = tokio::join!(client.project("p1"), client.project("p1"));
    assert_eq!(one.unwrap(), two.unwrap());
    client.project("p2").await.unwrap();
    client.project("p1").await.unwrap();
    assert_eq!(
        lines(&server),
        ["GET projects/p1", "GET projects/p2", "GET projects/p1"]
    );
}

#[tokio::test]
async fn who_joined_a_read_gets_its_answer_also_when_the_first_has_left() {
    let server = TestServer::start([project("p1")]).await;
    let client = server.client();
    let mut first = Box::pin(client.project("p1"));
    tokio::select! {
        biased;
        _ = &mut first => panic!("no answer is that fast"),
        () = tokio::task::yield_now() => {}
    }
    let (second, ()) = tokio::join!(client.project("p1"), async { drop(first) });
    assert_eq!(second.unwrap().project_id, "p1");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_roles_of_a_member_and_of_a_project_are_asked_for_once() {
    let none = || ok(&json!({"orgRoles": [], "projectRoles": []}));
    let roles = || ok(&json!({"count": 0, "roles": []}));
    let member = || ok(&json!({"userId": "u1", "email": "a@b.c"}));
    let server = TestServer::start([none(), roles(), member(), none(), roles()]).await;
    let client = server.client();
    for _ in 0..3 {
        client.member_roles("u1").await.unwrap();
        client.roles(Some("p1")).await.unwrap();
        client.member_by_id("u1").await.unwrap();
    }
    assert_eq!(server.requests().len(), 3);
    client.member_roles("u2").await.unwrap();
    client.roles(Some("p2")).await.unwrap();
    assert_eq!(server.requests().len(), 5);
}
