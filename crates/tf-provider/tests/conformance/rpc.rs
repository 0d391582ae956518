//! Every call with requests that make no sense: strangers, nothing, garbage, giants, and panics on the way.

use prost::Message as _;
use serde_json::json;
use tf_provider::{
    model::Field,
    protocol::{
        self, Server,
        generated::tfplugin5::{
            DynamicValue, RawState,
            attribute_path::step::Selector,
            plan_resource_change as plan, prepare_provider_config as prepare,
            provider_server::{Provider as _, ProviderServer},
            read_data_source as data, read_resource as read, upgrade_resource_state as upgrade,
            validate_resource_type_config as validate,
        },
    },
    value::{Type, Value},
};
use tonic::{Code, Request};

use crate::{
    calls::{Method, methods, stranger, told},
    features::zoo::{Zoo, open_zoo},
    frame::{Item, item},
    resource::{
        lab::{Lab, SHELF, Stored, shelf, small},
        toy::{PegFound, Settings, Toy},
    },
};

pub(crate) const ITEMS: &[Item] = &[
    item!(61, a_name_that_nobody_has_is_one_error_in_every_call),
    item!(62, a_request_without_its_values_is_one_error_in_every_call),
    item!(63, a_value_that_does_not_fit_is_told_with_its_place),
    item!(63, a_state_of_bytes_that_are_no_state_is_one_error),
    item!(64, a_large_configuration_is_taken_and_a_giant_one_refused),
    item!(
        65,
        an_empty_request_is_answered_with_an_error_or_with_all_there_is
    ),
    item!(65, what_is_no_message_is_refused_and_the_next_call_answered),
    item!(65, a_field_of_a_later_protocol_is_skipped),
    item!(65, a_call_of_a_later_protocol_is_refused_as_one),
    item!(68, a_message_is_at_a_place_that_the_schema_has),
    item!(69, a_panic_is_an_error_and_the_next_call_is_answered),
    item!(69, a_panic_in_a_read_loses_nothing),
];

/// One provider with resources and data sources, and one with everything else; both are configured.
async fn services() -> (ProviderServer<Server<Toy>>, ProviderServer<Server<Zoo>>) {
    let lab = Lab::start().await;
    let (zoo, _) = open_zoo().await;
    (protocol::service(lab.server), protocol::service(zoo))
}

fn method(name: &str) -> Method {
    methods().into_iter().find(|it| it.name == name).unwrap()
}

async fn a_name_that_nobody_has_is_one_error_in_every_call() {
    let (toy, zoo) = services().await;
    for method in methods() {
        for name in ["", "toy_nothing", "zoo", "toy_shelf\u{0}"] {
            let Some(request) = method.about(name) else {
                continue;
            };
            for errors in [
                method.ask(&toy, request.clone()).await.unwrap(),
                method.ask(&zoo, request).await.unwrap(),
            ] {
                assert_eq!(errors.len(), 1, "{} {name:?}: {errors:?}", method.name);
                let is_strange = ["Unknown ", "This version of the provider has no function"];
                let is_strange = is_strange.iter().any(|it| errors[0].starts_with(it));
                assert!(is_strange, "{} {name:?}: {errors:?}", method.name);
            }
        }
    }
}

async fn a_request_without_its_values_is_one_error_in_every_call() {
    let (toy, zoo) = services().await;
    for method in methods() {
        let names: &[_] = match method.name {
            // No state makes no configuration, and no identity is none.
            "GenerateResourceConfig" | "UpgradeResourceIdentity" => continue,
            "CallFunction" => &["greet", "join"],
            _ => &[SHELF, "toy_peg", "zoo_animal", "zoo_ticket", "zoo_feed"],
        };
        for name in names {
            let Some(request) = method.about(name) else {
                continue;
            };
            for errors in [
                method.ask(&toy, request.clone()).await.unwrap(),
                method.ask(&zoo, request).await.unwrap(),
            ] {
                assert_eq!(errors.len(), 1, "{} {name}: {errors:?}", method.name);
            }
        }
    }
}

