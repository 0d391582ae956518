//! Items 52, 53 and 55: JSON: values, types, and a whole configuration.

use tf_provider::{
    protocol::{
        Server,
        generated::tfplugin5::{
            DynamicValue, provider_server::Provider as _, validate_data_source_config as validate,
        },
    },
    value::{Json, Type, Value, decode_json},
};
use tonic::Request;

use super::{members, number, ty};
use crate::{
    frame::{Item, item},
    toy::Playroom,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(52, json_is_read_as_its_type_says, sync),
    item!(52, json_that_is_not_of_the_type_is_refused, sync),
    item!(53, text_that_is_no_type_is_refused, sync),
    item!(55, a_provider_takes_a_configuration_in_json),
];

fn read(ty_text: &str, json: &str) -> Result<Value, String> {
    let json: Json = json.parse().map_err(|error| format!("{error}"))?;
    decode_json(&ty(ty_text), &json).map_err(|error| error.to_string())
}

fn json_is_read_as_its_type_says() {
    let object = r#"["object",{"a":"number","b":"string"}]"#;
    let both = |a, b| Value::Object(members([("a", a), ("b", b)]));
    for (ty_text, json, value) in [
        (r#""number""#, "1e2", number("100")),
        (
            r#""number""#,
            "12345678901234567890123",
            number("12345678901234567890123"),
        ),
        (r#""number""#, r#""5""#, number("5")),
        (object, r#"{"b": "x"}"#, both(Value::Null, "x".into())),
        (
            object,
            "{\n  \"a\": 1,\n  \"b\": null,\n  \"gone\": [{}]\n}\n",
            both(number("1"), Value::Null),
        ),
        (
            r#"["list","bool"]"#,
            "[true, null]",
            Value::List(vec![true.into(), Value::Null]),
        ),
    ] {
        assert_eq!(read(ty_text, json), Ok(value), "{json}");
    }
}

fn json_that_is_not_of_the_type_is_refused() {
    for (ty_text, json) in [
        (r#"["map","number"]"#, r#"{"a": 1, "a": 2}"#),
        (r#""number""#, "\u{feff}1"),
        (r#""number""#, "01"),
        (r#""number""#, "1 2"),
        (r#""number""#, r#""five""#),
        (r#"["list","string"]"#, "{}"),
        (r#"["map","string"]"#, "[]"),
        (r#""bool""#, r#""maybe""#),
    ] {
        read(ty_text, json).expect_err(json);
    }
    let error = read(r#"["map",["list","bool"]]"#, r#"{"k": [true, []]}"#);
    let error = error.expect_err("a list is no bool");
    assert!(error.starts_with(r#"["k"][1]: "#), "{error}");
}

fn text_that_is_no_type_is_refused() {
    for text in [
        "",
        "string",
        r#""text""#,
        "[]",
        r#"["list"]"#,
        r#"["list","string","string"]"#,
        r#"["tuple","string"]"#,
        r#"["object",["a"]]"#,
        r#"["object",{"a":"string"},["b"]]"#,
        r#"["box","string"]"#,
        "null",
    ] {
        text.parse::<Type>().expect_err(text);
    }
    let optional = r#"["object",{"a":"string","b":"number"},["b"]]"#;
    assert_eq!(ty(optional).to_string(), optional);
}

async fn a_provider_takes_a_configuration_in_json() {
    let server = Server::new(Playroom::new().0);
    let check = async |config: Option<DynamicValue>| {
        let type_name = "toy_peg".to_owned();
        let request = validate::Request { type_name, config };
        let answer = server.validate_data_source_config(Request::new(request));
        let actual = answer.await.unwrap().into_inner().diagnostics;
        actual.into_iter().map(|it| it.detail).collect::<Vec<_>>()
    };
    let json = |text: &str| DynamicValue {
        msgpack: Vec::new(),
        json: text.as_bytes().to_vec(),
    };
    let fine = json(r#"{"room": "attic"}"#);
    assert_eq!(check(Some(fine.clone())).await, [""; 0]);
    let both = DynamicValue {
        msgpack: vec![0xc1],
        ..fine
    };
    for refused in [
        Some(both),
        Some(json(r#"{"room": 1"#)),
        Some(DynamicValue::default()),
        None,
    ] {
        assert_eq!(check(refused.clone()).await.len(), 1, "{refused:?}");
    }
}
