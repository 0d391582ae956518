//! Marking as unknown the values that a change leaves to the service.

use std::collections::BTreeSet;

use crate::{
    plan::{
        differ::differ,
        walk::{element, for_blocks, member},
    },
    schema::{Attribute, Block, Keeps},
    value::Value,
};

/// Marks `block` and the blocks in it, except for its members that are `decided`.
pub(super) fn mark_block(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &mut Value,
    decided: &[String],
) {
    let mut changed = changed_members(block, prior, planned);
    let Value::Object(object) = planned else {
        return;
    };
    let open: Vec<_> = block
        .attributes
        .iter()
        .filter(|it| !decided.contains(&it.name))
        .filter(|it| it.is_decided_by_service(member(config, &it.name)))
        .collect();
    // What becomes unknown may change, so what follows it may, too.
    while let Some(next) = open
        .iter()
        .find(|it| !changed.contains(it.name.as_str()) && !keeps(it, prior, &changed))
    {
        changed.insert(&next.name);
    }
    for attribute in open {
        if let Some(value) = object.get_mut(&attribute.name) {
            *value = if keeps(attribute, prior, &changed) {
                member(prior, &attribute.name).clone()
            } else {
                Value::Unknown
            };
        }
    }
    for nested in &block.blocks {
        let Some(value) = object.get_mut(&nested.name) else {
            continue;
        };
        if decided.contains(&nested.name) {
            continue;
        }
        let (prior, config) = (member(prior, &nested.name), member(config, &nested.name));
        for_blocks(nested, value, |step, value| {
            let (prior, config) = (element(prior, step), element(config, step));
            mark_block(&nested.block, prior, config, value, &[]);
        });
    }
}

/// What an object that exists does not have, it will not have afterwards either; a new one has nothing to keep.
fn keeps(attribute: &Attribute, prior: &Value, changed: &BTreeSet<&str>) -> bool {
    let stays = match attribute.keeps {
        Keeps::Never => false,
        Keeps::Always => true,
        Keeps::Unless(others) => !others.iter().any(|other| changed.contains(other)),
    };
    stays && !prior.is_null()
}

/// An attribute whose change takes a new object changes in no update: one that is not known yet will be the same, or the
/// update will not be made.
fn changed_members<'a>(block: &'a Block, prior: &Value, planned: &Value) -> BTreeSet<&'a str> {
    let attributes = block.attributes.iter().map(|it| (&it.name, it.replaces));
    let blocks = block.blocks.iter().map(|it| (&it.name, false));
    let is_changed = |(name, replaces): &(&String, bool)| {
        let (prior, planned) = (member(prior, name), member(planned, name));
        if *replaces {
            differ(prior, planned)
        } else {
            prior != planned
        }
    };
    let changed = attributes.chain(blocks).filter(is_changed);
    changed.map(|(name, _)| name.as_str()).collect()
}
