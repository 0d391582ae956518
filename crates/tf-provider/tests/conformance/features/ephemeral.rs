//! Ephemeral resources.

use std::time::{Duration, SystemTime};

use tf_provider::{
    protocol::generated::tfplugin5::{
        close_ephemeral_resource as close, open_ephemeral_resource as open,
        provider_server::Provider as _, renew_ephemeral_resource as renew,
        validate_ephemeral_resource_config as validate,
    },
    value::Value,
};
use tonic::Request;

use super::{
    toys::Ticket,
    zoo::{closed_zoo, nothing, object_of, only_error, open_zoo, told, wire_of},
};
use crate::{
    frame::{Item, item},
    terraform::{Workspace, requires},
};

pub(crate) const ITEMS: &[Item] = &[
    item!(103, a_result_holds_the_configuration_to_the_letter),
    item!(103, what_open_keeps_is_all_that_renew_and_close_need),
    item!(103, what_a_renewal_keeps_is_enough_to_close_too),
    item!(103, a_renewal_that_fails_keeps_what_it_takes_to_close),
    item!(103, a_lease_that_is_over_is_renewed_in_the_future),
    item!(103, an_open_that_fails_says_why),
    item!(103, what_is_opened_for_nobody_is_closed, paused),
    item!(
        103,
        private_bytes_of_somebody_else_are_refused_without_a_quote
    ),
    item!(103, a_configuration_is_checked_also_where_parts_are_unknown),
    item!(103, nothing_is_opened_before_the_provider_is_configured),
    item!(103, an_unknown_type_is_an_error_in_every_call),
    item!(
        103,
        terraform_hands_an_ephemeral_value_to_a_write_only_argument_and_keeps_it_nowhere
    ),
];

