//! Requests that make no sense, and resources without an identity.

use serde_json::json;
use tf_provider::{
    model::Field,
    protocol::generated::tfplugin5::{
        DynamicValue, ResourceIdentityData, apply_resource_change as apply,
        generate_resource_config as generate, import_resource_state as import,
        move_resource_state as moving, plan_resource_change as plan, provider_server::Provider,
        read_resource as read, upgrade_resource_identity as identity,
        upgrade_resource_state as upgrade,
    },
};
use tonic::Request;

use super::{
    lab::{Lab, SHELF, Stored, errors, small, wire},
    toy::Peg,
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(62, requests_of_an_unknown_type_or_of_nothing_are_refused),
    item!(67, a_change_that_cannot_be_read_loses_nothing),
    item!(
        70,
        a_provider_that_is_not_configured_says_so_and_loses_nothing
    ),
    item!(100, a_resource_without_an_identity_is_never_sent_one),
];

macro_rules! answer {
    ($lab:expr, $method:ident, $request:expr) => {
        $lab.server
            .$method(Request::new($request))
            .await
            .unwrap()
            .into_inner()
    };
}

/// Asserts that requests of nothing but this type name are answered with one error, whatever they ask for.
async fn assert_all_refused(lab: &Lab, name: &str) {
    let type_name = || name.to_owned();
    let request = plan::Request {
        type_name: type_name(),
        ..Default::default()
    };
    assert_eq!(
        errors(&answer!(lab, plan_resource_change, request).diagnostics).len(),
        1
    );
    let request = apply::Request {
        type_name: type_name(),
        ..Default::default()
    };
    assert_eq!(
        errors(&answer!(lab, apply_resource_change, request).diagnostics).len(),
        1
    );
    let request = read::Request {
        type_name: type_name(),
        ..Default::default()
    };
    assert_eq!(
        errors(&answer!(lab, read_resource, request).diagnostics).len(),
        1
    );
    let request = import::Request {
        type_name: type_name(),
        ..Default::default()
    };
    assert_eq!(
        errors(&answer!(lab, import_resource_state, request).diagnostics).len(),
        1
    );
    let request = moving::Request {
        target_type_name: type_name(),
        ..Default::default()
    };
    assert_eq!(
        errors(&answer!(lab, move_resource_state, request).diagnostics).len(),
        1
    );
    let request = upgrade::Request {
        type_name: type_name(),
        ..Default::default()
    };
    assert_eq!(
        errors(&answer!(lab, upgrade_resource_state, request).diagnostics).len(),
        1
    );
}

async fn requests_of_an_unknown_type_or_of_nothing_are_refused() {
    let lab = Lab::start().await;
    for name in ["", "toy_nail", SHELF] {
        assert_all_refused(&lab, name).await;
    }
    for name in ["", "toy_nail"] {
        let type_name = name.to_owned();
        let request = generate::Request {
            type_name: type_name.clone(),
            state: None,
        };
        assert_eq!(
            errors(&answer!(lab, generate_resource_config, request).diagnostics).len(),
            1
        );
        let request = identity::Request {
            type_name,
            ..Default::default()
        };
        assert_eq!(
            errors(&answer!(lab, upgrade_resource_identity, request).diagnostics).len(),
            1
        );
    }
}

async fn a_provider_that_is_not_configured_says_so_and_loses_nothing() {
    let stored = Lab::start().await.create(&small()).await;
    let lab = Lab::unconfigured();
    let (kept, errors) = lab.try_read(&stored).await;
    assert_eq!(
        (kept, errors),
        (stored, vec!["The provider is not configured".to_owned()])
    );
}

async fn a_change_that_cannot_be_read_loses_nothing() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let garbage = || {
        Some(DynamicValue {
            msgpack: vec![0xc1],
            json: vec![],
        })
    };
    let planned = lab.plan_request(&stored, &small());
    let request = apply::Request {
        type_name: SHELF.to_owned(),
        prior_state: planned.prior_state.clone(),
        planned_state: garbage(),
        config: planned.config,
        planned_private: stored.private.clone(),
        provider_meta: None,
        planned_identity: stored.identity.clone(),
    };
    let answer = answer!(lab, apply_resource_change, request);
    assert_eq!(errors(&answer.diagnostics), ["Unreadable planned state"]);
    assert_eq!(
        (answer.new_state, answer.private),
        (planned.prior_state, stored.private.clone())
    );
    assert_eq!(answer.new_identity, stored.identity);

    let odd = Stored {
        identity: Some(ResourceIdentityData {
            identity_data: garbage(),
        }),
        ..stored
    };
    let (kept, errors) = lab.try_read(&odd).await;
    assert_eq!(
        (kept, errors),
        (odd, vec!["Unreadable identity".to_owned()])
    );
}

async fn a_resource_without_an_identity_is_never_sent_one() {
    let lab = Lab::start().await;
    let peg = || Some(wire(&Peg::ty(), &json!({ "room": "attic" })));
    let stray = || {
        Some(ResourceIdentityData {
            identity_data: Some(DynamicValue::default()),
        })
    };
    let nothing = || Some(wire(&Peg::ty(), &json!(null)));
    let type_name = || "toy_peg".to_owned();

    let request = plan::Request {
        type_name: type_name(),
        prior_state: peg(),
        proposed_new_state: peg(),
        config: peg(),
        prior_identity: stray(),
        ..Default::default()
    };
    assert_eq!(
        answer!(lab, plan_resource_change, request).planned_identity,
        None
    );
    for prior_state in [nothing(), peg()] {
        let request = apply::Request {
            type_name: type_name(),
            prior_state,
            planned_state: peg(),
            config: peg(),
            planned_identity: stray(),
            ..Default::default()
        };
        assert_eq!(
            answer!(lab, apply_resource_change, request).new_identity,
            None
        );
    }
    for current_state in [peg(), None] {
        let request = read::Request {
            type_name: type_name(),
            current_state,
            current_identity: stray(),
            ..Default::default()
        };
        assert_eq!(answer!(lab, read_resource, request).new_identity, None);
    }
    let request = import::Request {
        type_name: type_name(),
        id: "attic".into(),
        ..Default::default()
    };
    let imported = answer!(lab, import_resource_state, request)
        .imported_resources
        .remove(0);
    assert_eq!((imported.identity, imported.private), (None, vec![]));
}
