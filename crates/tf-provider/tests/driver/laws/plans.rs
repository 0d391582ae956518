//! Plans that Terraform refuses.

use serde_json::json;
use tf_provider::{
    diagnostics::Diagnostics,
    protocol::generated::tfplugin5::{
        AttributePath, Deferred, Diagnostic, DynamicValue, attribute_path, plan_resource_change,
    },
    testing::{Failure, UNKNOWN},
    value::Value,
};

use super::{BUG, SHOP, assert_failed, empty_item};
use crate::{
    bad::{Tamper, bad, bad_shop},
    shop::{edit, set},
};

/// What becomes of a new item whose plan is tampered with.
async fn planned(tamper: fn(&mut plan_resource_change::Response)) -> Failure {
    let terraform = bad(Tamper::Plan(tamper)).await;
    let config = json!({"name": "tea", "cost": "1", "code": "c"});
    let failure = terraform
        .resource("shop_item")
        .apply(config)
        .await
        .unwrap_err();
    assert_eq!(
        terraform.addresses(),
        [""; 0],
        "nothing is made of a bad plan"
    );
    failure
}

#[tokio::test]
async fn a_plan_must_follow_the_configuration() {
    let summary = "Provider produced invalid plan";
    let at = |place: &str, why: &str| {
        format!("{SHOP} planned an invalid value for shop_item.this{place}: {why}.{BUG}")
    };
    let failure = planned(|it| set(&mut it.planned_state, "name", "coffee")).await;
    let why =
        r#"planned value cty.StringVal("coffee") does not match config value cty.StringVal("tea")"#;
    assert_failed(&failure, summary, &at(".name", why));
    let failure = planned(|it| set(&mut it.planned_state, "shelf", "left")).await;
    let why = r#"planned value cty.StringVal("left") for a non-computed attribute"#;
    assert_failed(&failure, summary, &at(".shelf", why));
    let failure = planned(|it| set(&mut it.planned_state, "cost", "2")).await;
    assert_failed(
        &failure,
        summary,
        &at(
            ".cost",
            "sensitive planned value does not match config value",
        ),
    );
    let failure = planned(|it| it.planned_state = None).await;
    assert_failed(
        &failure,
        summary,
        &at("", "planned for absence but config wants existence"),
    );
    let failure = planned(|it| set(&mut it.planned_state, "code", "c")).await;
    let detail = format!(
        "{SHOP} returned a value for the write-only attribute \"shop_item.this.code\" during planning."
    );
    assert_failed(&failure, summary, &detail);
}

/// Says of an answer whether it is the plan of a change that replaces.
fn warn(answer: &mut plan_resource_change::Response) {
    let summary = match answer.requires_replace.as_slice() {
        [] => "The new object",
        _ => "The change",
    };
    answer.diagnostics.push(Diagnostic {
        severity: 2,
        summary: summary.into(),
        ..Diagnostic::default()
    });
}

#[tokio::test]
async fn warnings_of_the_second_plan_of_a_replacement_are_not_shown() {
    let terraform = bad(Tamper::Plan(warn)).await;
    let item = terraform.resource("shop_item");
    let made = item.apply(json!({"name": "tea", "shelf": "left"})).await;
    let summaries = |warnings: &Diagnostics| -> Vec<_> {
        warnings.iter().map(|it| it.summary.clone()).collect()
    };
    assert_eq!(summaries(&made.unwrap().warnings), ["The new object"]);
    let replaced = item.plan(json!({"name": "tea", "shelf": "right"})).await;
    assert_eq!(summaries(&replaced.unwrap().warnings), ["The change"]);
}