fn open_request(set: impl IntoIterator<Item = (&'static str, Value)>) -> Request<open::Request> {
    Request::new(open::Request {
        type_name: "zoo_ticket".to_owned(),
        config: Some(wire_of::<Ticket>(set)),
        ..open::Request::default()
    })
}

fn renew_request(private: Option<Vec<u8>>) -> Request<renew::Request> {
    let type_name = "zoo_ticket".to_owned();
    Request::new(renew::Request { type_name, private })
}

fn close_request(private: Option<Vec<u8>>) -> Request<close::Request> {
    let type_name = "zoo_ticket".to_owned();
    Request::new(close::Request { type_name, private })
}

async fn a_result_holds_the_configuration_to_the_letter() {
    let (zoo, _heard) = open_zoo().await;
    let opened = zoo.open_ephemeral_resource(open_request([("visitor", "bo".into())]));
    let opened = opened.await.unwrap().into_inner();
    assert_eq!(opened.diagnostics, []);
    let ticket = object_of::<Ticket>(opened.result.as_ref());
    assert_eq!(ticket["visitor"], "bo".into());
    assert_eq!(ticket["color"], "red".into());
    assert_eq!(ticket["note"], Value::Null);
    assert_eq!(ticket["code"], "bo-1".into());
}

async fn what_open_keeps_is_all_that_renew_and_close_need() {
    let (zoo, mut heard) = open_zoo().await;
    let before = SystemTime::now();
    let opened = zoo.open_ephemeral_resource(open_request([("visitor", "bo".into())]));
    let opened = opened.await.unwrap().into_inner();
    let renew_at = SystemTime::try_from(opened.renew_at.unwrap()).unwrap();
    assert!(renew_at >= before + Duration::from_secs(60));

    // In another process, as Terraform may have it.
    let (zoo, mut elsewhere) = open_zoo().await;
    let renewed = zoo.renew_ephemeral_resource(renew_request(opened.private.clone()));
    let renewed = renewed.await.unwrap().into_inner();
    assert_eq!(renewed.diagnostics, []);
    assert!(renewed.renew_at.is_some());
    let renewed = zoo.renew_ephemeral_resource(renew_request(renewed.private));
    assert_eq!(renewed.await.unwrap().into_inner().renew_at, None);

    for _ in 0..2 {
        let closed = zoo.close_ephemeral_resource(close_request(opened.private.clone()));
        assert_eq!(closed.await.unwrap().into_inner().diagnostics, []);
        assert_eq!(elsewhere.recv().await.unwrap(), "closed bo-1");
    }
    assert!(heard.try_recv().is_err());
}

async fn what_a_renewal_keeps_is_enough_to_close_too() {
    let (zoo, mut heard) = open_zoo().await;
    let opened = zoo.open_ephemeral_resource(open_request([("visitor", "bo".into())]));
    let opened = opened.await.unwrap().into_inner();
    let renewed = zoo.renew_ephemeral_resource(renew_request(opened.private));
    let renewed = renewed.await.unwrap().into_inner();
    // As OpenTofu does it.
    let closed = zoo.close_ephemeral_resource(close_request(renewed.private));
    assert_eq!(closed.await.unwrap().into_inner().diagnostics, []);
    assert_eq!(heard.recv().await.unwrap(), "closed bo-1");
}

async fn a_renewal_that_fails_keeps_what_it_takes_to_close() {
    for visitor in ["gone", "ghost"] {
        let (zoo, mut heard) = open_zoo().await;
        let opened = zoo.open_ephemeral_resource(open_request([("visitor", visitor.into())]));
        let opened = opened.await.unwrap().into_inner();
        let renewed = zoo.renew_ephemeral_resource(renew_request(opened.private.clone()));
        let renewed = renewed.await.unwrap().into_inner();
        only_error(&renewed.diagnostics);
        assert_eq!(
            (&renewed.private, renewed.renew_at),
            (&opened.private, None)
        );
        let closed = zoo.close_ephemeral_resource(close_request(renewed.private));
        assert_eq!(closed.await.unwrap().into_inner().diagnostics, []);
        assert_eq!(heard.recv().await.unwrap(), format!("closed {visitor}-1"));
    }
}

async fn a_lease_that_is_over_is_renewed_in_the_future() {
    let (zoo, _heard) = open_zoo().await;
    let before = SystemTime::now();
    let opened = zoo.open_ephemeral_resource(open_request([("visitor", "fly".into())]));
    let renew_at = opened.await.unwrap().into_inner().renew_at.unwrap();
    assert!(SystemTime::try_from(renew_at).unwrap() >= before + Duration::from_secs(1));
}

async fn an_open_that_fails_says_why() {
    let (zoo, _heard) = open_zoo().await;
    for (visitor, text) in [("wolf", "It bites."), ("lion", "a lion")] {
        let opened = zoo.open_ephemeral_resource(open_request([("visitor", visitor.into())]));
        let opened = opened.await.unwrap().into_inner();
        assert!(only_error(&opened.diagnostics).detail.contains(text));
        assert_eq!(opened.result, None);
    }
}

async fn what_is_opened_for_nobody_is_closed() {
    let (zoo, mut heard) = open_zoo().await;
    let opening = tokio::spawn({
        let zoo = zoo.clone();
        let request = open_request([("visitor", "snail".into())]);
        async move { zoo.open_ephemeral_resource(request).await }
    });
    assert_eq!(heard.recv().await.unwrap(), "opening");
    opening.abort();
    assert_eq!(heard.recv().await.unwrap(), "closed snail-1");
}

async fn private_bytes_of_somebody_else_are_refused_without_a_quote() {
    let (zoo, _heard) = open_zoo().await;
    for private in [None, Some(b"\"hush\"".to_vec())] {
        let closed = zoo.close_ephemeral_resource(close_request(private.clone()));
        let closed = closed.await.unwrap().into_inner();
        assert!(!only_error(&closed.diagnostics).detail.contains("hush"));
        let renewed = zoo.renew_ephemeral_resource(renew_request(private));
        only_error(&renewed.await.unwrap().into_inner().diagnostics);
    }
}

async fn a_configuration_is_checked_also_where_parts_are_unknown() {
    let (zoo, _heard) = closed_zoo();
    let check = async |set: [(&'static str, Value); 2]| {
        let request = validate::Request {
            type_name: "zoo_ticket".to_owned(),
            config: Some(wire_of::<Ticket>(set)),
        };
        let answer = zoo.validate_ephemeral_resource_config(Request::new(request));
        answer.await.unwrap().into_inner().diagnostics
    };
    let unknown = check([("visitor", Value::Unknown), ("color", "red".into())]).await;
    assert_eq!(told(&unknown), []);
    let too_long = check([
        ("visitor", "x".repeat(21).into()),
        ("color", Value::Unknown),
    ])
    .await;
    assert!(only_error(&too_long).detail.contains("21 characters"));
    let wrong = check([("visitor", "red".into()), ("color", "red".into())]).await;
    assert_eq!(only_error(&wrong).summary, "No such visitor");
}

async fn nothing_is_opened_before_the_provider_is_configured() {
    let (zoo, _heard) = closed_zoo();
    let opened = zoo.open_ephemeral_resource(open_request([("visitor", "bo".into())]));
    let opened = opened.await.unwrap().into_inner();
    assert_eq!(
        only_error(&opened.diagnostics).summary,
        "The provider is not configured"
    );
}

async fn an_unknown_type_is_an_error_in_every_call() {
    let (zoo, _heard) = open_zoo().await;
    let validated = zoo.validate_ephemeral_resource_config(nothing());
    only_error(&validated.await.unwrap().into_inner().diagnostics);
    let opened = zoo.open_ephemeral_resource(nothing());
    only_error(&opened.await.unwrap().into_inner().diagnostics);
    let renewed = zoo.renew_ephemeral_resource(nothing());
    only_error(&renewed.await.unwrap().into_inner().diagnostics);
    let closed = zoo.close_ephemeral_resource(nothing());
    only_error(&closed.await.unwrap().into_inner().diagnostics);
}

async fn terraform_hands_an_ephemeral_value_to_a_write_only_argument_and_keeps_it_nowhere() {
    requires!(EphemeralResources, WriteOnlyArguments);
    let workspace = Workspace::new(
        "ephemeral \"toy_ticket\" \"it\" {\n  visitor = \"bo\"\n}\n\
         resource \"toy_chest\" \"it\" {\n  name   = \"oak\"\n  secret = ephemeral.toy_ticket.it.code\n}\n",
    );
    let planned = workspace.must(["plan", "-no-color", "-out=plan"]).await;
    assert!(
        planned.contains("toy_chest.it will be created"),
        "{planned}"
    );
    let shown = workspace.must(["show", "-json", "plan"]).await;
    assert!(shown.contains("\"toy_chest.it\""), "{shown}");
    workspace.must(["apply", "plan"]).await;
    workspace.must(["plan", "-detailed-exitcode"]).await;
    let state = std::fs::read_to_string(workspace.0.path().join("terraform.tfstate")).unwrap();
    assert!(state.contains("\"oak\""), "{state}");
    for text in [planned, shown, state] {
        assert!(!text.contains("bo-1"), "{text}");
    }
    workspace.must(["destroy", "-auto-approve"]).await;
}
