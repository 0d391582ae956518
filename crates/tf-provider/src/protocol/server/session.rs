//! The configuration and the Stop of one run of Terraform.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use tokio_util::sync::CancellationToken;

use crate::protocol::{
    generated::tfplugin5::DynamicValue,
    server::{Changes, Configured},
};

/// Ends with the connection.
pub(super) struct Session {
    pub(super) configured: RwLock<Option<Arc<Configured>>>,
    pub(super) stop: Mutex<CancellationToken>,
    /// The states that were read and not planned since, by their hashes.
    refreshed: Mutex<BTreeSet<u64>>,
}

impl Session {
    /// One that is stopped by Terraform's Stop, or together with all `changes`.
    pub(super) fn new(changes: &Changes) -> Arc<Self> {
        Arc::new(Self {
            configured: RwLock::default(),
            stop: Mutex::new(changes.stop_token()),
            refreshed: Mutex::default(),
        })
    }

    /// Remembers that an object was read.
    pub(super) fn add_refreshed(&self, type_name: &str, state: &DynamicValue) {
        self.refreshed().insert(hash_of(type_name, state));
    }

    /// Whether the object was read and not planned since.
    pub(super) fn take_refreshed(&self, type_name: &str, state: &DynamicValue) -> bool {
        self.refreshed().remove(&hash_of(type_name, state))
    }

    fn refreshed(&self) -> std::sync::MutexGuard<'_, BTreeSet<u64>> {
        self.refreshed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash_of(type_name: &str, state: &DynamicValue) -> u64 {
    let mut hasher = DefaultHasher::new();
    (type_name, &state.msgpack).hash(&mut hasher);
    hasher.finish()
}
