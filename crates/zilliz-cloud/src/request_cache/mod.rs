//! Reads whose answer can be that of another read.
//!
//! The same read under way twice is made once. A few lists that many objects are read from are kept, for seconds only: Terraform
//! refreshes all objects in one walk. Any write forgets everything, before it is sent and after it was answered, and only
//! successes are kept.

mod entries;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;

use super::error::Error;
use super::reply::Reply;
use entries::{Kept, State};

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
