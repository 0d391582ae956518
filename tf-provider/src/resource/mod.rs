//! A managed resource: something that Terraform creates, reads, changes and destroys.
//!
//! A resource says what is special about it and nothing else. Decoding, planning, timeouts, not-found, partial state
//! after a failure and "no value" against "empty" belong to the framework.

mod erased;
mod op;
mod outcome;

use std::time::Duration;

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Record},
    path::Path,
    schema::Attribute,
    timeouts::Operation,
    value::json::Json,
};

pub(crate) use erased::{Apply, BoxFuture, DynResource, PlanHook, ResourceType};
pub(crate) use op::Journal;
pub use op::Op;
pub(crate) use outcome::{imported, refreshed, salvaged, settled};

/// A kind of object that Terraform manages.
pub trait Resource: Send + Sync + 'static {
    /// Its name without the provider's, such as `project`.
    const NAME: &'static str;
    /// Version of its state. Raise it together with [`Resource::upgrade`].
    const VERSION: u64 = 0;
    /// The operations that wait, and how long by default. They make the `timeouts` block.
    const TIMEOUTS: &'static [(Operation, Duration)] = &[];
    /// Its attributes.
    type Model: Model;

    /// Checks what no single attribute's rules can. Parts of the configuration may be unknown.
    fn validate(config: &<Self::Model as Model>::Draft, found: &mut Diagnostics) {
        let _ = (config, found);
    }

    /// Has a say in a plan, also in that of a destruction. It must come to the same answer every time.
    fn modify_plan(&self, change: &mut Change<Self::Model>) -> impl Future<Output = ()> + Send {
        let _ = change;
        async {}
    }

    /// Makes the object. Call [`Op::save`] the moment it exists: whatever happens next, Terraform remembers it.
    fn create(
        &self,
        op: &mut Op<Self::Model>,
        planned: Self::Model,
    ) -> impl Future<Output = Result<Self::Model>> + Send;

    /// Reads the object back; `None` only if it provably no longer exists.
    fn read(&self, state: Self::Model) -> impl Future<Output = Result<Option<Self::Model>>> + Send;

    /// Changes the object in place. Call [`Op::save`] after each step that took effect.
    fn update(
        &self,
        op: &mut Op<Self::Model>,
        prior: Self::Model,
        planned: Self::Model,
    ) -> impl Future<Output = Result<Self::Model>> + Send;

    /// Removes the object. One that is gone already is a success.
    fn delete(
        &self,
        op: &mut Op<Self::Model>,
        state: Self::Model,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Finds an object that Terraform does not know yet and reads it whole.
    fn import(&self, id: &str) -> impl Future<Output = Result<Self::Model>> + Send;

    /// Rewrites a state of version `from` into today's shape. Attributes that were added or removed need no help.
    fn upgrade(from: u64, state: &mut Json) -> Result<()> {
        let _ = (from, state);
        Ok(())
    }
}

/// A change while it is being planned.
#[derive(Debug)]
pub struct Change<M: Model> {
    /// The object in the state; `None` when it is to be created.
    pub prior: Option<M>,
    /// What is configured; `None` when the object is to be destroyed.
    pub config: Option<M::Draft>,
    /// What is planned so far; `None` when the object is to be destroyed.
    pub planned: Option<M::Draft>,
    /// What there is to say about it.
    pub found: Diagnostics,
    replaces: Vec<Path>,
}

impl<M: Model> Change<M> {
    /// The change of `attribute` cannot be made in place: it takes a new object.
    pub fn replace(&mut self, attribute: &str) {
        self.replaces.push(Path::attribute(attribute));
    }

    /// Whether this change destroys the object to make another, as far as it is planned.
    pub fn replaces_object(&self) -> bool {
        let (Some(prior), Some(planned)) = (&self.prior, &self.planned) else {
            return false;
        };
        let (prior, planned) = (prior.to_object(), planned.to_object());
        let changed = |it: &Attribute| prior.get(&it.name) != planned.get(&it.name);
        !self.replaces.is_empty() || M::attributes().iter().any(|it| it.replaces && changed(it))
    }

    /// The change cannot be made at all.
    pub fn refuse(&mut self, problem: Diagnostic) {
        self.found.push(problem);
    }
}
