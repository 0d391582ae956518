//! New objects that nobody has agreed to: what is not known in a plan takes none, and an apply learns of none.

use serde_json::{Value as Text, json};
use tf_provider::protocol::generated::tfplugin5::{
    apply_resource_change as apply, diagnostic::Severity, plan_resource_change as plan,
    provider_server::Provider,
};
use tonic::Request;

use super::lab::{Lab, SHELF, Stored, errors, shelf, show, small};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(77, what_is_not_known_yet_takes_no_new_object),
    item!(77, another_value_that_an_apply_learns_is_an_error),
    item!(77, a_plan_after_a_read_is_no_apply),
    item!(
        77,
        a_host_that_does_not_tell_a_plan_from_an_apply_gets_a_warning
    ),
    item!(77, an_update_of_what_takes_a_new_object_is_refused),
];

const NOT_PLANNED: &str = "Replacement that was not planned";

fn moved() -> Text {
    json!({ "room": "cellar", "name": "red" })
}

fn is_replaced(planned: &plan::Response) -> bool {
    !planned.requires_replace.is_empty()
}

async fn what_is_not_known_yet_takes_no_new_object() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    for attribute in ["room", "size"] {
        let mut config = small();
        config[attribute] = json!("?");
        let planned = lab.plan(&stored, &config).await;
        assert_eq!(errors(&planned.diagnostics), [""; 0]);
        assert!(!is_replaced(&planned), "{attribute}");
        let shown = show(planned.planned_state.as_ref());
        assert_eq!(shown[attribute], "?");
        assert_eq!(shown["id"], stored.state["id"], "{attribute}");
        assert_eq!(planned.planned_identity, stored.identity, "{attribute}");
    }
}

async fn another_value_that_an_apply_learns_is_an_error() {
    let mut lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.client.deferral_allowed = true;
    let smaller = json!({ "room": "attic", "name": "red", "size": 2 });
    for (config, says) in [
        (
            moved(),
            r#"`room` became known only during this apply: it is "cellar", and the object has "attic""#,
        ),
        (
            smaller,
            "`size` became known only during this apply: it is 2, and the object has 3",
        ),
    ] {
        let planned = lab.plan(&stored, &config).await;
        assert_eq!(errors(&planned.diagnostics), [NOT_PLANNED]);
        assert!(planned.diagnostics[0].detail.contains(says), "{planned:?}");
        assert!(!is_replaced(&planned));
    }
    lab.assert_settled(&stored, &small()).await;
    let renamed = json!({ "room": "attic", "name": "green" });
    let planned = lab.plan(&stored, &renamed).await;
    assert_eq!(planned.diagnostics, []);
}

async fn a_plan_after_a_read_is_no_apply() {
    let mut lab = Lab::start().await;
    lab.client.deferral_allowed = true;
    let stored = lab.create(&small()).await;
    let stored = lab.read(&stored).await;
    let planned = lab.plan(&stored, &moved()).await;
    assert_eq!(planned.diagnostics, []);
    assert!(is_replaced(&planned));
    // The apply comes after the plan, and reads nothing.
    let planned = lab.plan(&stored, &moved()).await;
    assert_eq!(errors(&planned.diagnostics), [NOT_PLANNED]);
}

async fn a_host_that_does_not_tell_a_plan_from_an_apply_gets_a_warning() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let plan = async |stored: &Stored| {
        let mut request = lab.plan_request(stored, &moved());
        request.client_capabilities = None;
        let planned = lab.server.plan_resource_change(Request::new(request)).await;
        planned.unwrap().into_inner()
    };
    let planned = plan(&stored).await;
    assert!(is_replaced(&planned));
    assert_eq!(planned.diagnostics[0].severity(), Severity::Warning);
    assert!(
        planned.diagnostics[0]
            .detail
            .contains("inconsistent final plan")
    );
    let stored = lab.read(&stored).await;
    assert_eq!(plan(&stored).await.diagnostics, []);
}

async fn an_update_of_what_takes_a_new_object_is_refused() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let calls = lab.toy.house().calls.len();
    let mut planned = stored.state.clone();
    planned["room"] = json!("cellar");
    let request = apply::Request {
        type_name: SHELF.to_owned(),
        prior_state: Some(shelf(&stored.state)),
        planned_state: Some(shelf(&planned)),
        config: Some(shelf(&moved())),
        ..Default::default()
    };
    let answer = lab.server.apply_resource_change(Request::new(request));
    let answer = answer.await.unwrap().into_inner();
    assert_eq!(errors(&answer.diagnostics), [NOT_PLANNED]);
    assert_eq!(show(answer.new_state.as_ref()), stored.state);
    assert_eq!(lab.toy.house().calls.len(), calls);
}
