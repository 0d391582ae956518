//! The identity of an object, from its plan to its end.

use serde_json::json;
use tf_provider::protocol::generated::tfplugin5::{
    get_resource_identity_schemas as schemas, provider_server::Provider,
    upgrade_resource_identity as upgrade,
};
use tonic::Request;

use super::lab::{Lab, SHELF, Stored, errors, identity, raw, show_identity, small};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(100, only_resources_with_an_identity_have_a_schema_of_it),
    item!(
        100,
        an_identity_is_complete_once_the_object_exists_and_stays_the_same
    ),
    item!(100, a_plan_says_an_identity_only_if_it_is_wholly_known),
    item!(
        100,
        the_plan_of_a_new_object_forgets_the_identity_of_the_old_one
    ),
    item!(
        100,
        an_identity_that_changes_is_an_error_that_keeps_the_state
    ),
    item!(
        100,
        an_update_that_ends_with_another_object_is_told_and_its_state_kept
    ),
    item!(
        100,
        a_state_from_before_identities_gets_one_with_the_next_read
    ),
    item!(
        100,
        a_terraform_that_keeps_no_identities_sees_the_change_as_drift
    ),
    item!(
        100,
        a_stored_identity_that_holds_nothing_is_null_without_an_error
    ),
    item!(100, a_stored_identity_is_read_leniently),
    item!(100, an_identity_that_cannot_be_read_is_an_error),
];

async fn only_resources_with_an_identity_have_a_schema_of_it() {
    let lab = Lab::unconfigured();
    let answer = lab
        .server
        .get_resource_identity_schemas(Request::new(schemas::Request {}));
    let answer = answer.await.unwrap().into_inner();
    assert_eq!(answer.identity_schemas.keys().collect::<Vec<_>>(), [SHELF]);
    let schema = &answer.identity_schemas[SHELF];
    assert_eq!(schema.version, 0);
    let attributes: Vec<_> = schema.identity_attributes.iter().collect();
    assert_eq!(
        attributes
            .iter()
            .map(|it| it.name.as_str())
            .collect::<Vec<_>>(),
        ["room", "id"]
    );
    for attribute in attributes {
        assert!(attribute.required_for_import && !attribute.optional_for_import);
        assert_eq!(attribute.r#type, br#""string""#);
        assert!(!attribute.description.is_empty());
    }
}

async fn an_identity_is_complete_once_the_object_exists_and_stays_the_same() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let who = json!({ "room": "attic", "id": "s-1" });
    assert_eq!(show_identity(stored.identity.as_ref()), who);
    let stored = lab.read(&stored).await;
    assert_eq!(show_identity(stored.identity.as_ref()), who);
    let stored = lab
        .apply(&stored, &json!({ "room": "attic", "name": "green" }))
        .await;
    assert_eq!(show_identity(stored.identity.as_ref()), who);
    let gone = lab.apply(&stored, &json!(null)).await;
    assert_eq!(gone.identity, None);
}

async fn a_plan_says_an_identity_only_if_it_is_wholly_known() {
    let lab = Lab::start().await;
    let planned = lab.plan(&Stored::default(), &small()).await;
    assert_eq!(errors(&planned.diagnostics), [""; 0]);
    assert_eq!(planned.planned_identity, None);

    let stored = lab.create(&small()).await;
    let planned = lab
        .plan(&stored, &json!({ "room": "attic", "name": "green" }))
        .await;
    assert_eq!(planned.planned_identity, stored.identity);
    let planned = lab
        .plan(&stored, &json!({ "room": "cellar", "name": "red" }))
        .await;
    assert_eq!(errors(&planned.diagnostics), [""; 0]);
    assert_eq!(planned.planned_identity, None, "this plan is of no object");
}

async fn the_plan_of_a_new_object_forgets_the_identity_of_the_old_one() {
    let lab = Lab::start().await;
    let tainted = Stored {
        identity: lab.create(&small()).await.identity,
        ..Stored::default()
    };
    let planned = lab
        .plan(&tainted, &json!({ "room": "cellar", "name": "red" }))
        .await;
    assert_eq!(errors(&planned.diagnostics), [""; 0]);
    assert_eq!(planned.planned_identity, None);
}

