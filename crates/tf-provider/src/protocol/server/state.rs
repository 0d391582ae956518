//! States that come from elsewhere: older versions, other types, and objects that Terraform does not know yet.

use crate::{
    diagnostics::{Diagnostic, Result},
    plan,
    protocol::{
        generated::tfplugin5::{
            RawState, generate_resource_config as generate, import_resource_state as import,
            move_resource_state as moving, upgrade_resource_state as upgrade,
        },
        server::{
            Server, decode, encode,
            identity::{decode_identity, encode_identity},
        },
    },
    provider::Provider,
    resource::{self, MoveSource, Private, ResourceType, identity},
    value::{
        Value,
        json::{Json, decode_json},
    },
};

impl<P: Provider> Server<P> {
    /// Brings a stored state into today's shape. It comes before every read, also when nothing has changed.
    pub(super) fn upgrade_state(&self, request: &upgrade::Request) -> Result<upgrade::Response> {
        let kind = self.resource_type(&request.type_name)?;
        let json = parse(kind, request.raw_state.as_ref())?;
        let state = upgraded_state(kind, request.version, json)?;
        Ok(upgrade::Response {
            upgraded_state: Some(encode(&kind.schema.block.ty(), &state)?),
            ..Default::default()
        })
    }

    /// Takes over a state of another type, of another provider, or of this one under another address.
    pub(super) fn move_state(&self, request: &moving::Request) -> Result<moving::Response> {
        let kind = self.resource_type(&request.target_type_name)?;
        let source = MoveSource {
            provider_address: request.source_provider_address.clone(),
            type_name: request.source_type_name.clone(),
            schema_version: u64::try_from(request.source_schema_version).unwrap_or(0),
        };
        let is_own_address =
            source.provider_name() == P::NAME && P::NAMESPACES.contains(&source.namespace());
        let json = parse(kind, request.source_state.as_ref())?;
        // What another provider keeps beside its states is its own business.
        let target_private = if is_own_address && (kind.is_own)(&json) {
            Private::decode(&request.source_private).encode()
        } else {
            Vec::new()
        };
        let state = if is_own_address && source.type_name == kind.name {
            upgraded_state(kind, request.source_schema_version, json)?
        } else {
            moved_state(kind, &source, json)?
        };
        let (identity, _) = identity::confirmed(kind.identity, None, &state);
        Ok(moving::Response {
            target_state: Some(encode(&kind.schema.block.ty(), &state)?),
            target_private,
            target_identity: encode_identity(kind, identity)?,
            ..Default::default()
        })
    }

    /// Finds an object by the identifier or the identity that the user gave.
    pub(super) async fn import_state(&self, request: import::Request) -> Result<import::Response> {
        let resource = self.resource(&request.type_name)?;
        let kind = self.resource_type(&request.type_name)?;
        let block = &kind.schema.block;
        let asked = decode_identity(kind, request.identity.as_ref())?;
        let is_by_identity = !asked.is_null();
        let mut imported = import::ImportedResource {
            type_name: request.type_name,
            private: import_mark(kind),
            ..Default::default()
        };
        let deferred = self.deferred(request.client_capabilities)?;
        let state = if deferred.is_some() {
            imported.identity = request.identity.filter(|_| is_by_identity);
            block.absent()
        } else {
            let id = import_id(kind, request.id, asked)?;
            let state = resource.import(id.clone()).await?;
            let state = resource::imported(block, state);
            let (identity, _) = identity::confirmed(kind.identity, None, &state);
            if is_by_identity && identity.is_none() {
                return Err(no_identity(kind, &id).into());
            }
            imported.identity = encode_identity(kind, identity)?;
            state
        };
        imported.state = Some(encode(&block.ty(), &state)?);
        Ok(import::Response {
            imported_resources: vec![imported],
            deferred,
            ..Default::default()
        })
    }

    /// Writes the configuration that would have led to a state.
    pub(super) fn generate_config(
        &self,
        request: &generate::Request,
    ) -> Result<generate::Response> {
        let kind = self.resource_type(&request.type_name)?;
        let block = &kind.schema.block;
        let ty = block.ty();
        let state = decode("state", &ty, request.state.as_ref())?;
        let config = resource::generate::config_of(block, &state).map(|mut config| {
            (kind.generated)(&mut config);
            Value::Object(config)
        });
        Ok(generate::Response {
            config: Some(encode(&ty, &config.unwrap_or(Value::Null))?),
            ..Default::default()
        })
    }
}

