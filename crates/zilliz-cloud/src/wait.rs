//! Waiting for an object to come to a status, by asking again and again.
//!
//! The service gives no job id for cluster changes and pushes nothing, so this is the only way.

use std::fmt;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use super::{Error, ForeignText};

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

/// Why a wait ended without what was waited for.
#[derive(Debug)]
pub enum WaitError {
    /// A poll failed in a way that will not pass.
    Api(Error),
    /// The object came to a status that it will not leave for the right one.
    Failed {
        /// That status.
        status: String,
        /// How long it took.
        waited: Duration,
    },
    /// The deadline passed.
    TimedOut {
        /// The last status seen.
        last_status: Option<String>,
        /// How long it was waited for.
        waited: Duration,
        /// The failure of the last poll, if it failed.
        last_error: Option<Error>,
    },
    /// Somebody asked to stop.
    Cancelled {
        /// The last status seen.
        last_status: Option<String>,
        /// How long it was waited for.
        waited: Duration,
    },
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, waited, status, error) = match self {
            Self::Api(error) => return error.fmt(f),
            Self::Failed { status, waited } => ("it failed", waited, Some(status), None),
            Self::TimedOut {
                last_status,
                waited,
                last_error,
            } => (
                "it was not done in time",
                waited,
                last_status.as_ref(),
                last_error.as_ref(),
            ),
            Self::Cancelled {
                last_status,
                waited,
            } => (
                "the wait was interrupted",
                waited,
                last_status.as_ref(),
                None,
            ),
        };
        write!(f, "{what}, after {}s", waited.as_secs())?;
        if let Some(status) = status {
            write!(f, "; the last status was {}", ForeignText::from(status))?;
        }
        if let Some(error) = error {
            write!(f, "; the last poll failed: {error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for WaitError {}

/// The delays between polls: growing, jittered, capped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    first: Duration,
    growth: f64,
    cap: Duration,
    /// The part of a delay that is random.
    jitter: f64,
}

impl Pace {
    /// The same delay each time; zero polls without a pause.
    pub fn fixed(interval: Duration) -> Self {
        Self {
            first: interval,
            growth: 1.0,
            cap: interval,
            jitter: 0.0,
        }
    }

    /// The delay after some polls; `random` is in 0..1.
    pub(crate) fn delay(self, polls: u32, random: f64) -> Duration {
        let growth = self.growth.powi(i32::try_from(polls).unwrap_or(i32::MAX));
        // Capped as a float: a wait of hours overflows any integer.
        let seconds = (self.first.as_secs_f64() * growth).min(self.cap.as_secs_f64());
        Duration::from_secs_f64(seconds * (1.0 - self.jitter * random))
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            growth: 1.5,
            cap: Duration::from_secs(15),
            jitter: 0.2,
        }
    }
}
