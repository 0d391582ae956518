//! Rust structs that stand for Terraform objects, each attribute declared once.
//!
//! [`crate::model!`] turns one declaration into the struct that resources work with, a twin of it for values that are
//! not all known yet, the schema, and the conversions between them. Two kinds of traits carry it: a [`Field`] is the
//! type of a known value, a [`Slot`] is what a struct holds it in (itself, an `Option`, or [`Computed`]).

mod computed;
mod convert;
mod field;
mod macros;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{
    diagnostics::Diagnostic,
    path::Path,
    schema::{Attribute, Block},
    value::{Number, Value},
};

pub use computed::Computed;
#[doc(hidden)]
pub use convert::{
    description, name, object_type, read_draft, read_field, read_object, write_fields,
};
pub use field::{Field, Slot};

/// The attributes of an object by name.
pub type Object = BTreeMap<String, Value>;

/// A struct that can be read from an object and written to one.
pub trait Record: Sized + Send + Sync + 'static {
    /// Reads the struct. An attribute that is missing counts as null.
    fn from_object(object: &Object, path: &Path) -> Result<Self, Diagnostic>;

    /// Writes every attribute.
    fn to_object(&self) -> Object;
}

/// A struct declared with [`crate::model!`].
pub trait Model: Record {
    /// The same while parts of it may not be known yet.
    type Config: Record + Clone;

    /// Its attributes and nested blocks, in the order of their declaration.
    fn block() -> &'static Block;

    /// What it stands for, in Markdown.
    fn description() -> String {
        Self::block().description.clone()
    }

    /// Its attributes in the order of their declaration.
    fn attributes() -> &'static [Attribute] {
        &Self::block().attributes
    }
}

/// The most digits of a number that a message shows.
const DIGITS: usize = 40;

/// A number for people: one with very many digits is cut.
fn shown(number: &Number) -> String {
    let text = number.to_string();
    if text.len() <= DIGITS {
        return text;
    }
    format!("{}… ({} characters)", &text[..DIGITS], text.len())
}

/// What came instead of the value that a field wants.
pub(crate) fn mismatch(wanted: &str, value: &Value, path: &Path) -> Diagnostic {
    let came = match value {
        Value::Null => "no value",
        Value::Unknown => "a value that is not known yet",
        Value::Bool(_) => "true or false",
        Value::Number(number) => &shown(number),
        Value::String(_) => "a string",
        Value::List(_) => "a list",
        Value::Set(_) => "a set",
        Value::Map(_) => "a map",
        Value::Object(_) => "an object",
        Value::Dynamic(_) => "a value of another type",
    };
    let detail = format!("It must be {wanted}, but {came} was given.");
    Diagnostic::error(format!("Invalid value for {path}"), detail).at(path.clone())
}
