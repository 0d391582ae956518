//! Calls that need not succeed, such as those of a plan that only warns: what is so grave in their failures that it must be said.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Client, Error};

/// How long an address that did not answer is not tried again by calls that need not succeed.
const SILENCE: Duration = Duration::from_secs(10);
/// How long such a call may take. Lists take less than a second.
pub(super) const SHORT: Duration = Duration::from_secs(10);

/// What the calls of one view of a client met.
#[derive(Debug, Default)]
pub(super) struct Watch {
    calls: AtomicU64,
    refusal: Mutex<Option<Error>>,
    silence: Mutex<Option<Error>>,
}

/// Whether anything answers at the address; for all views of a client.
#[derive(Debug, Default)]
pub(super) struct Reach {
    has_answered: AtomicBool,
    /// Whether a call has been repeated in vain before anything has answered.
    is_given_up: AtomicBool,
    silence: Mutex<Option<(Instant, Error)>>,
}

impl Client {
    /// The same client for calls that need not succeed: an address that does not answer is tried once, for a short time, and
    /// by one of them for all. Of their failures it keeps those that nobody may pass over.
    pub fn watched(&self) -> Self {
        Self {
            watch: Some(Arc::default()),
            ..self.clone()
        }
    }

    /// The first refusal of the key itself that a call of this view met.
    pub fn refusal(&self) -> Option<Error> {
        self.watch.as_ref().and_then(|it| first(&it.refusal))
    }

    /// The first call of this view that nothing answered.
    pub fn silence(&self) -> Option<Error> {
        self.watch.as_ref().and_then(|it| first(&it.silence))
    }

    /// Whether this view has made a call, or any other has been answered.
    pub fn has_called(&self) -> bool {
        let calls = |it: &Arc<Watch>| it.calls.load(Ordering::Relaxed) > 0;
        self.watch.as_ref().is_some_and(calls) || self.inner.reach.has_answered()
    }

    pub(super) fn note<T>(&self, outcome: &Result<T, Error>) {
        let Some(watch) = &self.watch else { return };
        watch.calls.fetch_add(1, Ordering::Relaxed);
        let Err(error) = outcome else { return };
        if error.is_key_refused() {
            keep_first(&watch.refusal, error);
        } else if error.no_connection().is_some() {
            keep_first(&watch.silence, error);
        }
    }

    /// The failure of a call that was just made by another such view, if nothing answered it.
    pub(super) fn recent_silence(&self) -> Option<Error> {
        self.watch.as_ref()?;
        let silence = &self.inner.reach.silence;
        let silence = silence.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, error) = silence.as_ref()?;
        (since.elapsed() < SILENCE).then(|| error.clone())
    }
}

impl Reach {
    pub(super) fn has_answered(&self) -> bool {
        self.has_answered.load(Ordering::Relaxed)
    }

    pub(super) fn answered(&self) {
        self.has_answered.store(true, Ordering::Relaxed);
        self.is_given_up.store(false, Ordering::Relaxed);
        *self.lock() = None;
    }

    /// Whether the first calls may be repeated: one in vain is enough.
    pub(super) fn may_repeat(&self) -> bool {
        !self.is_given_up.load(Ordering::Relaxed)
    }

    pub(super) fn give_up(&self) {
        self.is_given_up.store(true, Ordering::Relaxed);
    }

    pub(super) fn silent(&self, error: &Error) {
        *self.lock() = Some((Instant::now(), error.clone()));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Error)>> {
        self.silence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn first(slot: &Mutex<Option<Error>>) -> Option<Error> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn keep_first(slot: &Mutex<Option<Error>>, error: &Error) {
    let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
    slot.get_or_insert_with(|| error.clone());
}
