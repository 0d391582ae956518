//! Identifiers of the objects that this client created.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The ids that this client has created, or deleted: never those of another create.
#[derive(Debug, Default)]
pub(crate) struct Creates(Mutex<BTreeSet<String>>);

impl Creates {
    /// Makes an object that of one create, or of none any more; false when it is another's.
    pub(crate) fn claim(&self, id: &str) -> bool {
        self.lock().insert(id.to_owned())
    }

    /// Whether a create has it.
    pub(super) fn has(&self, id: &str) -> bool {
        self.lock().contains(id)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
