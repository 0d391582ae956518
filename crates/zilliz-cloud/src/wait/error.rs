//! Why a wait ended without what was waited for.

use std::fmt;
use std::time::Duration;

use crate::{Error, ForeignText};

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
