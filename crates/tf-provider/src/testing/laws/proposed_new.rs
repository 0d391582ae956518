//! The state that Terraform proposes: the configuration, with what it leaves open taken from the state before.

use crate::{
    schema::{Block, NestedBlock, Nesting},
    testing::laws::member,
    value::Value,
};

/// What Terraform sends as the proposed state of a change from `prior` (null: create) to `config` (null: destroy).
///
/// Write-only values stay in it, unlike in a plan.
pub fn proposed_new(block: &Block, prior: &Value, config: &Value) -> Value {
    if config.is_null() {
        return Value::Null;
    }
    if prior.is_null() {
        merge(block, &block.absent(), config)
    } else {
        merge(block, prior, config)
    }
}

fn merge(block: &Block, prior: &Value, config: &Value) -> Value {
    if !matches!(config, Value::Object(_)) {
        return config.clone();
    }
    let attributes = block.attributes.iter().map(|it| {
        let configured = member(config, &it.name);
        let is_left_open = it.mode.is_computed() && configured.is_null();
        let value = if is_left_open {
            member(prior, &it.name)
        } else {
            configured
        };
        (it.name.clone(), value.clone())
    });
    let blocks = block.blocks.iter().map(|it| {
        let merged = merge_blocks(it, member(prior, &it.name), member(config, &it.name));
        (it.name.clone(), merged)
    });
    Value::Object(attributes.chain(blocks).collect())
}

fn merge_blocks(nested: &NestedBlock, prior: &Value, config: &Value) -> Value {
    let block = &nested.block;
    match (nested.nesting, config) {
        (Nesting::Single | Nesting::Group, Value::Object(_)) => proposed_new(block, prior, config),
        (Nesting::List, Value::List(elements)) => {
            let before: &[Value] = match prior {
                Value::List(before) => before,
                _ => &[],
            };
            let merged = elements.iter().enumerate().map(|(index, it)| {
                // An element beyond the old ones is taken as it is configured.
                let before = before.get(index);
                before.map_or_else(|| it.clone(), |before| proposed_new(block, before, it))
            });
            Value::List(merged.collect())
        }
        (Nesting::Map, Value::Map(elements)) => {
            let before = |key| match prior {
                Value::Map(before) => before.get(key).unwrap_or(&Value::Null),
                _ => &Value::Null,
            };
            let merged = elements.iter();
            let merged =
                merged.map(|(key, it)| (key.clone(), proposed_new(block, before(key), it)));
            Value::Map(merged.collect())
        }
        (Nesting::Set, Value::Set(elements)) => {
            let mut unused: Vec<&Value> = match prior {
                Value::Set(before) => before.iter().collect(),
                _ => Vec::new(),
            };
            let merged = elements.iter().map(|it| {
                let violations = unused.iter().position(|prior| comes_from(block, prior, it));
                let before =
                    violations.map_or(&Value::Null, |violations| unused.remove(violations));
                proposed_new(block, before, it)
            });
            Value::Set(merged.collect())
        }
        _ => config.clone(),
    }
}

/// Whether `prior` could be what a provider made of `config`: the same but for computed attributes left open.
fn comes_from(block: &Block, prior: &Value, config: &Value) -> bool {
    if prior == config {
        return true;
    }
    let (Value::Object(_), Value::Object(_)) = (prior, config) else {
        return false;
    };
    let attributes = block.attributes.iter().all(|it| {
        let configured = member(config, &it.name);
        let is_left_open = it.mode.is_computed() && configured.is_null();
        is_left_open || member(prior, &it.name) == configured
    });
    attributes
        && block.blocks.iter().all(|it| {
            let (prior, config) = (member(prior, &it.name), member(config, &it.name));
            blocks_come_from(it, prior, config)
        })
}

fn blocks_come_from(nested: &NestedBlock, prior: &Value, config: &Value) -> bool {
    let block = &nested.block;
    match (nested.nesting, prior, config) {
        (Nesting::Single | Nesting::Group, ..) => comes_from(block, prior, config),
        (Nesting::List, Value::List(prior), Value::List(config)) => {
            prior.len() == config.len()
                && prior
                    .iter()
                    .zip(config)
                    .all(|(prior, it)| comes_from(block, prior, it))
        }
        (Nesting::Map, Value::Map(prior), Value::Map(config)) => {
            prior.keys().eq(config.keys())
                && prior
                    .iter()
                    .all(|(key, prior)| comes_from(block, prior, &config[key]))
        }
        _ => prior == config,
    }
}
