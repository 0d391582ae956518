//! The answer to Terraform after an operation: nothing that exists is forgotten, and nothing is made up.

use crate::{
    model::Object,
    plan,
    schema::{Attribute, Block, Mode},
    value::Value,
};

/// The state after a successful change: what was planned, and the resource's answer where the plan left it open.
///
/// A service that writes a value its own way does not make the apply fail: the next read shows the difference.
pub(crate) fn settled(planned: &Value, result: Value) -> Value {
    match (planned, result) {
        (Value::Object(_), Value::Object(result)) => {
            filled_in(planned, Value::Object(result)).null_unknowns()
        }
        (_, result) => result,
    }
}

/// What is planned, with `result` in place of what is unknown in it.
fn filled_in(planned: &Value, result: Value) -> Value {
    let members = |planned: &Object, mut result: Object| {
        let fill = |(name, planned): (&String, &Value)| {
            let result = result.remove(name).unwrap_or(Value::Null);
            (name.clone(), filled_in(planned, result))
        };
        planned.iter().map(fill).collect()
    };
    match (planned, result) {
        (planned, _) if planned.is_wholly_known() => planned.clone(),
        (Value::Object(planned), Value::Object(result)) => Value::Object(members(planned, result)),
        (Value::Map(planned), Value::Map(result)) => Value::Map(members(planned, result)),
        (Value::List(planned), Value::List(result)) if planned.len() == result.len() => {
            let pairs = planned.iter().zip(result);
            Value::List(pairs.map(|(one, other)| filled_in(one, other)).collect())
        }
        (_, result) => result,
    }
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
    plan::visit(
        block,
        &Value::Null,
        &mut state,
        &mut |attribute, _, value| {
            if attribute.mode == Mode::Optional && is_nothing(value) {
                *value = Value::Null;
            }
        },
    );
    forget_write_only(block, state).null_unknowns()
}

/// The state after a read: what the service says, in the words that the state had for the same thing.
pub(crate) fn refreshed(block: &Block, state: &Value, read: Value) -> Value {
    let mut read = keep_blocks(block, state, read);
    if !state.is_null() {
        plan::visit(block, state, &mut read, &mut |attribute, before, now| {
            if says_the_same(attribute, before, now) {
                *now = before.clone();
            }
        });
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
    plan::forget_write_only(block, &mut value);
    value
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::{
        model,
        model::{Computed, Model},
        schema::test_support::value_of,
    };

    model! {
        /// A house.
        struct House <- HouseConfig {
            /// Where it is.
            address: String = required(),
            /// From the lowest to the highest.
            floor: Vec<Floor> = blocks(),
        }
    }

    model! {
        /// A floor.
        struct Floor <- FloorConfig {
            /// Its color.
            color: String = required(),
            /// What is on it.
            note: Option<String> = optional(),
            /// Decided by the service.
            area: Computed<i64> = computed(),
        }
    }

    fn value(json: &Json) -> Value {
        value_of(House::block(), json)
    }

    #[test]
    fn an_answer_fills_in_only_what_the_plan_left_open_also_in_blocks() {
        let planned = json!({ "address": "a", "floor": [{ "color": "red", "area": "?" }, { "color": "blue", "area": 2 }] });
        let result = json!({ "address": "A", "floor": [{ "color": "RED", "area": 1 }, { "color": "blue", "area": 9 }] });
        let state = json!({ "address": "a", "floor": [{ "color": "red", "area": 1 }, { "color": "blue", "area": 2 }] });
        assert_eq!(settled(&value(&planned), value(&result)), value(&state));
    }

    #[test]
    fn none_and_empty_are_the_same_also_in_blocks() {
        let read = value(&json!({ "address": "a", "floor": [{ "color": "red", "note": "" }] }));
        let without = value(&json!({ "address": "a", "floor": [{ "color": "red" }] }));
        assert_eq!(refreshed(House::block(), &without, read.clone()), without);
        assert_eq!(refreshed(House::block(), &read, without.clone()), read);
        assert_eq!(imported(House::block(), read), without);
    }
}
