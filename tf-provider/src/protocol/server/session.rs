//! The configuration and the Stop of one run of Terraform.

use std::sync::{Arc, Mutex, RwLock};

use tokio_util::sync::CancellationToken;

use crate::protocol::server::{Changes, Configured};

/// Ends with the connection.
pub(super) struct Session {
    pub(super) configured: RwLock<Option<Arc<Configured>>>,
    pub(super) stop: Mutex<CancellationToken>,
}

impl Session {
    /// One that is stopped by Terraform's Stop, or together with all `changes`.
    pub(super) fn new(changes: &Changes) -> Arc<Self> {
        Arc::new(Self {
            configured: RwLock::default(),
            stop: Mutex::new(changes.stop_token()),
        })
    }
}
