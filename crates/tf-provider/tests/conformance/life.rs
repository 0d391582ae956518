//! Items 66 to 102: a chest, which has every kind of attribute and block, through everything that Terraform does. The
//! small Terraform decodes each answer by the schema and holds it to each law on the way.

use prost::Message as _;
use serde_json::{Value as Text, json};
use tf_provider::{
    protocol::generated::tfplugin5::{
        provider_server::Provider as _, read_data_source as data, validate_resource_type_config,
    },
    testing::{Action, UNKNOWN},
};
use tonic::Request;

use crate::{
    calls::told,
    frame::{Item, item},
    resource::lab::{Lab, SHELF, Stored, shelf, small},
    toy,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(66, every_state_and_plan_of_a_whole_life_fits_the_schema),
    item!(70, checks_need_no_configured_provider),
    item!(75, the_plan_after_a_creation_is_the_state_to_the_byte),
    item!(79, the_result_of_a_creation_keeps_what_was_planned),
    item!(80, what_was_created_reads_as_it_was_returned),
    item!(82, blocks_that_are_not_known_yet_are_planned_as_they_are),
    item!(83, what_is_gone_already_is_deleted_without_an_error),
    item!(88, a_failure_leaves_nothing_unknown_behind),
    item!(91, another_order_of_a_list_is_a_change),
    item!(92, a_timeout_that_is_none_is_told),
    item!(93, ignored_changes_change_nothing),
    item!(102, data_holds_the_configuration_and_nothing_unknown),
    item!(102, data_that_cannot_be_read_is_one_error),
];

/// A chest with something in every attribute and block.
fn full(name: &str) -> Text {
    json!({
        "name": name, "room": "attic", "open": true, "count_of": 2, "weight": 1.5,
        "words": ["b", "a"], "tags": ["y", "x"], "sizes": { "big": 9 },
        "key": { "number": 1, "name": null }, "other_keys": { "front": [{ "number": 2, "name": "n" }] },
        "code": "1234", "secret": "hush", "color": "green",
        "lid": { "material": "oak" },
        "drawer": [{ "material": "oak" }, { "material": "elm", "years": 9 }],
        "sticker": [{ "text": "fragile" }],
        "place": { "top": { "side": "left", "part": [{ "material": "tin" }] } },
        "base": { "side": "right", "part": [] },
        "timeouts": { "create": "5m" },
    })
}

async fn every_state_and_plan_of_a_whole_life_fits_the_schema() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    assert_eq!(
        chest.apply(full("red")).await.unwrap().action,
        Action::Create
    );
    let mut changed = full("red");
    (changed["words"], changed["lid"], changed["drawer"]) = (json!(null), json!(null), json!([]));
    assert_eq!(chest.apply(changed).await.unwrap().action, Action::Update);
    let small = json!({ "name": "red", "room": "cellar" });
    let replaced = chest.apply(small).await.unwrap();
    assert_eq!(replaced.action, Action::DeleteThenCreate);
    assert_eq!(chest.destroy().await.unwrap().action, Action::Delete);
}

async fn checks_need_no_configured_provider() {
    let lab = Lab::unconfigured();
    let request = validate_resource_type_config::Request {
        type_name: SHELF.to_owned(),
        config: Some(shelf(&small())),
        client_capabilities: Some(lab.client),
    };
    let answer = lab
        .server
        .validate_resource_type_config(Request::new(request));
    assert_eq!(answer.await.unwrap().into_inner().diagnostics, []);
    let planned = lab.plan(&Stored::default(), &small()).await;
    assert!(
        told(&planned.diagnostics)
            .iter()
            .all(|it| it == "The provider is not configured")
    );
}

async fn the_plan_after_a_creation_is_the_state_to_the_byte() {
    let lab = Lab::start().await;
    let mut config = small();
    (config["tags"], config["labels"]) = (json!(["b", "a"]), json!({ "a": "b" }));
    let stored = lab.create(&config).await;
    let request = lab.plan_request(&stored, &config);
    let state = request.prior_state.clone();
    let planned = lab.server.plan_resource_change(Request::new(request)).await;
    let planned = planned.unwrap().into_inner().planned_state;
    assert_eq!(
        planned.unwrap().encode_to_vec(),
        state.unwrap().encode_to_vec()
    );
}

