//! One answer of the service: success, or which kind of error.
//!
//! Errors come as HTTP statuses and inside HTTP 200, in an envelope `{"code", "message", "data"}` where the integers 0 and 200
//! mean success.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::classify;
use super::classify::ErrorKind;
use super::error::Error;
use super::foreign::ForeignText;
use super::request::Request;
use super::secret::Secret;

/// How much of a body that makes no sense an error quotes, in characters.
const EXCERPT: usize = 200;

/// An answer as it came.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) request_id: Option<ForeignText>,
    pub(super) retry_after: Option<Duration>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// An answer that says success.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) data: Value,
    pub(super) status: StatusCode,
    pub(super) request_id: Option<ForeignText>,
    pub(super) attempts: u32,
    /// The key that must not show in any error about it.
    pub(super) key: Secret,
}

/// The API's own form of an answer; other senders' JSON has no integer `code`. A member that is there twice makes it none.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Envelope {
    code: Value,
    message: Value,
    request_id: Value,
    data: Value,
}

/// Reads an answer; `key` must not show in any error.
///
/// Success is a success of HTTP with the integer 0 or 200 in the envelope, and nothing else. No route that this client calls is
/// documented to answer without the envelope, or without a body.
pub(super) fn read(request: &Request, answer: Answer, key: &Secret) -> Result<Reply, Error> {
    let envelope = envelope(&answer.body).unwrap_or_default();
    let code = envelope.code.as_i64();
    if answer.status.is_success() && matches!(code, Some(0 | 200)) {
        return Ok(Reply {
            data: envelope.data,
            status: answer.status,
            request_id: answer.request_id,
            attempts: 0,
            key: key.clone(),
        });
    }
    let kind = classify::of(request.rolling_out, answer.status, code);
    let words = envelope.message.as_str().unwrap_or_default();
    let mut message = match code {
        Some(_) if words.is_empty() => "the service gave no reason".into(),
        Some(_) => ForeignText::message(words, key),
        None => unreadable(request, &answer, key),
    };
    if kind == ErrorKind::NotEnabled {
        message.push_front("this route is not enabled for the account or endpoint yet: ");
    }
    let mut error = request.error(kind, message);
    let inner = error.inner_mut();
    inner.status = Some(answer.status);
    inner.code = code;
    let in_body = envelope.request_id.as_str();
    let in_body = in_body.map(|it| ForeignText::excerpt(it, key, EXCERPT));
    inner.request_id = answer.request_id.or(in_body);
    inner.retry_after = answer.retry_after;
    // Only what the service, or the way to it, refuses in a form that is known was not done.
    inner.maybe_processed = matches!(
        kind,
        ErrorKind::Timeout | ErrorKind::Unavailable | ErrorKind::Unexpected
    );
    inner.is_malformed =
        kind == ErrorKind::Unexpected && answer.status.is_success() && code.is_none();
    Err(error)
}

/// A list would be read as the members in their order.
fn envelope(body: &[u8]) -> Option<Envelope> {
    let is_object = body.trim_ascii_start().starts_with(b"{");
    is_object.then(|| serde_json::from_slice(body).ok())?
}

