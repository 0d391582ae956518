//! The law that known values stay: the second plan keeps the first one's promises, and the result those of the plan.

use std::collections::BTreeMap;

use crate::{
    path::{Path, Step},
    schema::{Block, NestedBlock, Nesting},
    testing::laws::{Violation, member, notation},
    value::{Type, Value},
};

/// Where `actual` breaks a promise of `planned`. Only what was unknown may be chosen freely.
pub fn compatible(block: &Block, planned: &Value, actual: &Value) -> Vec<Violation> {
    let mut violations = Vec::new();
    object(block, planned, actual, &Path::root(), &mut violations);
    violations
}

fn object(
    block: &Block,
    planned: &Value,
    actual: &Value,
    path: &Path,
    violations: &mut Vec<Violation>,
) {
    let subject = if path.is_root() { "Root object " } else { "" };
    match (planned.is_null(), actual.is_null()) {
        (true, true) => return,
        (true, false) => {
            violations.push(Violation::new(
                path,
                format!("{subject}was absent, but now present"),
            ));
            return;
        }
        (false, true) => {
            violations.push(Violation::new(
                path,
                format!("{subject}was present, but now absent"),
            ));
            return;
        }
        (false, false) => {}
    }
    for attribute in &block.attributes {
        let name = &attribute.name;
        let path = path.child(name);
        let mut broken = Vec::new();
        value(
            &attribute.ty,
            member(planned, name),
            member(actual, name),
            &path,
            &mut broken,
        );
        if attribute.sensitive && !broken.is_empty() {
            broken = vec![Violation::new(
                &path,
                "inconsistent values for sensitive attribute",
            )];
        }
        violations.extend(broken);
    }
    for nested in &block.blocks {
        let (planned, actual) = (member(planned, &nested.name), member(actual, &nested.name));
        blocks(
            nested,
            planned,
            actual,
            &path.child(&nested.name),
            violations,
        );
    }
}

fn blocks(
    nested: &NestedBlock,
    planned: &Value,
    actual: &Value,
    path: &Path,
    violations: &mut Vec<Violation>,
) {
    let block = &nested.block;
    let mut refuse = |reason: String| violations.push(Violation::new(path, reason));
    match (nested.nesting, planned, actual) {
        // A dynamic block may turn out to be none at all.
        (_, Value::Unknown, _) => {}
        (Nesting::Single | Nesting::Group, ..) => object(block, planned, actual, path, violations),
        (Nesting::List, Value::List(planned), Value::List(actual)) => {
            if planned.len() != actual.len() {
                return refuse(count_changed(planned.len(), actual.len()));
            }
            for (index, (planned, actual)) in planned.iter().zip(actual).enumerate() {
                object(
                    block,
                    planned,
                    actual,
                    &path.with(Step::Index(index)),
                    violations,
                );
            }
        }
        (Nesting::Map, Value::Map(planned), Value::Map(actual)) => {
            if planned.len() != actual.len() {
                return refuse(count_changed(planned.len(), actual.len()));
            }
            for (key, planned) in planned {
                if let Some(actual) = actual.get(key) {
                    let path = path.with(Step::Key(key.clone()));
                    object(block, planned, actual, &path, violations);
                }
            }
        }
        (Nesting::Set, Value::Set(planned), Value::Set(actual)) => {
            let is_like = |planned: &Value, actual: &Value| {
                let mut broken = Vec::new();
                object(block, planned, actual, path, &mut broken);
                broken.is_empty()
            };
            let reasons = correlated(&block.ty(), planned, actual, "block set length", is_like);
            reasons.into_iter().for_each(refuse);
        }
        _ => {}
    }
}

fn count_changed(planned: usize, actual: usize) -> String {
    format!("block count changed from {planned} to {actual}")
}

