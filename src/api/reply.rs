//! One answer of the service: success, or which kind of error.
//!
//! Errors come as HTTP statuses and inside HTTP 200, in an envelope `{"code", "message", "data"}` where 0 and 200 mean
//! success.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::error::{Error, Kind};
use super::foreign::ForeignText;
use super::kind;
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

/// The API's own form of an answer; other senders' JSON has no integer `code`.
pub(super) struct Envelope {
    pub(super) code: Option<i64>,
    pub(super) message: String,
    request_id: Option<String>,
    data: Option<Value>,
}

/// Reads an answer; `key` must not show in any error.
pub(super) fn read(request: &Request, answer: Answer, key: &Secret) -> Result<Reply, Error> {
    let envelope = envelope(&answer.body);
    let code = envelope.as_ref().and_then(|it| it.code);
    if answer.status.is_success() {
        let reply = |data| Reply {
            data,
            status: answer.status,
            request_id: answer.request_id.clone(),
            attempts: 0,
            key: key.clone(),
        };
        if answer.status == StatusCode::NO_CONTENT {
            return Ok(reply(Value::Null));
        }
        match envelope {
            Some(Envelope {
                code: Some(0 | 200),
                data,
                ..
            }) => return Ok(reply(data.unwrap_or_default())),
            Some(Envelope {
                code: None,
                data: Some(data),
                ..
            }) => return Ok(reply(data)),
            _ => {}
        }
    }
    let kind = kind::of(request.rolling_out, answer.status, envelope.as_ref());
    let mut message = match &envelope {
        Some(Envelope {
            code: Some(_),
            message,
            ..
        }) if !message.is_empty() => ForeignText::message(message, key),
        Some(Envelope { code: Some(_), .. }) => "the service gave no reason".into(),
        _ => unreadable(request, &answer, key),
    };
    if kind == Kind::NotEnabled {
        message.push_front("this route is not enabled for the account or endpoint yet: ");
    }
    let mut error = Error::new(request, kind, message);
    let inner = error.inner_mut();
    inner.status = Some(answer.status);
    inner.code = code;
    let told = envelope.as_ref().map_or("", |it| it.message.as_str());
    inner.is_bare = kind == Kind::NotFound && kind::may_be_any_gateways(answer.status, told);
    let in_body = envelope.and_then(|it| it.request_id);
    let in_body = in_body.map(|it| ForeignText::excerpt(&it, key, EXCERPT));
    inner.request_id = answer.request_id.or(in_body);
    inner.retry_after = answer.retry_after;
    inner.maybe_processed = match kind {
        Kind::Timeout | Kind::Unavailable => true,
        Kind::Unexpected => answer.status.is_success(),
        _ => false,
    };
    inner.is_garbled = kind == Kind::Unexpected && answer.status.is_success() && code.is_none();
    Err(error)
}

/// Reads a body that is a JSON object.
pub(super) fn envelope(body: &[u8]) -> Option<Envelope> {
    let Ok(Value::Object(mut object)) = serde_json::from_slice(body) else {
        return None;
    };
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let code = object.get("code").and_then(|code| match code {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    });
    Some(Envelope {
        code,
        message: text(object.remove("message")).unwrap_or_default(),
        request_id: text(object.remove("requestId")),
        data: object.remove("data"),
    })
}

/// Describes an answer outside the API's envelope.
fn unreadable(request: &Request, answer: &Answer, key: &Secret) -> ForeignText {
    let found = match answer.body.as_slice() {
        [] => return "an empty answer".into(),
        _ if answer.status.is_redirection() => {
            return "a redirect, which is not followed".into();
        }
        body if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() => {
            "JSON outside the API's envelope"
        }
        _ => "not JSON",
    };
    if request.secret_reply && answer.status.is_success() {
        let length = answer.body.len();
        return format!(
            "an answer that is {found} ({length} bytes, not shown: it may hold a password)"
        )
        .into();
    }
    let text = String::from_utf8_lossy(&answer.body);
    let text = ForeignText::excerpt(&text, key, EXCERPT);
    format!("an answer that is {found}: {text}").into()
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
    fn success_is_code_0_or_200_or_no_content() {
        let data = |status, body| read_as(&Request::get("x", []), status, body).unwrap().data;
        assert_eq!(data(200, r#"{"code":0,"data":1}"#), 1);
        assert_eq!(data(200, r#"{"code":200,"data":"ok"}"#), "ok");
        assert_eq!(data(200, r#"{"code":"0","data":true}"#), true);
        assert_eq!(data(200, r#"{"code":0}"#), Value::Null);
        assert_eq!(data(204, ""), Value::Null);
    }

    #[test]
    fn only_a_refusal_proves_that_nothing_was_done() {
        let maybe = |status, body: &str| {
            read_as(&Request::post("x", []), status, body)
                .unwrap_err()
                .maybe_processed()
        };
        assert!(maybe(502, ""));
        assert!(maybe(200, "<html>"));
        assert!(maybe(200, ""));
        assert!(!maybe(200, &failure(40013, "exists")));
        assert!(!maybe(429, ""));
        assert!(!maybe(302, ""));
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
        let error = read_as(&request, 200, body).unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
