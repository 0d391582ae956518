//! Values in the notation of Terraform's messages, which is the Go code that would make them.
//!
//! A value alone does not say whether an absent number is a number, so the type goes along.

use std::collections::BTreeMap;

use crate::value::{Type, Value};

/// `value`, which is of type `ty`, as Terraform's messages print it.
pub fn notation(ty: &Type, value: &Value) -> String {
    match (ty, value) {
        (_, Value::Dynamic(typed)) => notation(&typed.0, &typed.1),
        (Type::Dynamic, Value::Unknown) => "cty.DynamicVal".to_owned(),
        (_, Value::Unknown) => format!("cty.UnknownVal({})", type_notation(ty)),
        (_, Value::Null) => format!("cty.NullVal({})", type_notation(ty)),
        (_, Value::Bool(true)) => "cty.True".to_owned(),
        (_, Value::Bool(false)) => "cty.False".to_owned(),
        (_, Value::Number(number)) if number.is_integer() => format!("cty.NumberIntVal({number})"),
        (_, Value::Number(number)) if number.to_binary64().is_some() => {
            format!("cty.NumberFloatVal({number})")
        }
        (_, Value::Number(number)) => format!("cty.MustParseNumberVal(\"{number}\")"),
        (_, Value::String(text)) => format!("cty.StringVal({text:?})"),
        (Type::Tuple(types), Value::List(elements)) => tuple(types, elements),
        (Type::List(element), Value::List(elements)) => sequence("List", element, elements),
        (Type::Set(element), Value::Set(elements)) => {
            let mut sorted = elements.clone();
            sorted.sort();
            sequence("Set", element, &sorted)
        }
        (Type::Map(element), Value::Map(members)) => {
            if members.is_empty() {
                return format!("cty.MapValEmpty({})", type_notation(element));
            }
            let printed = members.iter().map(|(key, it)| (key, notation(element, it)));
            format!("cty.MapVal(map[string]cty.Value{{{}}})", pairs(printed))
        }
        (Type::Object(object), Value::Object(members)) => {
            if members.is_empty() {
                return "cty.EmptyObjectVal".to_owned();
            }
            let ty = |name: &String| object.attributes.get(name).unwrap_or(&Type::Dynamic);
            let printed = members.iter().map(|(key, it)| (key, notation(ty(key), it)));
            format!("cty.ObjectVal(map[string]cty.Value{{{}}})", pairs(printed))
        }
        // A value of another shape than its type; a message about it should still say what it is.
        (_, other) => format!("{other:?}"),
    }
}

fn type_notation(ty: &Type) -> String {
    match ty {
        Type::Bool => "cty.Bool".to_owned(),
        Type::Number => "cty.Number".to_owned(),
        Type::String => "cty.String".to_owned(),
        Type::Dynamic => "cty.DynamicPseudoType".to_owned(),
        Type::List(element) => format!("cty.List({})", type_notation(element)),
        Type::Set(element) => format!("cty.Set({})", type_notation(element)),
        Type::Map(element) => format!("cty.Map({})", type_notation(element)),
        Type::Tuple(types) if types.is_empty() => "cty.EmptyTuple".to_owned(),
        Type::Tuple(types) => {
            let types: Vec<_> = types.iter().map(type_notation).collect();
            format!("cty.Tuple([]cty.Type{{{}}})", types.join(", "))
        }
        Type::Object(object) if object.attributes.is_empty() => "cty.EmptyObject".to_owned(),
        Type::Object(object) => {
            let types: BTreeMap<_, _> = object
                .attributes
                .iter()
                .map(|(name, ty)| (name, type_notation(ty)))
                .collect();
            format!("cty.Object(map[string]cty.Type{{{}}})", pairs(types))
        }
    }
}

fn sequence(kind: &str, element: &Type, elements: &[Value]) -> String {
    if elements.is_empty() {
        return format!("cty.{kind}ValEmpty({})", type_notation(element));
    }
    let printed: Vec<_> = elements.iter().map(|it| notation(element, it)).collect();
    format!("cty.{kind}Val([]cty.Value{{{}}})", printed.join(", "))
}

fn tuple(types: &[Type], elements: &[Value]) -> String {
    if elements.is_empty() {
        return "cty.EmptyTupleVal".to_owned();
    }
    let both = types.iter().zip(elements);
    let printed: Vec<_> = both.map(|(ty, it)| notation(ty, it)).collect();
    format!("cty.TupleVal([]cty.Value{{{}}})", printed.join(", "))
}

fn pairs<K: std::fmt::Debug>(members: impl IntoIterator<Item = (K, String)>) -> String {
    let members = members
        .into_iter()
        .map(|(key, text)| format!("{key:?}:{text}"));
    members.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_print_as_the_code_that_makes_them() {
        let object = Type::object([("a", Type::String), ("b", Type::list(Type::Number))]);
        let members = [
            ("a".to_owned(), Value::Null),
            ("b".to_owned(), Value::List(vec![])),
        ];
        let typed = |ty: &Type, value: Value| notation(ty, &value);
        assert_eq!(
            typed(&Type::String, "a\"b".into()),
            r#"cty.StringVal("a\"b")"#
        );
        assert_eq!(typed(&Type::Number, 3_i64.into()), "cty.NumberIntVal(3)");
        let half = Value::Number("0.5".parse().unwrap());
        assert_eq!(typed(&Type::Number, half), "cty.NumberFloatVal(0.5)");
        let tenth = Value::Number("0.1".parse().unwrap());
        assert_eq!(
            typed(&Type::Number, tenth),
            r#"cty.MustParseNumberVal("0.1")"#
        );
        assert_eq!(typed(&Type::Bool, true.into()), "cty.True");
        assert_eq!(typed(&Type::Bool, Value::Null), "cty.NullVal(cty.Bool)");
        assert_eq!(typed(&Type::Dynamic, Value::Unknown), "cty.DynamicVal");
        assert_eq!(
            typed(&object, Value::Unknown),
            r#"cty.UnknownVal(cty.Object(map[string]cty.Type{"a":cty.String, "b":cty.List(cty.Number)}))"#
        );
        assert_eq!(
            typed(&object, Value::Object(members.into())),
            r#"cty.ObjectVal(map[string]cty.Value{"a":cty.NullVal(cty.String), "b":cty.ListValEmpty(cty.Number)})"#
        );
        assert_eq!(
            typed(
                &Type::set(Type::String),
                Value::Set(vec!["b".into(), "a".into()])
            ),
            r#"cty.SetVal([]cty.Value{cty.StringVal("a"), cty.StringVal("b")})"#
        );
        let pair = Type::Tuple(vec![Type::Bool]);
        assert_eq!(
            typed(&pair, Value::List(vec![false.into()])),
            "cty.TupleVal([]cty.Value{cty.False})"
        );
    }
}
