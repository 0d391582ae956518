//! Creates whose answer was lost: is the object there?
//!
//! After a failure that may have been a success, the object is looked for by its name, several times: it can show up late. The
//! one that is not older than the request, by the service's clock, and that no other create of this client made, is the
//! one. Anything else is for a person to decide, with an error that says what was found.
//!
//! When every look-up finds nothing, a cluster is created again: the service refuses a second one of its name (code 40013), so
//! should the first request be carried out after all, there is one cluster, and the refusal leads to it. No such rule is
//! published for projects, so a project is not created again.

mod ledger;
mod search;
#[cfg(test)]
mod tests;
mod wanted;

use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::request::Request;
use super::{Client, Error, Kind};

pub(super) use ledger::Creates;
use search::Search;
pub use wanted::Namesake;
pub(super) use wanted::Wanted;

/// How an object came to be known.
pub(super) enum Created<T> {
    /// By the answer of its create.
    Answered(T),
    /// By looking for it; its id.
    Found(String),
}

/// What is known of an object that may have been created: the create failed, and looking for it settled nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// What has its name, none of which is provably the one; empty when nothing was seen.
    pub namesakes: Vec<Namesake>,
    /// Why it could not be looked for, if so.
    pub failure: Option<String>,
    /// What to import it by, should it exist: `name:…`.
    pub import_id: String,
}

impl Client {
    /// Sends a create. Should it fail so that the object may exist, looks for it.
    pub(super) async fn create<T: DeserializeOwned>(
        &self,
        request: Request,
        wanted: Wanted<'_>,
        id_of: fn(&T) -> &str,
    ) -> Result<Created<T>, Error> {
        let ledger = &self.inner.creates;
        for resends in 0_u32.. {
            let sent = Instant::now();
            let mut error = match self.fetch::<T>(request.clone()).await {
                Ok(created) => {
                    ledger.settle(wanted, id_of(&created));
                    return Ok(Created::Answered(created));
                }
                Err(error) => error,
            };
            let doubted = ledger.doubt(wanted);
            let is_taken = doubted.is_some() && error.kind() == Kind::Conflict;
            if !error.maybe_processed() && !is_taken && resends == 0 {
                return Err(error);
            }
            let since = doubted.unwrap_or(sent);
            ledger.enter(wanted, since);
            tracing::warn!(%error, "the answer of a create was lost; looking for the object");
            let (namesakes, failure) = match self.search(wanted, since).await {
                Search::Ours(id) => {
                    ledger.settle(wanted, &id);
                    return Ok(Created::Found(id));
                }
                Search::Absent if error.maybe_processed() && self.may_resend(wanted, resends) => {
                    continue;
                }
                Search::Absent => (Vec::new(), None),
                Search::Unsettled { namesakes, failure } => (namesakes, failure),
            };
            let inner = error.inner_mut();
            inner.maybe_processed = true;
            inner.attempts += resends;
            inner.unsettled = Some(Unsettled {
                namesakes,
                failure: failure.map(|it| it.to_string()),
                import_id: wanted.import_id(),
            });
            return Err(error);
        }
        unreachable!("the retries end before they are counted out")
    }

    fn may_resend(&self, wanted: Wanted<'_>, resends: u32) -> bool {
        let is_unique = matches!(wanted, Wanted::Cluster { .. });
        is_unique && resends < self.inner.settings.max_retries && !self.limits.are_over()
    }
}
