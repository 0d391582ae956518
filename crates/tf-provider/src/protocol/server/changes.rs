//! The changes under way, of which a person hears at the end of the process.
//!
//! They are those of all sessions: a process ends for everybody.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::diagnostics::Diagnostic;

/// Makes the words about a change that has no answer.
pub(super) type Account = Box<dyn Fn() -> String + Send + Sync>;

/// The changes of a process.
#[derive(Default)]
pub(crate) struct Changes {
    state: Mutex<State>,
    count: watch::Sender<usize>,
    ending: CancellationToken,
}

#[derive(Default)]
struct State {
    is_ending: bool,
    stop_timeout: Duration,
    last: u64,
    under_way: BTreeMap<u64, Account>,
    outcomes: Vec<String>,
}

impl Changes {
    /// How many are under way.
    pub(crate) fn count(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    /// Tells all of them to stop, and refuses what comes later.
    pub(crate) fn stop(&self) {
        self.lock().is_ending = true;
        self.ending.cancel();
    }

    /// The longest of the times that the configured clients ask for.
    pub(crate) fn stop_timeout(&self) -> Duration {
        self.lock().stop_timeout
    }

    /// The words about those that are under way, and about those for which nobody waited.
    pub(crate) fn report(&self) -> Vec<String> {
        let state = self.lock();
        let under_way = state.under_way.values().map(|account| account());
        state.outcomes.iter().cloned().chain(under_way).collect()
    }

    /// It is canceled when the process is to end.
    pub(super) fn stop_token(&self) -> CancellationToken {
        self.ending.child_token()
    }

    /// Waits at least this long for changes that were told to stop.
    pub(super) fn allow(&self, stop_timeout: Duration) {
        let mut state = self.lock();
        state.stop_timeout = state.stop_timeout.max(stop_timeout);
    }

    /// Puts a change on the list. It is refused once the process is to end: its answer could not get out.
    pub(super) fn begin(self: &Arc<Self>, account: Account) -> Result<UnderWay, Diagnostic> {
        let mut state = self.lock();
        if state.is_ending {
            let detail = "The provider has got a signal to end, so it has not begun this. Nothing has been changed. Run Terraform again.";
            return Err(Diagnostic::error("Provider terminated", detail));
        }
        state.last += 1;
        let number = state.last;
        state.under_way.insert(number, account);
        self.count.send_replace(state.under_way.len());
        drop(state);
        let entry = Entry {
            changes: Arc::clone(self),
            number,
        };
        Ok(UnderWay(Arc::new(entry)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("count", &self.lock().under_way.len())
            .finish_non_exhaustive()
    }
}

/// A change that is on the list until the last copy of this is dropped.
#[derive(Clone, Debug)]
pub(super) struct UnderWay(Arc<Entry>);

impl UnderWay {
    /// Remembers what became of a change whose answer nobody got.
    pub(super) fn record_outcome(&self, account: String) {
        let mut state = self.0.changes.lock();
        state.under_way.remove(&self.0.number);
        state.outcomes.push(account);
    }
}

#[derive(Debug)]
struct Entry {
    changes: Arc<Changes>,
    number: u64,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut state = self.changes.lock();
        state.under_way.remove(&self.number);
        self.changes.count.send_replace(state.under_way.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(text: &str) -> Account {
        let text = text.to_owned();
        Box::new(move || text.clone())
    }

    #[test]
    fn what_is_under_way_or_lost_is_told_and_what_was_answered_is_not() {
        let changes = Arc::new(Changes::default());
        let answered = changes.begin(account("answered")).unwrap();
        let lost = changes.begin(account("lost")).unwrap();
        let _slow = changes.begin(account("slow")).unwrap();
        let count = changes.count();
        assert_eq!(*count.borrow(), 3);

        let copy = answered.clone();
        drop(answered);
        assert_eq!(*count.borrow(), 3);
        drop(copy);
        lost.record_outcome("lost for good".to_owned());
        drop(lost);
        assert_eq!(*count.borrow(), 1);
        assert_eq!(changes.report(), ["lost for good", "slow"]);
    }

    #[test]
    fn at_the_end_all_are_told_and_none_begins() {
        let changes = Arc::new(Changes::default());
        let _slow = changes.begin(account("slow")).unwrap();
        let stop = changes.stop_token();
        changes.stop();
        assert!(stop.is_cancelled());
        assert!(changes.stop_token().is_cancelled());
        let refused = changes.begin(account("late")).unwrap_err();
        assert_eq!(refused.summary, "Provider terminated");
        assert_eq!(changes.report(), ["slow"]);
    }

    #[test]
    fn the_most_patient_client_decides() {
        let changes = Changes::default();
        for seconds in [30, 60, 10] {
            changes.allow(Duration::from_secs(seconds));
        }
        assert_eq!(changes.stop_timeout(), Duration::from_secs(60));
    }
}
