//! The operation that a resource carries out, and its tools.

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Object, Record},
    path::Path,
    resource::Private,
    value::json::Json,
};

/// Longer than anything takes, for a timeout that no clock can hold.
const FOREVER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// An operation under way: how long it may take, who may stop it, and what of it must not be forgotten.
#[derive(Debug)]
pub struct Op<M: Model> {
    deadline: Instant,
    context: Context,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Op<M> {
    pub(crate) fn new(timeout: Duration, context: Context) -> Self {
        let now = Instant::now();
        let deadline = now.checked_add(timeout).unwrap_or(now + FOREVER);
        Self {
            deadline,
            context,
            model: PhantomData,
        }
    }

    /// Records that the object exists as `state` says. Terraform gets to know this much even if everything after it
    /// fails.
    pub fn save(&mut self, state: &M) {
        self.context.journal.lock().saved = Some(state.to_object());
        self.context.journal.1.notify_one();
    }

    /// When the operation runs out of time.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Canceled when the user interrupts Terraform.
    pub fn stop(&self) -> &CancellationToken {
        &self.context.stop
    }

    /// Tells the user something that does not make the operation fail.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.context.journal.lock().warnings.push(warning);
    }

    /// What the resource keeps under `key` beside the state.
    pub fn private(&self, key: &str) -> Option<Json> {
        self.context.journal.lock().private.get(key).cloned()
    }

    /// Keeps `value` beside the state, also if the operation fails; null removes it. It is stored in the clear, and
    /// gone with the object.
    pub fn set_private(&mut self, key: &str, value: Json) {
        self.context.journal.lock().private.set(key, value);
    }

    /// What the module says to the provider in its `provider_meta` block, if it does and the provider declares one.
    pub fn provider_meta<T: Record>(&self) -> Result<Option<T>> {
        read_meta(self.context.meta.as_ref())
    }
}

pub(super) fn read_meta<T: Record>(meta: Option<&Object>) -> Result<Option<T>> {
    let read = |object| T::from_object(object, &Path::root());
    Ok(meta.map(read).transpose()?)
}

/// What comes with a request, whatever it asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) stop: CancellationToken,
    pub(crate) journal: Journal,
    pub(crate) meta: Option<Object>,
}

/// What an operation has put on record. It outlives a panic of the operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Arc<Mutex<Entries>>, Arc<Notify>);

#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub(crate) saved: Option<Object>,
    pub(crate) warnings: Diagnostics,
    pub(crate) private: Private,
}

impl Journal {
    /// A journal of an operation on an object of which `private` is kept.
    pub(crate) fn new(private: Private) -> Self {
        let entries = Entries {
            private,
            ..Entries::default()
        };
        Self(Arc::new(Mutex::new(entries)), Arc::default())
    }

    /// Completes when something was saved since the last time that it did.
    pub(crate) async fn saved(&self) {
        self.1.notified().await;
    }

    pub(crate) fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
