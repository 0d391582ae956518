//! What Terraform is told after an operation, so that nothing that exists is forgotten and nothing is made up.

use crate::{
    model::Object,
    schema::{Attribute, Block, Mode},
    value::Value,
};

/// The state after a successful change: what was planned, and the resource's answer where the plan left it open.
///
/// A service that writes a value its own way does not make the apply fail: the next read shows the difference.
pub(crate) fn settled(planned: &Value, result: Value) -> Value {
    let (Value::Object(planned), Value::Object(mut result)) = (planned, result.clone()) else {
        return result;
    };
    let mut state = Object::new();
    for (name, planned) in planned {
        let value = if planned.is_wholly_known() {
            planned.clone()
        } else {
            result.remove(name).unwrap_or(Value::Null)
        };
        state.insert(name.clone(), value.null_unknowns());
    }
    Value::Object(state)
}

/// The state after a failure: what the resource put on record, else `fallback`. `rest` holds what no resource knows of,
/// such as the timeouts.
pub(crate) fn salvaged(
    block: &Block,
    saved: Option<Object>,
    rest: &Value,
    fallback: Value,
) -> Value {
    let Some(saved) = saved else { return fallback };
    let saved = keep_blocks(block, rest, Value::Object(saved));
    forget_write_only(block, saved).null_unknowns()
}

/// The state after an import. Nothing tells how a configuration will write "none", so it is as if it were left out.
pub(crate) fn imported(block: &Block, read: Value) -> Value {
    let mut state = keep_blocks(block, &Value::Null, read);
    if let Value::Object(state) = &mut state {
        for attribute in block
            .attributes
            .iter()
            .filter(|it| it.mode == Mode::Optional)
        {
            if let Some(value) = state.get_mut(&attribute.name)
                && is_nothing(value)
            {
                *value = Value::Null;
            }
        }
    }
    forget_write_only(block, state).null_unknowns()
}

/// The state after a read: what the service says, in the words that the state had for the same thing.
pub(crate) fn refreshed(block: &Block, state: &Value, read: Value) -> Value {
    let mut read = keep_blocks(block, state, read);
    if let (Value::Object(state), Value::Object(read)) = (state, &mut read) {
        for attribute in &block.attributes {
            let (Some(before), Some(now)) =
                (state.get(&attribute.name), read.get_mut(&attribute.name))
            else {
                continue;
            };
            if says_the_same(attribute, before, now) {
                *now = before.clone();
            }
        }
    }
    forget_write_only(block, read).null_unknowns()
}

/// A service has no difference between "none" and "empty"; a configuration has.
fn says_the_same(attribute: &Attribute, before: &Value, now: &Value) -> bool {
    attribute.mode.is_configurable() && is_nothing(before) && is_nothing(now)
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::List(elements) | Value::Set(elements) => elements.is_empty(),
        Value::Map(elements) => elements.is_empty(),
        _ => false,
    }
}

fn keep_blocks(block: &Block, rest: &Value, value: Value) -> Value {
    let Value::Object(mut object) = value else {
        return value;
    };
    for nested in &block.blocks {
        if object.contains_key(&nested.name) {
            continue;
        }
        let kept = match rest {
            Value::Object(rest) => rest.get(&nested.name).cloned(),
            _ => None,
        };
        object.insert(nested.name.clone(), kept.unwrap_or_else(|| nested.absent()));
    }
    Value::Object(object)
}

fn forget_write_only(block: &Block, mut value: Value) -> Value {
    crate::plan::forget_write_only(block, &mut value);
    value
}
