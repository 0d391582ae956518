//! Questions about a whole value, down to its leaves.

use std::collections::BTreeMap;

use super::{MAX_DEPTH, ObjectType, Type, Value, ValueError};

impl Value {
    /// Whether there is no value, also if the type of the absent value is known.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Dynamic(typed) => typed.1.is_null(),
            _ => false,
        }
    }

    /// Whether the value as a whole is not known, also if its type is.
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Dynamic(typed) => typed.1.is_unknown(),
            _ => false,
        }
    }

    /// Whether there is an unknown anywhere in it.
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => false,
            Self::List(elements) | Self::Set(elements) => elements.iter().any(Self::has_unknown),
            Self::Map(members) | Self::Object(members) => members.values().any(Self::has_unknown),
            Self::Dynamic(typed) => typed.1.has_unknown(),
        }
    }

    /// Whether there is no unknown anywhere in it.
    pub fn is_wholly_known(&self) -> bool {
        !self.has_unknown()
    }

    /// The same value with null for every unknown in it.
    pub fn null_unknowns(self) -> Self {
        let all = |elements: Vec<Self>| elements.into_iter().map(Self::null_unknowns);
        let each = |members: BTreeMap<String, Self>| {
            let known = |(key, member): (String, Self)| (key, member.null_unknowns());
            members.into_iter().map(known).collect()
        };
        match self {
            Self::Unknown => Self::Null,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => self,
            Self::List(elements) => Self::List(all(elements).collect()),
            Self::Set(elements) => Self::set(all(elements)),
            Self::Map(members) => Self::Map(each(members)),
            Self::Object(members) => Self::Object(each(members)),
            Self::Dynamic(typed) => {
                let (ty, value) = *typed;
                Self::Dynamic(Box::new((ty, value.null_unknowns())))
            }
        }
    }

    /// Checks that it has the shape that `ty` says; null and unknown have every shape.
    pub fn conforms(&self, ty: &Type) -> Result<(), ValueError> {
        conforms(ty, self, MAX_DEPTH)
    }
}

fn conforms(ty: &Type, value: &Value, depth: usize) -> Result<(), ValueError> {
    let depth = depth.checked_sub(1).ok_or_else(ValueError::too_deep)?;
    match (ty, value) {
        (_, Value::Null | Value::Unknown)
        | (Type::Bool, Value::Bool(_))
        | (Type::Number, Value::Number(_))
        | (Type::String, Value::String(_)) => Ok(()),
        (Type::Dynamic, Value::Dynamic(typed)) => conforms(&typed.0, &typed.1, depth),
        (Type::List(element), Value::List(elements)) => {
            let mut numbered = elements.iter().enumerate();
            numbered.try_for_each(|(index, it)| {
                conforms(element, it, depth).map_err(|error| error.in_index(index))
            })
        }
        (Type::Set(element), Value::Set(elements)) => elements
            .iter()
            .try_for_each(|it| conforms(element, it, depth)),
        (Type::Tuple(types), Value::List(elements)) => {
            if types.len() != elements.len() {
                return Err(ValueError::tuple_length(types.len(), elements.len()));
            }
            let mut numbered = types.iter().zip(elements).enumerate();
            numbered.try_for_each(|(index, (ty, it))| {
                conforms(ty, it, depth).map_err(|error| error.in_index(index))
            })
        }
        (Type::Map(element), Value::Map(members)) => members.iter().try_for_each(|(key, it)| {
            conforms(element, it, depth).map_err(|error| error.in_key(key))
        }),
        (Type::Object(object), Value::Object(members)) => {
            object.check_names(members)?;
            members.iter().try_for_each(|(name, it)| {
                conforms(&object.attributes[name], it, depth)
                    .map_err(|error| error.in_attribute(name))
            })
        }
        _ => Err(ValueError::mismatch(ty.noun(), value.noun())),
    }
}

