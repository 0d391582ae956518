//! Answers about lists, actions, functions, ephemeral resources, moves and configurations that one of the hosts refuses.

use serde_json::json;
use tf_provider::{
    model::Model as _,
    protocol::{
        codec,
        generated::tfplugin5::{
            Deferred, Diagnostic, DynamicValue, FunctionError, ResourceIdentityData,
            invoke_action::{Event, event},
        },
    },
    schema::Block,
    testing::{Action, MoveFrom, Terraform},
    value::{Type, Value},
};

use crate::{
    bad::{Tamper, bad_sample},
    sample::{self, Badge},
};

fn unreadable() -> DynamicValue {
    DynamicValue {
        msgpack: vec![0x80],
        json: Vec::new(),
    }
}

/// Sets one attribute of a badge on the wire.
fn set(sent: &mut Option<DynamicValue>, name: &str, value: Value) {
    let block = Block {
        attributes: Badge::attributes().to_vec(),
        ..Block::default()
    };
    let ty = block.ty();
    if let Some(Value::Object(mut badge)) = codec::from_wire(&ty, sent.as_ref()).unwrap() {
        badge.insert(name.to_owned(), value);
        *sent = codec::to_wire(&ty, &Value::Object(badge)).ok();
    }
}

fn unknown_identity() -> ResourceIdentityData {
    let ty = Type::object([("id", Type::String)]);
    let identity = Value::Object([("id".to_owned(), Value::Unknown)].into());
    let identity_data = codec::to_wire(&ty, &identity).ok();
    ResourceIdentityData { identity_data }
}

async fn with_badge(terraform: &Terraform) {
    let badge = terraform.resource("sample_badge");
    badge.apply(json!({"name": "Ada"})).await.unwrap();
}

#[tokio::test]
async fn everything_of_a_good_provider_is_taken() {
    let (terraform, _) = sample::terraform().await;
    with_badge(&terraform).await;
    let (listed, warnings) = terraform
        .list("sample_badge", json!({}), 10, true)
        .await
        .unwrap();
    assert!(warnings.is_empty());
    assert_eq!(listed[0].display_name, "Ada");
    assert_eq!(listed[0].identity, json!({"id": "1"}));
    assert_eq!(listed[0].object["name"], "Ada");
    let (said, _) = terraform
        .invoke("sample_ring", json!({"times": 2}))
        .await
        .unwrap();
    assert_eq!(said, ["Ding", "Ding"]);
    let greeted = terraform.call("greet", &[json!("Ada")]).await.unwrap();
    assert_eq!(greeted, json!("Hello, Ada"));
    for is_opentofu in [false, true] {
        let mut opened = terraform
            .open("sample_pass", json!({"name": "Ada"}))
            .await
            .unwrap();
        opened.renew().await.unwrap();
        let closed = if is_opentofu {
            opened.close_renewed().await
        } else {
            opened.close().await
        };
        closed.unwrap();
    }
    let badge = terraform.resource("sample_badge");
    let config = badge.generated().await.unwrap();
    assert_eq!(badge.apply(config).await.unwrap().action, Action::NoOp);
    let identity = badge
        .upgrade_identity(0, &json!({"id": "1"}))
        .await
        .unwrap();
    assert_eq!(identity, json!({"id": "1"}));
}

