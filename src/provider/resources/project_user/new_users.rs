//! Who was given roles by a resource that was just made.
//!
//! With `create_before_destroy`, Terraform makes the new object first and destroys the old one after it. Both are the roles of
//! one person in one project, so what the destruction took away would be what was just given.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The identifiers of project users that were made and not looked at since: nothing is refreshed amid an apply.
#[derive(Debug, Default)]
pub(crate) struct NewUsers(Mutex<BTreeSet<String>>);

impl NewUsers {
    /// It was made.
    pub(super) fn made(&self, id: &str) {
        self.lock().insert(id.to_owned());
    }

    /// It was refreshed, so what comes now is another apply.
    pub(super) fn seen(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Whether something new has taken its place.
    pub(super) fn has(&self, id: &str) -> bool {
        self.lock().contains(id)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
