//! The plan of a change, made from the schema alone.
//!
//! The order is the one that Terraform's own framework made the standard: defaults, then write-only values removed,
//! then, if anything changes at all, what the service decides becomes unknown. A plan in which nothing changes marks
//! nothing, which is what keeps a second plan empty. A value that is not known yet is not a different one: it takes no new object.

mod check;
mod differ;
mod mark;
mod replace;
#[cfg(test)]
mod tests;
mod walk;

use crate::{schema::Block, value::Value};

use self::mark::mark_block;

pub(crate) use self::{differ::may_be_same, walk::visit};

pub use self::{check::contradictions, differ::differ, replace::replacements};

/// What Terraform says about a change: the object before it, the configuration, and the two merged.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// The object in the state; null when there is none.
    pub prior: &'a Value,
    /// The configuration; null when the object is to be destroyed.
    pub config: &'a Value,
    /// The configuration with what it leaves open taken from the state.
    pub proposed: &'a Value,
}

/// The planned value of `block`, before anything that a resource has to say.
pub fn propose(block: &Block, proposal: Proposal<'_>) -> Value {
    let mut planned = proposal.proposed.clone();
    fill(block, proposal.config, &mut planned);
    mark(block, proposal, &[], &mut planned);
    planned
}

/// Makes unknown what a change leaves to the service, unless nothing changes. Top-level attributes and blocks that are
/// `decided` already stay as they are.
pub fn mark(block: &Block, proposal: Proposal<'_>, decided: &[String], planned: &mut Value) {
    let Proposal { prior, config, .. } = proposal;
    if planned != prior {
        mark_block(block, prior, config, planned, decided);
    }
}

/// Sets every write-only attribute to null: its value is never stored.
pub fn forget_write_only(block: &Block, value: &mut Value) {
    visit(block, &Value::Null, value, &mut |attribute, _, value| {
        if attribute.write_only {
            *value = Value::Null;
        }
    });
}

/// Puts the write-only values of `config` back into a planned value, for who carries it out.
pub fn restore_write_only(block: &Block, config: &Value, planned: &mut Value) {
    visit(block, config, planned, &mut |attribute, config, planned| {
        if attribute.write_only {
            *planned = config.clone();
        }
    });
}

/// Defaults for what is not configured, and no write-only values.
fn fill(block: &Block, config: &Value, planned: &mut Value) {
    visit(block, config, planned, &mut |attribute, config, planned| {
        if attribute.write_only {
            *planned = Value::Null;
        } else if config.is_null()
            && let Some(default) = &attribute.default
        {
            *planned = default.clone();
        }
    });
}
