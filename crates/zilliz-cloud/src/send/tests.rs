//! `send` against single answers.

use serde_json::json;
use tokio::time::Instant;

use crate::test_support::{Answer, KEY, Log, TestServer, failure, http, ok};
use crate::{
    ApiKey, Client, ClusterCreate, Error, ErrorKind, Plan, ProjectCreate, ProjectUpdate, Secret,
    Settings,
};

pub(super) fn project() -> Answer {
    ok(&json!({"projectId": "proj-1", "projectName": "a"}))
}

pub(super) fn draft() -> ProjectCreate {
    ProjectCreate {
        project_name: "a".to_owned(),
        description: None,
        plan: Plan::Enterprise,
        region_ids: Vec::new(),
    }
}

pub(super) async fn describe(
    answers: impl IntoIterator<Item = Answer>,
) -> (Result<String, Error>, usize) {
    let server = TestServer::start(answers).await;
    let result = server.client().project("proj-1").await;
    (result.map(|it| it.project_id), server.requests().len())
}

#[tokio::test]
async fn a_request_carries_key_agent_and_body() {
    let server = TestServer::start([ok(&json!([])), ok(&json!("proj-1"))]).await;
    let created = server.client().create_project(&draft()).await.unwrap();
    assert_eq!(
        (created.project_id.as_str(), created.is_reconciled),
        ("proj-1", false)
    );
    let [_, request] = &server.requests()[..] else {
        panic!()
    };
    assert_eq!(request.line, "POST /v2/projects HTTP/1.1");
    assert_eq!(request.body, r#"{"plan":"Enterprise","projectName":"a"}"#);
    for line in [
        format!("authorization: bearer {KEY}"),
        "content-type: application/json".to_owned(),
        "accept: application/json".to_owned(),
        format!(
            "user-agent: terraform-provider-zillizcloud/{}",
            env!("CARGO_PKG_VERSION")
        ),
    ] {
        assert!(
            request.head.lines().any(|it| it == line),
            "{line} in {}",
            request.head
        );
    }
    assert!(!request.head.contains("orgid"), "{}", request.head);
}

#[tokio::test]
async fn the_organization_is_named_where_the_service_wants_it() {
    let server = TestServer::start([ok(&json!("ok")), project()]).await;
    let settings = Settings {
        organization_id: Some("org-1".to_owned()),
        ..server.settings()
    };
    let client = Client::new(settings).unwrap();
    client
        .update_project("proj-1", &ProjectUpdate::default())
        .await
        .unwrap();
    client.project("proj-1").await.unwrap();
    let named: Vec<_> = server
        .requests()
        .iter()
        .map(|it| it.head.contains("orgid: org-1"))
        .collect();
    assert_eq!(named, [true, false]);
}

#[tokio::test]
async fn an_error_inside_http_200_is_an_error() {
    let (result, requests) = describe([failure(200, 40013, "The name already exists.")]).await;
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.code(), requests),
        (ErrorKind::Conflict, Some(40013), 1)
    );
    assert_eq!(
        error.to_string(),
        "describe project (GET /v2/projects/proj-1): The name already exists. \
         (HTTP 200, code 40013, request id req-1)"
    );
}

#[tokio::test]
async fn a_refused_key_is_an_auth_error_at_once() {
    let (result, requests) = describe([failure(401, 21119, "The apikey is illegal")]).await;
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), requests),
        (ErrorKind::Auth, 1, 1)
    );
}

