//! The answers that are kept and those that are under way.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt, Shared, WeakShared};
use tokio::time::Instant;

use super::Answer;
use crate::reply::Reply;

/// How long an answer is kept: a walk takes longer, but the next call after it must not see the past.
const KEPT_FOR: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct State {
    /// Counts the reads; an answer that comes after a write finds its entry gone or another's.
    reads: u64,
    pub(super) entries: BTreeMap<String, Entry>,
}

pub(super) struct Entry {
    pub(super) read: u64,
    since: Instant,
    pub(super) answer: Kept,
}

pub(super) enum Kept {
    /// Held by those who wait for it, so that it ends when nobody does.
    UnderWay(WeakShared<BoxFuture<'static, Answer>>),
    Here(Arc<Reply>),
}

impl State {
    pub(super) fn begin(
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
    pub(super) fn end(&mut self, key: &str, shared: &str, id: u64, kept: Option<&Arc<Reply>>) {
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
    pub(super) fn is_of_use(&self) -> bool {
        match &self.answer {
            Kept::UnderWay(flight) => flight.upgrade().is_some(),
            Kept::Here(_) => self.since.elapsed() < KEPT_FOR,
        }
    }
}
