//! Text to [`Json`].
//!
//! The JSON library would read a number as a double. So it only splits the text, level by level, and each number is read
//! from the characters it was written with.

use std::{collections::BTreeMap, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Json;
use crate::value::{DecodeError, MAX_DEPTH, ValueError};

/// Reads one JSON value and nothing after it.
pub(super) fn document(text: &[u8]) -> Result<Json, DecodeError> {
    let text =
        std::str::from_utf8(text).map_err(|_| ValueError::new("the text is not valid UTF-8"))?;
    if text.starts_with('\u{feff}') {
        return Err(ValueError::new("the text begins with a byte order mark"));
    }
    value(split::<&RawValue>(text)?, MAX_DEPTH)
}

/// Reads text whose syntax is known to be right.
fn value(raw: &RawValue, depth: usize) -> Result<Json, DecodeError> {
    let depth = depth.checked_sub(1).ok_or_else(ValueError::too_deep)?;
    let text = raw.get();
    match text.as_bytes() {
        [b'{', ..] => {
            let mut members = BTreeMap::new();
            for (name, raw) in split::<Members<'_>>(text)?.0 {
                let member = value(raw, depth).map_err(|error| error.in_attribute(&name))?;
                if members.contains_key(&name) {
                    return Err(ValueError::duplicate(&name));
                }
                members.insert(name, member);
            }
            Ok(Json::Object(members))
        }
        [b'[', ..] => {
            let raw = split::<Vec<&RawValue>>(text)?;
            let element = |(index, raw)| value(raw, depth).map_err(|error| error.in_index(index));
            let elements = raw.into_iter().enumerate().map(element);
            Ok(Json::Array(elements.collect::<Result<_, _>>()?))
        }
        [b'"', ..] => Ok(Json::String(split(text)?)),
        b"true" => Ok(Json::Bool(true)),
        b"false" => Ok(Json::Bool(false)),
        b"null" => Ok(Json::Null),
        _ => match text.parse() {
            Ok(number) => Ok(Json::Number(number)),
            Err(error) => Err(ValueError::new(format!("invalid number: {error}"))),
        },
    }
}

fn split<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, DecodeError> {
    serde_json::from_str(text).map_err(|error| ValueError::new(error.to_string()))
}

/// The members of an object as they were written, repeated ones too.
struct Members<'de>(Vec<(String, &'de RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        document(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn what_is_printed_is_what_was_read() {
        for text in [
            "null",
            "[true,false]",
            r#"{"a":[1,-0.5,{}],"b":"\"\\\n\u0001é"}"#,
            "12345678901234567890123.5",
        ] {
            assert_eq!(document(text.as_bytes()).unwrap().to_string(), text);
        }
    }

    #[test]
    fn numbers_are_exact() {
        let json: Json = "[1e2, 12345678901234567890123, 0.1, 1e646456992]"
            .parse()
            .unwrap();
        assert_eq!(
            json.to_string(),
            "[100,12345678901234567890123,0.1,1e646456992]"
        );
    }

    #[test]
    fn pretty_printed_text_is_the_same() {
        let pretty = "\n{\n  \"a\" : [ 1 ,\t2 ],\r\n  \"b\" : { }\n}\n";
        let compact: Json = r#"{"a":[1,2],"b":{}}"#.parse().unwrap();
        assert_eq!(pretty.parse(), Ok(compact));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert_eq!(
            error("\u{feff}{}"),
            "the text begins with a byte order mark"
        );
        assert_eq!(error(r#"{"a":{"b":1,"b":2}}"#), r#"a: duplicate key "b""#);
        assert_eq!(
            error(r#"[{"a":1e9999999999}]"#),
            "[0].a: invalid number: it is beyond the range of Terraform's numbers, 1e646456992 or 1e-646456992"
        );
        assert_eq!(
            document(b"\"\xff\"").unwrap_err().to_string(),
            "the text is not valid UTF-8"
        );
        for text in [
            "",
            " ",
            "{",
            "[1,]",
            "{} {}",
            "01",
            "+1",
            ".5",
            "NaN",
            "'a'",
            "{1:2}",
            r#""\ud800""#,
        ] {
            document(text.as_bytes()).unwrap_err();
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        document(nested(MAX_DEPTH).as_bytes()).unwrap();
        for levels in [MAX_DEPTH + 1, 10_000] {
            assert!(error(&nested(levels)).ends_with("more than 128 levels deep"));
        }
    }
}
