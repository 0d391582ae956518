//! What is looked up or computed and never managed: data sources, functions, ephemeral resources.

use std::time::SystemTime;

use serde_json::Value as Written;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::{
        FunctionError, call_function, close_ephemeral_resource, open_ephemeral_resource,
        read_data_source, renew_ephemeral_resource, validate_data_source_config,
        validate_ephemeral_resource_config,
    },
    testing::{
        Config, Failure, Terraform, config,
        failure::Subject,
        instance::written,
        laws::{Violation, plan_valid, unknown_values},
        schemas::find,
        wire,
    },
    value::{Type, Value},
};

/// What came of a look-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The result as JSON; numbers are rounded to what JSON libraries hold.
    pub json: Written,
    /// The result.
    pub value: Value,
    /// What the provider has to say about it.
    pub warnings: Diagnostics,
}

impl Terraform {
    /// Reads a data source.
    pub async fn data_source(
        &self,
        type_name: &str,
        config: impl Into<Config>,
    ) -> Result<Found, Failure> {
        let block = find(&self.0.schemas.data_sources, "data source", type_name)?;
        let ty = block.ty();
        let config = wire::dynamic(&ty, &config.into().into_value(block)?)?;
        let request = validate_data_source_config::Request {
            type_name: type_name.to_owned(),
            config: config.clone(),
        };
        let sent = self.client().validate_data_source_config(request).await;
        let sent = wire::answer("ValidateDataResourceConfig", sent)?;
        let mut warnings = wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let request = read_data_source::Request {
            type_name: type_name.to_owned(),
            config,
            ..read_data_source::Request::default()
        };
        let sent = wire::answer(
            "ReadDataSource",
            self.client().read_data_source(request).await,
        )?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);

        let object = format!("data.{type_name}.this");
        let subject = Subject {
            provider: &self.0.provider,
            object: &object,
        };
        if sent.deferred.is_some() {
            return Err(subject.deferred().into());
        }
        let value = wire::value(&ty, sent.state.as_ref()).map_err(|error| {
            let did = format!("produced an invalid value for {object}: {error}.");
            subject.blame("Provider produced invalid object", &did)
        })?;
        if value.is_null() {
            let did = format!("produced a null value for {object}.");
            return Err(subject.blame("Provider produced null object", &did).into());
        }
        if value.has_unknown() {
            let did = format!("produced a value for {object} that is not wholly known.");
            return Err(subject
                .blame("Provider produced invalid object", &did)
                .into());
        }
        Ok(Found {
            json: written(&ty, &value),
            value,
            warnings,
        })
    }

    /// Calls a function twice, since the same arguments must always give the same result.
    pub async fn call(&self, function: &str, arguments: &[Written]) -> Result<Written, Failure> {
        let declared = find(&self.0.schemas.functions, "function", function)?;
        let types = declared.parameters.iter().map(|it| &it.r#type);
        let more = declared
            .variadic_parameter
            .iter()
            .map(|it| &it.r#type)
            .cycle();
        let mut types = types.chain(more);
        let mut sent = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            let Some(ty) = types.next() else {
                let detail = format!("Function {function:?} expects only {position} argument(s).");
                return Err(Diagnostic::error("Too many function arguments", detail).into());
            };
            let ty = wire::ty(function, ty)?;
            let value = config::read_value(&ty, argument).map_err(|error| {
                Diagnostic::error("Invalid function argument", format!("{error}."))
            })?;
            sent.extend(wire::dynamic(&ty, &value)?);
        }
        let result = declared
            .r#return
            .as_ref()
            .map(|it| it.r#type.as_slice())
            .unwrap_or_default();
        let ty = wire::ty(function, result)?;
        let first = self.call_once(function, &ty, sent.clone()).await?;
        let second = self.call_once(function, &ty, sent).await?;
        if first != second {
            let detail =
                format!("Function {function:?}: function returned an inconsistent result.");
            return Err(Diagnostic::error("Error in function call", detail).into());
        }
        Ok(written(&ty, &first))
    }

    async fn call_once(
        &self,
        function: &str,
        ty: &Type,
        arguments: Vec<crate::protocol::generated::tfplugin5::DynamicValue>,
    ) -> Result<Value, Failure> {
        let request = call_function::Request {
            name: function.to_owned(),
            arguments,
        };
        let sent = wire::answer("CallFunction", self.client().call_function(request).await)?;
        let fail =
            |detail: String| Failure::from(Diagnostic::error("Error in function call", detail));
        if let Some(FunctionError {
            text,
            function_argument,
        }) = sent.error
        {
            let place = function_argument.map_or_else(String::new, |it| format!(", argument {it}"));
            return Err(fail(format!(
                "Call to function {function:?} failed{place}: {text}."
            )));
        }
        wire::value(ty, sent.result.as_ref()).map_err(|error| {
            fail(format!(
                "Function {function:?} returned another type: {error}."
            ))
        })
    }

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
            ..open_ephemeral_resource::Request::default()
        };
        let sent = self.client().open_ephemeral_resource(request).await;
        let sent = wire::answer("OpenEphemeralResource", sent)?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);

        let inconsistent = |it: &Violation| {
            let detail =
                format!("The provider for {type_name} produced an inconsistent result: {it}.");
            Diagnostic::error(
                "Provider produced invalid ephemeral resource instance",
                detail,
            )
        };
        let value = wire::value(&ty, sent.result.as_ref()).map_err(|error| {
            inconsistent(&Violation {
                path: error.path,
                reason: error.message,
            })
        })?;
        let broken = plan_valid(block, &Value::Null, &config, &value);
        wire::no_errors(broken.iter().map(inconsistent).collect())?;
        if let Some(path) = unknown_values(&value).into_iter().next() {
            let reason = "unknown after it was opened".to_owned();
            return Err(inconsistent(&Violation { path, reason }).into());
        }
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

/// An open ephemeral resource. It stays open until [`close`](Self::close).
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it gave.
    pub found: Found,
    /// When it wants to be renewed.
    pub renew_at: Option<SystemTime>,
    terraform: Terraform,
    type_name: String,
    opened: Option<Vec<u8>>,
    renewed: Option<Vec<u8>>,
}

impl Opened {
    /// Renews it, whatever the time.
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
        self.renewed = sent.private;
        wire::no_errors(wire::diagnostics(sent.diagnostics))
    }

    /// Closes it. The provider gets back what it kept when it opened it, not when it renewed it.
    pub async fn close(self) -> Result<Diagnostics, Failure> {
        let request = close_ephemeral_resource::Request {
            type_name: self.type_name,
            private: self.opened,
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
