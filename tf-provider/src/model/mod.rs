//! Rust structs that stand for Terraform objects, each attribute declared once.
//!
//! [`crate::model!`] turns one declaration into the struct that resources work with, a twin of it for values that are
//! not all known yet, the schema, and the conversions between them. Two kinds of traits carry it: a [`Field`] is the
//! type of a known value, a [`Slot`] is what a struct holds it in (itself, an `Option`, or [`Computed`]).

mod computed;
mod field;
mod macros;

use std::collections::BTreeMap;

use crate::{
    diagnostics::Diagnostic,
    path::Path,
    schema::{Attribute, Mode},
    value::{ObjectType, Type, Value},
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

    /// What it stands for, in Markdown.
    fn description() -> String;

    /// Its attributes in the order of their declaration.
    fn attributes() -> &'static [Attribute];
}

/// Reads one attribute of `object` for a field; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn read_field<S: Slot>(
    object: &Object,
    attribute: &Attribute,
    path: &Path,
) -> Result<S, Diagnostic> {
    let path = path.child(&attribute.name);
    let value = match object.get(&attribute.name) {
        None | Some(Value::Null) => attribute.default.as_ref().unwrap_or(&Value::Null),
        Some(value) => value,
    };
    S::from_slot(value, &path)
}

/// Like [`read_field`], but an attribute that is not set stays so: its default is somebody else's business.
#[doc(hidden)]
pub fn read_draft<S: Slot>(
    object: &Object,
    attribute: &Attribute,
    path: &Path,
) -> Result<S, Diagnostic> {
    let value = object.get(&attribute.name).unwrap_or(&Value::Null);
    S::from_slot(value, &path.child(&attribute.name))
}

/// The object type of these attributes; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn object_type(attributes: &[Attribute]) -> Type {
    let optional = attributes
        .iter()
        .filter(|it| matches!(it.mode, Mode::Optional | Mode::OptionalComputed));
    Type::Object(ObjectType {
        attributes: attributes
            .iter()
            .map(|it| (it.name.clone(), it.ty.clone()))
            .collect(),
        optional: optional.map(|it| it.name.clone()).collect(),
    })
}

/// Reads a struct from an object value; for the code that [`crate::model!`] writes.
#[doc(hidden)]
pub fn read_object<R: Record>(value: &Value, path: &Path) -> Result<R, Diagnostic> {
    match value {
        Value::Object(object) => R::from_object(object, path),
        other => Err(mismatch("an object", other, path)),
    }
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
