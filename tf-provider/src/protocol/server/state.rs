//! States that come from elsewhere: older versions, and objects that Terraform does not know yet.

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    plan,
    protocol::{
        generated::tfplugin5::{
            RawState, import_resource_state as import, upgrade_resource_state as upgrade,
        },
        server::{Server, encode},
    },
    provider::Provider,
    resource::{self, ResourceType},
    value::{
        Value,
        json::{Json, decode_json},
    },
};

impl<P: Provider> Server<P> {
    /// Brings a stored state into today's shape. It comes before every read, also when nothing has changed.
    pub(super) fn upgrade_state(&self, request: &upgrade::Request) -> Result<upgrade::Response> {
        let resource = self.resource_type(&request.type_name)?;
        let state = read_state(resource, request.version, request.raw_state.as_ref())?;
        Ok(upgrade::Response {
            upgraded_state: Some(encode(&resource.schema.block.ty(), &state)?),
            ..Default::default()
        })
    }

    /// Finds an object by the identifier that the user gave.
    pub(super) async fn import_state(&self, request: import::Request) -> Result<import::Response> {
        let resource = self.resource(&request.type_name)?;
        let block = &self.resource_type(&request.type_name)?.schema.block;
        if request.id.is_empty() {
            let detail = format!(
                "Give the identifier of the {} to import; its page in the documentation shows the forms there are.",
                request.type_name
            );
            return Err(Diagnostic::error("Missing import identifier", detail).into());
        }
        let state = resource.import(request.id).await?;
        let state = resource::imported(block, state);
        let imported = import::ImportedResource {
            type_name: request.type_name,
            state: Some(encode(&block.ty(), &state)?),
            ..Default::default()
        };
        Ok(import::Response {
            imported_resources: vec![imported],
            ..Default::default()
        })
    }
}

fn read_state<C>(
    resource: &ResourceType<C>,
    version: i64,
    raw: Option<&RawState>,
) -> Result<Value> {
    let refuse = |detail: String| -> Result<Value> {
        Err(Diagnostic::error(format!("Unreadable state of a {}", resource.name), detail).into())
    };
    let Some(raw) = raw else {
        return refuse("Terraform asked to upgrade a state and sent none.".to_owned());
    };
    if raw.json.is_empty() {
        return refuse("It was written by Terraform 0.11 or older. Apply once with Terraform 0.12, then try again.".to_owned());
    }
    let current = resource.schema.version;
    let version = u64::try_from(version).unwrap_or(0);
    if version > current {
        return refuse(format!(
            "It is of version {version}, and this provider knows up to {current}. Use the provider version that wrote it, or a newer one."
        ));
    }
    let mut json = match Json::parse(&raw.json) {
        Ok(json) => json,
        Err(problem) => return refuse(format!("It is not the JSON that it should be: {problem}.")),
    };
    if version < current {
        (resource.upgrade)(version, &mut json)?;
    }
    let block = &resource.schema.block;
    let mut state = match decode_json(&block.ty(), &json) {
        Ok(state) => resource::refreshed(block, &Value::Null, block.complete(state)),
        Err(problem) => {
            let found = Diagnostic::error(
                format!("Unreadable state of a {}", resource.name),
                format!("{problem}."),
            );
            return Err(Diagnostics::from(found.at(problem.path.clone())));
        }
    };
    plan::forget_write_only(block, &mut state);
    Ok(state)
}
