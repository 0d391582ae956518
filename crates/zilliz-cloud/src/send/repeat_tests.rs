//! `send` against troubles that pass, and troubles that may have done something.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::tests::{describe, draft, project};
use crate::test_support::{Answer, KEY, TestServer, failure, http, ok, refusing_address};
use crate::{ApiKey, Client, ErrorKind, Secret, Settings, request::Request};

#[tokio::test(start_paused = true)]
async fn a_read_is_repeated_through_every_passing_trouble() {
    let (result, requests) = describe([
        http(503, "", "down"),
        Answer::Close,
        http(429, "", ""),
        failure(200, 429, "slow down"),
        Answer::Hang,
        project(),
    ])
    .await;
    assert_eq!((result.unwrap().as_str(), requests), ("proj-1", 6));
}

#[tokio::test(start_paused = true)]
async fn the_budget_of_retries_ends() {
    let (result, requests) = describe(std::iter::repeat_with(|| http(503, "", "")).take(9)).await;
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), requests),
        (ErrorKind::Unavailable, 6, 6)
    );
    assert!(
        error.to_string().ends_with("(HTTP 503, 6 attempts)"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_create_that_may_have_been_processed_is_not_sent_again() {
    for answer in [
        http(503, "", ""),
        failure(500, 500, "internal"),
        Answer::Close,
        Answer::Hang,
        Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"code\":0".to_vec()),
        http(200, "", "<html>"),
        ok(&json!({"surprise": 1})),
    ] {
        let name = format!("{answer:?}");
        let server = TestServer::start([ok(&json!([])), answer, ok(&json!("proj-2"))]).await;
        let error = server.client().create_project(&draft()).await.unwrap_err();
        assert!(error.maybe_processed(), "{name}: {error}");
        let requests = server.requests();
        let sent = requests.iter().filter(|it| it.line.starts_with("POST"));
        assert_eq!((error.attempts(), sent.count()), (1, 1), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_was_throttled_is_sent_again() {
    let none = || ok(&json!([]));
    let server = TestServer::start([
        none(),
        http(429, "", ""),
        http(429, "", ""),
        failure(200, 80_007, "bind a card"),
        none(),
    ])
    .await;
    let error = server.client().create_project(&draft()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Quota, 3));
    assert!(!error.maybe_processed());
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_refused_is_tried_again_for_a_create_too() {
    let (_socket, address) = refusing_address();
    let settings = Settings {
        base_url: Some(address),
        api_key: ApiKey::Set(Secret::new(KEY)),
        ..Settings::default()
    };
    let request = Request::post("create project", ["projects"]);
    let error = Client::new(settings)
        .unwrap()
        .perform(request)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unavailable, 3)
    );
    assert!(!error.maybe_processed());
    assert!(error.message().starts_with("cannot connect: "), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_per_attempt() {
    let started = Instant::now();
    let server = TestServer::start([Answer::Hang]).await;
    let settings = Settings {
        max_retries: 0,
        ..server.settings()
    };
    let error = Client::new(settings)
        .unwrap()
        .project("proj-1")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.message().starts_with("no answer in time"), "{error}");
    assert_eq!(started.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn the_services_retry_after_is_waited_out_for_statuses_and_envelopes() {
    let throttle = r#"{"code":429,"message":"slow down"}"#;
    let started = Instant::now();
    let answers = [
        http(429, "retry-after: 20\r\n", ""),
        http(200, "retry-after: 7\r\n", throttle),
        project(),
    ];
    describe(answers).await.0.unwrap();
    let waited = started.elapsed();
    assert!(waited >= Duration::from_secs(27), "{waited:?}");
    assert!(waited < Duration::from_secs(29), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn what_an_earlier_attempt_may_have_done_is_not_forgotten() {
    let server = TestServer::start([Answer::Close, failure(200, 1, "no")]).await;
    let error = server.client().delete_project("proj-1").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Invalid, 2));
    assert!(error.maybe_processed());
}