fn value(ty: &Type, planned: &Value, actual: &Value, path: &Path, violations: &mut Vec<Violation>) {
    if let (Value::Dynamic(planned), Value::Dynamic(actual)) = (planned, actual) {
        return if planned.0 == actual.0 {
            value(&planned.0, &planned.1, &actual.1, path, violations);
        } else {
            let reason = format!(
                "wrong final value type: {} required",
                plain_noun(&planned.0)
            );
            violations.push(Violation::new(path, reason));
        };
    }
    let mut refuse = |reason: String| violations.push(Violation::new(path, reason));
    match (ty, planned, actual) {
        (_, Value::Unknown, _) | (_, Value::Null, Value::Null) => {}
        (_, _, Value::Unknown) => refuse("was known, but now unknown".to_owned()),
        (_, _, Value::Null) => refuse(format!("was {}, but now null", notation(ty, planned))),
        (_, Value::Null, _) => refuse(format!("was null, but now {}", notation(ty, actual))),
        (Type::List(element), Value::List(planned), Value::List(actual)) => {
            let types = std::iter::repeat(&**element);
            sequence(types, planned, actual, path, violations);
        }
        (Type::Tuple(types), Value::List(planned), Value::List(actual)) => {
            sequence(types.iter(), planned, actual, path, violations);
        }
        (Type::Map(element), Value::Map(planned), Value::Map(actual)) => {
            map(element, planned, actual, path, violations);
        }
        (Type::Object(object), Value::Object(planned), Value::Object(_)) => {
            for (name, planned) in planned {
                let ty = object.attributes.get(name).unwrap_or(&Type::Dynamic);
                value(
                    ty,
                    planned,
                    member(actual, name),
                    &path.child(name),
                    violations,
                );
            }
        }
        (Type::Set(element), Value::Set(planned), Value::Set(actual)) => {
            set(element, planned, actual, path, violations);
        }
        _ if planned == actual => {}
        _ => refuse(format!(
            "was {}, but now {}",
            notation(ty, planned),
            notation(ty, actual)
        )),
    }
}

fn sequence<'a>(
    types: impl Iterator<Item = &'a Type>,
    planned: &[Value],
    actual: &[Value],
    path: &Path,
    violations: &mut Vec<Violation>,
) {
    for (index, (planned, ty)) in planned.iter().zip(types).enumerate() {
        match actual.get(index) {
            Some(actual) => value(
                ty,
                planned,
                actual,
                &path.with(Step::Index(index)),
                violations,
            ),
            None => violations.push(Violation::new(
                path,
                format!("element {index} has vanished"),
            )),
        }
    }
    for index in planned.len()..actual.len() {
        violations.push(Violation::new(
            path,
            format!("new element {index} has appeared"),
        ));
    }
}

fn map(
    element: &Type,
    planned: &BTreeMap<String, Value>,
    actual: &BTreeMap<String, Value>,
    path: &Path,
    violations: &mut Vec<Violation>,
) {
    for (key, planned) in planned {
        match actual.get(key) {
            Some(actual) => value(
                element,
                planned,
                actual,
                &path.with(Step::Key(key.clone())),
                violations,
            ),
            None => violations.push(Violation::new(
                path,
                format!("element {key:?} has vanished"),
            )),
        }
    }
    for key in actual.keys().filter(|key| !planned.contains_key(*key)) {
        violations.push(Violation::new(
            path,
            format!("new element {key:?} has appeared"),
        ));
    }
}

fn set(
    element: &Type,
    planned: &[Value],
    actual: &[Value],
    path: &Path,
    violations: &mut Vec<Violation>,
) {
    let is_like = |planned: &Value, actual: &Value| {
        let mut broken = Vec::new();
        value(element, planned, actual, path, &mut broken);
        broken.is_empty()
    };
    let reasons = correlated(element, planned, actual, "length", is_like);
    violations.extend(reasons.into_iter().map(|it| Violation::new(path, it)));
}

/// Elements of sets have no names, so each has to be like one on the other side. Those that were not known may turn out to
/// be the same, so a set may shrink; it never grows. `length` is what a message calls the number of its elements.
fn correlated(
    element: &Type,
    planned: &[Value],
    actual: &[Value],
    length: &str,
    is_like: impl Fn(&Value, &Value) -> bool,
) -> Vec<String> {
    let lost = planned
        .iter()
        .filter(|it| !actual.iter().any(|actual| is_like(it, actual)));
    let lost: Vec<_> = lost.collect();
    let added = actual
        .iter()
        .filter(|it| !planned.iter().any(|planned| is_like(planned, it)));
    let mut reasons: Vec<_> = if lost.is_empty() {
        let reason = |it| {
            format!(
                "actual set element {} does not correlate with any element in plan",
                notation(element, it)
            )
        };
        added.map(reason).collect()
    } else {
        let reason = |it| {
            format!(
                "planned set element {} does not correlate with any element in actual",
                notation(element, it)
            )
        };
        lost.into_iter().map(reason).collect()
    };
    if planned.len() < actual.len() {
        let (before, after) = (planned.len(), actual.len());
        reasons.push(format!("{length} changed from {before} to {after}"));
    }
    reasons
}

fn plain_noun(ty: &Type) -> &str {
    let noun = ty.noun();
    noun.split_once(' ').map_or(noun, |(_, noun)| noun)
}