async fn a_value_that_does_not_fit_is_told_with_its_place() {
    let lab = Lab::start().await;
    let wrong = |ty: Type| {
        let Type::Object(mut object) = ty else {
            panic!("a model is an object")
        };
        object.attributes.insert("room".to_owned(), Type::Bool);
        let nulls = object.attributes.keys().map(|it| (it.clone(), Value::Null));
        let mut value: std::collections::BTreeMap<_, _> = nulls.collect();
        value.insert("room".to_owned(), Value::Bool(true));
        let sent = protocol::codec::to_wire(&Type::Object(object), &Value::Object(value));
        Some(sent.unwrap())
    };
    let wrong_shelf = wrong(crate::resource::lab::ty());
    let stored = Stored::default();
    let planned = lab.plan_request(&stored, &small());
    let validated = validate::Request {
        type_name: SHELF.to_owned(),
        config: wrong_shelf.clone(),
        client_capabilities: Some(lab.client),
    };
    let planned = plan::Request {
        config: wrong_shelf.clone(),
        ..planned
    };
    let looked_at = read::Request {
        type_name: SHELF.to_owned(),
        current_state: wrong_shelf,
        ..read::Request::default()
    };
    let looked_up = data::Request {
        type_name: "toy_peg".to_owned(),
        config: wrong(PegFound::ty()),
        ..data::Request::default()
    };
    macro_rules! diagnostics {
        ($method:ident, $request:expr) => {
            lab.server
                .$method(Request::new($request))
                .await
                .unwrap()
                .into_inner()
                .diagnostics
        };
    }
    for actual in [
        diagnostics!(validate_resource_type_config, validated),
        diagnostics!(plan_resource_change, planned),
        diagnostics!(read_resource, looked_at),
        diagnostics!(read_data_source, looked_up),
    ] {
        assert_eq!(told(&actual).len(), 1, "{actual:?}");
        let steps = &actual[0].attribute.as_ref().unwrap().steps;
        assert_eq!(
            steps[0].selector,
            Some(Selector::AttributeName("room".to_owned()))
        );
    }
}

/// A provider's configuration whose only attribute holds so many bytes.
fn large(length: usize) -> Vec<u8> {
    let address = [("address".to_owned(), Value::String("a".repeat(length)))];
    let config = Value::Object(address.into());
    let config = protocol::codec::to_wire(&Settings::ty(), &config).unwrap();
    let request = prepare::Request {
        config: Some(config),
    };
    request.encode_to_vec()
}

async fn a_large_configuration_is_taken_and_a_giant_one_refused() {
    const MEGABYTE: usize = 1_000_000;
    let (toy, _) = services().await;
    let prepare = method("PrepareProviderConfig");
    for megabytes in [5, 200] {
        let errors = prepare
            .ask(&toy, large(megabytes * MEGABYTE))
            .await
            .unwrap();
        assert_eq!(errors, [""; 0], "{megabytes} MB");
    }
    let refused = prepare
        .ask(&toy, vec![0; (256 << 20) + 1])
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::OutOfRange, "{refused}");
    assert_eq!(prepare.ask(&toy, large(1)).await.unwrap(), [""; 0]);
}

async fn a_field_of_a_later_protocol_is_skipped() {
    // Number 1000, a 1.
    let later = vec![0xc0, 0x3e, 0x01];
    let (toy, zoo) = services().await;
    for method in methods() {
        for (today, tomorrow) in [
            (
                method.ask(&toy, vec![]).await,
                method.ask(&toy, later.clone()).await,
            ),
            (
                method.ask(&zoo, vec![]).await,
                method.ask(&zoo, later.clone()).await,
            ),
        ] {
            assert_eq!(today.unwrap(), tomorrow.unwrap(), "{}", method.name);
        }
    }
}

