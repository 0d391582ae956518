//! Values as they come and go, with diagnostics for those that do not fit.

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    protocol::{codec, generated::tfplugin5::DynamicValue},
    value::{EncodeError, Type, Value},
};

/// Decodes a value that may be missing, which means null. `what` names it in the message.
pub(super) fn decode(what: &str, ty: &Type, sent: Option<&DynamicValue>) -> Result<Value> {
    match codec::from_wire(ty, sent) {
        Ok(value) => Ok(value.unwrap_or(Value::Null)),
        Err(problem) => {
            let detail =
                format!("Terraform sent something that the provider cannot read: {problem}.");
            Err(Diagnostic::error(format!("Unreadable {what}"), detail)
                .at(problem.path.clone())
                .into())
        }
    }
}

/// Decodes a value that must not be missing.
pub(super) fn decode_required(what: &str, ty: &Type, sent: Option<&DynamicValue>) -> Result<Value> {
    let is_missing = sent.is_none_or(|it| it.msgpack.is_empty() && it.json.is_empty());
    if is_missing {
        let detail =
            "Terraform sent a request without it. This is a bug in Terraform or in the provider.";
        return Err(Diagnostic::error(format!("Missing {what}"), detail).into());
    }
    decode(what, ty, sent)
}

pub(super) fn encode(ty: &Type, value: &Value) -> Result<DynamicValue> {
    codec::to_wire(ty, value).map_err(|it| misfit(&it))
}

/// Encodes a state that was read; see [`codec::encode_read`].
pub(super) fn encode_read(ty: &Type, value: &Value) -> Result<DynamicValue> {
    let msgpack = codec::encode_read(ty, value).map_err(|it| misfit(&it))?;
    Ok(DynamicValue {
        msgpack,
        json: Vec::new(),
    })
}

fn misfit(problem: &EncodeError) -> Diagnostics {
    let detail = format!(
        "The provider made a value that does not fit its schema: {problem}. This is a bug in the provider."
    );
    Diagnostic::error("Invalid value made by the provider", detail).into()
}
