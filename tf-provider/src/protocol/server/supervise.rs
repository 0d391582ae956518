//! A change under way, which goes on when Terraform does not wait for it anymore.
//!
//! Terraform's second interrupt drops its calls. Nobody gets the answer then, and what was just created would be known to
//! nobody. So the log says at once, as an error, what exists, and again whatever comes of it.

use tokio::{
    sync::oneshot,
    task::{JoinError, JoinHandle},
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Object,
    protocol::server::answer::panicked,
    resource::{BoxFuture, Journal},
    schema::Block,
    value::Value,
};

/// Carries `work` out in a task of its own and waits for it. A panic becomes an error; a caller that is dropped changes
/// nothing but the log.
pub(super) async fn supervise(
    work: BoxFuture<'static, Result<Value>>,
    watched: Watched,
) -> Result<Value> {
    // Its panic takes neither the supervisor nor the answer with it.
    let work = tokio::spawn(work);
    let (answer, outcome) = oneshot::channel();
    tokio::spawn(watched.until_done(work, answer));
    outcome.await.unwrap_or_else(|_| Err(cut_off().into()))
}

/// What is changed, in the words of the log.
pub(super) struct Watched {
    type_name: String,
    /// Attributes by which a person finds the object again, none of them a secret.
    names: Vec<String>,
    journal: Journal,
}

impl Watched {
    pub(super) fn new(type_name: &str, block: &Block, journal: Journal) -> Self {
        let names = block.attributes.iter().filter(|it| {
            let is_name = it.name == "id" || it.name.ends_with("_id") || it.name.ends_with("name");
            is_name && !it.sensitive && !it.write_only
        });
        Self {
            type_name: type_name.to_owned(),
            names: names.map(|it| it.name.clone()).collect(),
            journal,
        }
    }

    async fn until_done(
        self,
        mut work: JoinHandle<Result<Value>>,
        mut answer: oneshot::Sender<Result<Value>>,
    ) {
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
        if let Err(outcome) = answer.send(outcome) {
            self.log_outcome(&outcome);
        }
    }

    fn log_abandoned(&self) {
        tracing::error!(
            tf_resource_type = self.type_name,
            "Terraform no longer waits for a change that is under way; it goes on"
        );
        self.log_saved();
    }

    fn log_saved(&self) {
        if let Some(saved) = &self.journal.lock().saved {
            tracing::error!(
                tf_resource_type = self.type_name,
                object = self.named(saved),
                "this object exists, and Terraform may not have recorded it"
            );
        }
    }

    fn log_outcome(&self, outcome: &Result<Value>) {
        match outcome {
            Ok(Value::Object(state)) => tracing::error!(
                tf_resource_type = self.type_name,
                object = self.named(state),
                "a change that Terraform did not wait for succeeded; import the object if it is not in the state"
            ),
            Ok(_) => tracing::error!(
                tf_resource_type = self.type_name,
                "a destruction that Terraform did not wait for succeeded"
            ),
            Err(found) => tracing::error!(
                tf_resource_type = self.type_name,
                reason = summaries(found),
                "a change that Terraform did not wait for failed"
            ),
        }
    }

    /// The object's names and identifiers, such as `id=p-1 name=red`.
    fn named(&self, object: &Object) -> String {
        let named = self.names.iter().filter_map(|name| match object.get(name) {
            Some(Value::String(text)) => Some(format!("{name}={text}")),
            Some(Value::Number(number)) => Some(format!("{name}={number}")),
            _ => None,
        });
        named.collect::<Vec<_>>().join(" ")
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

fn summaries(found: &Diagnostics) -> String {
    let summaries = found.iter().map(|it| it.summary.as_str());
    summaries.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::Private;

    fn watched() -> Watched {
        Watched {
            type_name: "toy_thing".to_owned(),
            names: Vec::new(),
            journal: Journal::new(Private::default()),
        }
    }

    #[tokio::test]
    async fn work_that_was_stopped_is_no_bug_and_a_panic_is_one() {
        for (is_panic, expected) in [(false, "Operation cut off"), (true, "Bug in the provider")] {
            let work = tokio::spawn(async move {
                assert!(!is_panic, "asked to");
                std::future::pending().await
            });
            if !is_panic {
                work.abort();
            }
            let (answer, outcome) = oneshot::channel();
            watched().until_done(work, answer).await;
            let found = outcome.await.unwrap().unwrap_err();
            assert_eq!(summaries(&found), expected);
        }
    }
}
