//! Deadlines: how long, and until when, the calls of one operation go on.
//!
//! A read is cut short; a write that is under way is not: its answer may be the only word on what it did, and on the password
//! of what it made. The time of one attempt limits it anyway.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::request::Request;
use super::{Client, Error, ErrorKind};

/// How long a read that is under way at the deadline may still take: its answer may be the one that was waited for.
const GRACE: Duration = Duration::from_secs(10);

/// The bounds of the calls of one view of a client.
#[derive(Clone, Debug, Default)]
pub(super) struct Deadline {
    at: Option<Instant>,
    cancel: CancellationToken,
    /// Whether a read may be answered with what another one was answered.
    pub(super) is_operation: bool,
}

impl Client {
    /// The same client for one operation: its calls start no attempt after `deadline` or when `cancel` is canceled.
    ///
    /// The exception is a first read, which may begin at the deadline: it shows what has become of the object. An operation
    /// shares no answers with others: it wants to know what is so now.
    pub fn within(&self, deadline: Instant, cancel: &CancellationToken) -> Self {
        self.with_deadline(Deadline {
            at: Some(deadline),
            cancel: cancel.clone(),
            is_operation: true,
        })
    }

    /// The same client for looking after something that was begun: not stopped by the user, and for `at_least` this long.
    pub(super) fn unstoppable(&self, at_least: Duration) -> Self {
        let at_least = Instant::now() + at_least;
        self.with_deadline(Deadline {
            at: self.deadline.at.map(|it| it.max(at_least)),
            cancel: CancellationToken::new(),
            is_operation: true,
        })
    }

    fn with_deadline(&self, deadline: Deadline) -> Self {
        Self {
            deadline,
            ..self.clone()
        }
    }
}

impl Deadline {
    /// Whether nothing more is to be begun.
    pub(super) fn is_over(&self) -> bool {
        self.cancel.is_cancelled() || self.at.is_some_and(|it| it <= Instant::now())
    }

    /// Waits for the turn of an attempt, unless it comes too late.
    pub(super) async fn before(
        &self,
        request: &Request,
        retries: u32,
        turn: impl Future<Output = ()>,
    ) -> Result<(), Aborted> {
        if request.is_read && retries == 0 {
            return self.bound(self.at.map(|it| it + GRACE), turn).await;
        }
        if self.is_over() {
            return Err(self.reason());
        }
        self.bound(self.at, turn).await
    }

    /// Runs an attempt.
    pub(super) async fn during<T>(
        &self,
        request: &Request,
        attempt: impl Future<Output = T>,
    ) -> Result<T, Aborted> {
        if request.is_read {
            self.bound(self.at.map(|it| it.max(Instant::now()) + GRACE), attempt)
                .await
        } else {
            Ok(attempt.await)
        }
    }

    /// Sleeps; at once over when nothing could follow.
    pub(super) async fn sleep(&self, time: Duration) -> Result<(), Aborted> {
        let end = Instant::now() + time;
        if self.at.is_some_and(|it| it <= end) && !self.cancel.is_cancelled() {
            return Err(Aborted::OutOfTime);
        }
        self.bound(self.at, sleep_until(end)).await
    }

    async fn bound<T>(
        &self,
        end: Option<Instant>,
        work: impl Future<Output = T>,
    ) -> Result<T, Aborted> {
        let out_of_time = async {
            match end {
                Some(end) => sleep_until(end).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Aborted::Canceled),
            done = work => Ok(done),
            () = out_of_time => Err(Aborted::OutOfTime),
        }
    }

    fn reason(&self) -> Aborted {
        if self.cancel.is_cancelled() {
            Aborted::Canceled
        } else {
            Aborted::OutOfTime
        }
    }
}

/// Why a call ended before its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aborted {
    Canceled,
    OutOfTime,
}

impl Aborted {
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
