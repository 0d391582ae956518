//! Answers that say "not yet".

use serde_json::json;
use tf_provider::{
    model::Field,
    protocol::generated::tfplugin5::{
        Deferred, deferred::Reason, import_resource_state as import, provider_server::Provider,
        read_data_source as data,
    },
};
use tonic::Request;

use super::{
    lab::{Lab, SHELF, Stored, errors, identity, known, show, show_as, small, wire},
    toy::PegFound,
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(71, a_plan_waits_for_the_provider_to_be_configured),
    item!(71, a_read_waits_for_the_provider_to_be_configured),
    item!(71, an_import_waits_for_the_provider_to_be_configured),
    item!(71, a_data_source_waits_for_the_provider_to_be_configured),
    item!(71, nothing_waits_where_terraform_does_not_allow_it),
    item!(71, nothing_waits_only_because_it_may),
    item!(71, a_resource_waits_for_what_it_needs_or_says_why_it_cannot),
];

const UNKNOWN: Deferred = Deferred {
    reason: Reason::ProviderConfigUnknown as i32,
};

/// A provider whose address is not known yet, asked by a client that accepts "not yet" or not.
async fn vague(deferral_allowed: bool) -> Lab {
    let mut lab = Lab::start().await;
    lab.client.deferral_allowed = deferral_allowed;
    lab.configure(&json!({ "address": "?" })).await;
    lab
}

async fn a_plan_waits_for_the_provider_to_be_configured() {
    let lab = vague(true).await;
    let config = json!({ "room": "attic", "name": "red", "key": "sesame" });
    let stored = Stored {
        private: b"kept as it is".to_vec(),
        identity: identity(&json!({ "room": "attic", "id": "s-1" })),
        state: json!({ "room": "attic", "name": "blue", "id": "s-1" }),
    };
    let planned = lab.plan(&stored, &config).await;
    assert_eq!(planned.deferred, Some(UNKNOWN));
    let proposed = json!({ "room": "attic", "name": "red", "id": "s-1" });
    assert_eq!(show(planned.planned_state.as_ref()), proposed);
    assert_eq!(planned.planned_private, stored.private);
    assert_eq!(planned.planned_identity, stored.identity);
    assert_eq!(planned.diagnostics, []);
}

async fn a_read_waits_for_the_provider_to_be_configured() {
    let lab = vague(true).await;
    let stored = Stored {
        private: br#"{"etag":"a"}"#.to_vec(),
        identity: identity(&json!({ "room": "attic", "id": "s-1" })),
        state: json!({ "room": "attic", "name": "blue", "id": "s-1" }),
    };
    let answer = lab.read_answer(&stored).await;
    assert_eq!(answer.deferred, Some(UNKNOWN));
    assert_eq!(known(answer.new_state.as_ref()), stored.state);
    assert_eq!(
        (answer.private, answer.new_identity),
        (stored.private, stored.identity)
    );
    assert_eq!(lab.toy.house().calls, [""; 0]);
}

async fn import(lab: &Lab) -> import::Response {
    let request = import::Request {
        type_name: SHELF.to_owned(),
        id: "attic/s-1".to_owned(),
        client_capabilities: Some(lab.client),
        identity: None,
    };
    let answer = lab
        .server
        .import_resource_state(Request::new(request))
        .await;
    answer.unwrap().into_inner()
}

async fn look_up(lab: &Lab) -> data::Response {
    let request = data::Request {
        type_name: "toy_peg".to_owned(),
        config: Some(wire(&PegFound::ty(), &json!({ "room": "attic" }))),
        provider_meta: None,
        client_capabilities: Some(lab.client),
    };
    let answer = lab.server.read_data_source(Request::new(request)).await;
    answer.unwrap().into_inner()
}

async fn an_import_waits_for_the_provider_to_be_configured() {
    let answer = import(&vague(true).await).await;
    assert_eq!(
        (answer.deferred, answer.diagnostics),
        (Some(UNKNOWN), vec![])
    );
    assert_eq!(answer.imported_resources[0].type_name, SHELF);
    assert_eq!(
        known(answer.imported_resources[0].state.as_ref()),
        json!({})
    );
}

async fn a_data_source_waits_for_the_provider_to_be_configured() {
    let answer = look_up(&vague(true).await).await;
    assert_eq!(answer.deferred, Some(UNKNOWN));
    let expected = json!({ "room": "attic", "total": "?" });
    assert_eq!(show_as(&PegFound::ty(), answer.state.as_ref()), expected);
}

async fn nothing_waits_where_terraform_does_not_allow_it() {
    let lab = vague(false).await;
    let stored = lab.create(&small()).await;
    assert_eq!(lab.read_answer(&stored).await.deferred, None);
    assert_eq!(lab.plan(&stored, &small()).await.deferred, None);
    assert_eq!(import(&lab).await.deferred, None);
    assert_eq!(look_up(&lab).await.deferred, None);
}

async fn nothing_waits_only_because_it_may() {
    let lab = vague(true).await;
    lab.configure(&json!({ "address": "known" })).await;
    let stored = lab.create(&small()).await;
    assert_eq!(lab.read_answer(&stored).await.deferred, None);
    assert_eq!(lab.plan(&stored, &small()).await.deferred, None);
    assert_eq!(import(&lab).await.deferred, None);
    assert_eq!(look_up(&lab).await.deferred, None);
}

async fn a_resource_waits_for_what_it_needs_or_says_why_it_cannot() {
    let mut lab = Lab::start().await;
    let config = json!({ "room": "attic", "name": "not yet" });
    let refused = lab.plan(&Stored::default(), &config).await;
    assert_eq!(refused.deferred, None);
    assert_eq!(
        errors(&refused.diagnostics),
        ["Change cannot be planned yet"]
    );

    lab.client.deferral_allowed = true;
    let deferred = lab.plan(&Stored::default(), &config).await;
    assert_eq!(deferred.diagnostics, []);
    assert_eq!(
        deferred.deferred.unwrap().reason,
        Reason::AbsentPrereq as i32
    );
}
