//! Configurations written from states.

use serde_json::{Value as Text, json};
use tf_provider::protocol::generated::tfplugin5::{
    generate_resource_config as generate, provider_server::Provider,
    validate_resource_type_config as validate,
};
use tonic::Request;

use super::lab::{Lab, SHELF, Stored, errors, shelf, show, small};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(101, a_generated_configuration_says_only_what_needs_saying),
    item!(
        101,
        attributes_that_exclude_each_other_are_left_to_the_resource
    ),
    item!(101, no_state_makes_no_configuration),
    item!(101, a_generated_configuration_is_valid_and_changes_nothing),
];

async fn generated(lab: &Lab, state: &Text) -> Text {
    let request = generate::Request {
        type_name: SHELF.to_owned(),
        state: Some(shelf(state)),
    };
    let answer = lab
        .server
        .generate_resource_config(Request::new(request))
        .await;
    let answer = answer.unwrap().into_inner();
    assert_eq!(errors(&answer.diagnostics), [""; 0]);
    show(answer.config.as_ref())
}

async fn a_generated_configuration_says_only_what_needs_saying() {
    let lab = Lab::unconfigured();
    let state = json!({
        "room": "attic", "name": "red", "size": 3, "note": "", "color": "white", "title": "old",
        "key": "leaked", "id": "s-1", "changes": 4,
    });
    let expected = json!({ "room": "attic", "name": "red", "color": "white" });
    assert_eq!(generated(&lab, &state).await, expected);
    let larger = json!({ "room": "attic", "name": "red", "size": 4 });
    assert_eq!(generated(&lab, &larger).await, larger);
}

async fn attributes_that_exclude_each_other_are_left_to_the_resource() {
    let lab = Lab::unconfigured();
    let state = json!({ "room": "attic", "name": "red", "note": "n", "labels": { "a": "b" } });
    let expected = json!({ "room": "attic", "name": "red", "labels": { "a": "b" } });
    assert_eq!(generated(&lab, &state).await, expected);
}

async fn no_state_makes_no_configuration() {
    let lab = Lab::unconfigured();
    assert_eq!(generated(&lab, &json!(null)).await, json!(null));
}

async fn a_generated_configuration_is_valid_and_changes_nothing() {
    let lab = Lab::start().await;
    let mut config = small();
    (config["size"], config["tags"], config["note"]) = (json!(7), json!(["a"]), json!("n"));
    config["timeouts"] = json!({ "create": "5m" });
    let stored = lab.create(&config).await;
    let stored = Stored {
        private: Vec::new(),
        ..stored
    };
    let config = generated(&lab, &stored.state).await;
    lab.assert_settled(&stored, &config).await;
    let request = validate::Request {
        type_name: SHELF.to_owned(),
        config: Some(shelf(&config)),
        client_capabilities: Some(lab.client),
    };
    let answer = lab
        .server
        .validate_resource_type_config(Request::new(request))
        .await;
    assert_eq!(answer.unwrap().into_inner().diagnostics, []);
}