impl ObjectType {
    /// Checks that `members` are exactly the attributes, whatever their values.
    pub(crate) fn check_names<T>(&self, members: &BTreeMap<String, T>) -> Result<(), ValueError> {
        if let Some(name) = members.keys().find(|it| !self.attributes.contains_key(*it)) {
            return Err(ValueError::unsupported(name));
        }
        match self.attributes.keys().find(|it| !members.contains_key(*it)) {
            Some(name) => Err(ValueError::missing(name)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: &str = r#"["object",{"name":"string","pair":["tuple",["bool","dynamic"]],
        "rules":["list",["object",{"ports":["map","number"]}]],"tags":["set","string"]}]"#;

    fn rules(attribute: &str, value: Value) -> Value {
        let map = Value::Map([("a".to_owned(), value)].into());
        Value::List(vec![object([(attribute, map)])])
    }

    fn pair(second: Value) -> Value {
        Value::List(vec![true.into(), second])
    }

    fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
        Value::Object(members.map(|(name, it)| (name.to_owned(), it)).into())
    }

    fn dynamic(ty: Type, value: Value) -> Value {
        Value::Dynamic(Box::new((ty, value)))
    }

    #[test]
    fn an_unknown_is_found_at_any_depth() {
        for holder in [
            Value::Unknown,
            Value::List(vec![Value::Unknown]),
            Value::Set(vec!["a".into(), Value::Unknown]),
            Value::Map([("k".to_owned(), Value::Unknown)].into()),
            object([("a", Value::List(vec![Value::Unknown]))]),
            dynamic(Type::String, Value::Unknown),
        ] {
            assert!(holder.has_unknown(), "{holder:?}");
            assert!(!holder.is_wholly_known());
            assert!(holder.null_unknowns().is_wholly_known());
        }
        assert!(object([("a", Value::Null)]).is_wholly_known());
    }

    #[test]
    fn unknowns_become_null_and_nothing_else_changes() {
        let before = object([
            ("a", Value::Unknown),
            ("b", Value::List(vec!["x".into(), Value::Unknown])),
        ]);
        let after = object([
            ("a", Value::Null),
            ("b", Value::List(vec!["x".into(), Value::Null])),
        ]);
        assert_eq!(before.null_unknowns(), after);
    }

    #[test]
    fn a_typed_null_or_unknown_is_one() {
        assert!(dynamic(Type::String, Value::Null).is_null());
        assert!(dynamic(Type::String, Value::Unknown).is_unknown());
        assert!(!dynamic(Type::String, "".into()).is_null());
    }

    #[test]
    fn a_value_of_another_shape_is_told_with_its_path() {
        let ty: Type = SHAPE.parse().unwrap();
        let good = [
            ("name", Value::Unknown),
            ("pair", pair(dynamic(Type::String, "x".into()))),
            ("rules", rules("ports", 1_i64.into())),
            ("tags", Value::set(["x".into()])),
        ];
        assert_eq!(object(good.clone()).conforms(&ty), Ok(()));
        for (position, value, message) in [
            (0, true.into(), "name: a string is required, found a bool"),
            (
                1,
                Value::List(vec![]),
                "pair: a tuple of 2 elements is required, found 0",
            ),
            (
                1,
                pair("x".into()),
                "pair[1]: a dynamic value is required, found a string",
            ),
            (
                2,
                rules("ports", "x".into()),
                r#"rules[0].ports["a"]: a number is required, found a string"#,
            ),
            (
                2,
                rules("doors", 1_i64.into()),
                r#"rules[0]: unsupported attribute "doors""#,
            ),
            (
                2,
                Value::List(vec![object([])]),
                r#"rules[0]: attribute "ports" is missing"#,
            ),
            (
                3,
                Value::set([1_i64.into()]),
                "tags: a string is required, found a number",
            ),
            (
                3,
                Value::List(vec![]),
                "tags: a set is required, found a list",
            ),
        ] {
            let mut members = good.clone();
            members[position].1 = value;
            assert_eq!(
                object(members).conforms(&ty).unwrap_err().to_string(),
                message
            );
        }
    }
}
