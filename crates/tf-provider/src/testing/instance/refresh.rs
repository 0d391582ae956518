//! The refresh of an object in the state.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::{RawState, read_resource, upgrade_resource_state},
    testing::{
        Failure,
        instance::{ResourceInstance, Stored},
        laws::write_only_values,
        wire,
    },
    value::{Value, encode_json},
};

impl ResourceInstance {
    /// Reads the object back, as `terraform refresh` does; one that is gone is no longer in the state. Answers the
    /// warnings.
    pub async fn refresh(&self) -> Result<Diagnostics, Failure> {
        let mut warnings = Diagnostics::new();
        let refreshed = self.refreshed(&mut warnings).await?;
        self.save(refreshed);
        Ok(warnings)
    }

    /// The object as it is now, with nothing saved.
    pub(super) async fn refreshed(
        &self,
        warnings: &mut Diagnostics,
    ) -> Result<Option<Stored>, Failure> {
        let Some(stored) = self.stored() else {
            return Ok(None);
        };
        let upgraded = self.upgraded(stored, warnings).await?;
        self.read(upgraded, warnings).await
    }

    /// The stored state in the shape of the present schema.
    async fn upgraded(
        &self,
        stored: Stored,
        warnings: &mut Diagnostics,
    ) -> Result<Stored, Failure> {
        let schema = self.schema()?;
        let ty = schema.block.ty();
        let refuse = |why: &str| {
            let detail = format!(
                "The {} provider upgraded the state for {} from a previous version, but produced an invalid result: {why}.",
                self.type_name, self.address
            );
            Failure::from(Diagnostic::error("Invalid resource state upgrade", detail))
        };
        let json = encode_json(&ty, &stored.state).map_err(|error| refuse(&error.to_string()))?;
        let request = upgrade_resource_state::Request {
            type_name: self.type_name.clone(),
            version: stored.version,
            raw_state: Some(RawState {
                json: json.to_string().into_bytes(),
                ..RawState::default()
            }),
        };
        let sent = self
            .terraform
            .client()
            .upgrade_resource_state(request)
            .await;
        let sent = wire::answer("UpgradeResourceState", sent)?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);
        let state = wire::value(&ty, sent.upgraded_state.as_ref())
            .map_err(|error| refuse(&error.to_string()))?;
        if state.has_unknown() {
            return Err(refuse("The returned state contains unknown values"));
        }
        if let Some(path) = write_only_values(&schema.block, &state).first() {
            return Err(refuse(&format!(
                "the write-only attribute {path} has a value"
            )));
        }
        Ok(Stored {
            version: schema.version,
            state,
            ..stored
        })
    }

    /// Reads the object as the provider finds it; `None` if it is gone.
    pub(super) async fn read(
        &self,
        stored: Stored,
        warnings: &mut Diagnostics,
    ) -> Result<Option<Stored>, Failure> {
        let block = &self.schema()?.block;
        let ty = block.ty();
        if stored.state.is_null() {
            return Ok(None);
        }
        let request = read_resource::Request {
            type_name: self.type_name.clone(),
            current_state: wire::dynamic(&ty, &stored.state)?,
            private: stored.private.clone(),
            current_identity: self.identity_message(stored.identity.as_ref())?,
            client_capabilities: Some(wire::CAPABILITIES),
            ..read_resource::Request::default()
        };
        let sent = self.terraform.client().read_resource(request).await;
        let sent = wire::answer("ReadResource", sent)?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);
        let subject = self.subject();
        if sent.deferred.is_some() {
            return Err(subject.deferred().into());
        }
        let when = "during refresh";
        let state = wire::value(&ty, sent.new_state.as_ref())
            .map_err(|error| subject.invalid_object(&error.to_string(), when))?;
        if let Some(path) = write_only_values(block, &state).first() {
            return Err(subject
                .write_only("Provider produced invalid object", path, when)
                .into());
        }
        if state.has_unknown() {
            return Err(subject
                .invalid_object("The returned state contains unknown values", when)
                .into());
        }
        let identity = self.read_identity(sent.new_identity.as_ref())?;
        Ok(Some(Stored {
            state,
            private: sent.private,
            identity,
            ..stored
        })
        .filter(|it| !matches!(it.state, Value::Null)))
    }
}
