//! The configuration that would have led to a state.
//!
//! It says as little as possible: what a plan would fill in again by itself is left out.

use std::collections::BTreeMap;

use crate::{
    model::Object,
    schema::{Attribute, Block, Mode, NestedBlock, Nesting},
    value::Value,
};

/// The configuration of an object in `state`, before the resource's own say.
pub(crate) fn config_of(block: &Block, state: &Value) -> Option<Object> {
    let Value::Object(state) = state else {
        return None;
    };
    let mut config = of_block(block, state);
    let id = block.attribute("id").map(|it| it.mode);
    if id == Some(Mode::OptionalComputed) {
        config.insert("id".to_owned(), Value::Null);
    }
    Some(config)
}

fn of_block(block: &Block, state: &Object) -> Object {
    let stored = |name: &str| state.get(name).cloned().unwrap_or(Value::Null);
    let attributes = block.attributes.iter().map(|attribute| {
        let value = stored(&attribute.name).null_unknowns();
        let value = if goes_without_saying(attribute, &value) {
            Value::Null
        } else {
            value
        };
        (attribute.name.clone(), value)
    });
    let blocks = block.blocks.iter().map(|nested| {
        let value = of_nested(nested, stored(&nested.name));
        (nested.name.clone(), value)
    });
    attributes.chain(blocks).collect()
}

fn goes_without_saying(attribute: &Attribute, value: &Value) -> bool {
    match attribute.mode {
        Mode::Required => false,
        Mode::Computed => true,
        Mode::Optional | Mode::OptionalComputed => {
            let is_empty_text = matches!(value, Value::String(text) if text.is_empty());
            attribute.write_only
                || attribute.deprecated.is_some()
                || match &attribute.default {
                    Some(default) => default == value,
                    None => is_empty_text,
                }
        }
    }
}

/// Blocks are never null where their absence has another form.
fn of_nested(nested: &NestedBlock, state: Value) -> Value {
    let one = |value: Value| match value {
        Value::Object(state) => Value::Object(of_block(&nested.block, &state)),
        other => other.null_unknowns(),
    };
    match (nested.nesting, state) {
        (Nesting::Single | Nesting::Group, state @ Value::Object(_)) => one(state),
        (Nesting::List, Value::List(elements)) => {
            Value::List(elements.into_iter().map(one).collect())
        }
        (Nesting::Set, Value::Set(elements)) => Value::set(elements.into_iter().map(one)),
        (Nesting::Map, Value::Map(elements)) => {
            let each = elements.into_iter().map(|(key, it)| (key, one(it)));
            Value::Map(each.collect::<BTreeMap<_, _>>())
        }
        _ => nested.absent(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model,
        model::{Computed, Model},
    };

    model! {
        /// A thing.
        struct Thing <- ThingConfig {
            /// Its name.
            name: String = required(),
            /// Its size.
            size: i64 = optional().default(1),
            /// Its identifier.
            id: Computed<String> = computed(),
        }
    }

    fn block(blocks: Vec<NestedBlock>) -> Block {
        Block {
            blocks,
            ..Thing::block().clone()
        }
    }

    fn nested(nesting: Nesting) -> NestedBlock {
        NestedBlock {
            name: "inner".to_owned(),
            nesting,
            block: block(Vec::new()),
            min_items: 0,
            max_items: 0,
        }
    }

    fn object(members: [(&str, Value); 3]) -> Value {
        Value::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
    }

    #[test]
    fn blocks_of_every_kind_say_only_what_needs_saying() {
        let state = || object([("name", "a".into()), ("size", 1.into()), ("id", "i".into())]);
        let config = || {
            object([
                ("name", "a".into()),
                ("size", Value::Null),
                ("id", Value::Null),
            ])
        };
        let map = |value| Value::Map([("k".to_owned(), value)].into());
        for (nesting, state, config) in [
            (Nesting::Single, state(), config()),
            (Nesting::Group, state(), config()),
            (
                Nesting::List,
                Value::List(vec![state()]),
                Value::List(vec![config()]),
            ),
            (
                Nesting::Set,
                Value::Set(vec![state()]),
                Value::Set(vec![config()]),
            ),
            (Nesting::Map, map(state()), map(config())),
        ] {
            assert_eq!(of_nested(&nested(nesting), state), config, "{nesting:?}");
        }
    }

    #[test]
    fn no_blocks_are_an_empty_collection_and_not_null() {
        for nesting in [
            Nesting::List,
            Nesting::Set,
            Nesting::Map,
            Nesting::Group,
            Nesting::Single,
        ] {
            let nested = nested(nesting);
            let outer = block(vec![nested.clone()]);
            let config = config_of(&outer, &Value::Object(Object::new())).unwrap();
            assert_eq!(config["inner"], nested.absent(), "{nesting:?}");
        }
    }
}
