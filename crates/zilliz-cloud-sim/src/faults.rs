//! Scripted trouble: rules that spoil matching calls.
//!
//! The first rule that matches and still has something to do decides; later rules do not see that call. In a path, `*`
//! stands for any characters, slashes included.

use std::time::{Duration, SystemTime};

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::envelope::{Code, Refusal};

/// The most that a date is off, in seconds.
const A_YEAR: u64 = 366 * 24 * 60 * 60;

/// A fault and the calls that it spoils.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultRule {
    #[serde(rename = "match")]
    matching: Match,
    /// How many calls to spoil; without it, all until the rules are cleared.
    times: Option<u32>,
    /// How many matching calls to let pass first.
    #[serde(default)]
    after: u32,
    fault: Fault,
}

/// Which calls a rule is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    /// Any method, when absent.
    method: Option<String>,
    path: String,
}

/// What happens to a call. The empty braces matter: serde lets unit variants carry unknown fields.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Fault {
    /// An HTTP status, and `body` as it is, else an envelope: not processed, unless the answer is to be a lie.
    Status {
        status: u16,
        code: Option<i64>,
        message: Option<String>,
        body: Option<String>,
        retry_after: Option<u64>,
        #[serde(default)]
        processed: bool,
    },
    /// Processed, and the `Date` of the reply is off by this many seconds.
    Date { seconds: i64 },
    /// Processed after this many milliseconds.
    Delay { milliseconds: u64 },
    /// The connection is cut and nothing is processed.
    ResetBefore {},
    /// Processed, then the connection is cut instead of a reply.
    ResetAfter {},
    /// Processed; the connection ends in the middle of the reply's body.
    Truncate {},
    /// A web page, as proxies send them (HTTP 200 unless `status` says otherwise): not processed.
    Html { status: Option<u16> },
    /// A reply without a body (HTTP 200 unless `status` says otherwise): not processed.
    Empty { status: Option<u16> },
    /// A business error as HTTP 200: not processed.
    Envelope { code: i64, message: Option<String> },
}

/// The rules in force, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<FaultRule>);

impl Faults {
    /// Adds a rule, when it can do what it says.
    pub(crate) fn add(&mut self, rule: FaultRule) -> Result<(), String> {
        if let Some(method) = &rule.matching.method
            && (Method::from_bytes(method.as_bytes()).is_err()
                || method.chars().any(char::is_lowercase))
        {
            return Err(format!("`{method}` is no HTTP method"));
        }
        if !rule.matching.path.starts_with(['/', '*']) {
            return Err("match.path must begin with `/` or `*`".to_owned());
        }
        if let Fault::Status { status, .. }
        | Fault::Html {
            status: Some(status),
        }
        | Fault::Empty {
            status: Some(status),
        } = rule.fault
            && !(200..=599).contains(&status)
        {
            return Err(format!("{status} is no final HTTP status"));
        }
        if let Fault::Date { seconds } = rule.fault
            && seconds.unsigned_abs() > A_YEAR
        {
            return Err(format!("a date is off by at most {A_YEAR} seconds"));
        }
        self.0.push(rule);
        Ok(())
    }

    /// Removes all rules.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The rules, with what is left of `times` and `after`.
    pub(crate) fn rules(&self) -> &[FaultRule] {
        &self.0
    }

    /// The fault of this call, counted.
    pub(crate) fn take(&mut self, method: &Method, path: &str) -> Option<Fault> {
        for rule in &mut self.0 {
            let matching = &rule.matching;
            let method_matches = matching
                .method
                .as_deref()
                .is_none_or(|wanted| method == wanted);
            if rule.times == Some(0) || !method_matches || !glob(&matching.path, path) {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
                continue;
            }
            rule.times = rule.times.map(|times| times - 1);
            return Some(rule.fault.clone());
        }
        None
    }
}

