//! What a change will do, worked out from the schema alone.
//!
//! The order is the one that Terraform's own framework made the standard: defaults, then write-only values removed,
//! then, if anything changes at all, what the service decides becomes unknown. A plan in which nothing changes marks
//! nothing, which is what keeps a second plan empty.

use crate::{
    model::Object,
    path::{Path, Step},
    schema::{Attribute, Block, Keeps, NestedBlock, Nesting},
    value::Value,
};

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

/// Makes unknown what a change leaves to the service, unless nothing changes. Top-level attributes that are `decided`
/// already stay as they are.
pub fn mark(block: &Block, proposal: Proposal<'_>, decided: &[String], planned: &mut Value) {
    let Proposal { prior, config, .. } = proposal;
    if planned == prior {
        return;
    }
    let changed = changed_attributes(block, prior, planned);
    let before = planned.clone();
    mark_block(block, prior, config, planned, &changed);
    if let (Value::Object(before), Value::Object(planned)) = (before, planned) {
        planned.extend(
            before
                .into_iter()
                .filter(|(name, _)| decided.contains(name)),
        );
    }
}

/// The attributes whose change means a new object.
pub fn replacements(block: &Block, prior: &Value, planned: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    if let (Value::Object(prior), Value::Object(planned)) = (prior, planned) {
        find_replacements(block, prior, planned, &Path::root(), &mut found);
    }
    found
}

/// Sets every write-only attribute to null: its value is never stored.
pub fn forget_write_only(block: &Block, value: &mut Value) {
    visit(block, &Value::Null, value, &mut |attribute, _, value| {
        if attribute.write_only {
            *value = Value::Null;
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

/// Calls `each` on every attribute of `value` with what `config` says about it, through all nested blocks whose
/// elements can be told apart: those of a set cannot.
fn visit(
    block: &Block,
    config: &Value,
    value: &mut Value,
    each: &mut impl FnMut(&Attribute, &Value, &mut Value),
) {
    let Value::Object(object) = value else { return };
    for attribute in &block.attributes {
        if let Some(value) = object.get_mut(&attribute.name) {
            each(attribute, member(config, &attribute.name), value);
        }
    }
    for nested in &block.blocks {
        if let Some(value) = object.get_mut(&nested.name) {
            let config = member(config, &nested.name);
            for_blocks(nested, value, |step, value| {
                visit(&nested.block, element(config, step), value, each);
            });
        }
    }
}

fn mark_block(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &mut Value,
    changed: &[String],
) {
    let Value::Object(object) = planned else {
        return;
    };
    // What an object that exists does not have, it will not have afterwards either.
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

fn keeps(attribute: &Attribute, changed: &[String]) -> bool {
    match attribute.keeps {
        Keeps::Never => false,
        Keeps::Always => true,
        Keeps::Unless(others) => !others
            .iter()
            .any(|other| changed.iter().any(|it| it == other)),
    }
}

fn changed_attributes(block: &Block, prior: &Value, planned: &Value) -> Vec<String> {
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

fn find_replacements(
    block: &Block,
    prior: &Object,
    planned: &Object,
    path: &Path,
    found: &mut Vec<Path>,
) {
    for attribute in block.attributes.iter().filter(|it| it.replaces) {
        if prior.get(&attribute.name) != planned.get(&attribute.name) {
            found.push(path.child(&attribute.name));
        }
    }
    for nested in &block.blocks {
        let (Some(prior), Some(planned)) = (prior.get(&nested.name), planned.get(&nested.name))
        else {
            continue;
        };
        let path = path.child(&nested.name);
        for_both(
            nested,
            prior,
            planned,
            &path,
            &mut |prior, planned, path| {
                find_replacements(&nested.block, prior, planned, path, found);
            },
        );
    }
}

/// Calls `each` on the objects of a nested block that exist on both sides.
fn for_both(
    nested: &NestedBlock,
    prior: &Value,
    planned: &Value,
    path: &Path,
    each: &mut impl FnMut(&Object, &Object, &Path),
) {
    match (nested.nesting, prior, planned) {
        (Nesting::Single | Nesting::Group, Value::Object(prior), Value::Object(planned)) => {
            each(prior, planned, path);
        }
        (Nesting::List, Value::List(prior), Value::List(planned)) => {
            for (index, pair) in prior.iter().zip(planned).enumerate() {
                if let (Value::Object(prior), Value::Object(planned)) = pair {
                    each(prior, planned, &path.with(Step::Index(index)));
                }
            }
        }
        (Nesting::Map, Value::Map(prior), Value::Map(planned)) => {
            for (key, planned) in planned {
                if let (Some(Value::Object(prior)), Value::Object(planned)) =
                    (prior.get(key), planned)
                {
                    each(prior, planned, &path.with(Step::Key(key.clone())));
                }
            }
        }
        _ => {}
    }
}

/// Where an element of a nested block is, so that its counterpart in another value can be found.
#[derive(Clone, Copy)]
enum Position<'a> {
    Itself,
    Index(usize),
    Key(&'a str),
}

fn for_blocks(
    nested: &NestedBlock,
    value: &mut Value,
    mut each: impl FnMut(Position<'_>, &mut Value),
) {
    match (nested.nesting, value) {
        (Nesting::Single | Nesting::Group, value @ Value::Object(_)) => {
            each(Position::Itself, value);
        }
        (Nesting::List, Value::List(elements)) => {
            for (index, element) in elements.iter_mut().enumerate() {
                each(Position::Index(index), element);
            }
        }
        (Nesting::Map, Value::Map(elements)) => {
            for (key, element) in elements.iter_mut() {
                each(Position::Key(key), element);
            }
        }
        _ => {}
    }
}

fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    match value {
        Value::Object(object) => object.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    }
}

fn element<'a>(value: &'a Value, position: Position<'_>) -> &'a Value {
    let found = match (position, value) {
        (Position::Itself, value) => Some(value),
        (Position::Index(index), Value::List(elements)) => elements.get(index),
        (Position::Key(key), Value::Map(elements)) => elements.get(key),
        _ => None,
    };
    found.unwrap_or(&Value::Null)
}
