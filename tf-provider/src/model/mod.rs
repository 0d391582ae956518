//! Rust structs that stand for Terraform objects, each attribute declared once.
//!
//! [`crate::model!`] turns one declaration into the struct that resources work with, a twin of it for values that are
//! not all known yet, the schema, and the conversions between them. Two kinds of traits carry it: a [`Field`] is the
//! type of a known value, a [`Slot`] is what a struct holds it in (itself, an `Option`, or [`Computed`]).

mod computed;
mod field;
mod macros;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{
    diagnostics::Diagnostic,
    path::Path,
    schema::{Attribute, Block, Mode, Nesting},
    value::{ObjectType, Type, Value, canonical},
};

pub use computed::Computed;
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
    type Draft: Record + Clone;

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

/// Reads one attribute or block of `object` for a field; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn read_field<S: Slot>(
    object: &Object,
    block: &Block,
    name: &str,
    path: &Path,
) -> Result<S, Diagnostic> {
    let default = block.attribute(name).and_then(|it| it.default.as_ref());
    match (object.get(name), default) {
        (None | Some(Value::Null), Some(default)) => S::from_slot(default, &path.child(name)),
        _ => read_draft(object, block, name, path),
    }
}

/// Like [`read_field`], but an attribute that is not set stays so: its default is somebody else's business.
#[doc(hidden)]
pub fn read_draft<S: Slot>(
    object: &Object,
    block: &Block,
    name: &str,
    path: &Path,
) -> Result<S, Diagnostic> {
    let path = path.child(name);
    let nested = block.nested(name);
    match (object.get(name).unwrap_or(&Value::Null), nested) {
        (Value::Null, Some(nested)) => S::from_slot(&in_order(nested.absent()), &path),
        (value @ Value::Set(_), Some(_)) => S::from_slot(&in_order(value.clone()), &path),
        (value, _) => S::from_slot(value, &path),
    }
}

/// The members of an object from what its fields hold; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn write_fields<const N: usize>(block: &Block, fields: [(&str, Value); N]) -> Object {
    let write = |(name, value): (&str, Value)| {
        let value = match (block.nested(name), value) {
            (Some(nested), Value::Null) => nested.absent(),
            (Some(nested), Value::List(elements)) if nested.nesting == Nesting::Set => {
                Value::set(elements)
            }
            (_, value) => value,
        };
        (name.to_owned(), value)
    };
    fields.into_iter().map(write).collect()
}

/// The blocks of a set as the list that a struct holds: the same set is the same list.
fn in_order(value: Value) -> Value {
    match value {
        Value::Set(elements) => Value::List(canonical(&elements).into_iter().cloned().collect()),
        value => value,
    }
}

/// The type of an attribute that holds such an object; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn object_type(block: &Block) -> Type {
    let optional = block
        .attributes
        .iter()
        .filter(|it| matches!(it.mode, Mode::Optional | Mode::OptionalComputed));
    let optional = optional.map(|it| it.name.clone()).collect();
    match block.ty() {
        Type::Object(object) => Type::Object(ObjectType { optional, ..object }),
        other => other,
    }
}

/// Reads a struct from an object value; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn read_object<R: Record>(value: &Value, path: &Path) -> Result<R, Diagnostic> {
    match value {
        Value::Object(object) => R::from_object(object, path),
        other => Err(mismatch("an object", other, path)),
    }
}

/// The name of a field without Rust's mark for keywords; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn name(field: &'static str) -> &'static str {
    field.trim_start_matches("r#")
}

/// Doc comments as one text; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn description(lines: &[&str]) -> String {
    let lines: Vec<_> = lines.iter().map(|it| it.trim()).collect();
    lines.join("\n")
}

/// What came instead of the value that a field wants.
pub(crate) fn mismatch(wanted: &str, value: &Value, path: &Path) -> Diagnostic {
    let came = match value {
        Value::Null => "no value",
        Value::Unknown => "a value that is not known yet",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number out of range",
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
