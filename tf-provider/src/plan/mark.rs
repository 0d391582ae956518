//! What a change leaves to the service.

use crate::{
    plan::walk::{element, for_blocks, member},
    schema::{Attribute, Block, Keeps},
    value::Value,
};

pub(super) fn mark_block(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &mut Value,
    changed: &[String],
) {
    let Value::Object(object) = planned else {
        return;
    };
    let exists = !prior.is_null();
    for attribute in &block.attributes {
        let Some(value) = object.get_mut(&attribute.name) else {
            continue;
        };
        if attribute.is_decided_by_service(member(config, &attribute.name)) {
            *value = if exists && keeps(attribute, changed) {
                member(prior, &attribute.name).clone()
            } else {
                Value::Unknown
            };
        }
    }
    for nested in &block.blocks {
        if let Some(value) = object.get_mut(&nested.name) {
            let (prior, config) = (member(prior, &nested.name), member(config, &nested.name));
            for_blocks(nested, value, |step, value| {
                let (prior, config) = (element(prior, step), element(config, step));
                mark_block(&nested.block, prior, config, value, changed);
            });
        }
    }
}

/// Whether an object that exists keeps a value, be it "none".
fn keeps(attribute: &Attribute, changed: &[String]) -> bool {
    match attribute.keeps {
        Keeps::Never => false,
        Keeps::Always => true,
        Keeps::Unless(others) => !others
            .iter()
            .any(|other| changed.iter().any(|it| it == other)),
    }
}

pub(super) fn changed_attributes(block: &Block, prior: &Value, planned: &Value) -> Vec<String> {
    let names = block
        .attributes
        .iter()
        .map(|it| &it.name)
        .chain(block.blocks.iter().map(|it| &it.name));
    names
        .filter(|name| member(prior, name) != member(planned, name))
        .cloned()
        .collect()
}
