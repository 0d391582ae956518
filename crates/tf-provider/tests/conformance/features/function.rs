//! Functions.

use tf_provider::{
    protocol::{
        codec,
        generated::tfplugin5::{
            self as wire, DynamicValue, call_function, get_functions, get_provider_schema,
            provider_server::Provider as _,
        },
    },
    value::{Type, Value},
};
use tokio::task::JoinSet;
use tonic::Request;

use super::zoo::closed_zoo;
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(104, a_function_answers_without_a_configured_provider),
    item!(104, null_reaches_optional_parameters_only),
    item!(104, an_argument_without_a_value_is_null),
    item!(104, variadic_arguments_arrive_as_a_list),
    item!(104, unknown_arguments_make_an_unknown_result_without_a_call),
    item!(104, a_wrong_number_of_arguments_is_an_error),
    item!(104, an_error_blames_the_argument_as_it_was_sent),
    item!(104, the_rules_of_a_parameter_are_kept),
    item!(104, an_argument_that_cannot_be_read_is_blamed),
    item!(104, a_panic_is_an_error_and_the_next_call_works),
    item!(104, an_unknown_function_is_an_error),
    item!(104, a_thousand_calls_at_once_each_get_their_own_answer),
    item!(104, signatures_are_the_same_wherever_they_are_asked_for),
];

async fn call(name: &str, arguments: impl IntoIterator<Item = Value>) -> call_function::Response {
    let arguments = arguments.into_iter();
    let arguments = arguments.map(|it| codec::to_wire(&Type::String, &it).unwrap());
    send(name, arguments.collect()).await
}

async fn send(name: &str, arguments: Vec<DynamicValue>) -> call_function::Response {
    let request = call_function::Request {
        name: name.to_owned(),
        arguments,
    };
    let answer = closed_zoo().0.call_function(Request::new(request)).await;
    answer.unwrap().into_inner()
}

fn result(ty: &Type, answer: &call_function::Response) -> Value {
    assert_eq!(answer.error, None);
    codec::from_wire(ty, answer.result.as_ref())
        .unwrap()
        .unwrap()
}

fn error(answer: call_function::Response) -> (String, Option<i64>) {
    assert_eq!(answer.result, None);
    let error = answer.error.unwrap();
    (error.text, error.function_argument)
}

async fn a_function_answers_without_a_configured_provider() {
    let answer = call("greet", ["Bo".into(), "Hi".into()]).await;
    assert_eq!(result(&Type::String, &answer), "Hi Bo".into());
    let answer = call("answer", []).await;
    assert_eq!(result(&Type::Number, &answer), 42.into());
}

async fn null_reaches_optional_parameters_only() {
    let answer = call("greet", ["Bo".into(), Value::Null]).await;
    assert_eq!(result(&Type::String, &answer), "Hello Bo".into());
    let answer = call("greet", [Value::Null, "Hi".into()]).await;
    assert_eq!(error(answer), ("It must not be null".to_owned(), Some(0)));
    let answer = call("join", ["-".into(), "a".into(), Value::Null]).await;
    assert_eq!(error(answer), ("It must not be null".to_owned(), Some(2)));
}

async fn an_argument_without_a_value_is_null() {
    let bo = codec::to_wire(&Type::String, &"Bo".into()).unwrap();
    let answer = send("greet", vec![bo, DynamicValue::default()]).await;
    assert_eq!(result(&Type::String, &answer), "Hello Bo".into());
}

async fn variadic_arguments_arrive_as_a_list() {
    let answer = call("join", ["-".into(), "a".into(), "b".into()]).await;
    assert_eq!(result(&Type::String, &answer), "a-b".into());
    let answer = call("join", ["-".into()]).await;
    assert_eq!(result(&Type::String, &answer), "".into());
    let answer = call("count", ["a".into(), Value::Null, "b".into()]).await;
    assert_eq!(result(&Type::Number, &answer), 2.into());
    let answer = call("count", []).await;
    assert_eq!(result(&Type::Number, &answer), Value::Null);
}

async fn unknown_arguments_make_an_unknown_result_without_a_call() {
    for arguments in [
        [Value::Unknown, "panic".into()],
        ["Bo".into(), Value::Unknown],
    ] {
        let answer = call("greet", arguments).await;
        assert_eq!(result(&Type::String, &answer), Value::Unknown);
    }
}

