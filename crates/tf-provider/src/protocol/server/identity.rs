//! Resource identities on the wire: their schemas, their values, and old ones brought up to date.
//!
//! A resource without an identity must never be sent one: some versions of Terraform crash over it.

use crate::{
    diagnostics::{Diagnostic, Result},
    model::Object,
    protocol::{
        convert,
        generated::tfplugin5::{
            RawState, ResourceIdentityData, get_resource_identity_schemas as get_schemas,
            upgrade_resource_identity as upgrade,
        },
        server::{Server, decode, encode},
    },
    provider::Provider,
    resource::{ResourceType, identity},
    value::{
        Type, Value,
        json::{Json, decode_json},
    },
};

impl<P: Provider> Server<P> {
    pub(super) fn get_identity_schemas(&self) -> get_schemas::Response {
        let kinds = self.0.resources.values();
        let with_identity = kinds.filter(|it| !it.identity.is_empty());
        let schemas = with_identity.map(|it| {
            let schema = convert::identity_schema(it.identity, &it.schema.block);
            (it.name.clone(), schema)
        });
        get_schemas::Response {
            identity_schemas: schemas.collect(),
            ..Default::default()
        }
    }

    /// Brings a stored identity up to date. What holds none is no error but null, as OpenTofu wants to see it: the next
    /// read derives it.
    pub(super) fn upgrade_identity(&self, request: &upgrade::Request) -> Result<upgrade::Response> {
        let kind = self.resource_type(&request.type_name)?;
        let identity = read_identity(kind, request.version, request.raw_identity.as_ref())?;
        let identity = identity.map_or(Value::Null, Value::Object);
        Ok(upgrade::Response {
            upgraded_identity: Some(ResourceIdentityData {
                identity_data: Some(encode(&identity_type(kind), &identity)?),
            }),
            ..Default::default()
        })
    }

    /// An identity to send back as it came, unless the resource has none.
    pub(super) fn identity_or_none(
        &self,
        type_name: &str,
        sent: Option<ResourceIdentityData>,
    ) -> Option<ResourceIdentityData> {
        let kind = self.resource_type(type_name).ok()?;
        sent.filter(|_| !kind.identity.is_empty())
    }
}

fn identity_type<C>(kind: &ResourceType<C>) -> Type {
    identity::ty(kind.identity, &kind.schema.block)
}

fn read_identity<C>(
    kind: &ResourceType<C>,
    version: i64,
    raw: Option<&RawState>,
) -> Result<Option<Object>> {
    let refuse = |detail: String| -> Result<Option<Object>> {
        let summary = format!("Unreadable identity of a {}", kind.name);
        Err(Diagnostic::error(summary, detail).into())
    };
    if kind.identity.is_empty() {
        return refuse("This version of the provider knows no identity of it.".to_owned());
    }
    if version > 0 {
        return refuse(format!(
            "It is of version {version}, and this provider knows version 0 only. Use the provider version that wrote it, or a newer one."
        ));
    }
    let Some(raw) = raw.filter(|it| !it.json.is_empty()) else {
        return Ok(None);
    };
    let json = match Json::parse(&raw.json) {
        Ok(json) => json,
        Err(problem) => return refuse(format!("It is not the JSON that it should be: {problem}.")),
    };
    match decode_json(&identity_type(kind), &json) {
        Ok(value) => Ok(complete(kind, &value)),
        Err(problem) => refuse(format!("{problem}.")),
    }
}

fn complete<C>(kind: &ResourceType<C>, value: &Value) -> Option<Object> {
    match value {
        Value::Object(object) => identity::identity_of(kind.identity, object),
        _ => None,
    }
}

/// Decodes an identity, of which parts may be null or unknown.
pub(super) fn decode_identity<C>(
    kind: &ResourceType<C>,
    sent: Option<&ResourceIdentityData>,
) -> Result<Value> {
    let data = sent.and_then(|it| it.identity_data.as_ref());
    if kind.identity.is_empty() {
        return Ok(Value::Null);
    }
    decode("identity", &identity_type(kind), data)
}

/// The identity that Terraform knows of the object in `state`. A state from before there were identities has one all
/// the same.
pub(super) fn known_identity<C>(
    kind: &ResourceType<C>,
    sent: Option<&ResourceIdentityData>,
    state: &Value,
) -> Result<Option<Object>> {
    let sent = decode_identity(kind, sent)?;
    Ok(complete(kind, &sent).or_else(|| complete(kind, state)))
}

pub(super) fn encode_identity<C>(
    kind: &ResourceType<C>,
    identity: Option<Object>,
) -> Result<Option<ResourceIdentityData>> {
    let encode = |identity| {
        let identity_data = Some(encode(&identity_type(kind), &Value::Object(identity))?);
        Ok(ResourceIdentityData { identity_data })
    };
    identity.map(encode).transpose()
}
