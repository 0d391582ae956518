//! Walking through a value along its schema, with its counterpart in another value at hand.

use crate::{
    schema::{Attribute, Block, NestedBlock, Nesting},
    value::Value,
};

/// Calls `each` on every attribute of `value` with its counterpart in `other`, through all nested blocks whose
/// elements can be told apart: those of a set cannot.
pub(crate) fn visit(
    block: &Block,
    other: &Value,
    value: &mut Value,
    each: &mut impl FnMut(&Attribute, &Value, &mut Value),
) {
    let Value::Object(object) = value else { return };
    for attribute in &block.attributes {
        if let Some(value) = object.get_mut(&attribute.name) {
            each(attribute, member(other, &attribute.name), value);
        }
    }
    for nested in &block.blocks {
        if let Some(value) = object.get_mut(&nested.name) {
            let other = member(other, &nested.name);
            for_blocks(nested, value, |step, value| {
                visit(&nested.block, element(other, step), value, each);
            });
        }
    }
}

/// Where an element of a nested block is, so that its counterpart in another value can be found.
#[derive(Clone, Copy)]
pub(super) enum Position<'a> {
    Itself,
    Index(usize),
    Key(&'a str),
}

pub(super) fn for_blocks(
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

pub(super) fn member<'a>(value: &'a Value, name: &str) -> &'a Value {
    match value {
        Value::Object(object) => object.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    }
}

pub(super) fn element<'a>(value: &'a Value, position: Position<'_>) -> &'a Value {
    let actual = match (position, value) {
        (Position::Itself, value) => Some(value),
        (Position::Index(index), Value::List(elements)) => elements.get(index),
        (Position::Key(key), Value::Map(elements)) => elements.get(key),
        _ => None,
    };
    actual.unwrap_or(&Value::Null)
}