/// Describes an answer outside the API's envelope.
fn unreadable(request: &Request, answer: &Answer, key: &Secret) -> ForeignText {
    let remote = match answer.body.as_slice() {
        [] => return "an empty answer".into(),
        _ if answer.status.is_redirection() => {
            return "a redirect, which is not followed".into();
        }
        body if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() => {
            "JSON outside the API's envelope"
        }
        _ => "not JSON",
    };
    if request.secret_reply {
        let length = answer.body.len();
        return format!(
            "an answer that is {remote} ({length} bytes, not shown: it may hold a password)"
        )
        .into();
    }
    let text = String::from_utf8_lossy(&answer.body);
    let text = ForeignText::excerpt(&text, key, EXCERPT);
    format!("an answer that is {remote}: {text}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(request: &Request, status: u16, body: &str) -> Result<Reply, Error> {
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            request_id: None,
            retry_after: None,
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        };
        read(request, answer, &Secret::new("key-1234"))
    }

    fn failure(code: i64, message: &str) -> String {
        serde_json::json!({"code": code, "message": message}).to_string()
    }

    #[test]
    fn success_is_the_integer_0_or_200_and_nothing_else() {
        let read = |status, body| read_as(&Request::get("x", []), status, body);
        let data = |status, body| read(status, body).unwrap().data;
        assert_eq!(data(200, r#"{"code":0,"data":1}"#), 1);
        assert_eq!(data(201, r#"{"code":200,"data":"ok"}"#), "ok");
        assert_eq!(data(200, r#"{"code":0}"#), Value::Null);
        for (status, body) in [
            (200, r#"{"code":"0","data":true}"#),
            (200, r#"{"code":0.0,"data":true}"#),
            (200, r#"{"code":"PERMISSION_DENIED","data":null}"#),
            (200, r#"{"code":false,"data":true}"#),
            (200, r#"{"code":null,"data":true}"#),
            (200, r#"{"code":[0],"data":true}"#),
            (200, r#"{"code":50001,"code":0,"data":true}"#),
            (200, r#"{"code":0,"code":50001,"data":true}"#),
            (200, r#"{"data":{"projectId":"p"}}"#),
            (200, r#"[{"code":0}]"#),
            (200, r#"[0,"","",true]"#),
            (200, "true"),
            (204, ""),
            (302, r#"{"code":0}"#),
            (404, r#"{"code":0,"data":true}"#),
            (500, r#"{"code":200,"data":true}"#),
        ] {
            let error = read(status, body).unwrap_err();
            assert!(error.maybe_processed(), "{status} {body}");
        }
    }

    #[test]
    fn only_a_refusal_proves_that_nothing_was_done() {
        let maybe = |status, body: &str| {
            read_as(&Request::post("x", []), status, body)
                .unwrap_err()
                .maybe_processed()
        };
        for (status, body) in [
            (502, String::new()),
            (503, failure(1, "rate limit exceeded")),
            (
                500,
                failure(40_013, "The specified cluster name already exists."),
            ),
            (200, "<html>".to_owned()),
            (200, String::new()),
            (302, String::new()),
            (404, "404 page not found".to_owned()),
            (200, failure(429, "Too many requests")),
            (200, failure(503, "down")),
        ] {
            assert!(maybe(status, &body), "{status} {body}");
        }
        assert!(!maybe(200, &failure(40_013, "exists")));
        assert!(!maybe(429, ""));
        assert!(!maybe(401, ""));
    }

    #[test]
    fn no_message_shows_the_key_or_breaks_the_line() {
        let body = "<html>\n\tBearer key-1234\r\n</html>";
        let error = read_as(&Request::get("x", []), 400, body).unwrap_err();
        assert_eq!(
            error.message(),
            "an answer that is not JSON: <html> Bearer *** </html>"
        );
        let error = read_as(
            &Request::get("x", []),
            401,
            &failure(21119, "key-1234\nis bad"),
        )
        .unwrap_err();
        assert_eq!(error.message(), "*** is bad");
        let long = read_as(&Request::get("x", []), 400, &"é".repeat(5000)).unwrap_err();
        assert!(long.message().chars().count() < 250, "{long}");
    }

    #[test]
    fn a_request_id_and_a_message_cannot_talk_to_a_terminal() {
        let evil = "\u{1b}[2J\u{202e}key-1234\nError: gone\u{2028}";
        let body = serde_json::json!({"code": 1, "message": evil, "requestId": evil.repeat(100)});
        let error = read_as(&Request::get("x", []), 400, &body.to_string()).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("\\u{1b}[2J\\u{202e}*** Error: gone"),
            "{text}"
        );
        let is_bad = |it: char| it.is_control() || "\u{202e}\u{2028}".contains(it);
        assert!(!text.contains(is_bad), "{text}");
        assert!(error.request_id().unwrap().chars().count() < 600);
    }

    #[test]
    fn a_reply_that_may_hold_a_secret_is_not_quoted() {
        let request = Request::post("create cluster", []).with_secret_reply();
        let body = r#"{"clusterId":"in01","password":"hunter2"}"#;
        for status in [200, 400, 502] {
            for body in [
                body,
                "[{\"password\":\"hunter2\"}]",
                "{\"password\":\"hunter2",
            ] {
                let error = read_as(&request, status, body).unwrap_err();
                assert!(!error.to_string().contains("hunter2"), "{error}");
            }
        }
    }
}
