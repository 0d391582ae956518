//! Callers of the control surface: no web page, whatever its browser lets it do.

use reqwest::header::{CONTENT_TYPE, HOST, HeaderName, ORIGIN};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::SimHandle;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

impl SimHandle {
    /// A control call without the key.
    fn keyless(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/_sim/{path}", self.sim.url());
        self.http.request(method, url)
    }
}

#[tokio::test]
async fn a_web_page_changes_nothing() {
    let lab = SimHandle::start().await;
    lab.project("red").await;
    let before = lab.inventory().await;
    for (method, path) in [
        (Method::POST, "reset"),
        (Method::POST, "members"),
        (Method::POST, "faults"),
        (Method::DELETE, "faults"),
        (Method::DELETE, "calls"),
        (Method::PATCH, "choices"),
        (Method::DELETE, "projects/proj-1"),
        (Method::DELETE, "bindings/usr-1/r-1"),
    ] {
        // What a form can send, and what a script can send without asking.
        for content in [
            "application/x-www-form-urlencoded",
            "text/plain",
            "application/json",
        ] {
            let request = lab.keyless(method.clone(), path);
            let request = request.header(CONTENT_TYPE, content).body("{}");
            assert_eq!(status(request).await, 401, "{method} {path} {content}");
        }
        let wrong = lab.keyless(method.clone(), path).bearer_auth("wrong");
        assert_eq!(status(wrong).await, 401, "{method} {path}");
        // Even one that knows the key.
        for (header, value) in [
            (ORIGIN, "http://evil.example"),
            (ORIGIN, "null"),
            (SITE, "cross-site"),
        ] {
            let request = lab.request(method.clone(), &format!("/_sim/{path}"));
            assert_eq!(
                status(request.header(header, value)).await,
                403,
                "{method} {path}"
            );
        }
    }
    assert_eq!(lab.inventory().await, before);
}

#[tokio::test]
async fn a_page_of_the_same_address_is_no_other_site() {
    let lab = SimHandle::start().await;
    let own = lab.sim.url();
    let request = lab.request(Method::POST, "/_sim/reset");
    assert_eq!(status(request.header(ORIGIN, own)).await, 200);
    let other_port = lab.request(Method::POST, "/_sim/reset");
    let other_port = other_port.header(ORIGIN, "http://127.0.0.1:1");
    assert_eq!(status(other_port).await, 403);
}

#[tokio::test]
async fn a_name_that_was_made_to_lead_here_reads_nothing() {
    let lab = SimHandle::start().await;
    let port = lab.sim.address().port();
    for (host, expected) in [
        ("evil.example".to_owned(), 403),
        (format!("evil.example:{port}"), 403),
        (format!("localhost.evil.example:{port}"), 403),
        (format!("127.0.0.1.evil.example:{port}"), 403),
        (format!("10.0.0.1:{port}"), 403),
        (format!("localhost:{port}"), 200),
        (format!("LOCALHOST:{port}"), 200),
        (format!("127.0.0.1:{port}"), 200),
        (format!("[::1]:{port}"), 200),
    ] {
        for path in ["inventory", "calls", "faults", "choices"] {
            let request = lab.keyless(Method::GET, path).header(HOST, &host);
            assert_eq!(status(request).await, expected, "{host} {path}");
        }
    }
}

#[tokio::test]
async fn a_request_without_a_host_or_with_two_is_refused() {
    let lab = SimHandle::start().await;
    let address = lab.sim.address();
    for hosts in ["", "Host: localhost\r\nHost: evil.example\r\n"] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET /_sim/inventory HTTP/1.0\r\n{hosts}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap();
        assert!(["400", "403"].contains(&status), "{answer}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_is_missing() {
    let lab = SimHandle::start().await;
    let refused = lab.keyless(Method::POST, "reset").send().await.unwrap();
    let body: Value = refused.json().await.unwrap();
    let why = "what changes something needs the header `Authorization: Bearer <API key>`";
    assert_eq!(body, json!({"error": why}));
}
