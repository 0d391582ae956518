//! `terraform apply -invoke`, which runs an action.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::{
        invoke_action::{self, event},
        plan_action, validate_action_config,
    },
    testing::{Config, Failure, Terraform, failure::Subject, schemas::find, wire},
};

impl Terraform {
    /// Checks, plans and runs an action. Answers what it said on the way, and the warnings.
    pub async fn invoke(
        &self,
        action: &str,
        config: impl Into<Config>,
    ) -> Result<(Vec<String>, Diagnostics), Failure> {
        let block = find(&self.0.schemas.actions, "action", action)?;
        let config = wire::dynamic(&block.ty(), &config.into().into_value(block)?)?;
        let request = validate_action_config::Request {
            action_type: action.to_owned(),
            config: config.clone(),
        };
        let sent = self.client().validate_action_config(request).await;
        let sent = wire::answer("ValidateActionConfig", sent)?;
        let mut warnings = wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let request = plan_action::Request {
            action_type: action.to_owned(),
            config: config.clone(),
            client_capabilities: Some(wire::CAPABILITIES),
        };
        let sent = wire::answer("PlanAction", self.client().plan_action(request).await)?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);
        if sent.deferred.is_some() {
            let object = format!("action.{action}.this");
            let subject = Subject {
                provider: &self.0.provider,
                object: &object,
            };
            return Err(subject.deferred().into());
        }
        let request = invoke_action::Request {
            action_type: action.to_owned(),
            config,
            client_capabilities: Some(wire::CAPABILITIES),
        };
        let sent = self.client().invoke_action(request).await;
        let mut events = wire::answer("InvokeAction", sent)?;
        let (mut progress, mut end) = (Vec::new(), None);
        while let Some(event) = wire::event("InvokeAction", events.message().await)? {
            if end.is_some() {
                return Err(refused("went on after it had completed"));
            }
            match event.r#type {
                Some(event::Type::Progress(it)) => progress.push(it.message),
                Some(event::Type::Completed(it)) => end = Some(it.diagnostics),
                // Terraform crashes over it.
                None => return Err(refused("sent an event without a content")),
            }
        }
        let end = end.ok_or_else(|| refused("ended without saying that it completed"))?;
        warnings.extend(wire::no_errors(wire::diagnostics(end))?);
        Ok((progress, warnings))
    }
}

fn refused(did: &str) -> Failure {
    let detail = format!("The provider {did}.");
    Diagnostic::error("Provider returned invalid response", detail).into()
}
