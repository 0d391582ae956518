//! When two values are the same, and a fixed order to sort sets by.

use std::cmp::Ordering;

use super::Value;

/// The elements of a set, sorted, each one once.
///
/// Elements that are not wholly known all stay: they may turn out to be different.
pub(crate) fn canonical(elements: &[Value]) -> Vec<&Value> {
    let mut sorted: Vec<_> = elements.iter().collect();
    sorted.sort();
    sorted.dedup_by(|later, earlier| later == earlier && later.is_wholly_known());
    sorted
}

impl Value {
    /// Whether both are known and the same, as Terraform's `==` has it: an unknown equals nothing, not even itself.
    pub fn equal(&self, other: &Self) -> bool {
        self == other && self.is_wholly_known()
    }

    /// The position of its kind among all kinds.
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Unknown => 1,
            Self::Bool(_) => 2,
            Self::Number(_) => 3,
            Self::String(_) => 4,
            Self::List(_) => 5,
            Self::Set(_) => 6,
            Self::Map(_) => 7,
            Self::Object(_) => 8,
            Self::Dynamic(_) => 9,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(left), Self::Bool(right)) => left.cmp(right),
            (Self::Number(left), Self::Number(right)) => left.cmp(right),
            (Self::String(left), Self::String(right)) => left.cmp(right),
            (Self::List(left), Self::List(right)) => left.cmp(right),
            (Self::Set(left), Self::Set(right)) => canonical(left).cmp(&canonical(right)),
            (Self::Map(left), Self::Map(right)) | (Self::Object(left), Self::Object(right)) => {
                left.cmp(right)
            }
            (Self::Dynamic(left), Self::Dynamic(right)) => left.cmp(right),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Type;

    fn list(elements: &[Value]) -> Value {
        Value::List(elements.to_vec())
    }

    #[test]
    fn sets_are_equal_in_any_order_and_with_duplicates() {
        let once = Value::Set(vec!["a".into(), "b".into()]);
        let again = Value::Set(vec!["b".into(), "a".into(), "b".into()]);
        assert_eq!(once, again);
        assert!(once.equal(&again));
        assert_ne!(once, Value::Set(vec!["a".into(), "c".into()]));
        let nested =
            |inner: &Value| Value::Set(vec![list(std::slice::from_ref(inner)), 1_i64.into()]);
        assert_eq!(nested(&once), nested(&again));
        assert_ne!(
            list(&["a".into(), "b".into()]),
            list(&["b".into(), "a".into()])
        );
    }

    #[test]
    fn unknown_elements_of_a_set_all_stay() {
        let Value::Set(elements) =
            Value::set([Value::Unknown, 1_i64.into(), Value::Unknown, 1_i64.into()])
        else {
            panic!("a set is a set");
        };
        assert_eq!(elements.len(), 3);
    }

    #[test]
    fn an_unknown_has_the_structure_of_an_unknown_but_equals_nothing() {
        assert_eq!(Value::Unknown, Value::Unknown);
        assert!(!Value::Unknown.equal(&Value::Unknown));
        assert!(!list(&[Value::Unknown]).equal(&list(&[Value::Unknown])));
        assert!(Value::Null.equal(&Value::Null));
    }

    #[test]
    fn text_is_compared_in_composed_form() {
        assert_eq!(Value::from("e\u{301}"), Value::from("\u{e9}"));
        assert_ne!(Value::from("e"), Value::from("\u{e9}"));
    }

    #[test]
    fn values_of_different_kinds_are_different() {
        let one = Value::from(1_i64);
        assert_ne!(one, Value::from("1"));
        assert_ne!(one, Value::Dynamic(Box::new((Type::Number, one.clone()))));
        assert_ne!(Value::Null, Value::Unknown);
        assert_ne!(Value::Map([].into()), Value::Object([].into()));
        assert_ne!(Value::List(vec![]), Value::Set(vec![]));
    }
}
