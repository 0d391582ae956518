//! Between structs and objects: what the code that [`crate::model!`] writes calls.

use crate::{
    diagnostics::Diagnostic,
    model::{Object, Record, Slot, mismatch},
    path::Path,
    schema::{Block, Mode, Nesting},
    value::{ObjectType, Type, Value, canonical},
};

/// Reads one attribute or block of `object` for a field.
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

/// The members of an object from what its fields hold.
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

/// The type of an attribute that holds such an object.
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

/// Reads a struct from an object value.
pub fn read_object<R: Record>(value: &Value, path: &Path) -> Result<R, Diagnostic> {
    match value {
        Value::Object(object) => R::from_object(object, path),
        other => Err(mismatch("an object", other, path)),
    }
}

/// The name of a field without Rust's mark for keywords.
pub fn name(field: &'static str) -> &'static str {
    field.trim_start_matches("r#")
}

/// Doc comments as one text.
pub fn description(lines: &[&str]) -> String {
    let lines: Vec<_> = lines.iter().map(|it| it.trim()).collect();
    lines.join("\n")
}