async fn an_identity_that_changes_is_an_error_that_keeps_the_state() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    for shelf in lab.toy.house().shelves.values_mut() {
        shelf.room = "cellar".to_owned();
    }
    let (kept, actual) = lab.try_read(&stored).await;
    assert_eq!(
        (kept, actual),
        (
            stored.clone(),
            vec!["Unexpected Identity Change".to_owned()]
        )
    );

    let other = Stored {
        identity: identity(&json!({ "room": "cellar", "id": "s-1" })),
        ..stored
    };
    let planned = lab
        .plan(&other, &json!({ "room": "attic", "name": "green" }))
        .await;
    assert_eq!(errors(&planned.diagnostics), ["Unexpected Identity Change"]);
}

async fn an_update_that_ends_with_another_object_is_told_and_its_state_kept() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().fault = Some("swap");
    // The plan leaves the identifier to the service.
    let config = json!({ "room": "attic", "name": "swap" });
    let (changed, errors) = lab.try_apply(&stored, &config).await;
    assert_eq!(errors, ["Unexpected Identity Change"]);
    assert_eq!(
        (&changed.state["name"], &changed.state["id"]),
        (&json!("swap"), &json!("s-9"))
    );
    let who = json!({ "room": "attic", "id": "s-9" });
    assert_eq!(show_identity(changed.identity.as_ref()), who);
}

async fn a_state_from_before_identities_gets_one_with_the_next_read() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let old = Stored {
        identity: None,
        ..stored.clone()
    };
    let planned = lab.plan(&old, &small()).await;
    assert_eq!(planned.planned_identity, stored.identity);
    let moved = json!({ "room": "cellar", "name": "red" });
    let planned = lab.plan(&old, &moved).await;
    assert_eq!(planned.planned_identity, None);
    assert_eq!(lab.read(&old).await.identity, stored.identity);
}

async fn a_terraform_that_keeps_no_identities_sees_the_change_as_drift() {
    let lab = Lab::start().await;
    let stored = Stored {
        identity: None,
        ..lab.create(&small()).await
    };
    for shelf in lab.toy.house().shelves.values_mut() {
        shelf.room = "cellar".to_owned();
    }
    assert_eq!(lab.read(&stored).await.state["room"], "cellar");
}

async fn upgraded(version: i64, json: &str, type_name: &str) -> upgrade::Response {
    let lab = Lab::unconfigured();
    let request = upgrade::Request {
        type_name: type_name.to_owned(),
        version,
        raw_identity: raw(json),
    };
    let answer = lab
        .server
        .upgrade_resource_identity(Request::new(request))
        .await;
    answer.unwrap().into_inner()
}

async fn a_stored_identity_that_holds_nothing_is_null_without_an_error() {
    for json in ["", "null", "{}", r#"{"room":"attic"}"#] {
        let answer = upgraded(0, json, SHELF).await;
        assert_eq!(errors(&answer.diagnostics), [""; 0], "{json:?}");
        // OpenTofu refuses an answer without any.
        let upgraded = answer.upgraded_identity.unwrap().identity_data.unwrap();
        assert_eq!(upgraded.msgpack, [0xc0], "{json:?}");
    }
}

async fn a_stored_identity_is_read_leniently() {
    let answer = upgraded(0, r#"{"room":"attic","id":"s-1","gone":[1]}"#, SHELF).await;
    let who = json!({ "room": "attic", "id": "s-1" });
    assert_eq!(show_identity(answer.upgraded_identity.as_ref()), who);
}

async fn an_identity_that_cannot_be_read_is_an_error() {
    for (version, json, type_name) in [
        (1, "{}", SHELF),
        (0, "{", SHELF),
        (0, "[]", SHELF),
        (0, r#"{"room":{}}"#, SHELF),
        (0, "{}", "toy_peg"),
        (0, "{}", "toy_nail"),
    ] {
        let answer = upgraded(version, json, type_name).await;
        assert_eq!(
            errors(&answer.diagnostics).len(),
            1,
            "{version} {json} {type_name}"
        );
        assert_eq!(answer.upgraded_identity, None);
    }
}
