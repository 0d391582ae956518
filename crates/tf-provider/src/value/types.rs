//! Types, and the JSON text that stands for them on the wire.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use crate::value::Json;

/// The type of a value, as Terraform's type system has it. The order is arbitrary but fixed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// An exact number of any size.
    Number,
    /// Unicode text.
    String,
    /// Any type; the value says which.
    Dynamic,
    /// An ordered sequence of elements of one type.
    List(Box<Self>),
    /// An unordered collection of distinct elements of one type.
    Set(Box<Self>),
    /// Elements of one type by name.
    Map(Box<Self>),
    /// A fixed sequence of types.
    Tuple(Vec<Self>),
    /// Named attributes, each of its own type.
    Object(ObjectType),
}

/// The attributes of an object type.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectType {
    /// Type by attribute name.
    pub attributes: BTreeMap<String, Type>,
    /// Attributes that a configuration may leave out. Values on the wire hold them all the same, as null.
    pub optional: BTreeSet<String>,
}

/// Text that stands for no type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid type: {0}")]
pub struct TypeError(String);

impl Type {
    /// A list of `element`s.
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// A set of `element`s.
    pub fn set(element: Self) -> Self {
        Self::Set(Box::new(element))
    }

    /// A map to `element`s.
    pub fn map(element: Self) -> Self {
        Self::Map(Box::new(element))
    }

    /// An object that a configuration writes in full.
    pub fn object<const N: usize>(attributes: [(&str, Self); N]) -> Self {
        Self::object_with_optional(attributes, [])
    }

    /// An object of which a configuration may leave out the attributes named in `optional`.
    pub fn object_with_optional<const N: usize, const M: usize>(
        attributes: [(&str, Self); N],
        optional: [&str; M],
    ) -> Self {
        Self::Object(ObjectType {
            attributes: attributes.map(|(name, ty)| (name.to_owned(), ty)).into(),
            optional: optional.map(str::to_owned).into(),
        })
    }

    /// The type that a JSON value stands for.
    pub fn from_json(json: &Json) -> Result<Self, TypeError> {
        match json {
            Json::String(name) => match name.as_str() {
                "bool" => Ok(Self::Bool),
                "number" => Ok(Self::Number),
                "string" => Ok(Self::String),
                "dynamic" => Ok(Self::Dynamic),
                _ => Err(TypeError(format!("there is no type {name:?}"))),
            },
            Json::Array(parts) => from_parts(parts),
            other => Err(TypeError(format!(
                "a name or an array is required, found {}",
                other.noun()
            ))),
        }
    }

    /// The JSON value that stands for this type, always the same one.
    pub fn to_json(&self) -> Json {
        let name = |name: &str| Json::String(name.to_owned());
        let array = |parts: &[Json]| Json::Array(parts.to_vec());
        match self {
            Self::Bool => name("bool"),
            Self::Number => name("number"),
            Self::String => name("string"),
            Self::Dynamic => name("dynamic"),
            Self::List(element) => array(&[name("list"), element.to_json()]),
            Self::Set(element) => array(&[name("set"), element.to_json()]),
            Self::Map(element) => array(&[name("map"), element.to_json()]),
            Self::Tuple(types) => {
                let types = types.iter().map(Self::to_json).collect();
                array(&[name("tuple"), Json::Array(types)])
            }
            Self::Object(object) => {
                let typed = |(name, ty): (&String, &Self)| (name.clone(), ty.to_json());
                let attributes = Json::Object(object.attributes.iter().map(typed).collect());
                if object.optional.is_empty() {
                    array(&[name("object"), attributes])
                } else {
                    let optional = object.optional.iter().map(|it| name(it)).collect();
                    array(&[name("object"), attributes, Json::Array(optional)])
                }
            }
        }
    }

    /// The type of the same values that no configuration writes: nothing in it is optional.
    pub(crate) fn without_optional(&self) -> Self {
        let inner = |ty: &Self| Box::new(ty.without_optional());
        match self {
            Self::List(element) => Self::List(inner(element)),
            Self::Set(element) => Self::Set(inner(element)),
            Self::Map(element) => Self::Map(inner(element)),
            Self::Tuple(types) => Self::Tuple(types.iter().map(Self::without_optional).collect()),
            Self::Object(object) => {
                let typed = |(name, ty): (&String, &Self)| (name.clone(), ty.without_optional());
                Self::Object(ObjectType {
                    attributes: object.attributes.iter().map(typed).collect(),
                    optional: BTreeSet::new(),
                })
            }
            Self::Bool | Self::Number | Self::String | Self::Dynamic => self.clone(),
        }
    }

    /// What a value of this type is, with its article.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Bool => "a bool",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Dynamic => "a dynamic value",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Tuple(_) => "a tuple",
            Self::Object(_) => "an object",
        }
    }
}

/// As JSON text.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_json().fmt(f)
    }
}

/// From JSON text of at most [`MAX_DEPTH`](super::MAX_DEPTH) levels.
impl FromStr for Type {
    type Err = TypeError;

    fn from_str(text: &str) -> Result<Self, TypeError> {
        let json = text
            .parse::<Json>()
            .map_err(|error| TypeError(error.to_string()))?;
        Self::from_json(&json)
    }
}

