//! The changes that require a new object.

use std::collections::BTreeSet;

use crate::{
    path::{Path, Step},
    plan::{
        differ::differ,
        walk::{Position, element, member},
    },
    schema::{Block, NestedBlock, Nesting},
    value::Value,
};

/// The attributes whose change means a new object.
///
/// A block that comes or goes changes its attributes from or to nothing. The elements of a set have no address: there the
/// path is that of the block. What is not known yet may turn out to be the same, so it means no new object.
pub fn replacements(block: &Block, prior: &Value, planned: &Value) -> Vec<Path> {
    let mut items = Vec::new();
    if let (Value::Object(_), Value::Object(_)) = (prior, planned) {
        in_block(block, prior, planned, &Path::root(), &mut items);
    }
    items
}

fn in_block(block: &Block, prior: &Value, planned: &Value, path: &Path, actual: &mut Vec<Path>) {
    for attribute in block.attributes.iter().filter(|it| it.replaces) {
        if differ(
            member(prior, &attribute.name),
            member(planned, &attribute.name),
        ) {
            actual.push(path.child(&attribute.name));
        }
    }
    for nested in block.blocks.iter().filter(|it| can_replace(&it.block)) {
        let (prior, planned) = (member(prior, &nested.name), member(planned, &nested.name));
        in_nested(nested, prior, planned, &path.child(&nested.name), actual);
    }
}

fn in_nested(
    nested: &NestedBlock,
    prior: &Value,
    planned: &Value,
    path: &Path,
    actual: &mut Vec<Path>,
) {
    let mut at = |position, step: Option<Step>| {
        let path = step.map_or_else(|| path.clone(), |step| path.with(step));
        let (prior, planned) = (element(prior, position), element(planned, position));
        in_block(&nested.block, prior, planned, &path, actual);
    };
    match nested.nesting {
        _ if planned.is_unknown() => {}
        Nesting::Single | Nesting::Group => at(Position::Itself, None),
        Nesting::List => {
            let length = list(prior).len().max(list(planned).len());
            for index in 0..length {
                at(Position::Index(index), Some(Step::Index(index)));
            }
        }
        Nesting::Map => {
            for key in keys(prior).union(&keys(planned)) {
                at(Position::Key(key), Some(Step::Key((*key).to_owned())));
            }
        }
        Nesting::Set => {
            let blocks = |value: &Value| Value::Set(list(value).to_vec());
            if differ(&blocks(prior), &blocks(planned)) {
                actual.push(path.clone());
            }
        }
    }
}

fn can_replace(block: &Block) -> bool {
    block.attributes.iter().any(|it| it.replaces)
        || block.blocks.iter().any(|it| can_replace(&it.block))
}

fn list(value: &Value) -> &[Value] {
    match value {
        Value::List(elements) | Value::Set(elements) => elements,
        _ => &[],
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Map(elements) => elements.keys().map(String::as_str).collect(),
        _ => BTreeSet::new(),
    }
}
