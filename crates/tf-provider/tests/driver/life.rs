//! A good provider, through everything that Terraform does with it.

use serde_json::json;
use tf_provider::{
    path::Path,
    testing::{Action, UNKNOWN},
    value::Value,
};

use crate::shop::terraform;

#[tokio::test]
async fn an_object_is_made_changed_replaced_and_destroyed() {
    let (terraform, shop) = terraform().await;
    let item = terraform.resource("shop_item");
    let made = item
        .apply(json!({"name": "tea", "shelf": "left", "cost": "1"}))
        .await
        .unwrap();
    insta::assert_snapshot!(made, @r#"
    Create
    + changes = (known after apply)
    + cost = (sensitive value)
    + count = 1
    + id = (known after apply)
    + name = "tea"
    + shelf = "left"
    "#);
    assert_eq!(item.state()["id"], "1");
    assert_eq!(item.state()["count"], 1);

    let changed = item
        .apply(json!({"name": "tea", "shelf": "left", "cost": "1", "count": 5}))
        .await
        .unwrap();
    insta::assert_snapshot!(changed, @r"
    Update
    ~ changes = 0 -> (known after apply)
    ~ count = 1 -> 5
    ");

    let replaced = item
        .apply(json!({"name": "tea", "shelf": "right", "labels": []}))
        .await
        .unwrap();
    assert_eq!(replaced.action, Action::DeleteThenCreate);
    assert_eq!(replaced.plan.replaces, [Path::attribute("shelf")]);
    assert!(
        replaced
            .to_string()
            .contains(r#"~ shelf = "left" -> "right" # forces replacement"#)
    );
    assert_eq!(item.state()["changes"], 0);

    let again = item
        .apply(json!({"name": "tea", "shelf": "right", "labels": []}))
        .await
        .unwrap();
    assert_eq!(again.action, Action::NoOp);
    assert_eq!(again.to_string(), "NoOp");

    assert_eq!(item.destroy().await.unwrap().action, Action::Delete);
    assert!(!item.exists());
    assert!(shop.items(|items| items.is_empty()));
    assert_eq!(item.destroy().await.unwrap().action, Action::NoOp);
}

#[tokio::test]
async fn objects_are_told_apart_by_their_address() {
    let (terraform, _) = terraform().await;
    let one = terraform.resource("shop_item");
    let two = one.named("other");
    one.apply(json!({"name": "tea"})).await.unwrap();
    two.apply(json!({"name": "milk"})).await.unwrap();
    assert_eq!(terraform.addresses(), ["shop_item.other", "shop_item.this"]);
    assert_eq!(terraform.resource("shop_item").state()["name"], "tea");
    two.forget();
    assert_eq!(terraform.addresses(), ["shop_item.this"]);
}

#[tokio::test]
async fn write_only_values_arrive_and_are_not_stored() {
    let (terraform, shop) = terraform().await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea", "code": "c"}))
        .await
        .unwrap();
    assert_eq!(item.state()["code"], json!(null));
    assert_eq!(
        shop.items(|items| items["1"].code.clone()).as_deref(),
        Some("c")
    );
}

#[tokio::test]
async fn a_plan_waits_for_what_is_not_known_yet() {
    let (terraform, _) = terraform().await;
    let item = terraform.resource("shop_item");
    let plan = item
        .plan(json!({"name": UNKNOWN, "labels": ["a", UNKNOWN]}))
        .await
        .unwrap();
    assert_eq!(plan.action, Action::Create);
    assert!(!item.exists());
    let made = item
        .apply_once_known(json!({"name": UNKNOWN}), json!({"name": "tea"}))
        .await
        .unwrap();
    assert!(made.to_string().contains("+ name = (known after apply)"));
    assert_eq!(item.state()["name"], "tea");
    let same = item
        .apply_once_known(json!({"name": UNKNOWN}), json!({"name": "tea"}))
        .await
        .unwrap();
    assert_eq!(same.action, Action::Update);
}

#[tokio::test]
async fn another_place_that_is_known_only_at_apply_is_an_error_that_changes_nothing() {
    let (terraform, shop) = terraform().await;
    let item = terraform.resource("shop_item");
    let left = json!({"name": "tea", "shelf": "left"});
    let vague = json!({"name": "tea", "shelf": UNKNOWN});
    item.apply(left.clone()).await.unwrap();
    let plan = item.plan(vague.clone()).await.unwrap();
    assert_eq!((plan.action, plan.replaces), (Action::Update, vec![]));
    let same = item.apply_once_known(vague.clone(), left).await.unwrap();
    assert_eq!(same.action, Action::Update);
    assert_eq!(item.state()["id"], "1");

    let right = json!({"name": "tea", "shelf": "right"});
    let failure = item.apply_once_known(vague, right.clone()).await;
    let failure = failure.unwrap_err();
    assert_eq!(failure.summary(), "Replacement that was not planned");
    assert_eq!(item.state()["shelf"], "left");
    assert_eq!(shop.items(|items| items.len()), 1);
    let replaced = item.apply(right).await.unwrap();
    assert_eq!(replaced.action, Action::DeleteThenCreate);
}

#[tokio::test]
async fn what_terraform_would_refuse_never_reaches_the_provider() {
    let (terraform, _) = terraform().await;
    let item = terraform.resource("shop_item");
    for (config, summary) in [
        (json!({}), "Missing required argument"),
        (
            json!({"name": "tea", "id": "7"}),
            "Value for unconfigurable attribute",
        ),
        (json!({"name": "tea", "price": 1}), "Unsupported argument"),
        (
            json!({"name": "tea", "count": "many"}),
            "Incorrect attribute value type",
        ),
        (
            json!({"name": "tea", "labels": "one"}),
            "Incorrect attribute value type",
        ),
    ] {
        let failure = item.apply(config.clone()).await.unwrap_err();
        assert_eq!(failure.summary(), summary, "{config}");
    }
    let failure = terraform
        .resource("shop_keeper")
        .apply(json!({}))
        .await
        .unwrap_err();
    assert_eq!(failure.summary(), "Invalid resource type");
    item.apply(json!({"name": "tea", "count": "3"}))
        .await
        .unwrap();
    assert_eq!(item.state()["count"], 3);
}

#[tokio::test]
async fn a_creation_that_fails_early_leaves_nothing() {
    let (terraform, _) = terraform().await;
    let item = terraform.resource("shop_item");
    let failure = item.apply(json!({"name": "refused"})).await.unwrap_err();
    assert_eq!(
        failure.to_string(),
        "Error: No such item\n\nThe shop does not sell it."
    );
    assert!(!item.exists());
}

#[tokio::test]
async fn a_creation_that_fails_late_leaves_a_tainted_object_which_is_replaced() {
    let (terraform, shop) = terraform().await;
    let item = terraform.resource("shop_item");
    let failure = item.apply(json!({"name": "breaks"})).await.unwrap_err();
    assert_eq!(failure.summary(), "It broke");
    assert!(item.is_tainted());
    assert_eq!(item.state()["id"], "1");
    let replaced = item.apply(json!({"name": "tea"})).await.unwrap();
    assert_eq!(replaced.action, Action::DeleteThenCreate);
    assert!(!item.is_tainted());
    assert_eq!(shop.items(|items| items.len()), 1);
}

#[tokio::test]
async fn a_destruction_that_fails_keeps_the_object() {
    let (terraform, _) = terraform().await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "sticky"})).await.unwrap();
    assert_eq!(item.destroy().await.unwrap_err().summary(), "It is stuck");
    assert_eq!(item.state()["name"], "sticky");
}