fn from_parts(parts: &[Json]) -> Result<Type, TypeError> {
    let element = |ty: &Json| Type::from_json(ty).map(Box::new);
    match parts {
        [Json::String(kind), ty] if kind == "list" => Ok(Type::List(element(ty)?)),
        [Json::String(kind), ty] if kind == "set" => Ok(Type::Set(element(ty)?)),
        [Json::String(kind), ty] if kind == "map" => Ok(Type::Map(element(ty)?)),
        [Json::String(kind), Json::Array(types)] if kind == "tuple" => {
            let types = types.iter().map(Type::from_json);
            Ok(Type::Tuple(types.collect::<Result<_, _>>()?))
        }
        [Json::String(kind), Json::Object(attributes)] if kind == "object" => {
            object(attributes, &[])
        }
        [
            Json::String(kind),
            Json::Object(attributes),
            Json::Array(optional),
        ] if kind == "object" => object(attributes, optional),
        [Json::String(kind), ..] => Err(TypeError(format!("not the parts of a type: {kind:?}"))),
        _ => Err(TypeError(
            "an array must begin with the kind of the type".to_owned(),
        )),
    }
}

fn object(attributes: &BTreeMap<String, Json>, optional: &[Json]) -> Result<Type, TypeError> {
    let typed = |(name, ty): (&String, &Json)| Ok((name.clone(), Type::from_json(ty)?));
    let attributes: BTreeMap<_, _> = attributes.iter().map(typed).collect::<Result<_, _>>()?;
    let named = |it: &Json| match it {
        Json::String(name) if attributes.contains_key(name) => Ok(name.clone()),
        other => Err(TypeError(format!("{other} is optional, but no attribute"))),
    };
    let optional = optional.iter().map(named).collect::<Result<_, _>>()?;
    Ok(Type::Object(ObjectType {
        attributes,
        optional,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_print_as_the_text_they_are_read_from() {
        for text in [
            r#""bool""#,
            r#""number""#,
            r#""string""#,
            r#""dynamic""#,
            r#"["list","string"]"#,
            r#"["set",["list","bool"]]"#,
            r#"["map","dynamic"]"#,
            r#"["tuple",[]]"#,
            r#"["tuple",["string",["list","number"]]]"#,
            r#"["object",{}]"#,
            r#"["object",{"a":"string","b":["set","number"]}]"#,
            r#"["object",{"a":"string","b":"bool","c":"number"},["a","c"]]"#,
        ] {
            assert_eq!(text.parse::<Type>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn the_order_of_attributes_does_not_matter() {
        let text = r#" ["object", {"b": "number", "a": "string"}, ["b", "a"]] "#;
        let ty = Type::object_with_optional([("a", Type::String), ("b", Type::Number)], ["a", "b"]);
        assert_eq!(text.parse(), Ok(ty.clone()));
        assert_eq!(
            ty.to_string(),
            r#"["object",{"a":"string","b":"number"},["a","b"]]"#
        );
    }

    #[test]
    fn what_no_configuration_writes_has_nothing_optional_at_any_depth() {
        let inner = r#"["object",{"a":"string"},["a"]]"#;
        let text = format!(
            r#"["object",{{"l":["list",{inner}],"m":["map",{inner}],"s":["set",{inner}],"t":["tuple",[{inner}]]}},["l","m"]]"#
        );
        let ty: Type = text.parse().unwrap();
        let without = text.replace(r#",["a"]"#, "").replace(r#",["l","m"]"#, "");
        assert_eq!(ty.without_optional().to_string(), without);
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for (text, message) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            ("null", "a name or an array is required, found null"),
            ("{}", "a name or an array is required, found an object"),
            (r#""strng""#, r#"there is no type "strng""#),
            ("[]", "an array must begin with the kind of the type"),
            (r#"["list"]"#, r#"not the parts of a type: "list""#),
            (
                r#"["list","string","string"]"#,
                r#"not the parts of a type: "list""#,
            ),
            (
                r#"["tuple","string"]"#,
                r#"not the parts of a type: "tuple""#,
            ),
            (
                r#"["object",["a"]]"#,
                r#"not the parts of a type: "object""#,
            ),
            (
                r#"["capsule","x"]"#,
                r#"not the parts of a type: "capsule""#,
            ),
            (
                r#"["map",["set",7]]"#,
                "a name or an array is required, found a number",
            ),
            (
                r#"["object",{"a":"string"},["b"]]"#,
                r#""b" is optional, but no attribute"#,
            ),
            (
                r#"["object",{"a":"string","a":"bool"}]"#,
                r#"[1]: duplicate key "a""#,
            ),
        ] {
            let error = text.parse::<Type>().unwrap_err().to_string();
            assert_eq!(error, format!("invalid type: {message}"));
        }
    }

    #[test]
    fn a_type_of_ten_thousand_levels_is_an_error() {
        let text = format!(
            "{}{}{}",
            r#"["list","#.repeat(10_000),
            r#""bool""#,
            "]".repeat(10_000)
        );
        let error = text.parse::<Type>().unwrap_err().to_string();
        assert!(error.ends_with("more than 128 levels deep"), "{error}");
    }
}
