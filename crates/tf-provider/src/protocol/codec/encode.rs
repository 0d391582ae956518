//! [`Value`] to msgpack.

use std::{collections::BTreeMap, fmt};

use rmp::encode::{self as msgpack, ByteBuf};

use crate::value::{EncodeError, MAX_DEPTH, Number, Type, Value, ValueError, canonical};

/// The extension value that says "unknown", and nothing more about it.
const UNKNOWN: [u8; 3] = [0xd4, 0, 0];

/// Writes a value of type `ty` as msgpack, the same value always the same way.
pub fn encode(ty: &Type, value: &Value) -> Result<Vec<u8>, EncodeError> {
    encode_with(ty, value, Numbers::Shortest)
}

/// Writes a state that was read, with each number as text.
///
/// Terraform reads such a number to the precision of those in a stored state. A msgpack integer becomes a float of 64 bits instead of
/// 512, and Terraform up to 1.11 at least compares the floats bit by bit: `plan -refresh-only -detailed-exitcode` would answer 2 for
/// each object with a number.
pub fn encode_read(ty: &Type, value: &Value) -> Result<Vec<u8>, EncodeError> {
    encode_with(ty, value, Numbers::Text)
}

/// How numbers are written.
#[derive(Clone, Copy)]
enum Numbers {
    /// As Terraform writes them.
    Shortest,
    Text,
}

/// How much deeper a value may go, and how its numbers are written.
#[derive(Clone, Copy)]
struct Level {
    depth: usize,
    numbers: Numbers,
}

fn encode_with(ty: &Type, value: &Value, numbers: Numbers) -> Result<Vec<u8>, EncodeError> {
    let mut out = ByteBuf::new();
    let depth = MAX_DEPTH;
    write(&mut out, ty, value, Level { depth, numbers })?;
    Ok(out.into_vec())
}

fn write(out: &mut ByteBuf, ty: &Type, value: &Value, level: Level) -> Result<(), EncodeError> {
    let depth = level.depth.checked_sub(1);
    let depth = depth.ok_or_else(ValueError::too_deep)?;
    let level = Level { depth, ..level };
    match (ty, value) {
        (_, Value::Unknown) => out.as_mut_vec().extend(UNKNOWN),
        (_, Value::Null) => written(msgpack::write_nil(out)),
        (Type::Bool, Value::Bool(value)) => written(msgpack::write_bool(out, *value)),
        (Type::Number, Value::Number(number)) => write_number(out, number, level.numbers)?,
        (Type::String, Value::String(text)) => write_text(out, text)?,
        (Type::Dynamic, Value::Dynamic(typed)) => {
            let (ty, value) = &**typed;
            // The mark of a member that may be left out is for those who write values.
            let text = ty.without_optional().to_string();
            written(msgpack::write_array_len(out, 2));
            written(msgpack::write_bin_len(out, length(text.len())?));
            out.as_mut_vec().extend(text.as_bytes());
            write(out, ty, value, level)?;
        }
        (Type::List(element), Value::List(elements)) => {
            let typed = elements.iter().map(|it| (&**element, it));
            write_list(out, elements.len(), typed, level)?;
        }
        (Type::Tuple(types), Value::List(elements)) => {
            if types.len() != elements.len() {
                return Err(ValueError::tuple_length(types.len(), elements.len()));
            }
            write_list(out, elements.len(), types.iter().zip(elements), level)?;
        }
        (Type::Set(element), Value::Set(elements)) => {
            let elements = canonical(elements);
            written(msgpack::write_array_len(out, length(elements.len())?));
            for it in elements {
                write(out, element, it, level)?;
            }
        }
        (Type::Map(element), Value::Map(members)) => {
            write_members(out, members, level, |_| element, ValueError::in_key)?;
        }
        (Type::Object(object), Value::Object(members)) => {
            object.check_names(members)?;
            let ty = |name: &str| &object.attributes[name];
            write_members(out, members, level, ty, ValueError::in_attribute)?;
        }
        _ => return Err(ValueError::mismatch(ty.noun(), value.noun())),
    }
    Ok(())
}

fn write_list<'a>(
    out: &mut ByteBuf,
    count: usize,
    elements: impl Iterator<Item = (&'a Type, &'a Value)>,
    level: Level,
) -> Result<(), EncodeError> {
    written(msgpack::write_array_len(out, length(count)?));
    for (index, (ty, it)) in elements.enumerate() {
        write(out, ty, it, level).map_err(|error| error.in_index(index))?;
    }
    Ok(())
}

fn write_members<'a>(
    out: &mut ByteBuf,
    members: &BTreeMap<String, Value>,
    level: Level,
    ty: impl Fn(&str) -> &'a Type,
    outside: impl Fn(ValueError, &str) -> ValueError,
) -> Result<(), EncodeError> {
    written(msgpack::write_map_len(out, length(members.len())?));
    for (key, it) in members {
        write_text(out, key)?;
        write(out, ty(key), it, level).map_err(|error| outside(error, key))?;
    }
    Ok(())
}

/// An integer stays one and a fraction that a double holds exactly becomes one; all else is text, which loses nothing.
fn write_number(out: &mut ByteBuf, number: &Number, numbers: Numbers) -> Result<(), EncodeError> {
    if matches!(numbers, Numbers::Text) && number.is_finite() {
        return write_text(out, &number.to_string());
    }
    if let Some(integer) = number.to_i64() {
        written(msgpack::write_sint(out, integer));
        return Ok(());
    }
    match number.to_binary64() {
        Some(double) if !number.is_integer() => written(msgpack::write_f64(out, double)),
        _ => write_text(out, &number.to_string())?,
    }
    Ok(())
}

fn write_text(out: &mut ByteBuf, text: &str) -> Result<(), EncodeError> {
    length(text.len())?;
    written(msgpack::write_str(out, text));
    Ok(())
}

/// A length as msgpack can say it.
fn length(count: usize) -> Result<u32, EncodeError> {
    u32::try_from(count).map_err(|_| ValueError::new(format!("a length of {count} is too big")))
}

fn written<T, E: fmt::Debug>(outcome: Result<T, E>) {
    outcome.expect("a buffer in memory takes every byte");
}