#[tokio::test]
async fn a_bare_404_of_the_access_routes_means_not_enabled() {
    let page = || http(404, "", "404 page not found");
    let server = TestServer::start([page(), page(), page()]).await;
    let client = server.client();
    for error in [
        client.roles(Some("proj-1")).await.map(drop),
        client.member_by_email("a@b.c").await.map(drop),
        client.grant_role("usr-1", "r-1", None).await,
    ] {
        assert_eq!(error.unwrap_err().kind(), ErrorKind::NotEnabled);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_makes_no_sense_is_quoted_in_short() {
    let welcome = || http(200, "requestid: req-2\r\n", "<html>Welcome</html>");
    let (result, requests) = describe(std::iter::repeat_with(welcome).take(6)).await;
    let error = result.unwrap_err();
    // Something stood in the service's place: that may pass.
    assert_eq!(
        (error.kind(), error.request_id(), requests),
        (ErrorKind::Unexpected, Some("req-2"), 6)
    );
    assert!(
        error.to_string().contains("<html>Welcome</html>"),
        "{error}"
    );
    let (result, _) = describe(std::iter::repeat_with(|| http(200, "", "")).take(6)).await;
    assert!(result.unwrap_err().to_string().contains("an empty answer"));
    let (result, _) = describe([ok(&json!({"projectName": "a"}))]).await;
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains("missing field `projectId`")
    );
}

#[tokio::test]
async fn a_huge_body_is_not_read_to_its_end() {
    let (result, _) = describe([http(200, "", &" ".repeat(17 * 1024 * 1024))]).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unexpected);
    assert!(error.to_string().contains("more than 16 MiB"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_delete_takes_any_form_of_done() {
    for answer in [
        ok(&json!("ok")),
        ok(&json!(true)),
        ok(&json!({})),
        ok(&json!(null)),
        ok(&json!({"clusterId": "x"})),
        http(200, "", r#"{"code":0}"#),
    ] {
        let server = TestServer::start([answer]).await;
        server.client().delete_project("proj-1").await.unwrap();
    }
    for answer in [ok(&json!(false)), http(200, "", ""), http(204, "", "")] {
        let server = TestServer::start([answer]).await;
        server.client().delete_project("proj-1").await.unwrap_err();
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = TestServer::start([project()]).await;
    let location = format!(
        "location: {}/v2/projects/proj-1\r\n",
        other.settings().base_url.unwrap()
    );
    for status in [301, 302, 307, 308] {
        let (result, _) = describe([http(status, &location, "")]).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Unexpected);
    }
    assert_eq!(other.requests().len(), 0);
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() {
    let server = TestServer::start([project()]).await;
    for api_key in [
        ApiKey::Missing,
        ApiKey::Unknown("the API key"),
        ApiKey::Set(Secret::new("")),
    ] {
        let client = Client::new(Settings {
            api_key,
            ..server.settings()
        })
        .unwrap();
        let error = client.project("proj-1").await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Auth, 0));
        assert!(error.message().contains("API key"), "{error}");
        let is_unknown = error.message().contains("not known yet");
        assert_eq!(error.unknown_setting().is_some(), is_unknown, "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn settings_that_cannot_work_are_refused_at_once() {
    let refuse = |settings| Client::new(settings).unwrap_err();
    let api_key = ApiKey::Set(Secret::new("line\nbreak"));
    let error = refuse(Settings {
        api_key,
        ..Settings::default()
    });
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert!(!format!("{error} {error:?}").contains("line\n"), "{error}");
    let base_url = Some("http://api.cloud.zilliz.com".to_owned());
    let error = refuse(Settings {
        base_url,
        ..Settings::default()
    });
    assert_eq!(
        error.to_string(),
        "set up the client: the address must be https, or http on a loopback host"
    );
}

#[tokio::test]
async fn neither_errors_nor_logs_nor_debug_output_show_the_key_or_a_query() {
    let (log, guard) = Log::start();
    let echo = format!("bad key {KEY}");
    let server = TestServer::start([
        failure(401, 21119, &echo),
        http(400, &format!("requestid: {KEY}\r\n"), &echo),
        ok(&json!(null)),
        Answer::Close,
    ])
    .await;
    let settings = Settings {
        max_retries: 0,
        ..server.settings()
    };
    let client = Client::new(settings).unwrap();
    let mut seen = vec![format!("{client:?} {:?}", server.settings())];
    for _ in 0..4 {
        let error = client
            .member_by_email("alice@example.com")
            .await
            .unwrap_err();
        seen.push(format!("{error} {error:?}"));
    }
    drop(guard);
    let log = log.text();
    assert!(
        log.contains("called Zilliz Cloud") && log.contains("/v2/members"),
        "{log}"
    );
    seen.push(log);
    for text in seen {
        assert!(!text.contains(KEY), "{text}");
        assert!(!text.contains("alice"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_call_holds_up_the_others_too() {
    let server = TestServer::start([http(429, "retry-after: 9\r\n", ""), project()]).await;
    let settings = Settings {
        max_retries: 0,
        ..server.settings()
    };
    let client = Client::new(settings).unwrap();
    let started = Instant::now();
    client.project("proj-1").await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 0);
    client.clone().project("proj-1").await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_trace_shows_requests_and_replies_without_any_secret() {
    let (log, guard) = Log::start();
    let reply =
        json!({"clusterId": "in03-1", "username": "db_1", "password": "hunt\"er2", "prompt": KEY});
    let none = ok(&json!({"count": 0, "clusters": []}));
    let page = http(200, "set-cookie: s=hunt\r\n", "<hunt>");
    let server = TestServer::start([none, ok(&reply), page]).await;
    let client = server.client();
    let draft = ClusterCreate {
        cluster_name: format!("named {KEY}"),
        project_id: "proj-1".to_owned(),
        region_id: "r".to_owned(),
        ..Default::default()
    };
    client.create_free_cluster(&draft).await.unwrap();
    client.regions(None).await.unwrap_err();
    drop(guard);
    let log = log.text();
    for shown in ["in03-1", "db_1", "proj-1", "authorization: ***", "6 bytes"] {
        assert!(log.contains(shown), "{shown} in {log}");
    }
    for secret in [KEY, "hunt"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn calls_can_be_made_from_any_task() {
    fn assert_send<T: Send>(_: T) {}
    let client = Client::new(Settings::default()).unwrap();
    assert_send(client.project("proj-1"));
    assert_send(client.delete_project("proj-1"));
    assert_send(client.suspend_cluster("in01-1"));
    let draft = ClusterCreate::default();
    assert_send(client.create_free_cluster(&draft));
}

#[tokio::test]
async fn the_key_in_the_place_of_an_identifier_or_of_a_value_is_not_shown() {
    let odd = json!({"projectId": "proj-1", "projectName": {KEY: KEY}});
    let server = TestServer::start([failure(200, 40021, KEY), ok(&odd), ok(&json!(KEY))]).await;
    let client = server.client();
    for id in [KEY, "proj-1", "proj-1", &format!("{KEY}\n")] {
        let error = client.project(id).await.unwrap_err();
        let text = format!("{error} {:?}", error.message());
        assert!(!text.contains(KEY), "{text}");
    }
    assert_eq!(server.requests().len(), 3);
}
