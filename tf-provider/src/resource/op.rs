//! What a resource has at hand while it changes something.

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Model, Object},
};

/// An operation under way: how long it may take, who may stop it, and what of it must not be forgotten.
#[derive(Debug)]
pub struct Op<M: Model> {
    timeout: Duration,
    deadline: Instant,
    stop: CancellationToken,
    journal: Journal,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Op<M> {
    pub(crate) fn new(timeout: Duration, stop: CancellationToken, journal: Journal) -> Self {
        let deadline = Instant::now() + timeout;
        Self {
            timeout,
            deadline,
            stop,
            journal,
            model: PhantomData,
        }
    }

    /// Records that the object exists as `state` says. Terraform gets to know this much even if everything after it
    /// fails.
    pub fn save(&mut self, state: &M) {
        self.journal.lock().saved = Some(state.to_object());
        self.journal.1.notify_one();
    }

    /// When the operation runs out of time.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// How long the operation may take altogether.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Canceled when the user interrupts Terraform.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Tells the user something that does not make the operation fail.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.journal.lock().warnings.push(warning);
    }
}

/// What an operation has put on record. It outlives a panic of the operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal(Arc<Mutex<Entries>>, Arc<Notify>);

#[derive(Debug, Default)]
pub(crate) struct Entries {
    pub(crate) saved: Option<Object>,
    pub(crate) warnings: Diagnostics,
}

impl Journal {
    /// Completes when something was saved since the last time that it did.
    pub(crate) async fn saved(&self) {
        self.1.notified().await;
    }

    pub(crate) fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
