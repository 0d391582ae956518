//! Requests for what this provider does not have: an answer that says so, never a success.

use crate::protocol::{
    convert,
    generated::tfplugin5::{FunctionError, call_function, invoke_action, list_resource},
    server::unknown,
};

/// The answer to a call of a function that there is not.
pub(super) fn no_function(request: &call_function::Request) -> call_function::Response {
    let text = format!(
        "This version of the provider has no function {}.",
        request.name
    );
    call_function::Response {
        error: Some(FunctionError {
            text,
            function_argument: None,
        }),
        ..Default::default()
    }
}

/// The only event of a list that there is not.
pub(super) fn no_list(request: &list_resource::Request) -> list_resource::Event {
    let diagnostic = convert::diagnostics(unknown("list resource", &request.type_name));
    list_resource::Event {
        diagnostic,
        ..Default::default()
    }
}

/// The only event of an action that there is not.
pub(super) fn no_action(request: &invoke_action::Request) -> invoke_action::Event {
    use invoke_action::event::{Completed, Type};
    let diagnostics = convert::diagnostics(unknown("action", &request.action_type));
    invoke_action::Event {
        r#type: Some(Type::Completed(Completed { diagnostics })),
    }
}