async fn the_result_of_a_creation_keeps_what_was_planned() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    chest.apply(full("red")).await.unwrap();
    let state = chest.state();
    assert_eq!(state["secret"], Text::Null);
    let configured = full("red");
    for name in [
        "name",
        "room",
        "open",
        "count_of",
        "weight",
        "words",
        "key",
        "other_keys",
        "code",
        "color",
    ] {
        assert_eq!(state[name], configured[name], "{name}");
    }
}

async fn what_was_created_reads_as_it_was_returned() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    chest.apply(full("red")).await.unwrap();
    let (state, private, identity) = (chest.value(), chest.private(), chest.identity());
    chest.refresh().await.unwrap();
    assert_eq!(chest.value(), state);
    assert_eq!((chest.private(), chest.identity()), (private, identity));
}

async fn blocks_that_are_not_known_yet_are_planned_as_they_are() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    for name in ["drawer", "sticker", "place"] {
        let mut config = json!({ "name": "red" });
        config[name] = json!(UNKNOWN);
        let plan = chest.plan(config).await.unwrap();
        let tf_provider::value::Value::Object(planned) = plan.planned else {
            panic!("{plan:?}")
        };
        assert!(planned[name].is_unknown(), "{name}");
    }
}

async fn what_is_gone_already_is_deleted_without_an_error() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().shelves.clear();
    assert_eq!(lab.apply(&stored, &json!(null)).await, Stored::default());
}

async fn a_failure_leaves_nothing_unknown_behind() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    let mut config = full("panic");
    config.as_object_mut().unwrap().remove("color");
    let failure = chest.apply(config).await.unwrap_err();
    // Terraform would have another word for something unknown.
    let summaries: Vec<_> = failure.diagnostics.iter().map(|it| &it.summary).collect();
    assert_eq!(summaries, ["Bug in the provider"]);
    assert!(chest.is_tainted());
    assert_eq!(
        (&chest.state()["id"], &chest.state()["color"]),
        (&json!("c-panic"), &Text::Null)
    );
}

async fn another_order_of_a_list_is_a_change() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    chest.apply(full("red")).await.unwrap();
    let mut config = full("red");
    config["tags"] = json!(["x", "y"]);
    assert_eq!(
        chest.plan(config.clone()).await.unwrap().action,
        Action::NoOp
    );
    config["words"] = json!(["a", "b"]);
    assert_eq!(chest.plan(config).await.unwrap().action, Action::Update);
}

async fn a_timeout_that_is_none_is_told() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    for wrong in ["soon", "5", "-1s"] {
        let mut config = full("red");
        config["timeouts"] = json!({ "create": wrong });
        chest.plan(config).await.unwrap_err();
    }
    chest.plan(full("red")).await.unwrap();
}

async fn ignored_changes_change_nothing() {
    let (terraform, _room, _said) = toy::start().await;
    let chest = terraform.resource("toy_chest");
    chest.apply(full("red")).await.unwrap();
    let mut edited = full("red");
    // Terraform puts the state's values in the place of what it ignores.
    for name in ["color", "words", "count_of"] {
        edited[name] = chest.state()[name].clone();
    }
    assert_eq!(chest.plan(edited).await.unwrap().action, Action::NoOp);
}

async fn data_holds_the_configuration_and_nothing_unknown() {
    let (terraform, _room, _said) = toy::start().await;
    let actual = terraform
        .data_source("toy_peg", json!({ "room": "attic" }))
        .await;
    assert_eq!(actual.unwrap().json, json!({ "room": "attic", "total": 4 }));
}

async fn data_that_cannot_be_read_is_one_error() {
    let lab = Lab::start().await;
    let request = data::Request {
        type_name: "toy_peg".to_owned(),
        ..data::Request::default()
    };
    let answer = lab.server.read_data_source(Request::new(request)).await;
    let answer = answer.unwrap().into_inner();
    assert_eq!((told(&answer.diagnostics).len(), answer.state), (1, None));
}
