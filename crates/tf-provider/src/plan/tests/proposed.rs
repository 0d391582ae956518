//! Terraform's proposal: the configuration, with the state's values for what it leaves to the provider.

use std::collections::BTreeMap;

use crate::{
    plan::walk::{Position, element, member},
    schema::{Block, NestedBlock, Nesting},
    value::Value,
};

/// The proposed value of `block`. Nothing in its sets is decided by the provider, so they are as configured.
pub(super) fn proposed(block: &Block, prior: &Value, config: &Value) -> Value {
    let Value::Object(configured) = config else {
        return config.clone();
    };
    let mut merged = BTreeMap::new();
    for attribute in &block.attributes {
        let configured = &configured[&attribute.name];
        let is_open = attribute.mode.is_computed() && configured.is_null();
        let value = if is_open {
            member(prior, &attribute.name)
        } else {
            configured
        };
        merged.insert(attribute.name.clone(), value.clone());
    }
    for nested in &block.blocks {
        let value = in_nested(
            nested,
            member(prior, &nested.name),
            &configured[&nested.name],
        );
        merged.insert(nested.name.clone(), value);
    }
    Value::Object(merged)
}

fn in_nested(nested: &NestedBlock, prior: &Value, config: &Value) -> Value {
    let at = |position: Position<'_>, config: &Value| {
        proposed(&nested.block, element(prior, position), config)
    };
    match (nested.nesting, config) {
        (Nesting::Single | Nesting::Group, config) => at(Position::Itself, config),
        (Nesting::List, Value::List(elements)) => {
            let numbered = elements.iter().enumerate();
            Value::List(
                numbered
                    .map(|(index, it)| at(Position::Index(index), it))
                    .collect(),
            )
        }
        (Nesting::Map, Value::Map(elements)) => {
            let each = |(key, it): (&String, &Value)| (key.clone(), at(Position::Key(key), it));
            Value::Map(elements.iter().map(each).collect())
        }
        (_, config) => config.clone(),
    }
}
