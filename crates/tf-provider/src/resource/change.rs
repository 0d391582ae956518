//! A change while it is being planned, as a resource's `modify_plan` sees it.

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Object, Record},
    path::{Path, Step},
    plan,
    resource::{Private, op},
    value::{Value, json::Json},
};

/// A change while it is being planned.
#[derive(Debug)]
pub struct PlanChange<M: Model> {
    /// The object in the state; `None` when it is to be created.
    pub prior: Option<M>,
    /// What is configured; `None` when the object is to be destroyed.
    pub config: Option<M::Config>,
    /// What is planned so far; `None` when the object is to be destroyed.
    pub planned: Option<M::Config>,
    /// What there is to say about it.
    pub diagnostics: Diagnostics,
    pub(super) replaces: Vec<Path>,
    pub(super) replaces_anyway: Vec<Path>,
    pub(super) private: Private,
    pub(super) meta: Option<Object>,
    pub(super) deferral: Option<Deferral>,
    pub(super) predecessor: Option<String>,
    pub(super) is_replacement: bool,
}

/// Why a change cannot be planned yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferral {
    /// Too little of the resource's configuration is known.
    ResourceConfigUnknown,
    /// Too little of the provider's configuration is known.
    ProviderConfigUnknown,
    /// Something it needs does not exist yet.
    AbsentPrerequisite,
}

impl<M: Model> PlanChange<M> {
    /// The change of `attribute` cannot be made in place: it takes a new object. It counts once it is known that the
    /// configured value is another one.
    pub fn replace(&mut self, attribute: &str) {
        self.replaces.push(Path::attribute(attribute));
    }

    /// The object cannot stay, whatever the value of `attribute` turns out to be: what it depends on is destroyed in this
    /// very apply.
    pub fn replace_anyway(&mut self, attribute: &str) {
        self.replaces_anyway.push(Path::attribute(attribute));
    }

    /// Whether this change destroys the object to make another, as far as it is planned.
    pub fn replaces_object(&self) -> bool {
        let (Some(prior), Some(planned)) = (&self.prior, &self.planned) else {
            return false;
        };
        let (prior, planned) = (
            Value::Object(prior.to_object()),
            Value::Object(planned.to_object()),
        );
        let config = self.config.as_ref().map(Record::to_object);
        let config = config.map_or(Value::Null, Value::Object);
        let is_certain = |path: &Path| match path.steps() {
            [Step::Attribute(name), ..] => !plan::may_be_same(name, &prior, &config),
            _ => true,
        };
        !self.replaces_anyway.is_empty()
            || self.replaces.iter().any(is_certain)
            || !plan::replacements(M::block(), &prior, &planned).is_empty()
    }

    /// Whether this new object is made in place of another one. Terraform plans that apart from the change that leads to it,
    /// and shows the errors of this plan only, so the framework says its warnings with that change. When the plan is carried
    /// out, it is an ordinary new object: the other one is gone by then.
    pub fn is_replacement(&self) -> bool {
        self.is_replacement
    }

    /// The identifier of the object that this new one replaces, if it is known: not with `-replace`.
    pub fn predecessor(&self) -> Option<&str> {
        self.predecessor.as_deref()
    }

    /// The change cannot be made at all.
    pub fn error(&mut self, problem: Diagnostic) {
        self.diagnostics.push(problem);
    }

    /// The change cannot be planned yet. An error where Terraform does not allow that.
    pub fn defer(&mut self, reason: Deferral) {
        self.deferral = Some(reason);
    }

    /// What the resource keeps under `key` beside the state. In a replacement, that is still the old object's.
    pub fn private(&self, key: &str) -> Option<&Json> {
        self.private.get(key)
    }

    /// Keeps `value` beside the state; null removes it. It is stored in the clear, and only if the plan changes
    /// something.
    pub fn set_private(&mut self, key: &str, value: Json) {
        self.private.set(key, value);
    }

    /// What the module says to the provider in its `provider_meta` block, if it does and the provider declares one.
    pub fn provider_meta<T: Record>(&self) -> Result<Option<T>> {
        op::read_meta(self.meta.as_ref())
    }
}
