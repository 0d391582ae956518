//! `moved` blocks whose source is of another type or another provider.

use serde_json::Value as Written;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::{RawState, move_resource_state},
    testing::{
        Failure,
        instance::{ResourceInstance, Stored},
        laws::write_only_values,
        wire,
    },
};

/// An object of another type in the state.
#[derive(Clone, Debug)]
pub struct MoveFrom {
    /// The address of its provider, such as `registry.terraform.io/hashicorp/random`.
    pub provider: String,
    /// Its type.
    pub type_name: String,
    /// The version of its state.
    pub version: i64,
    /// Its state.
    pub state: Written,
    /// The private data of its provider.
    pub private: Vec<u8>,
    /// Who it is, if its provider says so.
    pub identity: Option<Written>,
}

impl ResourceInstance {
    /// Takes over what another type has in the state. Answers the warnings.
    pub async fn take_over(&self, source: MoveFrom) -> Result<Diagnostics, Failure> {
        let fail =
            |summary: &str, detail: String| Failure::from(Diagnostic::error(summary, detail));
        let schema = self.schema()?;
        let provider = &self.terraform.0.provider;
        if !self.terraform.0.schemas.capabilities.move_resource_state {
            let detail = format!(
                "The provider {provider:?} does not support moved operations across resource types and providers."
            );
            return Err(fail("Unsupported `moved` across resource types", detail));
        }
        let raw = |json: &Written| RawState {
            json: json.to_string().into_bytes(),
            ..RawState::default()
        };
        let request = move_resource_state::Request {
            source_provider_address: source.provider,
            source_type_name: source.type_name,
            source_schema_version: source.version,
            source_state: Some(raw(&source.state)),
            source_private: source.private,
            source_identity: source.identity.as_ref().map(raw),
            target_type_name: self.type_name.clone(),
            ..move_resource_state::Request::default()
        };
        let sent = self.terraform.client().move_resource_state(request).await;
        let sent = wire::answer("MoveResourceState", sent)?;
        let warnings = wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let invalid = |why: &str| {
            let detail = format!(
                "The provider {provider} returned an invalid value during an across type move operation: {why}. This is a bug in the relevant provider; Please report it."
            );
            fail("Provider returned invalid value", detail)
        };
        let state = wire::value(&schema.block.ty(), sent.target_state.as_ref())
            .map_err(|error| invalid(&error.to_string()))?;
        if state.is_null() {
            return Err(invalid("The returned state is null"));
        }
        if state.has_unknown() {
            return Err(invalid("The returned state contains unknown values"));
        }
        if let Some(path) = write_only_values(&schema.block, &state).first() {
            let summary = "Provider returned invalid value";
            let when = "during an across type move operation";
            return Err(self.subject().write_only(summary, path, when).into());
        }
        let moved = Stored {
            version: schema.version,
            state,
            private: sent.target_private,
            identity: self.read_identity(sent.target_identity.as_ref())?,
            is_tainted: false,
        };
        self.save(Some(moved));
        Ok(warnings)
    }
}