async fn a_call_of_a_later_protocol_is_refused_as_one() {
    let (toy, _) = services().await;
    // Stores of states, which Terraform asks for over protocol 6 only.
    for name in [
        "ValidateStateStoreConfig",
        "ConfigureStateStore",
        "LockState",
        "GetStates",
    ] {
        let refused = stranger(name).ask(&toy, vec![]).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unimplemented, "{refused}");
    }
}

async fn an_empty_request_is_answered_with_an_error_or_with_all_there_is() {
    let (toy, zoo) = services().await;
    for method in methods() {
        let needs_nothing = method.name.starts_with("Get") || method.name == "Stop";
        for errors in [
            method.ask(&toy, Vec::new()).await.unwrap(),
            method.ask(&zoo, Vec::new()).await.unwrap(),
        ] {
            let expected = usize::from(!needs_nothing);
            assert_eq!(errors.len(), expected, "{}: {errors:?}", method.name);
        }
    }
}

async fn what_is_no_message_is_refused_and_the_next_call_answered() {
    let (toy, _) = services().await;
    for method in methods() {
        // A field of a wire type that does not exist.
        let refused = method.ask(&toy, vec![0x0f]).await.unwrap_err();
        assert_eq!(refused.code(), Code::Internal, "{}: {refused}", method.name);
    }
    assert_eq!(
        method("GetSchema").ask(&toy, Vec::new()).await.unwrap(),
        [""; 0]
    );
}

async fn a_message_is_at_a_place_that_the_schema_has() {
    let lab = Lab::start().await;
    let config = json!({
        "room": "attic", "name": "", "title": "old", "note": "n", "labels": { "a": "b" },
        "timeouts": { "create": "soon" },
    });
    let request = validate::Request {
        type_name: SHELF.to_owned(),
        config: Some(shelf(&config)),
        client_capabilities: Some(lab.client),
    };
    let actual = lab
        .server
        .validate_resource_type_config(Request::new(request));
    let actual = actual.await.unwrap().into_inner().diagnostics;
    assert_eq!(told(&actual).len(), 3, "{actual:#?}");
    for it in &actual {
        let mut ty = crate::resource::lab::ty();
        for step in &it.attribute.as_ref().unwrap().steps {
            let Some(Selector::AttributeName(name)) = &step.selector else {
                panic!("{it:?}")
            };
            let Type::Object(object) = ty else {
                panic!("{it:?}")
            };
            ty = object.attributes[name].clone();
        }
    }
}

async fn a_state_of_bytes_that_are_no_state_is_one_error() {
    let lab = Lab::unconfigured();
    for json in [&b"\xff"[..], b"{", b"7", b"{\"room\":{}}"] {
        let request = upgrade::Request {
            type_name: SHELF.to_owned(),
            version: 2,
            raw_state: Some(RawState {
                json: json.to_vec(),
                ..RawState::default()
            }),
        };
        let answer = lab.server.upgrade_resource_state(Request::new(request));
        let answer = answer.await.unwrap().into_inner();
        assert_eq!(told(&answer.diagnostics).len(), 1);
        assert_eq!(answer.upgraded_state, None::<DynamicValue>);
    }
}

async fn a_panic_in_a_read_loses_nothing() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().fault = Some("panic in a read");
    let (kept, errors) = lab.try_read(&stored).await;
    assert_eq!(
        (kept, errors),
        (stored, vec!["Bug in the provider".to_owned()])
    );
}

async fn a_panic_is_an_error_and_the_next_call_is_answered() {
    let lab = Lab::start().await;
    lab.toy.house().fault = Some("panic");
    let (stored, errors) = lab.try_apply(&Stored::default(), &small()).await;
    assert_eq!(errors, ["Bug in the provider"]);
    assert_eq!(stored.state["id"], "s-1");
    lab.toy.house().fault = None;
    let other = json!({ "room": "attic", "name": "green" });
    assert_eq!(lab.create(&other).await.state["name"], "green");
}