/// What tells the read after an import that the object's identity may not be final.
fn import_mark<C>(kind: &ResourceType<C>) -> Vec<u8> {
    if kind.identity.is_empty() {
        return Vec::new();
    }
    Private::imported().encode()
}

fn import_id<C>(kind: &ResourceType<C>, id: String, identity: Value) -> Result<String> {
    if !id.trim().is_empty() {
        return Ok(id);
    }
    if let Value::Object(identity) = identity {
        identity::check_filled(kind.identity, &identity)?;
        return (kind.import_id)(&identity);
    }
    let detail = format!(
        "Give the identifier of the {} to import; its page in the documentation shows the forms there are.",
        kind.name
    );
    Err(Diagnostic::error("Missing import identifier", detail).into())
}

/// Terraform would keep what was asked for in place of the identity, and take the real one for that of another object later.
fn no_identity<C>(kind: &ResourceType<C>, id: &str) -> Diagnostic {
    let detail = format!(
        "The {} was found, but it has no complete identity yet, so it cannot be imported by one. Import it by `id = \"{id}\"` instead.",
        kind.name
    );
    Diagnostic::error("No identity yet", detail)
}

/// Brings a state of this provider's own type into today's shape.
fn upgraded_state<C>(kind: &ResourceType<C>, version: i64, mut json: Json) -> Result<Value> {
    let current = kind.schema.version;
    let version = u64::try_from(version).unwrap_or(0);
    if version > current {
        return Err(unreadable(kind, &format!(
            "It is of version {version}, and this provider knows up to {current}. Use the provider version that wrote it, or a newer one."
        )).into());
    }
    if version < current {
        (kind.upgrade)(version, &mut json)?;
    }
    decode_state(kind, json)
}

fn moved_state<C>(kind: &ResourceType<C>, source: &MoveSource, mut json: Json) -> Result<Value> {
    if (kind.take_over)(source, &mut json)? {
        return decode_state(kind, json);
    }
    let MoveSource {
        provider_address: address,
        type_name,
        ..
    } = source;
    let next = if *type_name == kind.name {
        format!(
            "If {address} is this provider under another address, such as that of a mirror, run `terraform state replace-provider \
             {address} <address>`, where <address> is the one that `terraform providers` prints for this provider. Then plan again. \
             Otherwise remove it from the state and import it instead."
        )
    } else {
        "Remove it from the state and import it instead.".to_owned()
    };
    let detail = format!(
        "A {type_name} of {address} cannot become a {}. {next}",
        kind.name
    );
    Err(Diagnostic::error("Unable to Move Resource State", detail).into())
}

fn parse<C>(kind: &ResourceType<C>, raw: Option<&RawState>) -> Result<Json> {
    let Some(raw) = raw else {
        return Err(unreadable(kind, "Terraform sent none.").into());
    };
    if raw.json.is_empty() {
        let detail = "It was written by Terraform 0.11 or older. Apply once with Terraform 0.12 and the provider that wrote it, then try again.";
        return Err(unreadable(kind, detail).into());
    }
    Json::parse(&raw.json).map_err(|problem| {
        let detail = format!("It is not the JSON that it should be: {problem}.");
        unreadable(kind, &detail).into()
    })
}

/// Reads a state of today's shape. What is missing is null, and what is unknown to the schema is dropped.
fn decode_state<C>(kind: &ResourceType<C>, mut json: Json) -> Result<Value> {
    let block = &kind.schema.block;
    (kind.mend)(&mut json);
    let state = match decode_json(&block.ty(), &json) {
        Ok(Value::Null) => return Err(unreadable(kind, "It is empty.").into()),
        Ok(state) => state,
        Err(problem) => {
            let failure = unreadable(kind, &format!("{problem}."));
            return Err(failure.at(problem.path.clone()).into());
        }
    };
    let mut state = resource::refreshed(block, &Value::Null, block.complete(state));
    plan::forget_write_only(block, &mut state);
    Ok(state)
}

fn unreadable<C>(kind: &ResourceType<C>, detail: &str) -> Diagnostic {
    Diagnostic::error(format!("Unreadable state of a {}", kind.name), detail)
}
