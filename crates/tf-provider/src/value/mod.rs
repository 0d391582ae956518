//! Terraform values and their types, without any wire format.
//!
//! A [`Value`] does not carry its [`Type`]: the two are walked side by side, because that is how Terraform itself sends
//! them. Only a value of the dynamic type brings its own. `types` reads and prints types, `number` and `order` say when
//! two values are the same, `walk` answers questions about a whole value, and `json` reads what a state file holds.
//!
//! Text inside values is in Unicode's composed form (NFC), as Terraform keeps it: what decodes a value and what converts
//! text into one sees to that, so that equal text is equal bytes everywhere else.

use std::collections::BTreeMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

pub mod error;
pub mod json;
pub mod number;
mod order;
pub mod types;
mod walk;

pub use error::{DecodeError, EncodeError, ValueError};
pub use json::{Json, decode_json, encode_json};
pub use number::{Number, NumberError};
pub use types::{ObjectType, Type, TypeError};

pub(crate) use order::canonical;

/// How deep values, and the text of types, may nest: deeper than any schema, shallow enough for every stack.
pub const MAX_DEPTH: usize = 128;

/// A value of some [`Type`].
///
/// Two values are equal if they have the same structure, with the elements of sets in any order and numbers compared by
/// value. An unknown equals an unknown; [`Value::equal`] is the comparison in which it equals nothing. The order is
/// arbitrary but fixed.
#[derive(Clone, Debug)]
pub enum Value {
    /// No value.
    Null,
    /// A value that is not known before apply.
    Unknown,
    /// A truth value.
    Bool(bool),
    /// An exact number.
    Number(Number),
    /// Text.
    String(String),
    /// The elements of a list or a tuple.
    List(Vec<Self>),
    /// The elements of a set, in no particular order.
    Set(Vec<Self>),
    /// The elements of a map.
    Map(BTreeMap<String, Self>),
    /// The attributes of an object, every one of them.
    Object(BTreeMap<String, Self>),
    /// A value of the dynamic type with its actual type.
    Dynamic(Box<(Type, Self)>),
}

impl Value {
    /// A set of the distinct ones among `elements`.
    pub fn set(elements: impl IntoIterator<Item = Self>) -> Self {
        let elements: Vec<_> = elements.into_iter().collect();
        Self::Set(canonical(&elements).into_iter().cloned().collect())
    }

    /// What it is, with its article.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown => "an unknown value",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Object(_) => "an object",
            Self::Dynamic(_) => "a dynamic value",
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(composed(text))
    }
}

/// The same text in Unicode's composed form.
pub(crate) fn composed(text: String) -> String {
    if is_nfc(&text) {
        text
    } else {
        text.nfc().collect()
    }
}