#[tokio::test]
async fn a_listed_object_has_a_known_identity_and_fits_its_schema() {
    let tampers = [
        Tamper::List(|it| it[0].identity = None),
        Tamper::List(|it| it[0].identity = Some(unknown_identity())),
        Tamper::List(|it| it[0].identity.as_mut().unwrap().identity_data = Some(unreadable())),
        Tamper::List(|it| set(&mut it[0].resource_object, "name", Value::Unknown)),
        Tamper::List(|it| it[0].resource_object = Some(unreadable())),
        Tamper::List(|it| {
            it[0].diagnostic.push(Diagnostic {
                severity: 1,
                summary: "It broke".into(),
                ..Diagnostic::default()
            });
        }),
    ];
    let summaries = [
        "missing identity data in ListResource event for sample_badge",
        "Provider produced invalid identity",
        "Provider produced an identity that doesn't match the schema",
        "Provider produced invalid object",
        "Provider produced invalid object",
        "It broke",
    ];
    for (tamper, summary) in tampers.into_iter().zip(summaries) {
        let terraform = bad_sample(tamper).await;
        with_badge(&terraform).await;
        let listed = terraform.list("sample_badge", json!({}), 10, true).await;
        assert_eq!(listed.unwrap_err().summary(), summary);
    }
    // An event may hold nothing but a warning.
    let terraform = bad_sample(Tamper::List(|it| {
        it[0].identity = None;
        it[0].diagnostic.push(Diagnostic {
            severity: 2,
            summary: "More than these".into(),
            ..Diagnostic::default()
        });
    }))
    .await;
    with_badge(&terraform).await;
    let listed = terraform.list("sample_badge", json!({}), 10, true).await;
    let (listed, warnings) = listed.unwrap();
    assert_eq!((listed.len(), warnings.iter().count()), (0, 1));
}

