//! A change under way, which goes on when Terraform does not wait for it anymore.
//!
//! Terraform's second interrupt drops its calls. Nobody gets the answer then, and what was just created would be known to
//! nobody. So the log says at once, as an error, what exists, and again whatever comes of it. The end of the process says it
//! once more, in plain text.

use std::sync::Arc;

use tokio::{
    sync::oneshot,
    task::{JoinError, JoinHandle},
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    protocol::server::{
        account::{Subject, summaries},
        answer::panicked,
        changes::{Account, UnderWay},
    },
    resource::{BoxFuture, Journal},
    value::Value,
};

/// Carries `work` out in a task of its own and waits for it. A panic becomes an error; a caller that is dropped changes
/// nothing but the log.
pub(super) async fn supervise(
    work: BoxFuture<'static, Result<Value>>,
    watched: Arc<Watched>,
    under_way: UnderWay,
) -> Result<Value> {
    // Its panic takes neither the supervisor nor the answer with it.
    let work = tokio::spawn(work);
    let (answer, outcome) = oneshot::channel();
    tokio::spawn(async move {
        if let Some(account) = watched.until_done(work, answer).await {
            under_way.record_outcome(account);
        }
    });
    outcome.await.unwrap_or_else(|_| Err(cut_off().into()))
}

/// What is changed, in the words of the log.
pub(super) struct Watched {
    subject: Subject,
    journal: Journal,
}

impl Watched {
    pub(super) fn new(subject: Subject, journal: Journal) -> Arc<Self> {
        Arc::new(Self { subject, journal })
    }

    /// What to say about it should the process end now.
    pub(super) fn account(self: &Arc<Self>) -> Account {
        let watched = Arc::clone(self);
        Box::new(move || {
            let entries = watched.journal.lock();
            watched.subject.under_way(entries.saved.as_ref())
        })
    }

    /// Waits for the end of `work`. Where nobody waits for the answer, says what became of it.
    async fn until_done(
        &self,
        mut work: JoinHandle<Result<Value>>,
        mut answer: oneshot::Sender<Result<Value>>,
    ) -> Option<String> {
        let joined = tokio::select! {
            joined = &mut work => joined,
            () = answer.closed() => {
                self.log_abandoned();
                loop {
                    tokio::select! {
                        biased;
                        () = self.journal.saved() => self.log_saved(),
                        joined = &mut work => break joined,
                    }
                }
            }
        };
        let outcome = joined.unwrap_or_else(|failed| Err(died(failed)));
        let outcome = answer.send(outcome).err()?;
        self.log_outcome(&outcome);
        let entries = self.journal.lock();
        Some(self.subject.ended(&outcome, entries.saved.as_ref()))
    }

    fn log_abandoned(&self) {
        tracing::error!(
            tf_resource_type = self.subject.type_name,
            "Terraform no longer waits for a change that is under way; it goes on"
        );
        self.log_saved();
    }

    fn log_saved(&self) {
        if let Some(saved) = &self.journal.lock().saved {
            tracing::error!(
                tf_resource_type = self.subject.type_name,
                object = self.subject.named(saved),
                "this object exists, and Terraform may not have recorded it"
            );
        }
    }

    fn log_outcome(&self, outcome: &Result<Value>) {
        let tf_resource_type = &self.subject.type_name;
        match outcome {
            Ok(Value::Object(state)) => tracing::error!(
                tf_resource_type,
                object = self.subject.named(state),
                "a change that Terraform did not wait for succeeded; import the object if it is not in the state"
            ),
            Ok(_) => tracing::error!(
                tf_resource_type,
                "a destruction that Terraform did not wait for succeeded"
            ),
            Err(problem) => tracing::error!(
                tf_resource_type,
                reason = summaries(problem),
                "a change that Terraform did not wait for failed"
            ),
        }
    }
}

/// What to say about a task that did not end by itself.
pub(super) fn died(failed: JoinError) -> Diagnostics {
    match failed.try_into_panic() {
        Ok(panic) => panicked(panic.as_ref()).into(),
        Err(_) => cut_off().into(),
    }
}

/// Nothing but the end of the provider stops a task halfway.
fn cut_off() -> Diagnostic {
    let detail = "The provider was ended while it was at work, and how far it came is not known. The next plan shows what there is.";
    Diagnostic::error("Operation cut off", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_was_stopped_is_no_bug_and_a_panic_is_one() {
        for (is_panic, expected) in [(false, "Operation cut off"), (true, "Bug in the provider")] {
            let work = tokio::spawn(async move {
                assert!(!is_panic, "asked to");
                std::future::pending::<()>().await;
            });
            if !is_panic {
                work.abort();
            }
            let error = died(work.await.unwrap_err());
            assert_eq!(summaries(&error), expected);
        }
    }
}
