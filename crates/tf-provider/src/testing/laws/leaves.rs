//! Leaves that a value must not have: unknowns, and values of write-only attributes.

use crate::{
    path::{Path, Step},
    schema::{Block, NestedBlock, Nesting},
    testing::laws::member,
    value::Value,
};

/// Where a write-only attribute has a value, also an unknown one.
pub fn write_only_values(block: &Block, value: &Value) -> Vec<Path> {
    let mut violations = Vec::new();
    find_write_only(block, value, &Path::root(), &mut violations);
    violations
}

/// Where a value is unknown; a path to an element of a set stops at the set.
pub fn unknown_values(value: &Value) -> Vec<Path> {
    let mut violations = Vec::new();
    find_unknown(value, &Path::root(), &mut violations);
    violations.dedup();
    violations
}

fn find_write_only(block: &Block, value: &Value, path: &Path, violations: &mut Vec<Path>) {
    if !matches!(value, Value::Object(_)) {
        return;
    }
    let write_only = block.attributes.iter().filter(|it| it.write_only);
    let set = write_only.filter(|it| !member(value, &it.name).is_null());
    violations.extend(set.map(|it| path.child(&it.name)));
    for nested in &block.blocks {
        let path = path.child(&nested.name);
        for (path, element) in elements(nested, member(value, &nested.name), &path) {
            find_write_only(&nested.block, element, &path, violations);
        }
    }
}

fn find_unknown(value: &Value, path: &Path, violations: &mut Vec<Path>) {
    match value {
        Value::Unknown => violations.push(path.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        Value::List(elements) => {
            for (index, it) in elements.iter().enumerate() {
                find_unknown(it, &path.with(Step::Index(index)), violations);
            }
        }
        Value::Set(elements) => {
            if elements.iter().any(Value::has_unknown) {
                violations.push(path.clone());
            }
        }
        Value::Map(members) => {
            for (key, it) in members {
                find_unknown(it, &path.with(Step::Key(key.clone())), violations);
            }
        }
        Value::Object(members) => {
            for (name, it) in members {
                find_unknown(it, &path.child(name), violations);
            }
        }
        Value::Dynamic(typed) => find_unknown(&typed.1, path, violations),
    }
}

/// The objects of a nested block with their paths.
fn elements<'a>(nested: &NestedBlock, value: &'a Value, path: &Path) -> Vec<(Path, &'a Value)> {
    match (nested.nesting, value) {
        (Nesting::Single | Nesting::Group, value) => vec![(path.clone(), value)],
        (Nesting::List, Value::List(elements)) => {
            let numbered = elements.iter().enumerate();
            numbered
                .map(|(index, it)| (path.with(Step::Index(index)), it))
                .collect()
        }
        (Nesting::Set, Value::Set(elements)) => {
            elements.iter().map(|it| (path.clone(), it)).collect()
        }
        (Nesting::Map, Value::Map(elements)) => {
            let keyed = elements.iter();
            keyed
                .map(|(key, it)| (path.with(Step::Key(key.clone())), it))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::laws::test_support::{house, value};

    fn texts(paths: &[Path]) -> Vec<String> {
        paths.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn write_only_values_are_found_in_every_block() {
        let all = value(&json!({
            "name": "a", "secret": "s",
            "list": [{"port": 1}, {"port": 1, "key": "k"}],
            "map": {"m": {"port": 1, "key": "k"}},
            "set": [{"port": 1, "key": "k"}],
            "single": {"port": 1, "key": "${unknown}"},
        }));
        assert_eq!(
            texts(&write_only_values(&house(), &all)),
            [
                "secret",
                "single.key",
                "list[1].key",
                "set.key",
                "map[\"m\"].key"
            ]
        );
        assert_eq!(
            write_only_values(&house(), &value(&json!({"name": "a"}))),
            []
        );
        assert_eq!(write_only_values(&house(), &Value::Null), []);
    }

    #[test]
    fn unknowns_are_found_at_any_depth() {
        let all = value(&json!({
            "name": "${unknown}", "tags": ["x", "${unknown}", "${unknown}"], "labels": {"l": "${unknown}"},
            "list": [{"port": "${unknown}"}],
        }));
        assert_eq!(
            texts(&unknown_values(&all)),
            ["labels[\"l\"]", "list[0].port", "name", "tags"]
        );
        assert_eq!(unknown_values(&value(&json!({"name": "a"}))), []);
    }
}
