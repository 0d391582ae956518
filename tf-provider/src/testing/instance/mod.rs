//! One managed object, and what can be done to it: a file for each phase, in Terraform's order.

mod apply;
mod change;
mod import;
mod plan;
mod refresh;
mod result;

use std::fmt;

use serde_json::Value as Written;

use crate::{
    diagnostics::Diagnostics,
    protocol::generated::tfplugin5::ResourceIdentityData,
    testing::{
        Config, Failure, Terraform,
        failure::{Subject, print},
        laws::Action,
        schemas::ResourceSchema,
        wire,
    },
    value::{Type, Value, encode_json},
};

pub use self::plan::Plan;

/// An object by its address, whether it exists or not.
#[derive(Clone, Debug)]
pub struct ResourceInstance {
    terraform: Terraform,
    type_name: String,
    address: String,
}

/// What an apply did.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// What the plan amounted to.
    pub action: Action,
    /// The plan that was carried out.
    pub plan: Plan,
    /// Warnings of all phases, each once.
    pub warnings: Diagnostics,
}

/// The plan, then the warnings.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plan.fmt(f)?;
        if !self.warnings.is_empty() {
            f.write_str("\n\n")?;
            print(f, &self.warnings)?;
        }
        Ok(())
    }
}

/// An object as a state file holds it.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) version: i64,
    pub(super) state: Value,
    pub(super) private: Vec<u8>,
    pub(super) identity: Option<Value>,
    pub(super) is_tainted: bool,
}

impl ResourceInstance {
    pub(super) fn new(terraform: Terraform, type_name: &str, name: &str) -> Self {
        Self {
            terraform,
            type_name: type_name.to_owned(),
            address: format!("{type_name}.{name}"),
        }
    }

    /// Another resource of the same type, named `name`.
    pub fn named(&self, name: &str) -> Self {
        Self::new(self.terraform.clone(), &self.type_name, name)
    }

    /// Its address, such as `random_pet.this`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its state as JSON, `null` if there is none. Numbers are rounded to what JSON libraries hold;
    /// [`value`](Self::value) has them exact.
    pub fn state(&self) -> Written {
        let stored = self.stored();
        let ty = self.schema().map(|it| it.block.ty());
        match (stored, ty) {
            (Some(stored), Ok(ty)) => written(&ty, &stored.state),
            _ => Written::Null,
        }
    }

    /// Its state, null if there is none.
    pub fn value(&self) -> Value {
        self.stored().map_or(Value::Null, |it| it.state)
    }

    /// Its identity as JSON, `null` if there is none.
    pub fn identity(&self) -> Written {
        let identity = self.stored().and_then(|it| it.identity);
        let ty = self.schema().ok().and_then(|it| it.identity.clone());
        match (identity, ty) {
            (Some(identity), Some(ty)) => written(&ty, &identity),
            _ => Written::Null,
        }
    }

    /// What the provider keeps for itself with the state.
    pub fn private(&self) -> Vec<u8> {
        self.stored().map_or_else(Vec::new, |it| it.private)
    }

    /// Whether it is in the state.
    pub fn exists(&self) -> bool {
        self.stored().is_some()
    }

    /// Whether the next apply will replace it, because its creation failed halfway.
    pub fn is_tainted(&self) -> bool {
        self.stored().is_some_and(|it| it.is_tainted)
    }

    /// Makes the next apply replace it, as `terraform taint` does.
    pub fn taint(&self) {
        if let Some(stored) = self.terraform.states().get_mut(&self.address) {
            stored.is_tainted = true;
        }
    }

    /// Takes it out of the state, as `terraform state rm` does.
    pub fn forget(&self) {
        self.save(None);
    }

    fn stored(&self) -> Option<Stored> {
        self.terraform.states().get(&self.address).cloned()
    }

    fn save(&self, stored: Option<Stored>) {
        self.terraform.save(&self.address, stored);
    }

    fn schema(&self) -> Result<&ResourceSchema, Failure> {
        self.terraform.resource_schema(&self.type_name)
    }

    fn config(&self, config: impl Into<Config>) -> Result<Value, Failure> {
        Ok(config.into().into_value(&self.schema()?.block)?)
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            provider: &self.terraform.0.provider,
            object: &self.address,
        }
    }

    fn identity_message(
        &self,
        identity: Option<&Value>,
    ) -> Result<Option<ResourceIdentityData>, Failure> {
        let (Some(ty), Some(identity)) = (&self.schema()?.identity, identity) else {
            return Ok(None);
        };
        let identity_data = wire::dynamic(ty, identity)?;
        Ok(Some(ResourceIdentityData { identity_data }))
    }

    /// Reads an identity that a provider sent. Only in the plan of a new object may parts of it be unknown.
    fn read_identity(
        &self,
        sent: Option<&ResourceIdentityData>,
        may_be_unknown: bool,
    ) -> Result<Option<Value>, Failure> {
        let Some(sent) = sent else { return Ok(None) };
        let subject = self.subject();
        let Some(ty) = &self.schema()?.identity else {
            let did = format!(
                "returned an identity for {}, which has no identity schema.",
                self.address
            );
            return Err(subject
                .blame("Provider produced invalid identity", &did)
                .into());
        };
        let identity = wire::value(ty, sent.identity_data.as_ref()).map_err(|error| {
            let did = format!(
                "returned an identity for {} that doesn't match the schema: {error}.",
                self.address
            );
            subject.blame(
                "Provider produced an identity that doesn't match the schema",
                &did,
            )
        })?;
        if identity.has_unknown() && !may_be_unknown {
            let did = format!(
                "returned an identity with unknown values for {}.",
                self.address
            );
            return Err(subject
                .blame("Provider produced invalid identity", &did)
                .into());
        }
        Ok(Some(identity).filter(|it| !it.is_null()))
    }
}

/// A known value as JSON; what is not known is `null`.
pub(super) fn written(ty: &Type, value: &Value) -> Written {
    let json = encode_json(ty, &value.clone().null_unknowns());
    let json = json
        .ok()
        .and_then(|it| serde_json::from_str(&it.to_string()).ok());
    json.unwrap_or(Written::Null)
}
