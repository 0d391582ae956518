//! A managed resource: something that Terraform creates, reads, changes and destroys.
//!
//! A resource says what is special about it and nothing else. Decoding, planning, timeouts, not-found, partial state
//! after a failure and "no value" against "empty" belong to the framework.

mod change;
mod erased;
pub(crate) mod generate;
pub(crate) mod identity;
mod moved;
mod op;
mod outcome;
mod private;

use std::time::Duration;

use crate::{
    diagnostics::{Diagnostics, Result},
    model::{Model, Object},
    timeouts::Operation,
    value::json::Json,
};

pub use change::{Deferral, PlanChange};
pub(crate) use erased::{Apply, BoxFuture, DynResource, PlanHook, ResourceType};
pub(crate) use identity::identity_of;
pub use moved::MoveSource;
pub use op::Op;
pub(crate) use op::{Context, Journal};
pub(crate) use outcome::{imported, refreshed, salvaged, settled};
pub(crate) use private::Private;

/// A kind of object that Terraform manages.
pub trait Resource: Send + Sync + 'static {
    /// Its name without the provider's, such as `project`.
    const NAME: &'static str;
    /// Version of its state. Raise it together with [`Resource::upgrade`].
    const VERSION: u64 = 0;
    /// The operations that wait, and how long by default. They make the `timeouts` block.
    const TIMEOUTS: &'static [(Operation, Duration)] = &[];
    /// The top-level attributes that tell an object from all others of its kind, for as long as it exists.
    const IDENTITY: &'static [&'static str] = &[];
    /// Its attributes.
    type Model: Model;

    /// Checks what the rules of attributes cannot say. Parts of the configuration may be unknown, and others may be kept from
    /// change by `ignore_changes`: a rule over several attributes belongs into [`Resource::modify_plan`].
    fn validate(config: &<Self::Model as Model>::Config, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Has a say in a plan, also in that of a destruction. It must come to the same answer every time. For a replacement it is
    /// asked about the change, and then about the new object, which has no `prior`.
    fn modify_plan(&self, change: &mut PlanChange<Self::Model>) -> impl Future<Output = ()> + Send {
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

    /// What Terraform's refresh does: [`Resource::read`], for a resource that needs more for it than the state.
    fn refresh(
        &self,
        op: &mut Op<Self::Model>,
        state: Self::Model,
    ) -> impl Future<Output = Result<Option<Self::Model>>> + Send {
        let _ = op;
        self.read(state)
    }

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

    /// Mends a stored state of today's version, each time that it is read: what another provider of the same name, or
    /// a release with a defect, wrote otherwise than this one does. It must leave alone what this one wrote.
    fn mend(state: &mut Json) {
        let _ = state;
    }

    /// The identifier to import an object by, given its identity: the values in the order of
    /// [`Resource::IDENTITY`], joined with `/`.
    fn import_id(identity: &Object) -> Result<String> {
        identity::import_id(Self::IDENTITY, identity)
    }

    /// Whether this provider wrote a state that comes from one of [its addresses](crate::provider::Provider::NAMESPACES).
    /// Another provider may go by the same name; what that one keeps beside its states is its own business.
    fn is_own(state: &Json) -> bool {
        let _ = state;
        true
    }

    /// Rewrites the state of another type, which the user moves here, into today's shape; `false` if it cannot. The same type
    /// under another address of this provider needs no help.
    fn take_over(source: &MoveSource, state: &mut Json) -> Result<bool> {
        let _ = (source, state);
        Ok(false)
    }

    /// Removes from a configuration written by Terraform what only the resource knows to be wrong in one, such as
    /// the other of two attributes that exclude each other.
    fn generated(config: &mut Object) {
        let _ = config;
    }
}
