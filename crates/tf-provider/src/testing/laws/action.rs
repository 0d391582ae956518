//! The action that Terraform takes for a plan.

use std::fmt;

use crate::{
    path::{Path, Step},
    schema::Block,
    testing::laws::Violation,
    value::Value,
};

/// What a plan amounts to. It prints as Terraform names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    NoOp,
    /// A new object.
    Create,
    /// A change in place.
    Update,
    /// The old object is removed, then a new one made.
    DeleteThenCreate,
    /// The object is removed.
    Delete,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// What Terraform makes of a plan whose `replaces` are those of [`effective_replaces`].
pub fn action(prior: &Value, planned: &Value, replaces: &[Path]) -> Action {
    match (prior.is_null(), planned.is_null()) {
        (true, true) => Action::NoOp,
        (true, false) => Action::Create,
        (false, true) => Action::Delete,
        (false, false) if !replaces.is_empty() => Action::DeleteThenCreate,
        (false, false) if prior == planned => Action::NoOp,
        (false, false) => Action::Update,
    }
}

/// Which of the attributes that "require replacement" count: those whose value changes, and write-only ones, whose
/// values nobody can compare. An attribute that neither value has is a bug of the provider.
pub fn effective_replaces(
    block: &Block,
    prior: &Value,
    planned: &Value,
    asked: &[Path],
) -> Result<Vec<Path>, Violation> {
    if prior.is_null() {
        return Ok(Vec::new());
    }
    let mut effective = Vec::new();
    for path in asked {
        let (before, after) = (at(prior, path), at(planned, path));
        if before.is_none() && after.is_none() {
            let reason = "has indicated \"requires replacement\" for a non-existent attribute path";
            return Err(Violation::new(path, reason));
        }
        // An unknown is different from everything, also from itself.
        let is_same = matches!((before, after), (Some(before), Some(after)) if before.equal(after));
        if !is_same || is_write_only(block, path) {
            effective.push(path.clone());
        }
    }
    Ok(effective)
}

fn at<'a>(value: &'a Value, path: &Path) -> Option<&'a Value> {
    path.steps()
        .iter()
        .try_fold(value, |value, step| match (step, value) {
            (_, Value::Unknown) => Some(&Value::Unknown),
            (Step::Attribute(name), Value::Object(members)) => members.get(name),
            (Step::Key(key), Value::Map(members)) => members.get(key),
            (Step::Index(index), Value::List(elements)) => elements.get(*index),
            _ => None,
        })
}

fn is_write_only(block: &Block, path: &Path) -> bool {
    let names = path.steps().iter().filter_map(|step| match step {
        Step::Attribute(name) => Some(name.as_str()),
        Step::Key(_) | Step::Index(_) => None,
    });
    let mut block = block;
    for name in names {
        if let Some(nested) = block.blocks.iter().find(|it| it.name == name) {
            block = &nested.block;
        } else {
            return block.attribute(name).is_some_and(|it| it.write_only);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::laws::test_support::{house, value};

    #[test]
    fn the_action_follows_from_what_there_is_and_what_is_planned() {
        let (one, two) = (value(&json!({"name": "a"})), value(&json!({"name": "b"})));
        let null = Value::Null;
        let name = [Path::attribute("name")];
        for (prior, planned, replaces, wanted) in [
            (&null, &one, &[][..], Action::Create),
            (&one, &null, &[], Action::Delete),
            (&one, &one, &[], Action::NoOp),
            (&one, &two, &[], Action::Update),
            (&one, &two, &name, Action::DeleteThenCreate),
            (&null, &null, &[], Action::NoOp),
        ] {
            assert_eq!(action(prior, planned, replaces), wanted);
        }
        let tags = |tags: [&str; 2]| value(&json!({"name": "a", "tags": tags}));
        assert_eq!(
            action(&tags(["x", "y"]), &tags(["y", "x"]), &[]),
            Action::NoOp
        );
    }

    #[test]
    fn only_changed_attributes_replace() {
        let prior = value(&json!({"name": "a", "size": 1, "list": [{"port": 1}]}));
        let planned = value(&json!({"name": "b", "size": "${unknown}", "list": [{"port": 1}]}));
        let port = Path::attribute("list").with(Step::Index(0)).child("port");
        let asked = ["name", "id", "size", "secret"].map(Path::attribute);
        let asked = [asked.as_slice(), &[port]].concat();
        let effective = effective_replaces(&house(), &prior, &planned, &asked).unwrap();
        assert_eq!(effective, ["name", "size", "secret"].map(Path::attribute));
        let nowhere = [Path::attribute("nowhere")];
        effective_replaces(&house(), &prior, &planned, &nowhere).unwrap_err();
        assert_eq!(
            effective_replaces(&house(), &Value::Null, &planned, &asked),
            Ok(vec![])
        );
    }
}
