//! Terraform's demands on a provider's answers, as pure functions over a schema and values.
//!
//! [`proposed_new`] is what Terraform sends; [`plan_valid`] judges the plan that comes back; [`compatible`] holds a
//! later value against an earlier promise: the second plan against the first, the result against the plan;
//! [`effective_replaces`] and [`action`] say what Terraform will do; [`write_only_values`] and [`unknown_values`] find
//! what must not be there. The texts are Terraform's own, so that a test fails with what a user would have seen.
//!
//! Values appear in messages in the notation of Terraform's value library, `cty.StringVal("a")`.

mod action;
mod compatible;
mod leaves;
mod notation;
mod plan_valid;
mod proposed_new;
#[cfg(test)]
mod test_support;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::{
    path::{Path, Step},
    value::Value,
};

pub use self::{
    action::{Action, action, effective_replaces},
    compatible::compatible,
    leaves::{unknown_values, write_only_values},
    notation::notation,
    plan_valid::plan_valid,
    proposed_new::proposed_new,
};

/// A law that a value breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where, from the root of the object.
    pub path: Path,
    /// What Terraform says about it.
    pub reason: String,
}

impl Violation {
    fn new(path: &Path, reason: impl Into<String>) -> Self {
        Self {
            path: path.clone(),
            reason: reason.into(),
        }
    }
}

/// As Terraform prints it: `.rule[0].port: was known, but now unknown`, or the reason alone at the root.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_root() {
            f.write_str(&self.reason)
        } else {
            write!(f, "{}: {}", dotted(&self.path), self.reason)
        }
    }
}

/// A path as Terraform appends it to an address: each attribute with a dot before it.
pub(crate) fn dotted(path: &Path) -> String {
    let step = |step: &Step| match step {
        Step::Attribute(name) => format!(".{name}"),
        Step::Key(key) => format!("[{key:?}]"),
        Step::Index(index) => format!("[{index}]"),
    };
    path.steps().iter().map(step).collect()
}

/// The attribute or block `name` of an object: null of a null object, unknown of an unknown one.
fn member<'a>(object: &'a Value, name: &str) -> &'a Value {
    match object {
        Value::Object(members) => members.get(name).unwrap_or(&Value::Null),
        Value::Unknown => &Value::Unknown,
        _ => &Value::Null,
    }
}
