//! One managed object, and what can be done to it: a file for each phase, in Terraform's order.

mod apply;
mod change;
mod generate;
mod identity;
mod import;
mod moved;
mod plan;
mod refresh;
mod result;
mod stored;

use std::fmt;

use serde_json::Value as Written;

use crate::{
    diagnostics::Diagnostics,
    testing::{
        Config, Failure, Terraform,
        failure::{Subject, print},
        laws::Action,
        schemas::ResourceSchema,
    },
    value::{Type, Value, encode_json},
};

pub(super) use self::identity::identity_of;
pub use self::{moved::MoveFrom, plan::Plan};

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
}

/// A known value as JSON; what is not known is `null`.
pub(super) fn written(ty: &Type, value: &Value) -> Written {
    let json = encode_json(ty, &value.clone().null_unknowns());
    let json = json
        .ok()
        .and_then(|it| serde_json::from_str(&it.to_string()).ok());
    json.unwrap_or(Written::Null)
}