impl Fault {
    /// The name of the kind, as rules spell it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Delay { .. } => "delay",
            Self::Date { .. } => "date",
            Self::ResetBefore {} => "reset_before",
            Self::ResetAfter {} => "reset_after",
            Self::Truncate {} => "truncate",
            Self::Html { .. } => "html",
            Self::Empty { .. } => "empty",
            Self::Envelope { .. } => "envelope",
        }
    }

    /// How long the call waits before it is processed.
    pub(crate) fn delay(&self) -> Duration {
        match self {
            Self::Delay { milliseconds } => Duration::from_millis(*milliseconds),
            _ => Duration::ZERO,
        }
    }

    /// Whether the call is processed although the reply is another's.
    pub(crate) fn is_lie(&self) -> bool {
        matches!(self, Self::Status { processed, .. } if *processed)
    }

    /// The `Date` of the reply, where it is not that of this machine.
    pub(crate) fn date(&self) -> Option<HeaderValue> {
        let Self::Date { seconds } = self else {
            return None;
        };
        let off = Duration::from_secs(seconds.unsigned_abs());
        let now = SystemTime::now();
        let date = if *seconds < 0 { now - off } else { now + off };
        HeaderValue::from_str(&httpdate::fmt_http_date(date)).ok()
    }

    /// The reply in the service's place; `None` is the service's own.
    pub(crate) fn reply(&self) -> Option<Response> {
        match self {
            Self::Delay { .. } | Self::Date { .. } | Self::ResetAfter {} | Self::Truncate {} => {
                None
            }
            Self::ResetBefore {} => Some(StatusCode::NO_CONTENT.into_response()),
            Self::Status {
                status,
                code,
                message,
                body,
                retry_after,
                processed: _,
            } => {
                let status = status_code(Some(*status));
                let code = code.unwrap_or_else(|| i64::from(status.as_u16()));
                let reason = status.canonical_reason().unwrap_or("Error");
                let message = message.as_deref().unwrap_or(reason);
                let mut response = match body {
                    Some(body) => (status, body.clone()).into_response(),
                    None => {
                        (status, Json(json!({"code": code, "message": message}))).into_response()
                    }
                };
                response.extensions_mut().insert(Code(code));
                if let Some(seconds) = retry_after {
                    let headers = response.headers_mut();
                    headers.insert(RETRY_AFTER, HeaderValue::from(*seconds));
                }
                Some(response)
            }
            Self::Html { status } => {
                let page = "<html><head><title>Error</title></head><body>Bad gateway</body></html>";
                let headers = [(CONTENT_TYPE, "text/html; charset=utf-8")];
                Some((status_code(*status), headers, page).into_response())
            }
            Self::Empty { status } => Some(status_code(*status).into_response()),
            Self::Envelope { code, message } => {
                let message = message.as_deref().unwrap_or("Scripted error.");
                Some(Refusal::new(*code, message).into_response())
            }
        }
    }
}

fn status_code(status: Option<u16>) -> StatusCode {
    StatusCode::from_u16(status.unwrap_or(200)).unwrap_or(StatusCode::OK)
}

fn glob(pattern: &str, path: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == path;
    };
    let Some(mut left) = path.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, path, matches) in [
            ("/v2/clusters", "/v2/clusters", true),
            ("/v2/clusters", "/v2/clusters/in01", false),
            ("/v2/clusters/*", "/v2/clusters/in01", true),
            ("/v2/clusters/*", "/v2/clusters", false),
            ("/v2/clusters/*", "/v2/clusters/in01/labels", true),
            ("/v2/*/labels", "/v2/clusters/in01/labels", true),
            ("/v2/*/labels", "/v2/clusters/in01", false),
            ("/v2/*a*a", "/v2/aa", true),
            ("/v2/*a*a", "/v2/a", false),
            ("*", "/v2/anything", true),
        ] {
            assert_eq!(glob(pattern, path), matches, "{pattern} {path}");
        }
    }

    #[test]
    fn a_rule_passes_some_calls_spoils_some_and_is_used_up() {
        let rule = serde_json::from_value(json!({
            "match": {"path": "/v2/*"}, "after": 1, "times": 2, "fault": {"kind": "empty"},
        }));
        let mut faults = Faults::default();
        faults.add(rule.unwrap()).unwrap();
        let spoiled = [(); 4].map(|()| faults.take(&Method::GET, "/v2/projects").is_some());
        assert_eq!(spoiled, [false, true, true, false]);
    }

    #[test]
    fn a_rule_with_an_unknown_kind_or_field_is_an_error() {
        for fault in [
            json!({"kind": "explode"}),
            json!({"kind": "truncate", "at": 3}),
        ] {
            let rule = json!({"match": {"path": "/v2/*"}, "fault": fault});
            assert!(
                serde_json::from_value::<FaultRule>(rule).is_err(),
                "{fault}"
            );
        }
    }
}
