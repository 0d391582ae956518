//! The check that a plan keeps to the configuration, as Terraform demands.

use crate::{
    path::{Path, Step},
    plan::{
        Proposal,
        walk::{Position, element, for_blocks, member},
    },
    schema::{Attribute, Block},
    value::Value,
};

/// The attributes whose planned value goes against the configuration. Elements of set blocks are not looked at: nobody
/// can tell which is which.
pub fn contradictions(block: &Block, proposal: Proposal<'_>, planned: &Value) -> Vec<Path> {
    let mut items = Vec::new();
    let Proposal { prior, config, .. } = proposal;
    // Walking visits what it may change, so it gets a copy.
    check_block(
        block,
        prior,
        config,
        &mut planned.clone(),
        &Path::root(),
        &mut items,
    );
    items
}

fn check_block(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &mut Value,
    path: &Path,
    actual: &mut Vec<Path>,
) {
    let Value::Object(object) = planned else {
        return;
    };
    for attribute in &block.attributes {
        let name = &attribute.name;
        let planned = object.get(name).unwrap_or(&Value::Null);
        if !is_allowed(
            attribute,
            member(prior, name),
            member(config, name),
            planned,
        ) {
            actual.push(path.child(name));
        }
    }
    for nested in &block.blocks {
        let Some(planned) = object.get_mut(&nested.name) else {
            continue;
        };
        let (prior, config) = (member(prior, &nested.name), member(config, &nested.name));
        let path = path.child(&nested.name);
        for_blocks(nested, planned, |position, planned| {
            let (prior, config) = (element(prior, position), element(config, position));
            let path = match position {
                Position::Itself => path.clone(),
                Position::Index(index) => path.with(Step::Index(index)),
                Position::Key(key) => path.with(Step::Key(key.to_owned())),
            };
            check_block(&nested.block, prior, config, planned, &path, actual);
        });
    }
}

fn is_allowed(attribute: &Attribute, prior: &Value, config: &Value, planned: &Value) -> bool {
    if attribute.write_only {
        return planned.is_null();
    }
    let is_as_configured = planned == config;
    let is_kept = planned == prior && !prior.is_null() && !config.is_null();
    let is_open = attribute.mode.is_computed() && config.is_null();
    is_as_configured || is_kept || is_open
}
