//! Items 56 to 60: what the provider that uses every feature announces.

use std::collections::BTreeSet;

use prost::Message as _;
use serde_json::{Map, Value, json};
use tf_provider::{
    protocol::{
        Server,
        generated::tfplugin5::{
            get_functions, get_metadata, get_provider_schema as schema,
            get_resource_identity_schemas, provider_server::Provider as _, schema::Block,
        },
    },
    provider::check,
};
use tokio::task::JoinSet;
use tonic::Request;

use super::walk;
use crate::{
    frame::{Item, item},
    terraform::{Workspace, executable, requires},
    toy::{self, Playroom},
};

pub(crate) const ITEMS: &[Item] = &[
    item!(56, a_provider_that_uses_every_feature_breaks_no_rule),
    item!(56, every_kind_of_attribute_and_block_holds_what_it_is_given),
    item!(57, the_schema_is_the_same_bytes_each_time_and_sorted),
    item!(58, nothing_that_terraform_needs_is_left_out_of_the_schema),
    item!(59, whatever_lists_names_lists_the_same_names),
    item!(60, terraform_shows_the_schema_as_it_was_declared),
];

/// The schema of a provider that nobody has configured.
async fn schema_of(server: &Server<Playroom>) -> schema::Response {
    let request = Request::new(schema::Request::default());
    server.get_schema(request).await.unwrap().into_inner()
}

fn server() -> Server<Playroom> {
    Server::new(Playroom::new().0)
}

async fn a_provider_that_uses_every_feature_breaks_no_rule() {
    assert_eq!(check::<Playroom>(), [""; 0]);
    assert_eq!(schema_of(&server()).await.diagnostics, []);
}

async fn every_kind_of_attribute_and_block_holds_what_it_is_given() {
    let (terraform, _room, _said) = toy::start().await;
    let part = json!({ "material": "oak", "years": 5 });
    let place = json!({ "side": "left", "part": [part] });
    let given = json!({
        "name": "oak",
        "room": "attic",
        "open": true,
        "count_of": 7,
        "weight": 1.5,
        "words": ["b", "a", "b"],
        "tags": ["a", "b"],
        "sizes": { "depth": 3 },
        "key": { "number": 1, "name": "old" },
        "other_keys": { "door": [{ "number": 2, "name": null }] },
        "code": "1234",
        "color": "red",
        "title": "Oak",
        "lid": part,
        "drawer": [part, part],
        "sticker": [{ "text": "fragile", "shines": null }, { "text": "heavy", "shines": true }],
        "place": { "top": place },
        "base": place,
        "timeouts": { "create": "5m", "update": null },
    });
    let chest = terraform.resource("toy_chest");
    chest.apply(given.clone()).await.unwrap();
    let state = chest.state();
    for (name, value) in given.as_object().unwrap() {
        assert_eq!(&state[name], value, "{name}");
    }
}

async fn the_schema_is_the_same_bytes_each_time_and_sorted() {
    let first = schema_of(&server()).await;
    let limit = 64 << 20;
    assert!(first.encoded_len() < limit);
    let mut answers = JoinSet::new();
    let one = server();
    for _ in 0..10 {
        let one = one.clone();
        answers.spawn(async move { schema_of(&one).await.encode_to_vec() });
    }
    for bytes in answers.join_all().await {
        assert_eq!(bytes, first.encode_to_vec());
    }
    let is_sorted = |block: &Block| {
        let attributes = block.attributes.iter().map(|it| &it.name);
        let blocks = block.block_types.iter().map(|it| &it.type_name);
        assert!(attributes.is_sorted() && blocks.is_sorted(), "{block:?}");
    };
    walk::blocks(&first, &is_sorted);
}

async fn nothing_that_terraform_needs_is_left_out_of_the_schema() {
    let schema = schema_of(&server()).await;
    let is_typed = |block: &Block| {
        for attribute in &block.attributes {
            walk::assert_is_type(&attribute.r#type);
            assert!(!attribute.description.is_empty(), "{attribute:?}");
        }
    };
    walk::blocks(&schema, &is_typed);
    for function in schema.functions.values() {
        let variadic = function.variadic_parameter.iter();
        for parameter in function.parameters.iter().chain(variadic) {
            walk::assert_is_type(&parameter.r#type);
        }
        walk::assert_is_type(&function.r#return.as_ref().unwrap().r#type);
    }
}

async fn whatever_lists_names_lists_the_same_names() {
    let server = server();
    let schema = schema_of(&server).await;
    let metadata = server.get_metadata(Request::new(get_metadata::Request::default()));
    let metadata = metadata.await.unwrap().into_inner();
    assert_eq!(metadata.diagnostics, []);
    macro_rules! assert_same_names {
        ($($listed:ident.$name:ident == $declared:ident),* $(,)?) => { $(
            let listed: Vec<_> = metadata.$listed.iter().map(|it| &it.$name).collect();
            assert!(!listed.is_empty());
            assert_eq!(listed, schema.$declared.keys().collect::<Vec<_>>());
        )* };
    }
    assert_same_names! {
        resources.type_name == resource_schemas,
        data_sources.type_name == data_source_schemas,
        ephemeral_resources.type_name == ephemeral_resource_schemas,
        list_resources.type_name == list_resource_schemas,
        functions.name == functions,
        actions.type_name == action_schemas,
    }
    let functions = server.get_functions(Request::new(get_functions::Request::default()));
    let functions = functions.await.unwrap().into_inner().functions;
    assert_eq!(functions, schema.functions);

    let request = Request::new(get_resource_identity_schemas::Request::default());
    let identities = server.get_resource_identity_schemas(request).await;
    let identities = identities.unwrap().into_inner().identity_schemas;
    let names: BTreeSet<_> = identities.keys().collect();
    assert!(names.is_subset(&schema.resource_schemas.keys().collect()));
    let lists: BTreeSet<_> = schema.list_resource_schemas.keys().collect();
    assert!(lists.is_subset(&names));
}

async fn terraform_shows_the_schema_as_it_was_declared() {
    requires!(EphemeralResources);
    let workspace = Workspace::new("");
    let shown = workspace.must(["providers", "schema", "-json"]).await;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    let registry = executable().product().registry();
    let provider = &shown["provider_schemas"][format!("{registry}/testing/toy")];
    // Later versions of Terraform show more than these.
    let kinds = ["provider", "resource_schemas", "data_source_schemas"];
    let later = ["ephemeral_resource_schemas", "functions"];
    let kinds = kinds.into_iter().chain(later);
    let golden: Map<_, _> = kinds
        .map(|it| (it.to_owned(), without_deprecations(&provider[it])))
        .collect();
    let golden = serde_json::to_string_pretty(&golden).unwrap();
    insta::assert_snapshot!("terraform_providers_schema", golden);
}

/// Which texts about deprecations are shown differs among versions.
fn without_deprecations(shown: &Value) -> Value {
    match shown {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| *name != "deprecation_message")
            .map(|(name, value)| (name.clone(), without_deprecations(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_deprecations).collect(),
        other => other.clone(),
    }
}
