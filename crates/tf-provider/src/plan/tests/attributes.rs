//! Plans of attributes as tables: before, configured, planned.

use serde_json::json;

use super::plan_of;
use crate::{
    model,
    model::{Computed, Model},
    path::Path,
    plan::{Proposal, mark, replacements},
    schema::{Block, test_support::value_of},
    value::Value,
};

model! {
    /// A thing with every kind of attribute.
    struct Thing <- ThingConfig {
        /// Always configured.
        name: String = required(),
        /// Configured where another thing is needed when it changes.
        place: Option<String> = optional().requires_replace(),
        /// With a default.
        size: i64 = optional().default(3),
        /// Decided by the service, once.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// Decided by the service, with every change.
        version: Computed<i64> = computed(),
        /// Decided by the service when it is somewhere else.
        view: Computed<String> = computed().unknown_when_changed(&["place"]),
        /// Decided by the service when the size changes.
        cost: Computed<i64> = computed().unknown_when_changed(&["size"]),
        /// Configured or decided by the service.
        color: Computed<String> = optional().or_computed().use_state_for_unknown(),
        /// Never stored.
        secret: Option<String> = optional().write_only(),
    }
}

fn block() -> Block {
    Thing::block().clone()
}

fn value(json: &serde_json::Value) -> Value {
    value_of(&block(), json)
}

fn planned(prior: &serde_json::Value, config: &serde_json::Value) -> Value {
    plan_of(&block(), &value(prior), &value(config))
}

fn state() -> serde_json::Value {
    json!({ "name": "red", "size": 3, "id": "t-1", "version": 7, "cost": 30, "color": "blue" })
}

#[test]
fn a_new_object_takes_defaults_and_leaves_the_rest_to_the_service() {
    let planned = planned(&json!(null), &json!({ "name": "red" }));
    let expected = json!({ "name": "red", "size": 3, "id": "?", "version": "?", "view": "?", "cost": "?", "color": "?" });
    assert_eq!(planned, value(&expected));
}

#[test]
fn a_plan_in_which_nothing_changes_is_the_state_itself() {
    assert_eq!(
        planned(&state(), &json!({ "name": "red" })),
        value(&state())
    );
    assert_eq!(
        planned(
            &state(),
            &json!({ "name": "red", "color": "blue", "size": 3 })
        ),
        value(&state())
    );
}

#[test]
fn a_change_makes_unknown_only_what_it_can_change() {
    let renamed = planned(&state(), &json!({ "name": "green" }));
    assert_eq!(
        renamed,
        value(
            &json!({ "name": "green", "size": 3, "id": "t-1", "version": "?", "cost": 30, "color": "blue" })
        )
    );
    let grown = planned(&state(), &json!({ "name": "red", "size": 4 }));
    assert_eq!(
        grown,
        value(
            &json!({ "name": "red", "size": 4, "id": "t-1", "version": "?", "cost": "?", "color": "blue" })
        )
    );
}

#[test]
fn an_object_without_a_value_keeps_having_none() {
    let mut colorless = state();
    colorless["color"] = json!(null);
    let Value::Object(planned) = planned(&colorless, &json!({ "name": "green" })) else {
        panic!()
    };
    assert_eq!(
        (&planned["color"], &planned["version"]),
        (&Value::Null, &Value::Unknown)
    );
}

#[test]
fn a_removed_argument_returns_to_its_default() {
    let mut large = state();
    large["size"] = json!(9);
    let Value::Object(planned) = planned(&large, &json!({ "name": "red" })) else {
        panic!()
    };
    assert_eq!(planned["size"], Value::from(3));
}

#[test]
fn an_unknown_configured_value_stays_unknown() {
    let Value::Object(planned) = planned(
        &state(),
        &json!({ "name": "red", "color": "?", "size": "?" }),
    ) else {
        panic!()
    };
    assert_eq!(
        (&planned["color"], &planned["size"], &planned["cost"]),
        (&Value::Unknown, &Value::Unknown, &Value::Unknown)
    );
}

#[test]
fn a_write_only_value_is_in_no_plan_and_no_reason_for_one() {
    let planned = planned(&state(), &json!({ "name": "red", "secret": "hunter2" }));
    assert_eq!(planned, value(&state()));
}

#[test]
fn a_destruction_plans_nothing() {
    assert_eq!(planned(&state(), &json!(null)), Value::Null);
}

#[test]
fn only_a_change_of_what_the_service_cannot_change_takes_a_new_object() {
    let mut moved = state();
    moved["place"] = json!("shelf");
    let (before, after) = (value(&state()), value(&moved));
    assert_eq!(
        replacements(&block(), &before, &after),
        [Path::attribute("place")]
    );
    assert_eq!(replacements(&block(), &after, &after), []);
    assert_eq!(replacements(&block(), &Value::Null, &after), []);
}

#[test]
fn what_is_not_known_yet_takes_no_new_object_and_changes_nothing_that_follows_it() {
    let mut before = state();
    (before["place"], before["view"]) = (json!("shelf"), json!("garden"));
    let planned = planned(&before, &json!({ "name": "red", "place": "?" }));
    let mut expected = before.clone();
    (expected["place"], expected["version"]) = (json!("?"), json!("?"));
    assert_eq!(planned, value(&expected));
    assert_eq!(replacements(&block(), &value(&before), &planned), []);
}

#[test]
fn what_a_resource_decided_is_not_made_unknown_again() {
    let prior = value(&state());
    let config = value(&json!({ "name": "red" }));
    let mut decided = state();
    decided["color"] = json!("gold");
    let mut planned = value(&decided);
    let proposal = Proposal {
        prior: &prior,
        config: &config,
        proposed: &prior,
    };
    mark(&block(), proposal, &["color".to_owned()], &mut planned);
    let Value::Object(planned) = planned else {
        panic!()
    };
    assert_eq!(
        (&planned["color"], &planned["version"]),
        (&Value::from("gold"), &Value::Unknown)
    );
}
