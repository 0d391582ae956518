//! Creates whose answer proves nothing: is the object there?
//!
//! Before a create is sent, everything that has its name is known, and none of that is ever taken for what it made: no clock has
//! a say. After a failure the object is looked for, several times where it may show up late. The one new object of its name,
//! which no other create of this client made, is the one. Anything else is for a person to decide, with an error that says
//! what there is.
//!
//! A create is sent once. That nothing shows up proves nothing, and names may repeat: a second one could be a second, paid
//! cluster. For the same reason none is sent where the name is taken already: it may be the work of a run that was killed before it
//! could put it on record, and nothing else tells.

mod created_ids;
mod lookup;
mod search;
#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;

use super::error::{Namesake, Unsettled};
use super::request::Request;
use super::{Client, Error, ErrorKind, id};

pub(super) use created_ids::Creates;
use lookup::Inventory;
pub(super) use lookup::Lookup;
use search::{LOOKS, Search};

/// How an object came to be known.
pub(super) enum Created<T> {
    /// By the answer of its create.
    Answered(T),
    /// By looking for it; its id.
    Found(String),
}

impl Client {
    /// Sends a create, unless its name is taken. Should it fail so that the object may exist, looks for it.
    pub(super) async fn create<T: DeserializeOwned>(
        &self,
        request: Request,
        lookup: Lookup<'_>,
        id_of: fn(&T) -> String,
    ) -> Result<Created<T>, Error> {
        let before = self.check_name(&request, lookup).await?;
        let is_new = |created: &T| {
            let id = id_of(created);
            id::check(&id).is_ok() && !before.ids.contains(&id)
        };
        let mut error = match self.fetch_one(request, is_new).await {
            Ok(created) => {
                self.inner.creates.claim(&id_of(&created));
                return Ok(Created::Answered(created));
            }
            Err(error) => error,
        };
        let is_lost = error.maybe_processed();
        let is_open = is_lost || error.is_unexplained();
        // Of a cluster whose name is taken, the caller says which one has it.
        let is_taken =
            error.kind() == ErrorKind::Conflict && matches!(lookup, Lookup::Cluster { .. });
        if error.attempts() == 0 || (is_taken && !is_open) {
            return Err(error);
        }
        tracing::warn!(%error, "looking for what a create may have made");
        // A documented refusal may lie, and somebody else may make an object of the name: one look finds it for the error, and
        // nothing is taken.
        let (looks, before) = if is_open {
            (LOOKS, before)
        } else {
            (1, before.doubted())
        };
        let (namesakes, failure) = match self.search(lookup, &before, looks).await {
            Search::Ours(id) => return Ok(Created::Found(id)),
            // It was a refusal, though nobody knows for what.
            Search::Absent if !is_lost => return Err(error),
            Search::Absent => (Vec::new(), None),
            Search::Unsettled { namesakes, failure } => (namesakes, failure),
        };
        let inner = error.inner_mut();
        inner.maybe_processed = true;
        inner.unsettled = Some(Unsettled {
            namesakes,
            failure: failure.map(|it| it.to_string()),
            import_id: lookup.import_id(),
        });
        Err(error)
    }

    /// Everything there is, of which only what this client made and what is being deleted may have the name; an error if
    /// anything else has it.
    async fn check_name(&self, request: &Request, lookup: Lookup<'_>) -> Result<Inventory, Error> {
        let inventory = lookup.inventory(self).await.map_err(|mut error| {
            error.inner_mut().message.push("; nothing was created");
            error
        })?;
        let mut others = inventory.namesakes.iter();
        let creates = &self.inner.creates;
        let Some(other) = others.find(|it| !it.is_leaving && !creates.has(&it.id)) else {
            return Ok(inventory);
        };
        let (noun, id) = (lookup.noun(), other.id.clone());
        let message = format!("a {noun} of this name already exists: {id}; nothing was sent");
        let mut error = request.error(ErrorKind::Conflict, message);
        error.inner_mut().namesake = Some(id);
        Err(error)
    }
}
