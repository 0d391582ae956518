//! Properties that hold for all requests of Terraform: laws of plans and results, and answers to noise.

use proptest::{
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use prost::Message as _;
use serde_json::{Value as Text, json};
use tf_provider::{
    model::Field as _,
    protocol::{
        self, Server,
        generated::tfplugin5::{
            configure, plan_resource_change as plan,
            provider_server::{Provider as _, ProviderServer},
        },
    },
    testing::{Action, Terraform, UNKNOWN},
};
use tokio::runtime::Handle;
use tonic::{Code, Request};

use crate::{
    calls::methods,
    frame::{Item, item},
    resource::{
        lab::{Lab, Stored, show, small, wire},
        toy::{Settings, Toy},
    },
    toy::Playroom,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(65, noise_is_answered_or_refused_and_never_fatal),
    item!(78, random_plans_are_valid_and_random_results_as_planned),
    item!(81, random_requests_are_planned_the_same_way_twice),
];

/// Each takes milliseconds.
const CASES: u32 = 64;

/// Tries `check` on random input. Its work runs on the runtime that the test is on.
async fn for_all<S>(strategy: S, check: impl AsyncFn(S::Value) + Send + 'static)
where
    S: Strategy + Send + 'static,
{
    let runtime = Handle::current();
    let run = move || {
        let config = Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        };
        let mut runner = TestRunner::new(config);
        let outcome = runner.run(&strategy, |input| {
            runtime.block_on(check(input));
            Ok(())
        });
        outcome.map_err(|failure| failure.to_string())
    };
    let outcome = tokio::task::spawn_blocking(run).await.unwrap();
    assert_eq!(outcome, Ok(()));
}

/// Configurations of a shelf, all of them valid. The driver writes an unknown value as [`UNKNOWN`].
fn shelves() -> impl Strategy<Value = Text> {
    let word = select(vec!["red", "green", "blue"]);
    let words = btree_set(word.clone(), 0..3);
    let labels = btree_map(word.clone(), word.clone(), 0..3);
    // One of the two, or none: they exclude each other.
    let note = prop_oneof![
        option::of(word.clone()).prop_map(|it| json!({ "note": it })),
        labels.prop_map(|it| json!({ "labels": it })),
    ];
    let size = option::of(1..9_i64);
    let key = option::of((word.clone(), 1..3_i64));
    let color = option::of(word.clone());
    let parts = (word, note, size, option::of(words), color, key);
    parts.prop_map(|(name, note, size, tags, color, key)| {
        let mut config = json!({
            "room": "attic", "name": name, "size": size, "tags": tags, "color": color,
        });
        for (name, it) in note.as_object().unwrap() {
            config[name] = it.clone();
        }
        if let Some((key, version)) = key {
            (config["key"], config["key_version"]) = (json!(key), json!(version));
        }
        config
    })
}

/// The small Terraform judges each plan and each result, and looks for a plan that is empty in the end.
async fn random_plans_are_valid_and_random_results_as_planned() {
    let vague = select(vec!["name", "size", "color", "tags"]);
    for_all((shelves(), shelves(), vague), async |(one, two, vague)| {
        let terraform = Terraform::start(Toy::default()).await.unwrap();
        terraform.configure(json!({})).await.unwrap();
        let shelf = terraform.resource("toy_shelf");
        for config in [one, two] {
            let mut before = config.clone();
            before[vague] = json!(UNKNOWN);
            shelf.plan(before).await.unwrap();
            shelf.apply(config.clone()).await.unwrap();
            let again = shelf.apply(config).await.unwrap();
            assert_eq!(again.action, Action::NoOp);
        }
        shelf.destroy().await.unwrap();
    })
    .await;
}

async fn random_requests_are_planned_the_same_way_twice() {
    for_all((shelves(), any::<bool>()), async |(config, exists)| {
        let lab = Lab::start().await;
        let stored = if exists {
            lab.create(&small()).await
        } else {
            Stored::default()
        };
        let ask = async || {
            let request = lab.plan_request(&stored, &config);
            let answer = lab.server.plan_resource_change(Request::new(request)).await;
            answer.unwrap().into_inner()
        };
        let planned: plan::Response = ask().await;
        assert_eq!(planned.encode_to_vec(), ask().await.encode_to_vec());
        assert_eq!(show(planned.planned_state.as_ref())["name"], config["name"]);
    })
    .await;
}

/// A field of a message: a name that means something, a value of any type, bytes, or a number.
fn field() -> impl Strategy<Value = Vec<u8>> {
    let names = [
        "toy_shelf",
        "toy_chest",
        "toy_animal",
        "toy_ticket",
        "toy_feed",
        "greet",
        "toy_peg",
    ];
    let bytes = prop_oneof![
        select(names.to_vec()).prop_map(|it| it.as_bytes().to_vec()),
        vec(any::<u8>(), 0..20),
        // A value as msgpack, or as JSON, or what only looks like one.
        vec(any::<u8>(), 0..20).prop_map(|it| field_of(1, &it)),
        select(vec![&b"\xc0"[..], b"\x80", b"\xc1", b"\x81\xa4name\xa1a"])
            .prop_map(|it| field_of(1, it)),
        select(vec!["null", "{}", "{\"room\":\"attic\",\"name\":\"a\"}"])
            .prop_map(|it| field_of(2, it.as_bytes())),
    ];
    (1..9_u32, bytes).prop_map(|(number, it)| field_of(number, &it))
}

fn field_of(number: u32, bytes: &[u8]) -> Vec<u8> {
    let mut field = Vec::new();
    prost::encoding::bytes::encode(number, &bytes.to_vec(), &mut field);
    field
}

async fn noise_is_answered_or_refused_and_never_fatal() {
    let fields = || vec(field(), 0..5).prop_map(|it| it.concat());
    let named = select(vec![
        "toy_shelf",
        "toy_chest",
        "toy_animal",
        "toy_ticket",
        "toy_feed",
        "join",
    ]);
    let about =
        (named, fields()).prop_map(|(name, rest)| [field_of(1, name.as_bytes()), rest].concat());
    let noise = prop_oneof![vec(any::<u8>(), 0..40), fields(), about];
    for_all(noise, async |noise| {
        let configured = ready().await;
        for method in methods() {
            if let Err(refused) = method.ask(&configured, noise.clone()).await {
                assert_eq!(refused.code(), Code::Internal, "{}: {refused}", method.name);
            }
        }
        let get_schema = methods()
            .into_iter()
            .find(|it| it.name == "GetSchema")
            .unwrap();
        assert_eq!(
            get_schema.ask(&configured, Vec::new()).await.unwrap(),
            [""; 0]
        );
    })
    .await;
}

/// A provider that is ready for whatever comes.
async fn ready() -> ProviderServer<Server<Playroom>> {
    let server = Server::new(Playroom::new().0);
    let request = configure::Request {
        config: Some(wire(&Settings::ty(), &json!({}))),
        ..configure::Request::default()
    };
    server.configure(Request::new(request)).await.unwrap();
    protocol::service(server)
}
