//! Values on the wire.
//!
//! A `DynamicValue` holds msgpack, or JSON from a client that prefers it; both sides know the type from the schema.
//! Answers are always msgpack. `decode` takes everything that Terraform and OpenTofu send and refuses the rest with the
//! place where it is wrong; `encode` writes the forms that Terraform itself writes, without refinements of unknown values,
//! which are promises that a provider need not make.

use super::generated::tfplugin5::DynamicValue;
use crate::value::{DecodeError, EncodeError, Json, Type, Value, decode_json};

mod decode;
mod encode;
mod kind;

pub use decode::decode;
pub use encode::{encode, encode_read};

/// Reads a value of type `ty` from a message; a message without one, or none at all, is `None`.
pub fn from_wire(ty: &Type, wire: Option<&DynamicValue>) -> Result<Option<Value>, DecodeError> {
    match wire {
        Some(wire) if !wire.msgpack.is_empty() => decode(ty, &wire.msgpack).map(Some),
        Some(wire) if !wire.json.is_empty() => decode_json(ty, &Json::parse(&wire.json)?).map(Some),
        _ => Ok(None),
    }
}

/// Writes a value of type `ty` into a message.
pub fn to_wire(ty: &Type, value: &Value) -> Result<DynamicValue, EncodeError> {
    Ok(DynamicValue {
        msgpack: encode(ty, value)?,
        json: Vec::new(),
    })
}
