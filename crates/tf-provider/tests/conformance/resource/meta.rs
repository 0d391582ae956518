//! Messages of modules to the provider, `provider_meta`.

use serde_json::json;
use tf_provider::{
    model::Field,
    protocol::generated::tfplugin5::{get_provider_schema as schema, provider_server::Provider},
};
use tonic::Request;

use super::{
    lab::{Lab, small, wire},
    toy::Meta,
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(62, the_schema_says_what_modules_can_say),
    item!(62, a_resource_hears_what_its_module_says),
    item!(62, a_module_need_not_say_anything),
];

async fn the_schema_says_what_modules_can_say() {
    let lab = Lab::unconfigured();
    let answer = lab
        .server
        .get_schema(Request::new(schema::Request {}))
        .await;
    let meta = answer.unwrap().into_inner().provider_meta.unwrap();
    assert_eq!(meta.block.unwrap().attributes[0].name, "team");
}

async fn a_resource_hears_what_its_module_says() {
    let mut lab = Lab::start().await;
    lab.meta = Some(wire(&Meta::ty(), &json!({ "team": "blue" })));
    let stored = lab.create(&small()).await;
    lab.read(&stored).await;
    let calls = lab.toy.house().calls.join(", ");
    assert_eq!(
        calls,
        "plan for blue, create red  blue, wait, read for blue, read"
    );
}

async fn a_module_need_not_say_anything() {
    for meta in [None, Some(wire(&Meta::ty(), &json!(null)))] {
        let mut lab = Lab::start().await;
        lab.meta = meta;
        let stored = lab.create(&small()).await;
        lab.read(&stored).await;
        assert_eq!(lab.toy.house().calls.join(", "), "create red, wait, read");
    }
}
