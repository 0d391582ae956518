//! Functions, which need no configured provider.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    diagnostics::Diagnostics,
    function::{Failure, FunctionType, Parameter},
    printable,
    protocol::{
        generated::tfplugin5::{
            self as wire, DynamicValue, FunctionError, call_function, function, get_functions,
        },
        server::{Server, answer::panicked, decode, encode},
    },
    provider::Provider,
};

impl<P: Provider> Server<P> {
    /// The signatures, here and in the schema alike.
    pub(super) fn functions(&self) -> BTreeMap<String, wire::Function> {
        let functions = self.0.functions.values();
        functions
            .map(|it| (it.name.to_owned(), signature(it)))
            .collect()
    }

    pub(super) fn get_functions(&self) -> get_functions::Response {
        get_functions::Response {
            functions: self.functions(),
            ..get_functions::Response::default()
        }
    }

    pub(super) fn call_function(
        &self,
        request: &call_function::Request,
    ) -> call_function::Response {
        let called = catch_unwind(AssertUnwindSafe(|| self.try_call(request)));
        let outcome = called.unwrap_or_else(|panic| Err(failure(panicked(panic.as_ref()).into())));
        match outcome {
            Ok(result) => call_function::Response {
                result: Some(result),
                error: None,
            },
            Err(failure) => call_function::Response {
                result: None,
                error: Some(error(failure)),
            },
        }
    }

    fn try_call(&self, request: &call_function::Request) -> Result<DynamicValue, Failure> {
        let function = self.0.functions.get(request.name.as_str());
        let function = function.ok_or_else(|| Failure {
            text: format!(
                "This version of the provider has no function {}.",
                request.name
            ),
            argument: None,
        })?;
        let parameters = function.parameters_of(request.arguments.len())?;
        let mut arguments = Vec::new();
        for (parameter, sent) in parameters.zip(&request.arguments) {
            // A message without a value stands for null: OpenTofu sends it.
            let argument =
                decode("argument", &parameter.ty, Some(sent)).map_err(|diagnostics| {
                    let argument = Some(arguments.len());
                    Failure {
                        argument,
                        ..failure(diagnostics)
                    }
                })?;
            arguments.push(argument);
        }
        let result = function.call(arguments)?;
        encode(&function.output, &result).map_err(failure)
    }
}

/// The functions by name.
pub(super) fn by_name(functions: Vec<FunctionType>) -> BTreeMap<&'static str, FunctionType> {
    functions.into_iter().map(|it| (it.name, it)).collect()
}

fn failure(diagnostics: Diagnostics) -> Failure {
    let texts: Vec<_> = diagnostics.into_iter().map(|it| it.detail).collect();
    Failure {
        text: texts.join("\n"),
        argument: None,
    }
}

fn error(failure: Failure) -> FunctionError {
    let index = failure.argument.map(i64::try_from);
    // Terraform puts a full stop behind it.
    let mut text = failure.text;
    text.truncate(text.trim_end().trim_end_matches('.').len());
    FunctionError {
        text: printable::lines(text),
        function_argument: index.and_then(Result::ok),
    }
}

fn signature(function: &FunctionType) -> wire::Function {
    wire::Function {
        parameters: function.parameters.iter().map(parameter).collect(),
        variadic_parameter: function.variadic.as_ref().map(parameter),
        r#return: Some(function::Return {
            r#type: function.output.without_optional().to_string().into_bytes(),
        }),
        summary: function
            .description
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        description: function.description.clone(),
        description_kind: wire::StringKind::Markdown.into(),
        deprecation_message: function.deprecated.unwrap_or_default().to_owned(),
    }
}

fn parameter(parameter: &Parameter) -> function::Parameter {
    function::Parameter {
        name: parameter.name.clone(),
        r#type: parameter.ty.to_string().into_bytes(),
        allow_null_value: parameter.takes_null,
        allow_unknown_values: false,
        description: parameter.description.clone(),
        description_kind: wire::StringKind::Markdown.into(),
    }
}
