//! The comparison of two values: one that is not known may turn out to be any value.

use std::collections::BTreeMap;

use crate::{plan::walk::member, value::Value};

/// Whether the values differ, whatever the unknown parts turn out to be.
pub fn differ(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Unknown, _) | (_, Value::Unknown) => false,
        (Value::Object(one), Value::Object(other)) | (Value::Map(one), Value::Map(other)) => {
            members_differ(one, other)
        }
        (Value::List(one), Value::List(other)) => {
            one.len() != other.len() || one.iter().zip(other).any(|(it, other)| differ(it, other))
        }
        (Value::Set(one), Value::Set(other)) => lacks(one, other) || lacks(other, one),
        (Value::Dynamic(one), Value::Dynamic(other)) => {
            one.0 != other.0 || differ(&one.1, &other.1)
        }
        _ => one != other,
    }
}

/// Whether `attribute` differs between the object and the configuration only as far as the configuration is not known.
pub(crate) fn may_be_same(attribute: &str, prior: &Value, config: &Value) -> bool {
    let (prior, config) = (member(prior, attribute), member(config, attribute));
    config.has_unknown() && !differ(prior, config)
}

fn members_differ(one: &BTreeMap<String, Value>, other: &BTreeMap<String, Value>) -> bool {
    let is_other = |(key, it)| other.get(key).is_none_or(|other| differ(it, other));
    one.len() != other.len() || one.iter().any(is_other)
}

/// Whether an element of `one` is none of `other`.
fn lacks(one: &[Value], other: &[Value]) -> bool {
    one.iter()
        .any(|it| other.iter().all(|other| differ(it, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list<const N: usize>(elements: [Value; N]) -> Value {
        Value::List(elements.into())
    }

    fn set<const N: usize>(elements: [Value; N]) -> Value {
        Value::Set(elements.into())
    }

    fn object(members: &[(&str, Value)]) -> Value {
        let members = members.iter().cloned();
        Value::Object(members.map(|(key, it)| (key.to_owned(), it)).collect())
    }

    #[test]
    fn what_is_not_known_differs_from_nothing() {
        let (a, b, unknown) = (Value::from("a"), Value::from("b"), Value::Unknown);
        for (one, other) in [
            (unknown.clone(), Value::Null),
            (unknown.clone(), a.clone()),
            (
                list([a.clone(), unknown.clone()]),
                list([a.clone(), b.clone()]),
            ),
            (
                set([a.clone(), unknown.clone()]),
                set([a.clone(), b.clone()]),
            ),
            (set([a.clone(), unknown.clone()]), set([a.clone()])),
            (
                object(&[("x", a.clone()), ("y", unknown.clone())]),
                object(&[("x", a.clone()), ("y", b.clone())]),
            ),
        ] {
            assert!(!differ(&one, &other), "{one:?} {other:?}");
            assert!(!differ(&other, &one), "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_known_part_that_is_another_one_makes_the_whole_differ() {
        let (a, b, unknown) = (Value::from("a"), Value::from("b"), Value::Unknown);
        for (one, other) in [
            (Value::Null, a.clone()),
            (a.clone(), b.clone()),
            (list([unknown.clone()]), list([a.clone(), b.clone()])),
            (
                list([b.clone(), unknown.clone()]),
                list([a.clone(), b.clone()]),
            ),
            (
                set([Value::from("c"), unknown.clone()]),
                set([a.clone(), b.clone()]),
            ),
            (
                object(&[("x", b.clone()), ("y", unknown.clone())]),
                object(&[("x", a.clone()), ("y", b.clone())]),
            ),
            (object(&[]), Value::Null),
        ] {
            assert!(differ(&one, &other), "{one:?} {other:?}");
            assert!(differ(&other, &one), "{one:?} {other:?}");
        }
    }
}
