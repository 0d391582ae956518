//! Plans as Terraform would ask for them.

mod attributes;
mod blocks;
mod laws;
mod properties;
mod proposed;

use super::{Proposal, propose};
use crate::{schema::Block, value::Value};

/// The plan for an object that is as `prior` says and configured as `config` says.
fn plan_of(block: &Block, prior: &Value, config: &Value) -> Value {
    let proposed = proposed::proposed(block, prior, config);
    let proposal = Proposal {
        prior,
        config,
        proposed: &proposed,
    };
    propose(block, proposal)
}
