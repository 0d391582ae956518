//! Deadlines: how long, and until when, the calls of one operation go on.
//!
//! A read is cut short; a write that is under way is not: its answer may be the only word on what it did, and on the password
//! of what it made. The time of one attempt limits it anyway.

mod aborted;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::Client;
use super::request::Request;

pub(super) use aborted::Ended;

/// How long a read that is under way at the deadline may still take: its answer may be the one that was waited for.
const GRACE: Duration = Duration::from_secs(10);

/// The bounds of the calls of one view of a client.
#[derive(Clone, Debug, Default)]
pub(super) struct Limits {
    deadline: Option<Instant>,
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
        self.limited(Limits {
            deadline: Some(deadline),
            cancel: cancel.clone(),
            is_operation: true,
        })
    }

    /// The same client for looking after something that was begun: not stopped by the user, and for `at_least` this long.
    pub(super) fn unstoppable(&self, at_least: Duration) -> Self {
        let at_least = Instant::now() + at_least;
        self.limited(Limits {
            deadline: self.limits.deadline.map(|it| it.max(at_least)),
            cancel: CancellationToken::new(),
            is_operation: true,
        })
    }

    fn limited(&self, limits: Limits) -> Self {
        Self {
            limits,
            ..self.clone()
        }
    }
}

impl Limits {
    /// Whether nothing more is to be begun.
    pub(super) fn are_over(&self) -> bool {
        self.cancel.is_cancelled() || self.deadline.is_some_and(|it| it <= Instant::now())
    }

    /// Waits for the turn of an attempt, unless it comes too late.
    pub(super) async fn before(
        &self,
        request: &Request,
        retries: u32,
        turn: impl Future<Output = ()>,
    ) -> Result<(), Ended> {
        if request.is_read && retries == 0 {
            return self.bound(self.deadline.map(|it| it + GRACE), turn).await;
        }
        if self.are_over() {
            return Err(self.reason());
        }
        self.bound(self.deadline, turn).await
    }

    /// Runs an attempt.
    pub(super) async fn during<T>(
        &self,
        request: &Request,
        attempt: impl Future<Output = T>,
    ) -> Result<T, Ended> {
        if request.is_read {
            self.bound(
                self.deadline.map(|it| it.max(Instant::now()) + GRACE),
                attempt,
            )
            .await
        } else {
            Ok(attempt.await)
        }
    }

    /// Sleeps; at once over when nothing could follow.
    pub(super) async fn sleep(&self, time: Duration) -> Result<(), Ended> {
        let end = Instant::now() + time;
        if self.deadline.is_some_and(|it| it <= end) && !self.cancel.is_cancelled() {
            return Err(Ended::OutOfTime);
        }
        self.bound(self.deadline, sleep_until(end)).await
    }

    async fn bound<T>(
        &self,
        end: Option<Instant>,
        work: impl Future<Output = T>,
    ) -> Result<T, Ended> {
        let out_of_time = async {
            match end {
                Some(end) => sleep_until(end).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Ended::Canceled),
            done = work => Ok(done),
            () = out_of_time => Err(Ended::OutOfTime),
        }
    }

    fn reason(&self) -> Ended {
        if self.cancel.is_cancelled() {
            Ended::Canceled
        } else {
            Ended::OutOfTime
        }
    }
}
