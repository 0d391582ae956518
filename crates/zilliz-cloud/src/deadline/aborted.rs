//! The end of a call that nobody waits for any longer.

use crate::request::Request;
use crate::{Error, ErrorKind};

/// Why a call ended before its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Canceled,
    OutOfTime,
}

impl Ended {
    /// The error of a call that ended so; `last` is that of its last attempt.
    pub(crate) fn into_error(self, request: &Request, last: Option<Error>) -> Error {
        let (kind, what) = match self {
            Self::Canceled => (ErrorKind::Canceled, "it was interrupted"),
            Self::OutOfTime => (ErrorKind::Timeout, "the time for the operation is up"),
        };
        let Some(mut error) = last else {
            return request.error(kind, what);
        };
        let inner = error.inner_mut();
        inner.message = format!("{what}; the last attempt: {}", inner.message).into();
        inner.kind = kind;
        error
    }
}
