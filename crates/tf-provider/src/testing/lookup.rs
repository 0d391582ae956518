//! Data sources and functions: things that are looked up or computed and never managed.

use serde_json::Value as Written;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::{
        DynamicValue, FunctionError, call_function, read_data_source, validate_data_source_config,
    },
    testing::{
        Config, Failure, Terraform, config, failure::Subject, instance::written, schemas::find,
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
            client_capabilities: Some(wire::CAPABILITIES),
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

    /// Calls a function twice, since the same arguments must always give the same result; the second time as OpenTofu
    /// does, which sends no value at all for null.
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
        let null = wire::dynamic(&Type::Dynamic, &Value::Null)?.unwrap_or_default();
        let shortened = sent.into_iter();
        let shortened = shortened.map(|it| {
            if it == null {
                DynamicValue::default()
            } else {
                it
            }
        });
        let second = self.call_once(function, &ty, shortened.collect()).await?;
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
        arguments: Vec<DynamicValue>,
    ) -> Result<Value, Failure> {
        let count = arguments.len();
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
            let is_argument = |it: i64| usize::try_from(it).is_ok_and(|it| it < count);
            if !function_argument.is_none_or(is_argument) {
                let detail = format!(
                    "Function {function:?} blames an argument that it was not called with: {text}."
                );
                return Err(Diagnostic::error("Error in function call", detail).into());
            }
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
}
