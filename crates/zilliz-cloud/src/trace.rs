//! The trace of requests and replies, for a log that may be given to strangers.
//!
//! Secrets are masked in the parsed JSON, by the names they go under; the key of the client wherever it shows. A body
//! that is not JSON is not shown at all.

use reqwest::header::{HeaderMap, HeaderName};
use serde_json::Value;

use super::foreign::{ForeignText, hide};
use super::request::Request;
use super::secret::Secret;

const MASK: &str = "***";
/// The longest text of a log line, in characters.
const LONGEST: usize = 16 * 1024;

/// What the names of secrets contain, in lower case and without separators.
const SECRET_NAMES: [&str; 8] = [
    "authorization",
    "password",
    "apikey",
    "token",
    "secret",
    "keyvalue",
    "credential",
    "cookie",
];

/// Logs a request that is about to be sent.
pub(super) fn sent(request: &Request, headers: &HeaderMap, key: &Secret) {
    if tracing::enabled!(tracing::Level::TRACE) {
        let body = request.body.clone();
        let body = body.map(|it| shown(&masked(it, key).to_string(), key));
        tracing::trace!(
            call = request.name,
            method = %request.method,
            path = request.path().without(key).as_str(),
            headers = headers_text(headers, key).as_str(),
            body = body.as_ref().map(ForeignText::as_str),
            "request"
        );
    }
}

/// Logs a reply as it came.
pub(super) fn received(request: &Request, headers: &HeaderMap, body: &[u8], key: &Secret) {
    if tracing::enabled!(tracing::Level::TRACE) {
        tracing::trace!(
            call = request.name,
            method = %request.method,
            path = request.path().without(key).as_str(),
            headers = headers_text(headers, key).as_str(),
            body = body_text(request, body, key).as_str(),
            "reply"
        );
    }
}

/// Text for a log line.
fn shown(text: &str, key: &Secret) -> ForeignText {
    ForeignText::verbatim(text, key, LONGEST)
}

fn headers_text(headers: &HeaderMap, key: &Secret) -> ForeignText {
    let line = |(name, value): (&HeaderName, &reqwest::header::HeaderValue)| {
        if value.is_sensitive() || is_secret(name.as_str()) {
            return format!("{name}: {MASK}");
        }
        let value = String::from_utf8_lossy(value.as_bytes());
        format!("{name}: {}", hide(&value, key))
    };
    let lines: Vec<_> = headers.iter().map(line).collect();
    shown(&lines.join("; "), key)
}

fn body_text(request: &Request, body: &[u8], key: &Secret) -> ForeignText {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
        return format!("{} bytes that are not JSON", body.len()).into();
    };
    // Where a secret is expected, one without a name is no surprise.
    if request.secret_reply {
        match value.get_mut("data") {
            Some(Value::Object(_)) => {}
            Some(data) => *data = MASK.into(),
            None => return format!("{} bytes that may hold a password", body.len()).into(),
        }
    }
    shown(&masked(value, key).to_string(), key)
}

/// The same value without secrets.
fn masked(value: Value, key: &Secret) -> Value {
    match value {
        Value::Object(members) => {
            let member = |(name, value): (String, Value)| {
                let value = match value {
                    Value::Null => Value::Null,
                    _ if is_secret(&name) => MASK.into(),
                    value => masked(value, key),
                };
                (hide(&name, key), value)
            };
            members.into_iter().map(member).collect()
        }
        Value::Array(items) => items.into_iter().map(|it| masked(it, key)).collect(),
        Value::String(text) => masked_text(&text, key).into(),
        other => other,
    }
}

/// A text can be JSON itself.
fn masked_text(text: &str, key: &Secret) -> String {
    let inner = serde_json::from_str(text);
    match inner {
        Ok(inner @ (Value::Object(_) | Value::Array(_))) => masked(inner, key).to_string(),
        _ => hide(text, key),
    }
}

fn is_secret(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let name: String = letters.map(|it| it.to_ascii_lowercase()).collect();
    SECRET_NAMES.iter().any(|it| name.contains(it))
}

#[cfg(test)]
mod tests {
    use reqwest::header::{AUTHORIZATION, HeaderValue, LOCATION, SET_COOKIE};
    use serde_json::json;

    use super::*;

    fn key() -> Secret {
        Secret::new("key\"0123")
    }

    #[test]
    fn a_secret_is_masked_by_its_name_at_any_depth() {
        let body = json!({
            "password": "hunter2", "data": [{"apiKey": "hunter2", "api_key": {"value": "hunter2"}, "Token": 4711}],
            "clientSecret": "hunter2", "key_value": "hunter2", "tunnelToken": "hunter2", "Authorization": "hunter2",
            "prompt": "it is \"hunter\" \\ fine", "password_hint": null,
        });
        assert_eq!(
            masked(body, &key()),
            json!({
                "password": "***", "data": [{"apiKey": "***", "api_key": "***", "Token": "***"}],
                "clientSecret": "***", "key_value": "***", "tunnelToken": "***", "Authorization": "***",
                "prompt": "it is \"hunter\" \\ fine", "password_hint": null,
            })
        );
    }

    #[test]
    fn quotes_in_a_secret_and_json_in_a_text_hide_nothing_from_the_mask() {
        let body =
            r#"{"password":"a\"hunter2","message":"{\"password\":\"b\\\"hunter2\",\"a\":1}"}"#;
        let text = body_text(&Request::get("x", []), body.as_bytes(), &key()).to_string();
        assert_eq!(
            text,
            r#"{"message":"{\"a\":1,\"password\":\"***\"}","password":"***"}"#
        );
    }

    #[test]
    fn the_key_is_masked_in_values_names_and_headers() {
        let shown = masked(json!({"a key\"0123": "Bearer key\"0123!"}), &key());
        assert_eq!(shown, json!({"a ***": "Bearer ***!"}));
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer x"));
        headers.insert(SET_COOKIE, HeaderValue::from_static("session=x"));
        headers.insert(LOCATION, HeaderValue::from_static("https://h/key\"0123"));
        let shown = headers_text(&headers, &key()).to_string();
        assert_eq!(
            shown,
            "authorization: ***; set-cookie: ***; location: https://h/***"
        );
    }

    #[test]
    fn what_is_not_json_or_has_no_name_is_not_shown() {
        let create = Request::post("create", []).with_secret_reply();
        for body in ["<html>hunter2", r#""hunter2""#, r#"{"data":"hunter2"}"#] {
            let text = body_text(&create, body.as_bytes(), &key()).to_string();
            assert!(!text.contains("hunter2"), "{text}");
        }
        let text = body_text(&Request::get("x", []), b"<html>hunter2", &key()).to_string();
        assert_eq!(text, "13 bytes that are not JSON");
    }
}
