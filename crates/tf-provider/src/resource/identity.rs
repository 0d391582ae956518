//! The identity of an object: the attributes that tell it from all others of its kind.
//!
//! An identity is derived from the state, so that the two never disagree. It holds for as long as the object exists.

use std::collections::BTreeMap;

use crate::{
    diagnostics::{Diagnostic, Result},
    model::Object,
    schema::{Attribute, Block},
    value::{ObjectType, Type, Value},
};

/// The identity of the object in `state`. There is none if a part of it is null; a part that is unknown stays so.
pub(crate) fn identity_of(names: &[&str], state: &Object) -> Option<Object> {
    if names.is_empty() {
        return None;
    }
    let part = |name: &&str| {
        let (name, value) = state.get_key_value(*name)?;
        (!value.is_null()).then(|| (name.clone(), value.clone()))
    };
    names.iter().map(part).collect()
}

/// The attributes that make up the identity, in the order of `names`.
pub(crate) fn parts<'a>(
    names: &'a [&str],
    block: &'a Block,
) -> impl Iterator<Item = &'a Attribute> {
    names.iter().filter_map(|name| block.attribute(name))
}

/// The type of an identity.
pub(crate) fn ty(names: &[&str], block: &Block) -> Type {
    let attributes: BTreeMap<_, _> = parts(names, block)
        .map(|it| (it.name.clone(), it.ty.clone()))
        .collect();
    Type::Object(ObjectType {
        attributes,
        ..ObjectType::default()
    })
}

/// The values as text, joined with `/`.
pub(super) fn import_id(names: &[&str], identity: &Object) -> Result<String> {
    let text = |name: &&str| match identity.get(*name) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) => Ok(number.to_string()),
        Some(Value::Bool(value)) => Ok(value.to_string()),
        _ => {
            let detail = format!("`{name}` is missing in the identity of the object to import.");
            Err(Diagnostic::error("Incomplete identity", detail).into())
        }
    };
    let texts: Result<Vec<_>> = names.iter().map(text).collect();
    Ok(texts?.join("/"))
}

/// Refuses an identity of which a part is an empty text: it names no object, or every object.
pub(crate) fn check_filled(names: &[&str], identity: &Object) -> Result<(), Diagnostic> {
    let is_empty = |name: &&&str| matches!(identity.get(**name), Some(Value::String(text)) if text.trim().is_empty());
    let Some(name) = names.iter().find(is_empty) else {
        return Ok(());
    };
    let detail = format!(
        "`{name}` is empty in the identity of the object to import, so nothing was looked up. Write the value that the object has. \
         If it comes from a variable, an output or another object, see why that is empty."
    );
    Err(Diagnostic::error("Empty identity", detail))
}

/// The identity that a plan announces: that of the object that there will be, if it is wholly known. `prior` is the
/// identity of the object that there is; there is none in the plan of a new one.
///
/// A part that is not known yet makes it none at all: Terraform from 1.12 on could not show such a plan, and OpenTofu not
/// even store it. A replacement announces none either, for the plan of the new object follows.
pub(crate) fn planned(
    names: &[&str],
    prior: Option<Object>,
    planned: &Value,
    is_replaced: bool,
) -> Result<Option<Object>, Diagnostic> {
    if is_replaced {
        return Ok(None);
    }
    let prior = prior.filter(is_known);
    let Value::Object(planned) = planned else {
        return Ok(prior);
    };
    let planned = identity_of(names, planned);
    if let (Some(prior), Some(planned)) = (&prior, &planned) {
        check(prior, planned)?;
    }
    Ok(prior.or_else(|| planned.filter(is_known)))
}

/// The identity of `state` after an operation on the object that was `before`, and what to say if it became another.
pub(crate) fn confirmed(
    names: &[&str],
    before: Option<Object>,
    state: &Value,
) -> (Option<Object>, Option<Diagnostic>) {
    let Value::Object(state) = state else {
        return (None, None);
    };
    let now = identity_of(names, state).filter(is_known);
    match (before, now) {
        (Some(before), Some(now)) => {
            let changed = check(&before, &now).err();
            (Some(now), changed)
        }
        (before, None) => (before.filter(is_known), None),
        (None, now) => (now, None),
    }
}

/// Compares what is known of both.
fn check(before: &Object, now: &Object) -> Result<(), Diagnostic> {
    let is_other = |(name, now): (&String, &Value)| {
        let before = before.get(name).unwrap_or(&Value::Null);
        before != now && !before.has_unknown() && !now.has_unknown()
    };
    if !now.iter().any(is_other) {
        return Ok(());
    }
    let detail = format!(
        "The object was known by {}, and now by {}. An object keeps its identity for as long as it exists: this one was replaced behind Terraform's back, or there is a bug in the provider.",
        describe(before),
        describe(now)
    );
    Err(Diagnostic::error("Unexpected Identity Change", detail))
}

fn describe(identity: &Object) -> String {
    let part = |(name, value): (&String, &Value)| match value {
        Value::String(text) => format!("{name} = {text:?}"),
        Value::Number(number) => format!("{name} = {number}"),
        Value::Bool(value) => format!("{name} = {value}"),
        _ => format!("{name}, which is not known"),
    };
    let parts: Vec<_> = identity.iter().map(part).collect();
    parts.join(", ")
}

pub(crate) fn is_known(identity: &Object) -> bool {
    identity.values().all(Value::is_wholly_known)
}
