//! [`Json`] ↔ [`Value`], led by the type.
//!
//! Reading is lenient where a schema may have changed since the text was written: an attribute that is missing is null,
//! one that is unknown is dropped, and text, numbers and truth values stand in for each other where that is exact.

use std::collections::BTreeMap;

use super::Json;
use crate::value::{DecodeError, EncodeError, MAX_DEPTH, Type, Value, ValueError, composed};

/// Reads `json` as a value of type `ty`, which is wholly known.
pub fn decode_json(ty: &Type, json: &Json) -> Result<Value, DecodeError> {
    decode(ty, json, MAX_DEPTH)
}

/// Writes a wholly known value of type `ty` as JSON.
pub fn encode_json(ty: &Type, value: &Value) -> Result<Json, EncodeError> {
    value.conforms(ty)?;
    encode(value)
}

fn decode(ty: &Type, json: &Json, depth: usize) -> Result<Value, DecodeError> {
    let depth = depth.checked_sub(1).ok_or_else(ValueError::too_deep)?;
    let element = |ty: &Type, index: usize, json: &Json| {
        decode(ty, json, depth).map_err(|error| error.in_index(index))
    };
    match (ty, json) {
        (_, Json::Null) => Ok(Value::Null),
        (Type::Bool | Type::Number | Type::String, _) => {
            primitive(ty, json).ok_or_else(|| ValueError::mismatch(ty.noun(), json.noun()))
        }
        (Type::Dynamic, Json::Object(members)) => dynamic(members, depth),
        (Type::List(ty), Json::Array(elements)) => {
            let numbered = elements.iter().enumerate();
            let decoded = numbered.map(|(index, it)| element(ty, index, it));
            Ok(Value::List(decoded.collect::<Result<_, _>>()?))
        }
        (Type::Set(ty), Json::Array(elements)) => {
            let decoded = elements.iter().map(|it| decode(ty, it, depth));
            Ok(Value::set(decoded.collect::<Result<Vec<_>, _>>()?))
        }
        (Type::Tuple(types), Json::Array(elements)) => {
            if types.len() != elements.len() {
                return Err(ValueError::tuple_length(types.len(), elements.len()));
            }
            let numbered = types.iter().zip(elements).enumerate();
            let decoded = numbered.map(|(index, (ty, it))| element(ty, index, it));
            Ok(Value::List(decoded.collect::<Result<_, _>>()?))
        }
        (Type::Map(ty), Json::Object(members)) => {
            let mut decoded = BTreeMap::new();
            for (key, it) in members {
                let value = decode(ty, it, depth).map_err(|error| error.in_key(key))?;
                if decoded.insert(composed(key.clone()), value).is_some() {
                    return Err(ValueError::duplicate(key));
                }
            }
            Ok(Value::Map(decoded))
        }
        (Type::Object(object), Json::Object(members)) => {
            let attribute = |(name, ty): (&String, &Type)| {
                let json = members.get(name).unwrap_or(&Json::Null);
                let value = decode(ty, json, depth).map_err(|error| error.in_attribute(name))?;
                Ok((name.clone(), value))
            };
            let decoded = object.attributes.iter().map(attribute);
            Ok(Value::Object(decoded.collect::<Result<_, _>>()?))
        }
        _ => Err(ValueError::mismatch(ty.noun(), json.noun())),
    }
}

fn primitive(ty: &Type, json: &Json) -> Option<Value> {
    match (ty, json) {
        (Type::Bool, Json::Bool(value)) => Some((*value).into()),
        (Type::Bool, Json::Number(_) | Json::String(_)) => match plain(json).as_str() {
            "true" | "1" => Some(true.into()),
            "false" | "0" => Some(false.into()),
            _ => None,
        },
        (Type::Number, Json::Number(value)) => Some(value.clone().into()),
        (Type::Number, Json::String(text)) => text.parse().ok().map(Value::Number),
        (Type::String, Json::Bool(_) | Json::Number(_) | Json::String(_)) => {
            Some(plain(json).into())
        }
        _ => None,
    }
}

