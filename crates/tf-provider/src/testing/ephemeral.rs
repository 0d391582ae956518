//! Ephemeral resources, which are open for the time of a run.

use std::time::SystemTime;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::{
        DynamicValue, close_ephemeral_resource, open_ephemeral_resource, renew_ephemeral_resource,
        validate_ephemeral_resource_config,
    },
    schema::Block,
    testing::{
        Config, Failure, Terraform,
        failure::Subject,
        instance::written,
        laws::{Violation, plan_valid, unknown_values},
        lookup::Found,
        schemas::find,
        wire,
    },
    value::Value,
};

impl Terraform {
    /// Opens an ephemeral resource.
    pub async fn open(
        &self,
        type_name: &str,
        config: impl Into<Config>,
    ) -> Result<Opened, Failure> {
        let block = find(&self.0.schemas.ephemeral, "ephemeral resource", type_name)?;
        let ty = block.ty();
        let config = config.into().into_value(block)?;
        let sent_config = wire::dynamic(&ty, &config)?;
        let request = validate_ephemeral_resource_config::Request {
            type_name: type_name.to_owned(),
            config: sent_config.clone(),
        };
        let sent = self
            .client()
            .validate_ephemeral_resource_config(request)
            .await;
        let sent = wire::answer("ValidateEphemeralResourceConfig", sent)?;
        let mut warnings = wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let request = open_ephemeral_resource::Request {
            type_name: type_name.to_owned(),
            config: sent_config,
            client_capabilities: Some(wire::CAPABILITIES),
        };
        let sent = self.client().open_ephemeral_resource(request).await;
        let sent = wire::answer("OpenEphemeralResource", sent)?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);

        if sent.deferred.is_some() {
            let object = format!("ephemeral.{type_name}.this");
            let subject = Subject {
                provider: &self.0.provider,
                object: &object,
            };
            return Err(subject.deferred().into());
        }
        let value = lawful(type_name, block, &config, sent.result.as_ref())?;
        Ok(Opened {
            terraform: self.clone(),
            type_name: type_name.to_owned(),
            found: Found {
                json: written(&ty, &value),
                value,
                warnings,
            },
            renew_at: sent.renew_at.and_then(|it| it.try_into().ok()),
            opened: sent.private.clone(),
            renewed: sent.private,
        })
    }
}

/// The opened resource, if the hosts would take it.
fn lawful(
    type_name: &str,
    block: &Block,
    config: &Value,
    sent: Option<&DynamicValue>,
) -> Result<Value, Failure> {
    let inconsistent = |it: &Violation| {
        let detail = format!("The provider for {type_name} produced an inconsistent result: {it}.");
        Diagnostic::error(
            "Provider produced invalid ephemeral resource instance",
            detail,
        )
    };
    let value = wire::value(&block.ty(), sent).map_err(|error| {
        inconsistent(&Violation {
            path: error.path,
            reason: error.message,
        })
    })?;
    let broken = plan_valid(block, &Value::Null, config, &value);
    wire::no_errors(broken.iter().map(inconsistent).collect())?;
    if let Some(path) = unknown_values(&value).into_iter().next() {
        let reason = "unknown after it was opened".to_owned();
        return Err(inconsistent(&Violation { path, reason }).into());
    }
    Ok(value)
}

/// An open ephemeral resource. It stays open until [`close`](Self::close).
#[derive(Clone, Debug)]
pub struct Opened {
    /// The result.
    pub found: Found,
    /// When it wants to be renewed.
    pub renew_at: Option<SystemTime>,
    terraform: Terraform,
    type_name: String,
    opened: Option<Vec<u8>>,
    renewed: Option<Vec<u8>>,
}

impl Opened {
    /// Renews it, whatever the time. An answer without what it takes to close it is refused, one with an error as well:
    /// OpenTofu closes with what the last renewal gave.
    pub async fn renew(&mut self) -> Result<Diagnostics, Failure> {
        let request = renew_ephemeral_resource::Request {
            type_name: self.type_name.clone(),
            private: self.renewed.clone(),
        };
        let sent = self
            .terraform
            .client()
            .renew_ephemeral_resource(request)
            .await;
        let sent = wire::answer("RenewEphemeralResource", sent)?;
        self.renew_at = sent.renew_at.and_then(|it| it.try_into().ok());
        let is_lost = self.opened.is_some() && sent.private.is_none();
        self.renewed = sent.private;
        let mut found = wire::diagnostics(sent.diagnostics);
        if is_lost {
            let detail = format!(
                "The provider for {} answered a renewal without what it takes to close the object.",
                self.type_name
            );
            found.push(Diagnostic::error("Provider lost an open object", detail));
        }
        wire::no_errors(found)
    }

    /// Closes it as Terraform does: the provider gets back what it kept when it opened it.
    pub async fn close(self) -> Result<Diagnostics, Failure> {
        let private = self.opened.clone();
        self.close_with(private).await
    }

    /// Closes it as OpenTofu does: the provider gets back what it kept when it renewed it last.
    pub async fn close_renewed(self) -> Result<Diagnostics, Failure> {
        let private = self.renewed.clone();
        self.close_with(private).await
    }

    async fn close_with(self, private: Option<Vec<u8>>) -> Result<Diagnostics, Failure> {
        let request = close_ephemeral_resource::Request {
            type_name: self.type_name,
            private,
        };
        let sent = self
            .terraform
            .client()
            .close_ephemeral_resource(request)
            .await;
        let sent = wire::answer("CloseEphemeralResource", sent)?;
        wire::no_errors(wire::diagnostics(sent.diagnostics))
    }
}
