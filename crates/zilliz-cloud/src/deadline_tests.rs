//! The end of an operation, as its calls meet it.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::test_support::{Answer, TestServer, http, ok};
use crate::{Client, ErrorKind};

const SECOND: Duration = Duration::from_secs(1);

fn project() -> Answer {
    ok(&json!({"projectId": "proj-1", "projectName": "a"}))
}

/// A view that ends after some seconds, and can be canceled.
fn within(server: &TestServer, seconds: u32) -> (Client, CancellationToken) {
    let cancel = CancellationToken::new();
    let client = server.client();
    let deadline = Instant::now() + seconds * SECOND;
    (client.within(deadline, &cancel), cancel)
}

#[tokio::test(start_paused = true)]
async fn retries_end_with_the_operation() {
    let server = TestServer::start(std::iter::repeat_with(|| http(503, "", "down")).take(9)).await;
    let throttled = "retry-after: 20\r\n";
    let slow = TestServer::start([http(429, throttled, ""), project()]).await;
    let started = Instant::now();
    let (client, _) = within(&server, 1);
    let error = client.delete_project("proj-1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.maybe_processed());
    assert!(error.message().contains("the time for the operation is up"));
    assert!(error.message().contains("down"), "{error}");
    // A wait that would end too late is not begun.
    let (client, _) = within(&slow, 10);
    let error = client.project("proj-1").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(started.elapsed() < 2 * SECOND, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn past_the_deadline_nothing_is_begun_but_a_first_read() {
    let server = TestServer::start([project()]).await;
    let (client, _) = within(&server, 0);
    let error = client.delete_project("proj-1").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(!error.maybe_processed());
    client.project("proj-1").await.unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_hangs_outlives_the_deadline_by_little() {
    let server = TestServer::start([Answer::Hang]).await;
    let started = Instant::now();
    let (client, _) = within(&server, 5);
    let error = client.project("proj-1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(started.elapsed(), 15 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_ends_waits_and_reads_at_once() {
    for answer in [http(429, "retry-after: 25\r\n", ""), Answer::Hang] {
        let server = TestServer::start([answer, project()]).await;
        let (client, cancel) = within(&server, 600);
        let started = Instant::now();
        let interrupt = async {
            sleep(10 * SECOND).await;
            cancel.cancel();
        };
        let (result, ()) = tokio::join!(client.project("proj-1"), interrupt);
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Canceled);
        assert_eq!(started.elapsed(), 10 * SECOND);
        let error = client.project("proj-1").await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Canceled, 0));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_under_way_is_not_abandoned() {
    let server = TestServer::start([Answer::Hang]).await;
    let (client, cancel) = within(&server, 600);
    let started = Instant::now();
    let interrupt = async {
        sleep(SECOND).await;
        cancel.cancel();
    };
    let (result, ()) = tokio::join!(client.delete_project("proj-1"), interrupt);
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Canceled);
    assert!(error.maybe_processed());
    assert_eq!(started.elapsed(), 30 * SECOND, "the time of one attempt");
}
