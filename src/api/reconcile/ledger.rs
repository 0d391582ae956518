//! Which objects belong to which create.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tokio::time::Instant;

use super::{Namesake, Wanted};

/// What this client has created, or may have.
#[derive(Debug, Default)]
pub(in crate::api) struct Creates(Mutex<Ledger>);

#[derive(Debug, Default)]
struct Ledger {
    /// The ids that a create has returned: never another create's.
    returned: BTreeSet<String>,
    /// When the creates in doubt were sent, by [`Wanted::import_id`].
    doubts: BTreeMap<String, Instant>,
}

impl Creates {
    /// Those that no create has returned and that are new.
    pub(super) fn unclaimed(
        &self,
        all: &[Namesake],
        earliest: Option<SystemTime>,
    ) -> Vec<Namesake> {
        let ledger = self.lock();
        let new = all.iter().filter(|it| it.is_new(earliest));
        new.filter(|it| !ledger.returned.contains(&it.id))
            .cloned()
            .collect()
    }

    /// Makes an object that of one create; false when it is another's.
    pub(super) fn claim(&self, id: &str) -> bool {
        self.lock().returned.insert(id.to_owned())
    }

    pub(super) fn doubt(&self, wanted: Wanted<'_>) -> Option<Instant> {
        self.lock().doubts.get(&wanted.import_id()).copied()
    }

    pub(super) fn enter(&self, wanted: Wanted<'_>, since: Instant) {
        self.lock().doubts.insert(wanted.import_id(), since);
    }

    pub(super) fn settle(&self, wanted: Wanted<'_>, id: &str) {
        let mut ledger = self.lock();
        ledger.doubts.remove(&wanted.import_id());
        ledger.returned.insert(id.to_owned());
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
