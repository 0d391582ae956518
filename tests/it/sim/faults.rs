//! Scripted trouble, as a client feels it.

use std::error::Error as _;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::SimHandle;

async fn spoil(lab: &SimHandle, method: &str, path: &str, fault: Value) {
    let rule = json!({"match": {"method": method, "path": path}, "times": 1, "fault": fault});
    lab.control(Method::POST, "faults", rule).await;
}

async fn projects(lab: &SimHandle) -> usize {
    lab.inventory().await["projects"].as_array().unwrap().len()
}

fn is_reset(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        let system = error.downcast_ref::<std::io::Error>();
        if system.is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[tokio::test]
async fn a_status_fault_answers_without_processing() {
    let lab = SimHandle::start().await;
    let fault = json!({"kind": "status", "status": 429, "retry_after": 7, "code": 5, "message": "slow down"});
    spoil(&lab, "POST", "/v2/projects", fault).await;
    let body = json!({"projectName": "red", "plan": "Enterprise"});
    let response = lab
        .request(Method::POST, "/v2/projects")
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    assert!(response.headers().contains_key("requestid"));
    assert_eq!(
        response.json::<Value>().await.unwrap(),
        json!({"code": 5, "message": "slow down"})
    );
    assert_eq!(projects(&lab).await, 1);
    lab.post("/v2/projects", body).await;
}

#[tokio::test]
async fn a_status_fault_can_answer_any_body() {
    let lab = SimHandle::start().await;
    spoil(
        &lab,
        "GET",
        "/v2/*",
        json!({"kind": "status", "status": 503, "body": "busy"}),
    )
    .await;
    let response = lab.raw(Method::GET, "/v2/projects").await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.text().await.unwrap(), "busy");
}

#[tokio::test]
async fn html_empty_and_envelope_faults_answer_what_they_say() {
    let lab = SimHandle::start().await;
    spoil(
        &lab,
        "GET",
        "/v2/projects",
        json!({"kind": "html", "status": 502}),
    )
    .await;
    let response = lab.raw(Method::GET, "/v2/projects").await.unwrap();
    assert_eq!(response.status(), 502);
    assert!(response.text().await.unwrap().starts_with("<html>"));
    spoil(&lab, "GET", "/v2/projects", json!({"kind": "empty"})).await;
    let response = lab.raw(Method::GET, "/v2/projects").await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            response.text().await.unwrap().as_str()
        ),
        (200, "")
    );
    spoil(
        &lab,
        "GET",
        "/v2/projects",
        json!({"kind": "envelope", "code": 1800}),
    )
    .await;
    assert_eq!(
        lab.refused(Method::GET, "/v2/projects", Value::Null).await,
        1800
    );
    lab.get("/v2/projects").await;
}

#[tokio::test]
async fn reset_before_cuts_the_connection_and_processes_nothing() {
    let lab = SimHandle::start().await;
    spoil(
        &lab,
        "POST",
        "/v2/projects",
        json!({"kind": "reset_before"}),
    )
    .await;
    let body = json!({"projectName": "red", "plan": "Enterprise"});
    let error = lab
        .request(Method::POST, "/v2/projects")
        .json(&body)
        .send()
        .await
        .unwrap_err();
    assert!(is_reset(&error), "{error:?}");
    assert_eq!(projects(&lab).await, 1);
}

#[tokio::test]
async fn reset_after_cuts_the_connection_of_a_processed_call() {
    let lab = SimHandle::start().await;
    spoil(&lab, "POST", "/v2/projects", json!({"kind": "reset_after"})).await;
    let body = json!({"projectName": "red", "plan": "Enterprise"});
    let error = lab
        .request(Method::POST, "/v2/projects")
        .json(&body)
        .send()
        .await
        .unwrap_err();
    assert!(is_reset(&error), "{error:?}");
    assert_eq!(projects(&lab).await, 2);
    let calls = lab.control(Method::GET, "calls", Value::Null).await;
    let call = &calls[0];
    assert_eq!(
        (&call["fault"], &call["status"]),
        (&json!("reset_after"), &Value::Null)
    );
}

#[tokio::test]
async fn truncate_ends_the_connection_inside_the_body() {
    let lab = SimHandle::start().await;
    spoil(&lab, "GET", "/v2/projects", json!({"kind": "truncate"})).await;
    let mut response = lab.raw(Method::GET, "/v2/projects").await.unwrap();
    assert_eq!(response.status(), 200);
    let begun = response.chunk().await.unwrap().unwrap();
    assert!(begun.starts_with(b"{"));
    response.chunk().await.unwrap_err();
    lab.get("/v2/projects").await;
}

#[tokio::test(start_paused = true)]
async fn a_delay_fault_processes_late() {
    let lab = SimHandle::start().await;
    spoil(
        &lab,
        "GET",
        "/v2/projects",
        json!({"kind": "delay", "milliseconds": 20_000}),
    )
    .await;
    let before = tokio::time::Instant::now();
    lab.get("/v2/projects").await;
    assert!(before.elapsed() >= Duration::from_secs(20));
}

#[tokio::test]
async fn rules_are_shown_counted_and_cleared() {
    let lab = SimHandle::start().await;
    let rule = json!({"match": {"path": "/v2/clouds"}, "after": 1, "fault": {"kind": "envelope", "code": 7}});
    lab.control(Method::POST, "faults", rule).await;
    lab.get("/v2/clouds").await;
    for _ in 0..3 {
        assert_eq!(lab.refused(Method::GET, "/v2/clouds", Value::Null).await, 7);
    }
    assert_eq!(
        lab.control(Method::GET, "faults", Value::Null).await[0]["after"],
        0
    );
    lab.control(Method::DELETE, "faults", Value::Null).await;
    lab.get("/v2/clouds").await;
    for rule in [
        json!({"fault": {"kind": "empty"}}),
        json!({"match": {"path": "v2"}, "fault": {"kind": "empty"}}),
    ] {
        let refused = lab
            .request(Method::POST, "/_sim/faults")
            .json(&rule)
            .send()
            .await
            .unwrap();
        assert!(refused.status().is_client_error(), "{rule}");
    }
}

#[tokio::test]
async fn a_lie_is_told_after_the_call_was_processed() {
    let lab = SimHandle::start().await;
    let fault = json!({"kind": "status", "status": 503, "message": "rate limit exceeded", "processed": true});
    spoil(&lab, "POST", "/v2/projects", fault).await;
    let body = json!({"projectName": "red", "plan": "Enterprise"});
    let request = lab.request(Method::POST, "/v2/projects").json(&body);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(projects(&lab).await, 2);
}

#[tokio::test]
async fn the_date_of_a_reply_can_be_off() {
    let lab = SimHandle::start().await;
    let date = async || {
        let response = lab.raw(Method::GET, "/v2/projects").await.unwrap();
        assert_eq!(response.status(), 200);
        let date = response.headers()["date"].to_str().unwrap().to_owned();
        httpdate::parse_http_date(&date).unwrap()
    };
    spoil(
        &lab,
        "GET",
        "/v2/*",
        json!({"kind": "date", "seconds": -3_600}),
    )
    .await;
    let (off, right) = (date().await, date().await);
    let behind = right.duration_since(off).unwrap();
    assert!(
        behind.abs_diff(Duration::from_secs(3_600)) < Duration::from_secs(60),
        "{behind:?}"
    );
}
