//! A schema with everything in it, for the tables of the laws, and values of it.

use serde_json::json;

use crate::{
    schema::{Attribute, Block, Mode, NestedBlock, Nesting},
    testing::config,
    value::{Type, Value},
};

/// Attributes of every mode, and blocks of every nesting.
pub(super) fn house() -> Block {
    let nested = |name: &str, nesting| NestedBlock {
        name: name.to_owned(),
        nesting,
        block: room(),
        min_items: 0,
        max_items: 0,
    };
    Block {
        attributes: vec![
            Attribute::new("name", Type::String, Mode::Required),
            Attribute::new("size", Type::Number, Mode::OptionalComputed),
            Attribute::new("id", Type::String, Mode::Computed),
            Attribute::new("tags", Type::set(Type::String), Mode::Optional),
            Attribute::new("labels", Type::map(Type::String), Mode::Optional),
            Attribute::new("steps", Type::list(Type::String), Mode::Optional),
            Attribute::new("any", Type::Dynamic, Mode::OptionalComputed),
            Attribute {
                sensitive: true,
                ..Attribute::new("password", Type::String, Mode::Optional)
            },
            Attribute {
                write_only: true,
                ..Attribute::new("secret", Type::String, Mode::Optional)
            },
        ],
        blocks: vec![
            nested("single", Nesting::Single),
            nested("group", Nesting::Group),
            nested("list", Nesting::List),
            nested("set", Nesting::Set),
            nested("map", Nesting::Map),
        ],
        ..Block::default()
    }
}

/// A value of it from JSON, in which `"${unknown}"` is unknown and what is missing is absent.
pub(super) fn value(json: &serde_json::Value) -> Value {
    config::read(&house(), json).unwrap()
}

/// The house `a` with one more member.
pub(super) fn with(name: &str, member: serde_json::Value) -> Value {
    let mut json = json!({"name": "a"});
    json[name] = member;
    value(&json)
}

fn room() -> Block {
    Block {
        attributes: vec![
            Attribute::new("port", Type::Number, Mode::Optional),
            Attribute::new("ip", Type::String, Mode::Computed),
            Attribute {
                write_only: true,
                ..Attribute::new("key", Type::String, Mode::Optional)
            },
        ],
        ..Block::default()
    }
}
