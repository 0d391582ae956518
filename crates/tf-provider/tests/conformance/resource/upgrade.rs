//! States of older versions.

use serde_json::json;
use tf_provider::{
    protocol::{
        codec::from_wire,
        generated::tfplugin5::{
            RawState, provider_server::Provider, upgrade_resource_state as upgrade,
        },
    },
    value::Value,
};
use tonic::Request;

use super::lab::{Lab, SHELF, errors, known, raw, ty};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(97, each_old_version_has_the_shape_of_today),
    item!(97, a_state_of_today_is_read_leniently),
    item!(97, a_state_of_any_version_is_mended),
    item!(97, numbers_keep_every_digit),
    item!(97, a_state_that_cannot_be_read_is_an_error),
];

async fn upgraded(version: i64, raw_state: Option<RawState>) -> upgrade::Response {
    let lab = Lab::unconfigured();
    let request = upgrade::Request {
        type_name: SHELF.to_owned(),
        version,
        raw_state,
    };
    let answer = lab
        .server
        .upgrade_resource_state(Request::new(request))
        .await;
    answer.unwrap().into_inner()
}

async fn each_old_version_has_the_shape_of_today() {
    let today = json!({ "room": "attic", "name": "red", "size": 9, "id": "s-1", "changes": 4 });
    for (version, stored) in [
        (
            0,
            r#"{"room":"attic","label":"red","centimeters":9,"id":"s-1","changes":"4"}"#,
        ),
        (
            1,
            r#"{"room":"attic","name":"red","centimeters":9,"id":"s-1","changes":4}"#,
        ),
        (
            2,
            r#"{"room":"attic","name":"red","size":9,"id":"s-1","changes":4}"#,
        ),
    ] {
        let answer = upgraded(version, raw(stored)).await;
        assert_eq!(errors(&answer.diagnostics), [""; 0]);
        assert_eq!(known(answer.upgraded_state.as_ref()), today);
    }
}

async fn a_state_of_today_is_read_leniently() {
    let stored = r#"{"room":"attic","name":"red","gone":{"a":[1]},"key":"leaked"}"#;
    let answer = upgraded(2, raw(stored)).await;
    let expected = json!({ "room": "attic", "name": "red" });
    assert_eq!(known(answer.upgraded_state.as_ref()), expected);
}

async fn a_state_of_any_version_is_mended() {
    for version in 0..=2 {
        let stored = r#"{"room":"attic","label":"red","name":"red","paint":"blue"}"#;
        let answer = upgraded(version, raw(stored)).await;
        let expected = json!({ "room": "attic", "name": "red", "color": "blue" });
        assert_eq!(known(answer.upgraded_state.as_ref()), expected, "{version}");
    }
}

async fn numbers_keep_every_digit() {
    let digits = "12345678901234567890123.5";
    let stored = format!(r#"{{"room":"attic","name":"red","size":{digits}}}"#);
    let answer = upgraded(2, raw(&stored)).await;
    let state = from_wire(&ty(), answer.upgraded_state.as_ref()).unwrap();
    let Some(Value::Object(state)) = state else {
        panic!("no state")
    };
    assert_eq!(state["size"], Value::Number(digits.parse().unwrap()));
}

async fn a_state_that_cannot_be_read_is_an_error() {
    let flatmap = [("room".to_owned(), "attic".to_owned())].into();
    for (version, stored, reason) in [
        (3, raw(r#"{"room":"attic"}"#), "newer"),
        (
            2,
            Some(RawState {
                json: vec![],
                flatmap,
            }),
            "Terraform 0.11",
        ),
        (2, raw(r#"{"room":"#), "not the JSON"),
        (
            2,
            raw(r#"{"room":["attic"]}"#),
            "room: a string is required",
        ),
        (2, raw("[]"), "an object is required"),
        (2, raw("null"), "empty"),
        (2, None, "sent none"),
    ] {
        let answer = upgraded(version, stored).await;
        assert_eq!(
            errors(&answer.diagnostics),
            ["Unreadable state of a toy_shelf"]
        );
        let detail = &answer.diagnostics[0].detail;
        assert!(detail.contains(reason), "{detail}");
    }
}