#[tokio::test]
async fn what_others_did_is_noticed() {
    let (terraform, shop) = terraform().await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    shop.items(|items| items.get_mut("1").unwrap().count = 9);
    let plan = item.plan(json!({"name": "tea"})).await.unwrap();
    assert!(plan.to_string().contains("~ count = 9 -> 1"), "{plan}");
    assert_eq!(item.state()["count"], 1, "a plan saves nothing");
    item.refresh().await.unwrap();
    assert_eq!(item.state()["count"], 9);
    shop.items(std::collections::BTreeMap::clear);
    item.refresh().await.unwrap();
    assert!(!item.exists());
}

#[tokio::test]
async fn an_existing_object_is_imported() {
    let (terraform, _) = terraform().await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    let failure = item.import("1").await.unwrap_err();
    assert_eq!(failure.summary(), "Resource already managed by Terraform");
    let state = item.value();
    item.forget();
    assert_eq!(
        item.import("7").await.unwrap_err().summary(),
        "No such item"
    );
    item.import("1").await.unwrap();
    assert_eq!(item.value(), state);
    let after = item.apply(json!({"name": "tea"})).await.unwrap();
    assert_eq!(after.action, Action::NoOp);
    let failure = item.import_identity(&json!({"id": "1"})).await.unwrap_err();
    assert!(
        failure
            .summary()
            .ends_with("does not support import by identity")
    );
}

#[tokio::test]
async fn data_is_looked_up() {
    let (terraform, _) = terraform().await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    let error = terraform
        .data_source("shop_lookup", json!({"name": "tea"}))
        .await
        .unwrap();
    assert_eq!(error.json, json!({"name": "tea", "id": "1"}));
    let failure = terraform
        .data_source("shop_lookup", json!({"name": "milk"}))
        .await;
    assert_eq!(failure.unwrap_err().summary(), "No such item");
    let failure = terraform.call("price", &[json!("tea")]).await.unwrap_err();
    assert_eq!(failure.summary(), "Invalid function");
}

#[tokio::test]
async fn a_finished_value_may_be_configured_too() {
    let (terraform, _) = terraform().await;
    let item = terraform.resource("shop_item");
    let failure = item.apply(Value::Object([].into())).await.unwrap_err();
    assert_eq!(failure.summary(), "Incorrect attribute value type");
    let names = [
        "name", "count", "shelf", "labels", "code", "cost", "id", "changes",
    ];
    let mut config: std::collections::BTreeMap<_, _> =
        names.map(|it| (it.to_owned(), Value::Null)).into();
    config.insert("name".to_owned(), "tea".into());
    item.apply(Value::Object(config)).await.unwrap();
    assert_eq!(item.state()["name"], "tea");
}
