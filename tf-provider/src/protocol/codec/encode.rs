//! [`Value`] to msgpack.

use std::{collections::BTreeMap, fmt};

use rmp::encode::{self as msgpack, ByteBuf};

use crate::value::{EncodeError, MAX_DEPTH, Number, Type, Value, ValueError, canonical};

/// The extension value that says "unknown", and nothing more about it.
const UNKNOWN: [u8; 3] = [0xd4, 0, 0];

/// Writes a value of type `ty` as msgpack, the same value always the same way.
pub fn encode(ty: &Type, value: &Value) -> Result<Vec<u8>, EncodeError> {
    let mut out = ByteBuf::new();
    write(&mut out, ty, value, MAX_DEPTH)?;
    Ok(out.into_vec())
}

fn write(out: &mut ByteBuf, ty: &Type, value: &Value, depth: usize) -> Result<(), EncodeError> {
    let depth = depth.checked_sub(1).ok_or_else(ValueError::too_deep)?;
    match (ty, value) {
        (_, Value::Unknown) => out.as_mut_vec().extend(UNKNOWN),
        (_, Value::Null) => written(msgpack::write_nil(out)),
        (Type::Bool, Value::Bool(value)) => written(msgpack::write_bool(out, *value)),
        (Type::Number, Value::Number(number)) => write_number(out, number)?,
        (Type::String, Value::String(text)) => write_text(out, text)?,
        (Type::Dynamic, Value::Dynamic(typed)) => {
            let (ty, value) = &**typed;
            // The mark of a member that may be left out is for those who write values.
            let text = ty.without_optional().to_string();
            written(msgpack::write_array_len(out, 2));
            written(msgpack::write_bin_len(out, length(text.len())?));
            out.as_mut_vec().extend(text.as_bytes());
            write(out, ty, value, depth)?;
        }
        (Type::List(element), Value::List(elements)) => {
            let typed = elements.iter().map(|it| (&**element, it));
            write_list(out, elements.len(), typed, depth)?;
        }
        (Type::Tuple(types), Value::List(elements)) => {
            if types.len() != elements.len() {
                return Err(ValueError::tuple_length(types.len(), elements.len()));
            }
            write_list(out, elements.len(), types.iter().zip(elements), depth)?;
        }
        (Type::Set(element), Value::Set(elements)) => {
            let elements = canonical(elements);
            written(msgpack::write_array_len(out, length(elements.len())?));
            for it in elements {
                write(out, element, it, depth)?;
            }
        }
        (Type::Map(element), Value::Map(members)) => {
            write_members(out, members, depth, |_| element, ValueError::in_key)?;
        }
        (Type::Object(object), Value::Object(members)) => {
            object.check_names(members)?;
            let ty = |name: &str| &object.attributes[name];
            write_members(out, members, depth, ty, ValueError::in_attribute)?;
        }
        _ => return Err(ValueError::mismatch(ty.noun(), value.noun())),
    }
    Ok(())
}

fn write_list<'a>(
    out: &mut ByteBuf,
    count: usize,
    elements: impl Iterator<Item = (&'a Type, &'a Value)>,
    depth: usize,
) -> Result<(), EncodeError> {
    written(msgpack::write_array_len(out, length(count)?));
    for (index, (ty, it)) in elements.enumerate() {
        write(out, ty, it, depth).map_err(|error| error.in_index(index))?;
    }
    Ok(())
}

fn write_members<'a>(
    out: &mut ByteBuf,
    members: &BTreeMap<String, Value>,
    depth: usize,
    ty: impl Fn(&str) -> &'a Type,
    outside: impl Fn(ValueError, &str) -> ValueError,
) -> Result<(), EncodeError> {
    written(msgpack::write_map_len(out, length(members.len())?));
    for (key, it) in members {
        write_text(out, key)?;
        write(out, ty(key), it, depth).map_err(|error| outside(error, key))?;
    }
    Ok(())
}

/// A number is text, which loses nothing.
///
/// Terraform parses it to the same precision as those that it reads from a stored state. Of a whole number in msgpack it makes a
/// float of 64 bits instead of 512: `plan -refresh-only -detailed-exitcode` compares the two bit by bit, at least up to 1.11, and
/// would answer 2 for each state with a number.
fn write_number(out: &mut ByteBuf, number: &Number) -> Result<(), EncodeError> {
    write_text(out, &number.to_string())
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
