//! JSON as Terraform writes it: every number exact, no key twice.
//!
//! State files, and some values on the wire, are JSON. `parse` reads text into a [`Json`] tree, and `convert` turns that
//! into a [`Value`](super::Value) and back, led by a [`Type`](super::Type).

use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{DecodeError, Number};

mod convert;
mod parse;

pub use convert::{decode_json, encode_json};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, exactly as it was written.
    Number(Number),
    /// Text.
    String(String),
    /// Elements in order.
    Array(Vec<Self>),
    /// Members by name.
    Object(BTreeMap<String, Self>),
}

impl Json {
    /// Reads UTF-8 text of at most [`MAX_DEPTH`](super::MAX_DEPTH) levels.
    pub fn parse(text: &[u8]) -> Result<Self, DecodeError> {
        parse::document(text)
    }

    /// What it is, with its article.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

impl FromStr for Json {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text.as_bytes())
    }
}

/// As compact JSON text, members sorted by name.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::String(text) => quoted(f, text),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (position, element) in elements.iter().enumerate() {
                    comma(f, position)?;
                    element.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (position, (name, member)) in members.iter().enumerate() {
                    comma(f, position)?;
                    quoted(f, name)?;
                    f.write_str(":")?;
                    member.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn comma(f: &mut fmt::Formatter<'_>, position: usize) -> fmt::Result {
    if position > 0 {
        f.write_str(",")
    } else {
        Ok(())
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}
