//! The error of a call: what it says, and what its caller can do next.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};

use super::classify::{self, ErrorKind, Topic};
use super::foreign::ForeignText;
use super::route::{NoConnection, Route};
use super::secret::Secret;

/// A call to Zilliz Cloud that did not succeed.
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

/// A failed create, after which the object may exist: the search for it has decided nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// The new objects of its name, none of which is provably its work; empty when none was listed.
    pub namesakes: Vec<Namesake>,
    /// Why it could not be looked for, if so.
    pub failure: Option<String>,
    /// What to import it by, should it exist: `name:…`.
    pub import_id: String,
}

/// An object that has the name of one that was to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    /// Its id.
    pub id: String,
    /// RFC 3339, UTC.
    pub create_time: Option<String>,
    /// Whether it is what was to be created, as far as the list tells.
    pub(super) fits: bool,
    /// Whether it is being deleted, and has its name until then.
    pub(super) is_leaving: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Inner {
    pub(super) kind: ErrorKind,
    pub(super) call: &'static str,
    pub(super) method: Method,
    /// Without the query; empty when no request was meant.
    pub(super) path: ForeignText,
    pub(super) status: Option<StatusCode>,
    pub(super) code: Option<i64>,
    pub(super) message: ForeignText,
    pub(super) request_id: Option<ForeignText>,
    pub(super) attempts: u32,
    pub(super) maybe_processed: bool,
    /// A success in a form that cannot be read, as when a gateway answers in the service's place.
    pub(super) is_malformed: bool,
    /// The setting that will be known later, without which nothing was sent.
    pub(super) unknown_setting: Option<&'static str>,
    pub(super) retry_after: Option<Duration>,
    pub(super) unsettled: Option<Unsettled>,
    /// What has the name of an object that was therefore not created.
    pub(super) namesake: Option<String>,
    /// Why nothing answered.
    pub(super) no_connection: Option<NoConnection>,
    /// The way that the request took.
    pub(super) route: Option<Arc<Route>>,
}

impl Error {
    /// A failure of a call before any answer; [`Error::inner_mut`] adds what is known of one.
    pub(super) fn new(
        call: &'static str,
        method: Method,
        path: ForeignText,
        kind: ErrorKind,
        message: impl Into<ForeignText>,
    ) -> Self {
        Self(Box::new(Inner {
            kind,
            call,
            method,
            path,
            status: None,
            code: None,
            message: message.into(),
            request_id: None,
            attempts: 0,
            maybe_processed: false,
            unknown_setting: None,
            retry_after: None,
            is_malformed: false,
            unsettled: None,
            namesake: None,
            no_connection: None,
            route: None,
        }))
    }

    /// The same error without the key, wherever it came from.
    pub(super) fn without(mut self, key: &Secret) -> Self {
        let inner = self.inner_mut();
        inner.path = inner.path.without(key);
        inner.message = inner.message.without(key);
        inner.request_id = inner.request_id.as_ref().map(|it| it.without(key));
        self
    }

    pub(super) fn inner_mut(&mut self) -> &mut Inner {
        &mut self.0
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What a caller does next.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The call that failed, in words: `describe project`.
    pub fn call(&self) -> &'static str {
        self.0.call
    }

    /// The HTTP status of the last answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The service's own error code, if its answer carried one.
    pub fn code(&self) -> Option<i64> {
        self.0.code
    }

    /// What the service, or the way to it, said: one line without secrets.
    pub fn message(&self) -> &str {
        self.0.message.as_str()
    }

