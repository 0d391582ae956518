//! Values that are used and never stored. That they never come back is checked by [`super::lab`] for every answer.

use serde_json::{Value as Text, json};
use tf_provider::protocol::generated::tfplugin5::{
    provider_server::Provider, validate_resource_type_config as validate,
};
use tonic::Request;

use super::lab::{Lab, SHELF, Stored, errors, shelf};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(89, a_write_only_value_reaches_the_service_and_nothing_else),
    item!(89, another_version_sends_the_value_again),
    item!(89, a_resource_cannot_leak_a_write_only_value_into_a_plan),
    item!(89, a_failed_update_does_not_leak_the_value),
    item!(89, a_terraform_that_would_store_the_value_is_refused),
];

fn keyed(key: &str, version: i64) -> Text {
    json!({ "room": "attic", "name": "red", "key": key, "key_version": version })
}

async fn a_write_only_value_reaches_the_service_and_nothing_else() {
    let lab = Lab::start().await;
    let stored = lab.create(&keyed("sesame", 1)).await;
    assert_eq!(lab.toy.house().calls[0], "create red sesame");
    for shelf in lab.toy.house().shelves.values_mut() {
        shelf.key = Some("leaked".to_owned());
    }
    let stored = lab.read(&stored).await;
    lab.assert_settled(&stored, &keyed("sesame", 1)).await;
}

async fn another_version_sends_the_value_again() {
    let lab = Lab::start().await;
    let stored = lab.create(&keyed("sesame", 1)).await;
    lab.assert_settled(&stored, &keyed("another", 1)).await;
    lab.apply(&stored, &keyed("another", 2)).await;
    assert!(lab.toy.house().calls.contains(&"rekey another".to_owned()));
}

async fn a_resource_cannot_leak_a_write_only_value_into_a_plan() {
    let lab = Lab::start().await;
    let config = json!({ "room": "attic", "name": "secret", "key": "sesame" });
    let planned = lab.plan(&Stored::default(), &config).await;
    assert_eq!(errors(&planned.diagnostics), [""; 0]);
}

async fn a_failed_update_does_not_leak_the_value() {
    let lab = Lab::start().await;
    let stored = lab.create(&keyed("sesame", 1)).await;
    for fault in ["rekey", "rename"] {
        lab.toy.house().fault = Some(fault);
        let mut config = keyed("another", 2);
        (config["name"], config["size"]) = (json!("green"), json!(9));
        let (stored, errors) = lab.try_apply(&stored, &config).await;
        assert_eq!(errors.len(), 1);
        assert_eq!(stored.state["size"], 9);
    }
}

async fn a_terraform_that_would_store_the_value_is_refused() {
    let mut lab = Lab::unconfigured();
    for (is_allowed, expected) in [
        (true, vec![]),
        (false, vec!["WriteOnly Attribute Not Allowed"]),
    ] {
        lab.client.write_only_attributes_allowed = is_allowed;
        let request = validate::Request {
            type_name: SHELF.to_owned(),
            config: Some(shelf(&keyed("sesame", 1))),
            client_capabilities: Some(lab.client),
        };
        let answer = lab
            .server
            .validate_resource_type_config(Request::new(request))
            .await;
        assert_eq!(errors(&answer.unwrap().into_inner().diagnostics), expected);
    }
}
