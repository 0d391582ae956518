//! Waiting for an object to come to a status, by asking again and again.
//!
//! The service gives no job id for cluster changes and pushes nothing, so this is the only way.

mod error;
mod poll_interval;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use super::{Error, ForeignText};

pub use error::WaitError;
pub use poll_interval::Pace;

/// How long a poll that is under way at the deadline may still take: its answer may be the one waited for.
const GRACE: Duration = Duration::from_secs(10);

/// What one answer means for the wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is what was waited for.
    Ready,
    /// Not yet; the status, for people.
    Pending(String),
    /// It will never be; the status, for people.
    Failed(String),
}

/// Polls until the condition is ready or failed, the deadline passes, or somebody cancels.
///
/// A poll that fails for a passing reason is no end: it counts as "no news". The first poll is made at once, even when the
/// deadline is past.
///
/// Poll with the client of the operation, [`Client::within`](super::Client::within): it shares no answer with other readers.
///
/// `subject` names in the log what is waited for.
pub async fn until<T, Polled>(
    subject: &str,
    mut poll: impl FnMut() -> Polled,
    mut condition: impl FnMut(&T) -> Progress,
    pace: Pace,
    deadline: Instant,
    cancel: &CancellationToken,
) -> Result<T, WaitError>
where
    Polled: Future<Output = Result<T, Error>>,
{
    let subject = ForeignText::from(subject);
    let started = Instant::now();
    let mut last_status = None;
    let mut last_error = None;
    for polls in 0.. {
        let answer = tokio::select! {
            biased;
            () = cancel.cancelled() => {
                return Err(WaitError::Cancelled { last_status, waited: started.elapsed() });
            }
            answer = timeout_at(deadline.max(started) + GRACE, poll()) => answer,
        };
        match answer {
            Ok(Ok(object)) => match condition(&object) {
                Progress::Ready => return Ok(object),
                Progress::Failed(status) => {
                    return Err(WaitError::Failed {
                        status,
                        waited: started.elapsed(),
                    });
                }
                Progress::Pending(status) => {
                    if last_status.as_ref() != Some(&status) {
                        let status = ForeignText::from(&status);
                        tracing::info!(object = %subject, %status, waited = ?started.elapsed(), "waiting");
                    }
                    last_status = Some(status);
                    last_error = None;
                }
            },
            Ok(Err(error)) if error.is_transient() => {
                tracing::warn!(object = %subject, %error, waited = ?started.elapsed(), "no news");
                last_error = Some(error);
            }
            Ok(Err(error)) => return Err(WaitError::Api(error)),
            Err(_) => {}
        }
        let now = Instant::now();
        if now >= deadline {
            break;
        }
        // The last poll is at the deadline itself.
        let next = deadline.min(now + pace.delay(polls, fastrand::f64()));
        tokio::select! {
            biased;
            () = cancel.cancelled() => {
                return Err(WaitError::Cancelled { last_status, waited: started.elapsed() });
            }
            () = sleep_until(next) => {}
        }
    }
    Err(WaitError::TimedOut {
        last_status,
        waited: started.elapsed(),
        last_error,
    })
}
