//! Errors before a simulator runs.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened on.
    #[error("the simulator cannot listen on {address}: {source}; choose a free port, or 0 for any")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A key that nobody could use.
    #[error("an API key of the simulator {0}")]
    ApiKey(&'static str),
    /// The state file cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
}

/// A state file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the simulator cannot use its state file {}: {source}", path.display())]
pub struct StateError {
    path: PathBuf,
    source: io::Error,
}

impl StateError {
    pub(super) fn new(path: &Path, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            source,
        }
    }
}