async fn a_wrong_number_of_arguments_is_an_error() {
    let text = "It takes 2 arguments, and 1 were given";
    assert_eq!(
        error(call("greet", ["a".into()]).await),
        (text.into(), None)
    );
    let three = ["a".into(), "b".into(), "c".into()];
    let text = "It takes 2 arguments, and 3 were given";
    assert_eq!(error(call("greet", three).await), (text.into(), None));
    let text = "It takes 1 or more arguments, and 0 were given";
    assert_eq!(error(call("join", []).await), (text.into(), None));
    let text = "It takes 0 arguments, and 1 were given";
    assert_eq!(
        error(call("answer", ["a".into()]).await),
        (text.into(), None)
    );
}

async fn an_error_blames_the_argument_as_it_was_sent() {
    let answer = call("greet", ["Bo".into(), "rude".into()]).await;
    assert_eq!(error(answer), ("Be nice".to_owned(), Some(1)));
    let answer = call("greet", ["Bo".into(), "late".into()]).await;
    assert_eq!(error(answer), ("The zoo is closed".to_owned(), None));
    let answer = call("join", ["-".into(), "a".into(), "-".into()]).await;
    assert_eq!(error(answer), ("It is the separator".to_owned(), Some(2)));
}

async fn the_rules_of_a_parameter_are_kept() {
    let (text, index) = error(call("greet", ["".into(), Value::Null]).await);
    assert!(text.contains("0 characters"), "{text}");
    assert_eq!(index, Some(0));
}

async fn an_argument_that_cannot_be_read_is_blamed() {
    let bo = codec::to_wire(&Type::String, &"Bo".into()).unwrap();
    let broken = DynamicValue {
        msgpack: vec![0xc1],
        ..DynamicValue::default()
    };
    let (text, index) = error(send("greet", vec![bo, broken]).await);
    assert!(text.contains("cannot read"), "{text}");
    assert_eq!(index, Some(1));
}

async fn a_panic_is_an_error_and_the_next_call_works() {
    let (text, index) = error(call("greet", ["Bo".into(), "panic".into()]).await);
    assert!(text.contains("a lion"), "{text}");
    assert_eq!(index, None);
    call("answer", []).await.result.unwrap();
}

async fn an_unknown_function_is_an_error() {
    let (text, _) = error(call("fly", []).await);
    assert_eq!(text, "This version of the provider has no function fly");
}

async fn a_thousand_calls_at_once_each_get_their_own_answer() {
    let (zoo, _heard) = closed_zoo();
    let mut calls = JoinSet::new();
    for number in 0..1000 {
        let zoo = zoo.clone();
        calls.spawn(async move {
            let words = [Value::from("-"), "n".into(), number.to_string().into()];
            let words = words.map(|it| codec::to_wire(&Type::String, &it).unwrap());
            let request = call_function::Request {
                name: "join".to_owned(),
                arguments: words.into(),
            };
            let answer = zoo.call_function(Request::new(request)).await.unwrap();
            let joined = result(&Type::String, answer.get_ref());
            assert_eq!(joined, format!("n-{number}").into());
        });
    }
    assert_eq!(calls.join_all().await.len(), 1000);
}

async fn signatures_are_the_same_wherever_they_are_asked_for() {
    let (zoo, _heard) = closed_zoo();
    let functions = zoo
        .get_functions(Request::new(get_functions::Request::default()))
        .await;
    let functions = functions.unwrap().into_inner().functions;
    let schema = zoo.get_schema(Request::new(get_provider_schema::Request::default()));
    assert_eq!(schema.await.unwrap().into_inner().functions, functions);

    let greet = &functions["greet"];
    assert_eq!(greet.summary, "Greets an animal.");
    assert_eq!(greet.description, "Greets an animal.\nIt does not bite.");
    assert_eq!(greet.deprecation_message, "Wave instead.");
    assert_eq!(greet.r#return.as_ref().unwrap().r#type, b"\"string\"");
    assert_eq!(greet.variadic_parameter, None);
    let brief = |it: &wire::function::Parameter| {
        (
            it.name.clone(),
            it.allow_null_value,
            it.allow_unknown_values,
        )
    };
    let parameters: Vec<_> = greet.parameters.iter().map(brief).collect();
    assert_eq!(
        parameters,
        [
            ("name".into(), false, false),
            ("greeting".into(), true, false)
        ]
    );
    let words = functions["join"].variadic_parameter.as_ref().unwrap();
    assert_eq!(brief(words), ("words".into(), false, false));
    assert_eq!(words.r#type, b"\"string\"");
}