/// Text as it is, anything else as it is written.
fn plain(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value of the dynamic type is an object of its type and its value.
fn dynamic(members: &BTreeMap<String, Json>, depth: usize) -> Result<Value, DecodeError> {
    let member = |name| members.get(name).ok_or_else(|| ValueError::missing(name));
    let ty = Type::from_json(member("type")?)
        .map_err(|error| ValueError::new(error.to_string()).in_attribute("type"))?;
    let value = decode(&ty, member("value")?, depth)?;
    Ok(Value::Dynamic(Box::new((ty, value))))
}

/// Writes a value whose shape is known to be right.
fn encode(value: &Value) -> Result<Json, EncodeError> {
    match value {
        Value::Null => Ok(Json::Null),
        Value::Unknown => Err(ValueError::new(
            "an unknown value cannot be written as JSON",
        )),
        Value::Bool(value) => Ok(Json::Bool(*value)),
        Value::Number(number) if number.is_finite() => Ok(Json::Number(number.clone())),
        Value::Number(_) => Err(ValueError::new("infinity cannot be written as JSON")),
        Value::String(text) => Ok(Json::String(text.clone())),
        Value::List(elements) => {
            let numbered = elements.iter().enumerate();
            let encoded =
                numbered.map(|(index, it)| encode(it).map_err(|error| error.in_index(index)));
            Ok(Json::Array(encoded.collect::<Result<_, _>>()?))
        }
        Value::Set(elements) => {
            let encoded = crate::value::canonical(elements).into_iter().map(encode);
            Ok(Json::Array(encoded.collect::<Result<_, _>>()?))
        }
        Value::Map(members) => {
            let member = |(key, it): (&String, &Value)| match encode(it) {
                Ok(json) => Ok((key.clone(), json)),
                Err(error) => Err(error.in_key(key)),
            };
            Ok(Json::Object(
                members.iter().map(member).collect::<Result<_, _>>()?,
            ))
        }
        Value::Object(members) => {
            let member = |(name, it): (&String, &Value)| match encode(it) {
                Ok(json) => Ok((name.clone(), json)),
                Err(error) => Err(error.in_attribute(name)),
            };
            Ok(Json::Object(
                members.iter().map(member).collect::<Result<_, _>>()?,
            ))
        }
        Value::Dynamic(typed) => {
            let (ty, value) = &**typed;
            let members = [("type", ty.to_json()), ("value", encode(value)?)];
            let named = members.map(|(name, json)| (name.to_owned(), json));
            Ok(Json::Object(named.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(ty: &str, json: &str) -> Result<Value, String> {
        let (ty, json): (Type, Json) = (ty.parse().unwrap(), json.parse().unwrap());
        decode_json(&ty, &json).map_err(|error| error.to_string())
    }

    #[test]
    fn json_reads_and_prints_by_type() {
        for (ty, text) in [
            (r#""string""#, r#""a""#),
            (r#""string""#, "null"),
            (r#""number""#, "12345678901234567890123"),
            (r#"["list","bool"]"#, "[true,null]"),
            (r#"["set","string"]"#, r#"["a","b"]"#),
            (r#"["tuple",["string","number"]]"#, r#"["a",1.5]"#),
            (r#"["map","number"]"#, r#"{"a":1}"#),
            (
                r#"["object",{"a":"string","b":["list","number"]}]"#,
                r#"{"a":null,"b":[]}"#,
            ),
            (
                r#""dynamic""#,
                r#"{"type":["list","string"],"value":["x"]}"#,
            ),
            (r#""dynamic""#, r#"{"type":"string","value":null}"#),
        ] {
            let value = decoded(ty, text).unwrap();
            assert_eq!(
                encode_json(&ty.parse().unwrap(), &value)
                    .unwrap()
                    .to_string(),
                text
            );
        }
    }

    #[test]
    fn an_attribute_that_is_missing_is_null_and_an_extra_one_is_dropped() {
        let value = decoded(
            r#"["object",{"a":"string","b":"number"}]"#,
            r#"{"a":"x","gone":[1]}"#,
        );
        let members = [("a".to_owned(), "x".into()), ("b".to_owned(), Value::Null)];
        assert_eq!(value, Ok(Value::Object(members.into())));
    }

    #[test]
    fn primitives_stand_in_for_each_other() {
        assert_eq!(decoded(r#""number""#, r#""5""#), Ok(5_i64.into()));
        assert_eq!(decoded(r#""number""#, "1e2"), Ok(100_i64.into()));
        assert_eq!(decoded(r#""string""#, "5"), Ok("5".into()));
        assert_eq!(decoded(r#""string""#, "true"), Ok("true".into()));
        assert_eq!(decoded(r#""bool""#, r#""true""#), Ok(true.into()));
        assert_eq!(decoded(r#""bool""#, r#""0""#), Ok(false.into()));
        assert_eq!(decoded(r#""bool""#, "1"), Ok(true.into()));
    }

    #[test]
    fn text_becomes_composed() {
        assert_eq!(
            decoded(r#""string""#, "\"e\u{301}\""),
            Ok(Value::String("\u{e9}".to_owned()))
        );
        let both = "{\"e\u{301}\":1,\"\u{e9}\":2}";
        assert!(
            decoded(r#"["map","number"]"#, both)
                .unwrap_err()
                .starts_with("duplicate key")
        );
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_path() {
        for (ty, text, message) in [
            (
                r#""bool""#,
                r#""yes""#,
                "a bool is required, found a string",
            ),
            (r#""number""#, "true", "a number is required, found a bool"),
            (
                r#""number""#,
                r#""x""#,
                "a number is required, found a string",
            ),
            (
                r#"["list","string"]"#,
                r#"["a",{}]"#,
                "[1]: a string is required, found an object",
            ),
            (
                r#"["list","string"]"#,
                "{}",
                "a list is required, found an object",
            ),
            (
                r#"["map","string"]"#,
                r#"{"k":[]}"#,
                r#"["k"]: a string is required, found an array"#,
            ),
            (
                r#"["object",{"a":["set","bool"]}]"#,
                r#"{"a":["no"]}"#,
                "a: a bool is required, found a string",
            ),
            (
                r#"["tuple",["bool"]]"#,
                "[]",
                "a tuple of 1 elements is required, found 0",
            ),
            (
                r#""dynamic""#,
                r#""x""#,
                "a dynamic value is required, found a string",
            ),
            (
                r#""dynamic""#,
                r#"{"value":1}"#,
                r#"attribute "type" is missing"#,
            ),
            (
                r#""dynamic""#,
                r#"{"type":"x","value":1}"#,
                r#"type: invalid type: there is no type "x""#,
            ),
        ] {
            assert_eq!(decoded(ty, text), Err(message.to_owned()));
        }
    }

    #[test]
    fn json_has_no_unknown_and_no_infinity() {
        let unknown = Value::List(vec!["a".into(), Value::Unknown]);
        let error = encode_json(&Type::list(Type::String), &unknown).unwrap_err();
        assert_eq!(
            error.to_string(),
            "[1]: an unknown value cannot be written as JSON"
        );
        let infinite = crate::value::Number::infinity().into();
        encode_json(&Type::Number, &infinite).unwrap_err();
        let error = encode_json(&Type::Bool, &"x".into()).unwrap_err();
        assert_eq!(error.to_string(), "a bool is required, found a string");
    }
}
