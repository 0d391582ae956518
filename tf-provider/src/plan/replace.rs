//! Which changes take a new object.

use crate::{
    model::Object,
    path::{Path, Step},
    schema::{Block, NestedBlock, Nesting},
    value::Value,
};

/// The attributes whose change means a new object.
pub fn replacements(block: &Block, prior: &Value, planned: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    if let (Value::Object(prior), Value::Object(planned)) = (prior, planned) {
        find_replacements(block, prior, planned, &Path::root(), &mut found);
    }
    found
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