    /// The request id to quote to Zilliz Cloud's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_ref().map(ForeignText::as_str)
    }

    pub(super) fn request_id_text(&self) -> Option<&ForeignText> {
        self.0.request_id.as_ref()
    }

    /// How often the request was tried; 0 when it never left.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The name of the setting that will be known later, without which nothing was sent.
    pub fn unknown_setting(&self) -> Option<&'static str> {
        self.0.unknown_setting
    }

    /// Why nothing answered, if nothing did.
    pub fn no_connection(&self) -> Option<NoConnection> {
        self.0.no_connection
    }

    /// The way that the request took, with who chose it; `None` when none was sent.
    pub fn route(&self) -> Option<&Route> {
        self.0.route.as_deref()
    }

    /// Whether the key itself is refused, or there is none. A key that may not do one thing is another matter.
    pub fn is_key_refused(&self) -> bool {
        let is_documented = self.0.code.is_some_and(classify::refuses_key);
        let is_missing = self.0.attempts == 0 && self.0.unknown_setting.is_none();
        let is_unauthorized = self.0.status == Some(StatusCode::UNAUTHORIZED);
        self.0.kind == ErrorKind::Auth && (is_unauthorized || is_documented || is_missing)
    }

    /// Whether the service may have done what was asked, in spite of this error.
    ///
    /// After a create this means: [`Error::unsettled`] says what became of the object.
    pub fn maybe_processed(&self) -> bool {
        self.0.maybe_processed
    }

    /// After a create that may have been processed: what is known of the object, which was looked for.
    pub fn unsettled(&self) -> Option<&Unsettled> {
        self.0.unsettled.as_ref()
    }

    /// The id of what has the name of an object that was therefore not created.
    pub fn namesake(&self) -> Option<&str> {
        self.0.namesake.as_deref()
    }

    /// What the service refuses by, as far as words tell; for hints only.
    pub fn topic(&self) -> Topic {
        classify::topic(self.0.message.as_str())
    }

    /// Whether the service refuses by a code that no document explains: it may not be allowed, or not be able.
    pub fn has_unknown_code(&self) -> bool {
        self.0.code.is_some_and(|it| !classify::is_documented(it))
    }

    /// Whether neither the status nor the code of a refusal is explained by any document.
    pub fn is_unexplained(&self) -> bool {
        self.0.kind == ErrorKind::Invalid && self.has_unknown_code()
    }

    /// Whether the same call may succeed later without any change: it was no answer of the service, or one that nobody
    /// understands.
    pub fn is_transient(&self) -> bool {
        match self.0.kind {
            ErrorKind::Throttled
            | ErrorKind::Timeout
            | ErrorKind::Unavailable
            | ErrorKind::Unproven => true,
            // One in the documented envelope that has another form inside has it the next time, too.
            ErrorKind::Unexpected => {
                self.is_malformed() || self.0.status.is_some_and(|it| !it.is_success())
            }
            ErrorKind::Conflict | ErrorKind::Invalid | ErrorKind::Quota => self.has_unknown_code(),
            ErrorKind::Auth | ErrorKind::Canceled | ErrorKind::NotEnabled | ErrorKind::NotFound => {
                false
            }
        }
    }

    pub(super) fn is_malformed(&self) -> bool {
        self.0.is_malformed
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.write_str(inner.call)?;
        if !inner.path.as_str().is_empty() {
            write!(f, " ({} {})", inner.method, inner.path)?;
        }
        write!(f, ": {}", inner.message)?;
        let mut facts = Vec::new();
        facts.extend(inner.status.map(|it| format!("HTTP {}", it.as_u16())));
        facts.extend(inner.code.map(|it| format!("code {it}")));
        facts.extend(inner.request_id.iter().map(|it| format!("request id {it}")));
        if inner.attempts > 1 {
            facts.push(format!("{} attempts", inner.attempts));
        }
        if !facts.is_empty() {
            write!(f, " ({})", facts.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;

    fn error(kind: ErrorKind) -> Error {
        let request =
            Request::get("describe project", ["projects", "proj-1"]).query("email", "a@b");
        request.error(kind, "no such project")
    }

    #[test]
    fn an_error_prints_all_facts_on_one_line_and_no_query() {
        let mut error = error(ErrorKind::NotFound);
        assert_eq!(
            error.to_string(),
            "describe project (GET /v2/projects/proj-1): no such project"
        );
        let inner = error.inner_mut();
        inner.status = Some(StatusCode::OK);
        inner.code = Some(404);
        inner.request_id = Some("abc".into());
        inner.attempts = 3;
        assert_eq!(
            error.to_string(),
            "describe project (GET /v2/projects/proj-1): no such project \
             (HTTP 200, code 404, request id abc, 3 attempts)"
        );
    }
}
