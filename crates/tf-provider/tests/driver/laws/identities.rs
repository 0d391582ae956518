//! Identities that one of the hosts refuses.

use serde_json::json;
use tf_provider::{
    protocol::{
        codec,
        generated::tfplugin5::{DynamicValue, ResourceIdentityData},
    },
    testing::{Failure, Terraform, UNKNOWN},
    value::{Type, Value},
};

use super::{BUG, SAMPLE, assert_failed};
use crate::bad::{Tamper, bad, bad_sample};

/// An identity as the sample's badges have it.
fn badge(id: Value) -> ResourceIdentityData {
    let ty = Type::object([("id", Type::String)]);
    let identity = Value::Object([("id".to_owned(), id)].into());
    let identity_data = codec::to_wire(&ty, &identity).ok();
    ResourceIdentityData { identity_data }
}

fn unknown() -> ResourceIdentityData {
    badge(Value::Unknown)
}

async fn made(terraform: &Terraform) -> Failure {
    let badge = terraform.resource("sample_badge");
    badge.apply(json!({"name": "Ada"})).await.unwrap_err()
}

#[track_caller]
fn assert_unknown(failure: &Failure) {
    let detail =
        format!("{SAMPLE} returned an identity with unknown values for sample_badge.this.{BUG}");
    assert_failed(failure, "Provider produced invalid identity", &detail);
}

#[tokio::test]
async fn a_planned_identity_is_wholly_known() {
    let terraform = bad_sample(Tamper::Plan(|it| it.planned_identity = Some(unknown()))).await;
    assert_unknown(&made(&terraform).await);
    assert_eq!(terraform.addresses(), [""; 0]);

    // The plan of a replacement is made twice, and so is that of a change.
    let terraform = bad_sample(Tamper::Plan(|it| {
        if !it.requires_replace.is_empty() {
            it.planned_identity = Some(unknown());
        }
    }))
    .await;
    let item = terraform.resource("sample_badge");
    item.apply(json!({"name": "Ada"})).await.unwrap();
    let other = json!({"name": "Ada", "cloth": "silk"});
    assert_unknown(&item.apply(other).await.unwrap_err());
    assert_eq!(item.identity(), json!({"id": "1"}));
}

#[tokio::test]
async fn a_plan_announces_an_identity_as_soon_as_it_is_known() {
    let (terraform, _) = crate::sample::terraform().await;
    let badge = terraform.resource("sample_badge");
    let planned = badge.plan(json!({"name": "Ada"})).await.unwrap();
    assert_eq!(planned.identity, None);
    badge.apply(json!({"name": "Ada"})).await.unwrap();
    let planned = badge.plan(json!({"name": "Eve"})).await.unwrap();
    assert_eq!(
        planned.identity,
        Some(Value::Object([("id".to_owned(), "1".into())].into()))
    );
    let other = json!({"name": "Eve", "cloth": "silk"});
    assert_eq!(badge.plan(other).await.unwrap().identity, None);

    let desk = terraform.resource("sample_desk");
    assert_eq!(
        desk.plan(json!({"name": UNKNOWN})).await.unwrap().identity,
        None
    );
    let name = |name: &str| Some(Value::Object([("name".to_owned(), name.into())].into()));
    let planned = desk.plan(json!({"name": "corner"})).await.unwrap();
    assert_eq!(planned.identity, name("corner"));
    desk.apply(json!({"name": "corner"})).await.unwrap();
    let planned = desk.plan(json!({"name": "window"})).await.unwrap();
    assert_eq!(planned.identity, name("window"));
}

#[tokio::test]
async fn an_identity_has_the_shape_of_its_schema() {
    let terraform = bad_sample(Tamper::Plan(|it| {
        it.planned_identity = Some(ResourceIdentityData {
            identity_data: Some(DynamicValue {
                msgpack: vec![0x80],
                json: Vec::new(),
            }),
        });
    }))
    .await;
    let failure = made(&terraform).await;
    assert_eq!(
        failure.summary(),
        "Provider produced an identity that doesn't match the schema"
    );
    let terraform = bad(Tamper::Plan(|it| {
        it.planned_identity = Some(badge("1".into()));
    }))
    .await;
    let item = terraform.resource("shop_item");
    let failure = item.apply(json!({"name": "tea"})).await.unwrap_err();
    assert_eq!(failure.summary(), "Provider produced invalid identity");
}

#[tokio::test]
async fn a_stored_identity_is_wholly_known() {
    let terraform = bad_sample(Tamper::Apply(|it| it.new_identity = Some(unknown()))).await;
    assert_unknown(&made(&terraform).await);
    let terraform = bad_sample(Tamper::Read(|it| it.new_identity = Some(unknown()))).await;
    assert_unknown(&made(&terraform).await);
    let terraform = bad_sample(Tamper::Import(|it| {
        it.imported_resources[0].identity = Some(unknown());
    }))
    .await;
    let item = terraform.resource("sample_badge");
    item.apply(json!({"name": "Ada"})).await.unwrap();
    item.forget();
    assert_unknown(&item.import("1").await.unwrap_err());
}

#[tokio::test]
async fn an_import_by_identity_answers_one() {
    let terraform = bad_sample(Tamper::Import(|it| {
        it.imported_resources[0].identity = None;
    }))
    .await;
    let item = terraform.resource("sample_badge");
    item.apply(json!({"name": "Ada"})).await.unwrap();
    item.forget();
    let failure = item.import_identity(&json!({"id": "1"})).await.unwrap_err();
    assert_eq!(
        failure.summary(),
        "import of sample_badge.this didn't return an identity"
    );
    item.import("1").await.unwrap();
    assert_eq!(item.identity(), json!({"id": "1"}));
}
