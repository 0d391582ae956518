//! Waits on a paused clock.

use std::cell::Cell;
use std::future::{pending, ready};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Error;
use super::wait::*;
use crate::ErrorKind;
use crate::request::Request;

fn error(kind: ErrorKind) -> Error {
    Request::get("describe cluster", ["clusters", "in01-1"]).error(kind, "no luck")
}

fn condition(status: &&str) -> Progress {
    match *status {
        "RUNNING" => Progress::Ready,
        "ABNORMAL" => Progress::Failed((*status).to_owned()),
        other => Progress::Pending(other.to_owned()),
    }
}

/// Waits at most a minute for answers given in order, the last of them for ever.
async fn wait(answers: &[Result<&'static str, ErrorKind>]) -> Result<&'static str, WaitError> {
    let next = Cell::new(0);
    let poll = || {
        let answer = answers[next.get().min(answers.len() - 1)];
        next.set(next.get() + 1);
        ready(answer.map_err(error))
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    until(
        "in01-1",
        poll,
        condition,
        Pace::default(),
        deadline,
        &CancellationToken::new(),
    )
    .await
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_when_it_is_ready() {
    let started = Instant::now();
    assert_eq!(wait(&[Ok("RUNNING")]).await.unwrap(), "RUNNING");
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!(
        wait(&[Ok("CREATING"), Ok("CREATING"), Ok("RUNNING")])
            .await
            .unwrap(),
        "RUNNING"
    );
    let waited = started.elapsed();
    assert!(
        waited >= Duration::from_secs(2) && waited <= Duration::from_millis(2502),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_status_ends_the_wait_at_once() {
    let error = wait(&[Ok("ABNORMAL"), Ok("RUNNING")]).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "it failed, after 0s; the last status was ABNORMAL"
    );
}

#[tokio::test(start_paused = true)]
async fn a_passing_error_is_no_end_and_a_lasting_one_is() {
    for kind in [
        ErrorKind::Unavailable,
        ErrorKind::Throttled,
        ErrorKind::Timeout,
    ] {
        assert_eq!(
            wait(&[Err(kind), Err(kind), Ok("RUNNING")]).await.unwrap(),
            "RUNNING"
        );
    }
    for kind in [ErrorKind::Auth, ErrorKind::NotFound, ErrorKind::Unexpected] {
        let error = wait(&[Ok("CREATING"), Err(kind), Ok("RUNNING")])
            .await
            .unwrap_err();
        let WaitError::Api(error) = error else {
            panic!("{error}")
        };
        assert_eq!(error.kind(), kind);
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_names_the_last_status_and_the_last_error() {
    let started = Instant::now();
    let error = wait(&[Ok("MODIFYING"), Err(ErrorKind::Unavailable)])
        .await
        .unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 60);
    assert_eq!(
        error.to_string(),
        "it was not done in time, after 60s; the last status was MODIFYING; the last poll failed: \
         describe cluster (GET /v2/clusters/in01-1): no luck"
    );
    let error = wait(&[Err(ErrorKind::Unavailable), Ok("MODIFYING")])
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "it was not done in time, after 60s; the last status was MODIFYING"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_ready_at_the_deadline_is_seen() {
    let deadline = Instant::now() + Duration::from_secs(60);
    let poll = || {
        ready(Ok(if Instant::now() < deadline {
            "CREATING"
        } else {
            "RUNNING"
        }))
    };
    let result = until(
        "in01-1",
        poll,
        condition,
        Pace::default(),
        deadline,
        &CancellationToken::new(),
    )
    .await;
    assert_eq!(result.unwrap(), "RUNNING");
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_hangs_does_not_outlive_the_deadline_for_long() {
    let deadline = Instant::now() + Duration::from_secs(60);
    let poll = pending::<Result<&str, Error>>;
    let result = until(
        "in01-1",
        poll,
        condition,
        Pace::default(),
        deadline,
        &CancellationToken::new(),
    )
    .await;
    assert_eq!(
        result.unwrap_err().to_string(),
        "it was not done in time, after 70s"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_wait_ends_at_once_between_and_during_polls() {
    for hanging in [false, true] {
        let started = Instant::now();
        let cancel = CancellationToken::new();
        let poll = async || {
            if hanging {
                pending().await
            } else {
                Ok("CREATING")
            }
        };
        let deadline = started + Duration::from_secs(600);
        let stop = async {
            tokio::time::sleep(Duration::from_secs(100)).await;
            cancel.cancel();
        };
        let wait = until(
            "in01-1",
            poll,
            condition,
            Pace::default(),
            deadline,
            &cancel,
        );
        let (result, ()) = tokio::join!(wait, stop);
        assert!(
            result
                .unwrap_err()
                .to_string()
                .starts_with("the wait was interrupted, after 100s")
        );
        assert_eq!(started.elapsed().as_secs(), 100);
    }
}

#[test]
fn the_delays_grow_to_the_cap_and_never_overflow() {
    let millis = |polls| Pace::default().delay(polls, 0.0).as_millis();
    let delays: Vec<_> = (0..8).map(millis).collect();
    assert_eq!(delays, [1000, 1500, 2250, 3375, 5062, 7593, 11_390, 15_000]);
    assert_eq!(millis(u32::MAX), 15_000);
    assert_eq!(Pace::default().delay(99, 1.0), Duration::from_secs(12));
    assert_eq!(Pace::fixed(Duration::ZERO).delay(7, 0.5), Duration::ZERO);
}
