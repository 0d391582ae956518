//! Results, states and look-ups that Terraform refuses.

use serde_json::json;
use tf_provider::{
    protocol::generated::tfplugin5::{DynamicValue, apply_resource_change},
    testing::Failure,
    value::Value,
};

use super::{BUG, SHOP, assert_failed, empty_item};
use crate::{
    bad::{Tamper, bad},
    shop::set,
};

/// What becomes of a new item when the result of its creation is tampered with, and what is saved of it.
async fn applied(tamper: fn(&mut apply_resource_change::Response)) -> (Failure, serde_json::Value) {
    let terraform = bad(Tamper::Apply(tamper)).await;
    let item = terraform.resource("shop_item");
    let failure = item
        .apply(json!({"name": "tea", "cost": "1"}))
        .await
        .unwrap_err();
    assert_eq!(
        item.is_tainted(),
        item.exists(),
        "what went wrong must be replaced"
    );
    (failure, item.state())
}

#[tokio::test]
async fn a_result_keeps_the_promises_of_the_plan() {
    let summary = "Provider produced inconsistent result after apply";
    let when = |what: &str| {
        format!(
            "When applying changes to shop_item.this, provider \"registry.terraform.io/testing/shop\" produced an unexpected new value: {what}.{BUG}"
        )
    };
    let (failure, state) = applied(|it| set(&mut it.new_state, "name", "milk")).await;
    assert_failed(
        &failure,
        summary,
        &when(r#".name: was cty.StringVal("tea"), but now cty.StringVal("milk")"#),
    );
    assert_eq!(state["name"], "milk", "the value is saved all the same");
    let (failure, _) = applied(|it| set(&mut it.new_state, "shelf", "left")).await;
    assert_failed(
        &failure,
        summary,
        &when(r#".shelf: was null, but now cty.StringVal("left")"#),
    );
    let (failure, _) = applied(|it| set(&mut it.new_state, "cost", "2")).await;
    assert_failed(
        &failure,
        summary,
        &when(".cost: inconsistent values for sensitive attribute"),
    );
    let (failure, state) = applied(|it| it.new_state = None).await;
    assert_failed(
        &failure,
        summary,
        &when("Root object was present, but now absent"),
    );
    assert_eq!(state, json!(null));
}

#[tokio::test]
async fn a_result_is_known_and_can_be_saved() {
    let (failure, state) = applied(|it| set(&mut it.new_state, "id", Value::Unknown)).await;
    assert_failed(
        &failure,
        "Provider returned invalid result object after apply",
        "After the apply operation, the provider still indicated an unknown value for shop_item.this.id. All values must be known after apply",
    );
    assert_eq!(
        (&state["id"], &state["name"]),
        (&json!(null), &json!("tea"))
    );
    let (failure, state) = applied(|it| set(&mut it.new_state, "code", "c")).await;
    let detail = format!(
        "{SHOP} returned a value for the write-only attribute \"shop_item.this.code\" after apply."
    );
    assert_failed(&failure, "Provider produced invalid object", &detail);
    assert_eq!(state, json!(null), "the object is lost");
    let (failure, state) = applied(|it| {
        it.new_state = Some(DynamicValue {
            msgpack: vec![0x81],
            json: Vec::new(),
        });
    })
    .await;
    assert_eq!(
        (failure.summary(), state),
        ("Provider produced invalid object", json!(null))
    );
}

#[tokio::test]
async fn nothing_is_left_of_what_is_destroyed() {
    let terraform = bad(Tamper::Apply(|it| {
        if it.new_state.as_ref().is_some_and(|it| it.msgpack == [0xc0]) {
            it.new_state =
                tf_provider::protocol::codec::to_wire(&crate::shop::item_type(), &empty_item())
                    .ok();
        }
    }))
    .await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    let failure = item.destroy().await.unwrap_err();
    let detail =
        "After applying a Delete plan, the provider returned a non-null object for shop_item.this.";
    assert_failed(
        &failure,
        "Provider returned invalid result object after apply",
        detail,
    );
    assert!(item.exists());
}

#[tokio::test]
async fn a_state_that_is_read_is_known_and_holds_no_write_only_value() {
    let summary = "Provider produced invalid object";
    let terraform = bad(Tamper::Read(|it| {
        set(&mut it.new_state, "id", Value::Unknown);
    }))
    .await;
    let failure = terraform
        .resource("shop_item")
        .apply(json!({"name": "tea"}))
        .await
        .unwrap_err();
    let detail = format!(
        "{SHOP} planned an invalid value for shop_item.this during refresh: The returned state contains unknown values.{BUG}"
    );
    assert_failed(&failure, summary, &detail);
    let terraform = bad(Tamper::Read(|it| set(&mut it.new_state, "code", "c"))).await;
    let failure = terraform
        .resource("shop_item")
        .apply(json!({"name": "tea"}))
        .await
        .unwrap_err();
    let detail = format!(
        "{SHOP} returned a value for the write-only attribute \"shop_item.this.code\" during refresh."
    );
    assert_failed(&failure, summary, &detail);
}

#[tokio::test]
async fn a_second_plan_is_empty() {
    let terraform = bad(Tamper::Read(|it| set(&mut it.new_state, "count", 7_i64))).await;
    let failure = terraform
        .resource("shop_item")
        .apply(json!({"name": "tea"}))
        .await
        .unwrap_err();
    assert_eq!(failure.summary(), "Plan is not empty after apply");
    assert!(failure.detail().contains("~ count = 7 -> 1"), "{failure}");
    let terraform = bad(Tamper::Upgrade(|it| it.upgraded_state = None)).await;
    let failure = terraform
        .resource("shop_item")
        .apply(json!({"name": "tea"}))
        .await
        .unwrap_err();
    assert!(failure.detail().contains("\n\nCreate\n+ "), "{failure}");
}

#[tokio::test]
async fn an_upgraded_state_is_known_and_readable() {
    for tamper in [
        Tamper::Upgrade(|it| set(&mut it.upgraded_state, "id", Value::Unknown)),
        Tamper::Upgrade(|it| set(&mut it.upgraded_state, "code", "c")),
        Tamper::Upgrade(|it| {
            it.upgraded_state = Some(DynamicValue {
                msgpack: vec![0x80],
                json: Vec::new(),
            });
        }),
    ] {
        let failure = bad(tamper)
            .await
            .resource("shop_item")
            .apply(json!({"name": "tea"}))
            .await
            .unwrap_err();
        let detail = "The shop_item provider upgraded the state for shop_item.this from a previous version, but produced an invalid result: ";
        assert_failed(&failure, "Invalid resource state upgrade", detail);
    }
}

#[tokio::test]
async fn an_import_gives_exactly_one_object() {
    for (tamper, summary) in [
        (
            Tamper::Import(|it| it.imported_resources.clear()),
            "Import returned no resources",
        ),
        (
            Tamper::Import(|it| it.imported_resources.push(it.imported_resources[0].clone())),
            "Multiple import states not supported",
        ),
        (
            Tamper::Import(|it| it.imported_resources[0].type_name.clear()),
            "import of shop_item.this didn't set type",
        ),
        (
            Tamper::Import(|it| it.imported_resources[0].state = None),
            "Import returned null resource",
        ),
        (
            Tamper::Import(|it| set(&mut it.imported_resources[0].state, "code", "c")),
            "Import returned a non-null value for a write-only attribute",
        ),
        (
            Tamper::Import(|it| set(&mut it.imported_resources[0].state, "id", Value::Unknown)),
            "Provider produced invalid object",
        ),
        (
            Tamper::Import(|it| set(&mut it.imported_resources[0].state, "id", "9")),
            "Cannot import non-existent remote object",
        ),
    ] {
        let terraform = bad(tamper).await;
        let item = terraform.resource("shop_item");
        item.apply(json!({"name": "tea"})).await.unwrap();
        item.forget();
        assert_eq!(item.import("1").await.unwrap_err().summary(), summary);
        assert!(!item.exists());
    }
}

#[tokio::test]
async fn a_data_source_gives_a_known_object() {
    let terraform = bad(Tamper::Data(|it| it.state = None)).await;
    terraform
        .resource("shop_item")
        .apply(json!({"name": "tea"}))
        .await
        .unwrap();
    let failure = terraform
        .data_source("shop_lookup", json!({"name": "tea"}))
        .await
        .unwrap_err();
    let detail = format!("{SHOP} produced a null value for data.shop_lookup.this.{BUG}");
    assert_failed(&failure, "Provider produced null object", &detail);
}