#[tokio::test]
async fn a_plan_must_be_readable_and_in_order() {
    let failure = planned(|it| {
        it.planned_state = Some(DynamicValue {
            msgpack: vec![0x80],
            json: Vec::new(),
        });
    })
    .await;
    assert_eq!(failure.summary(), "Provider produced invalid plan");
    assert!(
        failure
            .detail()
            .contains(r#"attribute "changes" is missing"#),
        "{failure}"
    );
    let tampers: [fn(&mut plan_resource_change::Response); 2] = [
        |it| it.deferred = Some(Deferred { reason: 1 }),
        |it| it.deferred = Some(Deferred { reason: 9 }),
    ];
    for tamper in tampers {
        assert_eq!(
            planned(tamper).await.summary(),
            "Provider deferred changes when Terraform did not allow deferrals"
        );
    }
    let failure = planned(|it| it.legacy_type_system = true).await;
    assert_eq!(failure.summary(), "Provider produced invalid plan");
    let failure = planned(|it| {
        it.diagnostics.push(Diagnostic {
            summary: "Oh".into(),
            ..Diagnostic::default()
        });
    })
    .await;
    assert_eq!(failure.summary(), "Diagnostic without a severity");
    let failure = planned(|it| {
        it.diagnostics.push(Diagnostic {
            severity: 9,
            summary: "Oh".into(),
            ..Diagnostic::default()
        });
    })
    .await;
    assert_eq!(failure.summary(), "Diagnostic without a severity");
    let failure = planned(|it| {
        it.diagnostics.push(Diagnostic {
            severity: 1,
            ..Diagnostic::default()
        });
    })
    .await;
    assert_eq!(failure.summary(), "Diagnostic without a summary");
}

#[tokio::test]
async fn only_attributes_that_exist_can_require_replacement() {
    let terraform = bad(Tamper::Plan(|it| {
        let name = attribute_path::step::Selector::AttributeName("price".into());
        let step = attribute_path::Step {
            selector: Some(name),
        };
        it.requires_replace = vec![AttributePath { steps: vec![step] }];
    }))
    .await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap_err();
    let detail = format!(
        "{SHOP} has indicated \"requires replacement\" on shop_item.this for a non-existent attribute path .price.{BUG}"
    );
    let failure = item.apply(json!({"name": "milk"})).await.unwrap_err();
    assert_failed(&failure, "Provider produced invalid plan", &detail);
}

#[tokio::test]
async fn the_plan_of_a_destruction_is_null() {
    let (terraform, _) = bad_shop(Tamper::Plan(|it| {
        if it
            .planned_state
            .as_ref()
            .is_some_and(|it| it.msgpack == [0xc0])
        {
            let ty = crate::shop::item_type();
            let Value::Object(nothing) = empty_item() else {
                return;
            };
            it.planned_state =
                tf_provider::protocol::codec::to_wire(&ty, &Value::Object(nothing)).ok();
        }
    }))
    .await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    let detail = format!("{SHOP} planned a non-null destroy value for shop_item.this.{BUG}");
    let failure = item.destroy().await.unwrap_err();
    assert_failed(&failure, "Provider produced invalid plan", &detail);
    assert!(item.exists());
}

#[tokio::test]
async fn the_second_plan_keeps_the_promises_of_the_first() {
    let summary = "Provider produced inconsistent final plan";
    let terraform = bad(Tamper::Plan(|it| {
        edit(&mut it.planned_state, |o| {
            let changes = if o["name"].is_unknown() { 1 } else { 2 };
            o.insert("changes".into(), Value::from(changes));
        });
    }))
    .await;
    let item = terraform.resource("shop_item");
    let failure = item
        .apply_once_known(json!({"name": UNKNOWN}), json!({"name": "tea"}))
        .await
        .unwrap_err();
    let did = "produced an invalid new value for .changes: was cty.NumberIntVal(1), but now cty.NumberIntVal(2)";
    let detail = format!(
        "When expanding the plan for shop_item.this to include new values learned so far during apply, provider \"registry.terraform.io/testing/shop\" {did}.{BUG}"
    );
    assert_failed(&failure, summary, &detail);

    let terraform = bad(Tamper::Plan(|it| {
        let mut is_known = false;
        edit(&mut it.planned_state, |o| {
            is_known = o["name"] == Value::from("milk");
        });
        if is_known {
            let name = attribute_path::step::Selector::AttributeName("name".into());
            let step = attribute_path::Step {
                selector: Some(name),
            };
            it.requires_replace = vec![AttributePath { steps: vec![step] }];
        }
    }))
    .await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    let failure = item
        .apply_once_known(json!({"name": UNKNOWN}), json!({"name": "milk"}))
        .await
        .unwrap_err();
    assert_eq!(failure.summary(), summary);
    assert!(
        failure
            .detail()
            .contains("changed the planned action from Update to DeleteThenCreate"),
        "{failure}"
    );
}
