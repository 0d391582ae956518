//! The form of values in this API: sets of names that grow, integers in quotes, empty texts for "none".

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

/// Defines an enumeration that keeps values it does not know in `Other`.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)+
            /// A value this client does not know.
            Other(String),
        }

        impl $name {
            /// The value as the API writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use open_enum;

/// Reads an integer that may be in quotes; null and "" are `None`.
pub(super) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let integer = match &value {
        Value::Null => return Ok(None),
        Value::String(text) if text.is_empty() => return Ok(None),
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        _ => None,
    };
    let Some(integer) = integer else {
        return Err(D::Error::custom(format!("{value} is not an integer")));
    };
    Ok(Some(integer))
}

/// Reads an integer that may be in quotes and must be there.
pub(super) fn required_integer<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<i64, D::Error> {
    integer(deserializer)?.ok_or_else(|| D::Error::custom("an integer is missing"))
}

/// Reads a list that may be written as null when it is empty.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a value for which the API writes "" or null when there is none.
pub(super) fn non_empty<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|it| !it.is_empty()).map(T::from))
}

/// An integer written as a decimal, such as `1.0`.
fn whole(number: f64) -> Option<i64> {
    format!("{number:.0}")
        .parse()
        .ok()
        .filter(|_| number.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    open_enum! {
        /// For the tests.
        Color { Red = "RED", Blue = "BLUE" }
    }

    #[derive(Debug, Deserialize)]
    struct Thing {
        #[serde(default, deserialize_with = "integer")]
        size: Option<i64>,
        #[serde(default, deserialize_with = "non_empty")]
        color: Option<Color>,
    }

    fn size(json: &str) -> Result<Option<i64>, String> {
        let thing: Result<Thing, _> = serde_json::from_str(&format!(r#"{{"size":{json}}}"#));
        thing.map(|it| it.size).map_err(|it| it.to_string())
    }

    #[test]
    fn integers_are_read_with_and_without_quotes() {
        for json in ["8", r#""8""#, "8.0", r#"" 8 ""#] {
            assert_eq!(size(json), Ok(Some(8)), "{json}");
        }
        for json in ["null", r#""""#] {
            assert_eq!(size(json), Ok(None), "{json}");
        }
        for json in ["8.5", r#""eight""#, "true", "[]", "1e300"] {
            assert!(size(json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_unknown_name_is_kept_and_an_empty_one_is_none() {
        let color = |json| serde_json::from_str::<Thing>(json).unwrap().color;
        assert_eq!(color(r#"{"color":"BLUE"}"#), Some(Color::Blue));
        assert_eq!(
            color(r#"{"color":"GREEN"}"#),
            Some(Color::Other("GREEN".to_owned()))
        );
        assert_eq!(color(r#"{"color":""}"#), None);
        assert_eq!(color(r#"{"color":null}"#), None);
        assert_eq!(color("{}"), None);
        assert_eq!(
            serde_json::to_string(&Color::from("GREEN")).unwrap(),
            r#""GREEN""#
        );
    }
}
