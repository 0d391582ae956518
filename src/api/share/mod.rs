//! Reads whose answer can be that of another read.
//!
//! The same read under way twice is made once. A few lists that many objects are read from are kept, for seconds only: Terraform
//! refreshes all objects in one walk. Any write forgets everything, before it is sent and after it was answered, and only
//! successes are kept.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt, Shared, WeakShared};
use tokio::time::Instant;

use super::error::Error;
use super::reply::Reply;

/// How long an answer is kept: a walk takes longer, but the next call after it must not see the past.
const KEPT_FOR: Duration = Duration::from_secs(10);

pub(super) type Answer = Result<Arc<Reply>, Error>;

/// How a read shares its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sharing {
    /// Whether the answer may be kept for others.
    pub(super) is_kept: bool,
    /// Whether it gives up early where nothing answers. Other reads do not join one that does, nor does it join them.
    pub(super) is_watched: bool,
}

/// The answers that reads of one client share.
#[derive(Default)]
pub(super) struct Answers(Mutex<State>);

#[derive(Default)]
struct State {
    /// Counts the reads; an answer that comes after a write finds its entry gone or another's.
    reads: u64,
    entries: BTreeMap<String, Entry>,
}

struct Entry {
    read: u64,
    since: Instant,
    answer: Kept,
}

enum Kept {
    /// Held by those who wait for it, so that it ends when nobody does.
    UnderWay(WeakShared<BoxFuture<'static, Answer>>),
    Here(Arc<Reply>),
}

/// A write under way: what is known may be wrong when it begins and when it ends, also when it is dropped.
pub(super) struct Writing<'a>(&'a Answers);

impl Answers {
    /// The answer to `key`, from a read under way or, where it may be kept, one just made; else by `read`.
    pub(super) async fn get(
        &self,
        key: String,
        sharing: Sharing,
        read: impl FnOnce() -> BoxFuture<'static, Answer>,
    ) -> Answer {
        let Sharing {
            is_kept,
            is_watched,
        } = sharing;
        let shared = key.clone();
        let mut key = key;
        if is_watched {
            key.push_str(" watched");
        }
        let (id, flight) = {
            let mut state = self.lock();
            state.entries.retain(|_, it| it.is_of_use());
            if is_watched
                && is_kept
                && let Some(Kept::Here(reply)) = state.entries.get(&shared).map(|it| &it.answer)
            {
                return Ok(Arc::clone(reply));
            }
            match state.entries.get(&key).map(|it| (it.read, &it.answer)) {
                Some((_, Kept::Here(reply))) if is_kept => return Ok(Arc::clone(reply)),
                Some((id, Kept::UnderWay(flight))) => match flight.upgrade() {
                    Some(flight) => (id, flight),
                    None => state.begin(&key, read()),
                },
                Some((_, Kept::Here(_))) | None => state.begin(&key, read()),
            }
        };
        let answer = flight.await;
        let kept = answer.as_ref().ok().filter(|_| is_kept);
        self.lock().end(&key, &shared, id, kept);
        answer
    }

    /// Forgets all answers, now and when the result is dropped.
    pub(super) fn writing(&self) -> Writing<'_> {
        self.lock().entries.clear();
        Writing(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn begin(
        &mut self,
        key: &str,
        read: BoxFuture<'static, Answer>,
    ) -> (u64, Shared<BoxFuture<'static, Answer>>) {
        self.reads += 1;
        let flight = read.shared();
        let weak = flight.downgrade().expect("it has not been polled yet");
        let entry = Entry {
            read: self.reads,
            since: Instant::now(),
            answer: Kept::UnderWay(weak),
        };
        self.entries.insert(key.to_owned(), entry);
        (self.reads, flight)
    }

    /// The first of those who waited settles what is kept.
    fn end(&mut self, key: &str, shared: &str, id: u64, kept: Option<&Arc<Reply>>) {
        if self.entries.get(key).is_none_or(|it| it.read != id) {
            return;
        }
        let Some(mut entry) = self.entries.remove(key) else {
            return;
        };
        if let Some(reply) = kept {
            entry.answer = Kept::Here(Arc::clone(reply));
            self.entries.insert(shared.to_owned(), entry);
        }
    }
}

impl Entry {
    fn is_of_use(&self) -> bool {
        match &self.answer {
            Kept::UnderWay(flight) => flight.upgrade().is_some(),
            Kept::Here(_) => self.since.elapsed() < KEPT_FOR,
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.lock().entries.clear();
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}
