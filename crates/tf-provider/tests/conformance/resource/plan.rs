//! Plans: what stays unknown, and what a resource may say.

use serde_json::{Value as Text, json};
use tf_provider::{
    model::Model,
    protocol::generated::tfplugin5::{attribute_path::step::Selector, provider_server::Provider},
};
use tonic::Request;

use super::{
    lab::{Lab, Stored, errors, show, small},
    toy::Shelf,
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(77, only_a_change_of_what_cannot_change_takes_a_new_object),
    item!(77, a_resource_decides_which_change_takes_a_new_object),
    item!(
        77,
        a_replacement_for_an_attribute_that_is_not_there_is_our_error
    ),
    item!(78, a_plan_against_the_configuration_is_our_error),
    item!(
        78,
        a_resource_may_keep_the_old_value_of_a_configured_attribute
    ),
    item!(81, the_same_request_makes_the_same_plan),
    item!(
        81,
        what_was_known_in_a_plan_is_the_same_when_the_rest_is_known
    ),
    item!(82, what_is_configured_unknown_is_planned_unknown),
    item!(83, a_destruction_plans_nothing),
    item!(91, elements_of_a_set_have_no_order),
    item!(93, a_configuration_as_the_state_has_it_changes_nothing),
];

async fn replaced(lab: &Lab, stored: &Stored, config: &Text) -> Vec<String> {
    let planned = lab.plan(stored, config).await;
    assert_eq!(errors(&planned.diagnostics), [""; 0]);
    let name = |it: &Option<Selector>| match it {
        Some(Selector::AttributeName(name)) => name.clone(),
        other => panic!("{other:?} is no attribute"),
    };
    let paths = planned.requires_replace.iter();
    paths.map(|it| name(&it.steps[0].selector)).collect()
}

async fn only_a_change_of_what_cannot_change_takes_a_new_object() {
    let lab = Lab::start().await;
    let moved = json!({ "room": "cellar", "name": "red" });
    assert_eq!(replaced(&lab, &Stored::default(), &moved).await, [""; 0]);
    let stored = lab.create(&small()).await;
    assert_eq!(replaced(&lab, &stored, &moved).await, ["room"]);
    assert_eq!(replaced(&lab, &stored, &small()).await, [""; 0]);
    assert_eq!(replaced(&lab, &stored, &json!(null)).await, [""; 0]);
}

async fn a_resource_decides_which_change_takes_a_new_object() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let sized = |size: i64| json!({ "room": "attic", "name": "red", "size": size });
    assert_eq!(replaced(&lab, &stored, &sized(2)).await, ["size"]);
    assert_eq!(replaced(&lab, &stored, &sized(4)).await, [""; 0]);
}

async fn a_replacement_for_an_attribute_that_is_not_there_is_our_error() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let planned = lab
        .plan(&stored, &json!({ "room": "attic", "name": "typo" }))
        .await;
    assert_eq!(
        errors(&planned.diagnostics),
        ["Inconsistent plan made by the provider"]
    );
    assert!(planned.diagnostics[0].detail.contains("sise"));
}

async fn a_plan_against_the_configuration_is_our_error() {
    for (name, attribute) in [("lie", "name"), ("note", "note"), ("maybe", "size")] {
        let lab = Lab::start().await;
        let config = json!({ "room": "attic", "name": name, "size": 4 });
        let planned = lab.plan(&Stored::default(), &config).await;
        assert_eq!(
            errors(&planned.diagnostics),
            ["Inconsistent plan made by the provider"]
        );
        let path = planned.diagnostics[0].attribute.as_ref().unwrap();
        let selector = Some(Selector::AttributeName(attribute.to_owned()));
        assert_eq!(path.steps[0].selector, selector);
    }
}

async fn a_resource_may_keep_the_old_value_of_a_configured_attribute() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let config = json!({ "room": "attic", "name": "keep" });
    let planned = lab.plan(&stored, &config).await;
    assert_eq!(errors(&planned.diagnostics), [""; 0]);
    assert_eq!(show(planned.planned_state.as_ref())["name"], "red");
}

async fn the_same_request_makes_the_same_plan() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let config = json!({ "room": "cellar", "name": "green", "tags": ["b", "a"], "size": 1 });
    for stored in [Stored::default(), stored] {
        let one = lab.plan(&stored, &config).await;
        assert_eq!(one, lab.plan(&stored, &config).await);
    }
}

async fn what_is_configured_unknown_is_planned_unknown() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let configurable = Shelf::attributes()
        .iter()
        .filter(|it| it.mode.is_configurable());
    for attribute in configurable.filter(|it| !it.write_only) {
        let mut config = small();
        config[&attribute.name] = json!("?");
        for stored in [&Stored::default(), &stored] {
            let planned = lab.plan(stored, &config).await;
            assert_eq!(errors(&planned.diagnostics), [""; 0], "{}", attribute.name);
            assert_eq!(show(planned.planned_state.as_ref())[&attribute.name], "?");
        }
    }
}

async fn what_was_known_in_a_plan_is_the_same_when_the_rest_is_known() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    for (name, known) in [
        ("name", json!("green")),
        ("size", json!(9)),
        ("color", json!("blue")),
    ] {
        let (mut vague, mut exact) = (small(), small());
        (vague[name], exact[name]) = (json!("?"), known);
        for stored in [&Stored::default(), &stored] {
            let vague = show(lab.plan(stored, &vague).await.planned_state.as_ref());
            let exact = show(lab.plan(stored, &exact).await.planned_state.as_ref());
            for (attribute, value) in vague.as_object().unwrap() {
                assert!(
                    value == "?" || *value == exact[attribute],
                    "{name}: {attribute}"
                );
            }
        }
    }
}

async fn elements_of_a_set_have_no_order() {
    let lab = Lab::start().await;
    let tagged = |tags: &[&str]| json!({ "room": "attic", "name": "red", "tags": tags });
    let stored = lab.create(&tagged(&["a", "b"])).await;
    lab.assert_settled(&stored, &tagged(&["b", "a"])).await;
}

async fn a_configuration_as_the_state_has_it_changes_nothing() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let mut config = small();
    (config["size"], config["color"]) = (json!(3), json!("white"));
    lab.assert_settled(&stored, &config).await;
}

async fn a_destruction_plans_nothing() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let request = lab.plan_request(&stored, &json!(null));
    let planned = lab.server.plan_resource_change(Request::new(request)).await;
    let planned = planned.unwrap().into_inner();
    assert!(show(planned.planned_state.as_ref()).is_null());
    assert_eq!(planned.planned_private, stored.private);
    assert_eq!(planned.planned_identity, stored.identity);
    assert!(!planned.legacy_type_system);
}
