//! One call of `PlanResourceChange`, and whether its answer is lawful.

use crate::{
    diagnostics::Diagnostics,
    path::Path,
    protocol::generated::tfplugin5::{
        ClientCapabilities, plan_resource_change, validate_resource_type_config,
    },
    testing::{
        Failure,
        instance::{ResourceInstance, Stored},
        laws::{effective_replaces, plan_valid, proposed_new, write_only_values},
        wire,
    },
    value::Value,
};

/// An answer of the provider to what it would do.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) state: Value,
    pub(super) private: Vec<u8>,
    pub(super) identity: Option<Value>,
    /// The attributes whose change takes a new object.
    pub(super) replaces: Vec<Path>,
}

/// What the plan starts from.
#[derive(Clone, Debug)]
pub(super) struct Before {
    pub(super) state: Value,
    pub(super) private: Vec<u8>,
    pub(super) identity: Option<Value>,
}

impl Before {
    /// No object.
    pub(super) fn nothing() -> Self {
        Self {
            state: Value::Null,
            private: Vec::new(),
            identity: None,
        }
    }
}

impl From<Option<&Stored>> for Before {
    fn from(stored: Option<&Stored>) -> Self {
        stored.map_or_else(Self::nothing, |it| Self {
            state: it.state.clone(),
            private: it.private.clone(),
            identity: it.identity.clone(),
        })
    }
}

impl ResourceInstance {
    /// Has the provider check a configuration.
    pub(super) async fn validate(
        &self,
        config: &Value,
        warnings: &mut Diagnostics,
    ) -> Result<(), Failure> {
        let request = validate_resource_type_config::Request {
            type_name: self.type_name.clone(),
            config: wire::dynamic(&self.schema()?.block.ty(), config)?,
            client_capabilities: Some(wire::CAPABILITIES),
        };
        let sent = self
            .terraform
            .client()
            .validate_resource_type_config(request)
            .await;
        let sent = wire::answer("ValidateResourceConfig", sent)?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);
        Ok(())
    }

    /// Asks for a plan from `before` to `config`, which is null to destroy the object.
    pub(super) async fn plan_change(
        &self,
        before: &Before,
        config: &Value,
        client: ClientCapabilities,
        warnings: &mut Diagnostics,
    ) -> Result<Planned, Failure> {
        let block = &self.schema()?.block;
        let ty = block.ty();
        let prior = &before.state;
        let proposed = proposed_new(block, prior, config);
        let request = plan_resource_change::Request {
            type_name: self.type_name.clone(),
            prior_state: wire::dynamic(&ty, prior)?,
            proposed_new_state: wire::dynamic(&ty, &proposed)?,
            config: wire::dynamic(&ty, config)?,
            prior_private: before.private.clone(),
            prior_identity: self.identity_message(before.identity.as_ref())?,
            client_capabilities: Some(client),
            ..plan_resource_change::Request::default()
        };
        let sent = self.terraform.client().plan_resource_change(request).await;
        let sent = wire::answer("PlanResourceChange", sent)?;
        warnings.extend(wire::no_errors(wire::diagnostics(
            sent.diagnostics.clone(),
        ))?);
        let planned = self.lawful_plan(before, config, &sent)?;
        let asked: Vec<_> = sent.requires_replace.iter().map(wire::path).collect();
        let replaces = effective_replaces(block, prior, &planned, &asked)
            .map_err(|violation| self.subject().wrong_replacement(&violation))?;
        Ok(Planned {
            identity: self.read_identity(sent.planned_identity.as_ref())?,
            state: planned,
            private: sent.planned_private,
            replaces,
        })
    }

    /// The planned value, if Terraform would take it.
    fn lawful_plan(
        &self,
        before: &Before,
        config: &Value,
        sent: &plan_resource_change::Response,
    ) -> Result<Value, Failure> {
        let block = &self.schema()?.block;
        let subject = self.subject();
        if sent.deferred.is_some() {
            return Err(subject.deferred().into());
        }
        if sent.legacy_type_system {
            let did = "answered as a provider of the legacy type system does.";
            return Err(subject.blame("Provider produced invalid plan", did).into());
        }
        let planned = wire::value(&block.ty(), sent.planned_state.as_ref()).map_err(|error| {
            let did = format!("planned an invalid value for {}: {error}.", self.address);
            subject.blame("Provider produced invalid plan", &did)
        })?;
        let stored = write_only_values(block, &planned);
        let stored = stored.iter();
        let stored = stored
            .map(|it| subject.write_only("Provider produced invalid plan", it, "during planning"));
        wire::no_errors(stored.collect())?;
        if config.is_null() && !planned.is_null() {
            return Err(subject.destroy_planned_as_value().into());
        }
        let broken = plan_valid(block, &before.state, config, &planned);
        wire::no_errors(broken.iter().map(|it| subject.invalid_plan(it)).collect())?;
        Ok(planned)
    }
}