#[tokio::test]
async fn an_action_says_exactly_once_that_it_completed() {
    let tampers = [
        Tamper::Invoke(|it| drop(it.pop())),
        Tamper::Invoke(|it| it.push(it[1].clone())),
        Tamper::Invoke(|it| it.insert(0, Event { r#type: None })),
    ];
    for tamper in tampers {
        let terraform = bad_sample(tamper).await;
        let failure = terraform.invoke("sample_ring", json!({"times": 1})).await;
        let summary = "Provider returned invalid response";
        assert_eq!(failure.unwrap_err().summary(), summary);
    }
    let terraform = bad_sample(Tamper::Invoke(|it| {
        if let Some(event::Type::Completed(end)) = &mut it[1].r#type {
            end.diagnostics.push(Diagnostic {
                severity: 1,
                summary: "It broke".into(),
                ..Diagnostic::default()
            });
        }
    }))
    .await;
    let failure = terraform.invoke("sample_ring", json!({"times": 1})).await;
    assert_eq!(failure.unwrap_err().summary(), "It broke");
}

#[tokio::test]
async fn a_function_blames_only_what_it_was_called_with() {
    for tamper in [
        Tamper::Function(|it| {
            it.error = Some(FunctionError {
                text: "No".into(),
                function_argument: Some(-1),
            });
        }),
        Tamper::Function(|it| {
            it.error = Some(FunctionError {
                text: "No".into(),
                function_argument: Some(1),
            });
        }),
    ] {
        let failure = bad_sample(tamper)
            .await
            .call("greet", &[json!("Ada")])
            .await;
        let failure = failure.unwrap_err();
        assert!(
            failure.detail().contains("that it was not called with"),
            "{failure}"
        );
    }
    let terraform = bad_sample(Tamper::Function(|it| it.result = Some(unreadable()))).await;
    let failure = terraform.call("greet", &[json!("Ada")]).await.unwrap_err();
    assert!(failure.detail().contains("another type"), "{failure}");
}

#[tokio::test]
async fn what_is_opened_is_known_and_can_be_closed() {
    let summary = "Provider produced invalid ephemeral resource instance";
    for (tamper, summary) in [
        (Tamper::Open(|it| it.result = None), summary),
        (Tamper::Open(|it| it.result = Some(unreadable())), summary),
        (
            Tamper::Open(|it| it.deferred = Some(Deferred { reason: 9 })),
            "Provider deferred changes when Terraform did not allow deferrals",
        ),
    ] {
        let terraform = bad_sample(tamper).await;
        let failure = terraform.open("sample_pass", json!({"name": "Ada"})).await;
        assert_eq!(failure.unwrap_err().summary(), summary);
    }
    let terraform = bad_sample(Tamper::Renew(|it| it.private = None)).await;
    let opened = terraform.open("sample_pass", json!({"name": "Ada"})).await;
    let failure = opened.unwrap().renew().await.unwrap_err();
    assert_eq!(failure.summary(), "Provider lost an open object");
}

#[tokio::test]
async fn what_is_not_renewed_is_closed_all_the_same() {
    let (terraform, _) = sample::terraform().await;
    let opened = terraform.open("sample_pass", json!({"name": "over"})).await;
    let mut opened = opened.unwrap();
    let failure = opened.renew().await.unwrap_err();
    assert_eq!(failure.to_string(), "Error: Too late\n\nThe day is over.");
    opened.close_renewed().await.unwrap();
}

fn old_badge() -> MoveFrom {
    MoveFrom {
        provider: "registry.terraform.io/testing/sample".into(),
        type_name: "old_badge".into(),
        version: 0,
        state: json!({"name": "Ada", "id": "1"}),
        private: Vec::new(),
        identity: None,
    }
}

#[tokio::test]
async fn what_moves_is_a_known_object() {
    let (terraform, sample) = sample::terraform().await;
    let badge = terraform.resource("sample_badge");
    badge.apply(json!({"name": "Ada"})).await.unwrap();
    badge.forget();
    assert!(badge.take_over(old_badge()).await.unwrap().is_empty());
    assert_eq!(badge.identity(), json!({"id": "1"}));
    let after = badge.apply(json!({"name": "Ada"})).await.unwrap();
    assert_eq!(after.action, Action::NoOp);
    assert_eq!(sample.badges(|badges| badges.len()), 1);

    let summary = "Provider returned invalid value";
    for (tamper, summary) in [
        (Tamper::Move(|it| it.target_state = None), summary),
        (
            Tamper::Move(|it| it.target_state = Some(unreadable())),
            summary,
        ),
        (
            Tamper::Move(|it| set(&mut it.target_state, "id", Value::Unknown)),
            summary,
        ),
        (
            Tamper::Move(|it| set(&mut it.target_state, "code", "1234".into())),
            summary,
        ),
        (
            Tamper::Move(|it| it.target_identity = Some(unknown_identity())),
            "Provider produced invalid identity",
        ),
        (
            Tamper::Schema(|it| {
                it.server_capabilities.as_mut().unwrap().move_resource_state = false;
            }),
            "Unsupported `moved` across resource types",
        ),
    ] {
        let badge = bad_sample(tamper).await.resource("sample_badge");
        let failure = badge.take_over(old_badge()).await.unwrap_err();
        assert_eq!(failure.summary(), summary);
        assert!(!badge.exists());
    }
}

#[tokio::test]
async fn a_generated_configuration_is_known_and_may_be_written() {
    for (tamper, summary) in [
        (
            Tamper::Generate(|it| it.config = Some(unreadable())),
            "Unreadable generated configuration",
        ),
        (
            Tamper::Generate(|it| set(&mut it.config, "name", Value::Unknown)),
            "Unknown value in generated configuration",
        ),
        (
            Tamper::Generate(|it| set(&mut it.config, "id", "1".into())),
            "Value for unconfigurable attribute",
        ),
        (
            Tamper::Generate(|it| set(&mut it.config, "name", Value::Null)),
            "Missing required argument",
        ),
    ] {
        let terraform = bad_sample(tamper).await;
        with_badge(&terraform).await;
        let badge = terraform.resource("sample_badge");
        assert_eq!(badge.generated().await.unwrap_err().summary(), summary);
    }
}

#[tokio::test]
async fn an_upgraded_identity_is_known_or_null() {
    for (tamper, summary) in [
        (
            Tamper::UpgradeIdentity(|it| it.upgraded_identity = None),
            "Provider returned no identity after upgrade",
        ),
        (
            Tamper::UpgradeIdentity(|it| it.upgraded_identity = Some(unknown_identity())),
            "Provider produced invalid identity",
        ),
    ] {
        let badge = bad_sample(tamper).await.resource("sample_badge");
        let failure = badge.upgrade_identity(0, &json!({"id": "1"})).await;
        let failure = failure.unwrap_err();
        assert_eq!(failure.summary(), summary);
    }
    let (terraform, _) = sample::terraform().await;
    let badge = terraform.resource("sample_badge");
    for nothing in [json!(null), json!({}), json!({"id": null})] {
        let upgraded = badge.upgrade_identity(0, &nothing).await.unwrap();
        assert_eq!(upgraded, json!(null));
    }
}
