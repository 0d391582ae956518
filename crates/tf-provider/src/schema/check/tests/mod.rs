//! One broken schema for each rule.

mod attributes;
mod blocks;
mod types;

use super::*;
use crate::{
    model,
    model::{Computed, Field, Model},
    schema::{
        Attribute, Keeps, Mode, NestedBlock, Relation, Validator,
        declare::{optional, required},
    },
    timeouts,
    value::Value,
};

model! {
    /// Something with everything that a schema may have.
    struct Good <- GoodConfig {
        /// Its name.
        name: String = required().len(1..),
        /// Its size.
        size: i64 = optional().range(1..).default(3),
        /// Its identifier.
        id: Computed<String> = computed().unknown_when_changed(&["name", "rule"]),
        /// A secret.
        secret: Option<String> = optional().write_only().required_with(&["size"]),
        /// Its parts.
        parts: Option<Vec<Part>> = optional(),
        /// Its rules.
        rule: Vec<Part> = blocks().min(1).max(2),
        /// Its labels.
        label: Vec<Part> = block_set(),
    }
}

model! {
    /// A part.
    struct Part <- PartConfig {
        /// Its color.
        color: String = required(),
        /// Its weight.
        weight: Option<i64> = optional(),
    }
}

fn attribute() -> Attribute {
    optional::<String>().finished("extra", "An attribute.".to_owned())
}

fn nested(nesting: Nesting, attributes: Vec<Attribute>) -> NestedBlock {
    NestedBlock {
        name: "extra".to_owned(),
        nesting,
        block: Block {
            description: "A block.".to_owned(),
            attributes,
            blocks: Vec::new(),
        },
        min_items: 0,
        max_items: 0,
    }
}

fn broken(kind: Kind, block: Block) -> Vec<String> {
    check_schema(kind, "toy_thing", &Schema { version: 0, block })
}

fn good() -> Block {
    Good::block().clone()
}

/// What a resource with this attribute breaks.
fn with(change: impl FnOnce(&mut Attribute)) -> Vec<String> {
    let mut attribute = attribute();
    change(&mut attribute);
    let mut block = good();
    block.attributes.push(attribute);
    broken(Kind::Resource, block)
}

/// What a resource with this block breaks.
fn with_block(nested: NestedBlock) -> Vec<String> {
    let mut block = good();
    block.blocks.push(nested);
    broken(Kind::Resource, block)
}

fn only(actual: &[String], rule: &str) {
    assert!(
        matches!(actual, [one] if one.ends_with(rule)),
        "{rule}: {actual:#?}"
    );
}

#[test]
fn a_good_schema_breaks_no_rule() {
    let mut block = good();
    block.blocks.push(timeouts::block(&[(
        timeouts::Operation::Create,
        timeouts::DEFAULT,
    )]));
    assert_eq!(broken(Kind::Resource, block), [""; 0]);
    assert_eq!(with(|it| it.ty = Type::Dynamic), [""; 0]);
    assert_eq!(with(|_| {}), [""; 0]);
}
