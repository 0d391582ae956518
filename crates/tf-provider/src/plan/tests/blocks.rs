//! Plans of nested blocks. A block plans the same wherever its elements can be told apart: in a list, in a map, alone, or
//! always there.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{laws, plan_of};
use crate::{
    model,
    model::{Computed, Model},
    plan::{forget_write_only, replacements, restore_write_only},
    schema::test_support::value_of,
    value::Value,
};

model! {
    /// A machine.
    struct Machine <- MachineConfig {
        /// Always configured.
        name: String = required(),
        /// Decided by the service, with every change.
        version: Computed<i64> = computed(),
        /// One after the other.
        disk: Vec<Disk> = blocks(),
        /// By its slot.
        slot: BTreeMap<String, Disk> = block_map(),
        /// What it starts from.
        boot: Option<Disk> = block(),
        /// What it swaps to.
        swap: Disk = block_group(),
        /// In no order.
        label: Vec<Label> = block_set(),
    }
}

model! {
    /// A disk.
    struct Disk <- DiskConfig {
        /// With a default.
        size: i64 = optional().default(10),
        /// Takes another machine when it changes.
        kind: Option<String> = optional().requires_replace(),
        /// Decided by the service, once.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// Decided by the service when the size changes.
        speed: Computed<i64> = computed().unknown_when_changed(&["size"]),
        /// Decided by the service when the speed may change.
        cost: Computed<i64> = computed().unknown_when_changed(&["speed"]),
        /// Never stored.
        key: Option<String> = optional().write_only(),
        /// What it is split into.
        part: Vec<Part> = blocks(),
    }
}

model! {
    /// A part of a disk.
    struct Part <- PartConfig {
        /// With a default.
        format: String = optional().default("ext4"),
        /// Decided by the service.
        start: Computed<i64> = computed(),
    }
}

model! {
    /// A label.
    struct Label <- LabelConfig {
        /// What it says.
        text: String = required().requires_replace(),
    }
}

/// Ways to have one disk, and the path to it.
const PLACES: &[(&str, &str)] = &[
    ("disk", "disk[0]"),
    ("slot", r#"slot["a"]"#),
    ("boot", "boot"),
    ("swap", "swap"),
];

/// A machine with this disk at `place`.
fn machine(place: &str, disk: &Json) -> Json {
    let held = match place {
        "disk" => json!([disk]),
        "slot" => json!({ "a": disk }),
        _ => disk.clone(),
    };
    json!({ "name": "m", place: held })
}

fn value(json: &Json) -> Value {
    value_of(Machine::block(), json)
}

/// A state with this disk. Terraform always has the group, which got its values when the machine was made.
fn state(place: &str, disk: &Json) -> Value {
    let mut state = machine(place, disk);
    state["version"] = json!(1);
    if place != "swap" {
        state["swap"] = json!({ "size": 10, "id": "s", "speed": 1, "cost": 1 });
    }
    value(&state)
}

fn planned(prior: &Value, config: &Value) -> Value {
    let planned = plan_of(Machine::block(), prior, config);
    let broken = laws::broken(Machine::block(), prior, config, &planned);
    assert_eq!(broken, [""; 0]);
    planned
}

fn replaced(prior: &Value, planned: &Value) -> Vec<String> {
    let actual = replacements(Machine::block(), prior, planned);
    actual.iter().map(ToString::to_string).collect()
}

fn at<'a>(machine: &'a Value, place: &str) -> &'a Value {
    let Value::Object(machine) = machine else {
        panic!("a machine is an object");
    };
    match &machine[place] {
        Value::List(disks) => &disks[0],
        Value::Map(disks) => &disks["a"],
        disk => disk,
    }
}

fn disk(json: &Json) -> Value {
    value_of(Disk::block(), json)
}

fn whole() -> Json {
    json!({ "size": 10, "kind": "ssd", "id": "d-1", "speed": 100, "cost": 5,
        "part": [{ "format": "ext4", "start": 0 }] })
}

#[test]
fn a_new_block_takes_defaults_and_leaves_the_rest_to_the_service() {
    for (place, _) in PLACES {
        let config = value(&machine(place, &json!({ "part": [{}] })));
        let planned = planned(&Value::Null, &config);
        let expected = json!({ "size": 10, "id": "?", "speed": "?", "cost": "?",
            "part": [{ "format": "ext4", "start": "?" }] });
        assert_eq!(at(&planned, place), &disk(&expected), "{place}");
    }
}

#[test]
fn a_block_in_which_nothing_changes_is_the_state_itself() {
    for (place, _) in PLACES {
        let prior = state(place, &whole());
        for config in [
            json!({ "kind": "ssd", "part": [{}] }),
            json!({ "kind": "ssd", "part": [{ "format": "ext4" }], "size": 10, "key": "secret" }),
        ] {
            assert_eq!(
                planned(&prior, &value(&machine(place, &config))),
                prior,
                "{place}"
            );
        }
    }
}

#[test]
fn a_change_in_a_block_makes_unknown_only_what_it_can_change() {
    for (place, _) in PLACES {
        let prior = state(place, &whole());
        let grown = json!({ "kind": "ssd", "size": 20, "part": [{}] });
        let planned = planned(&prior, &value(&machine(place, &grown)));
        let expected = json!({ "size": 20, "kind": "ssd", "id": "d-1", "speed": "?", "cost": "?",
            "part": [{ "format": "ext4", "start": "?" }] });
        assert_eq!(at(&planned, place), &disk(&expected), "{place}");
        assert_eq!(replaced(&prior, &planned), [""; 0]);
    }
}

#[test]
fn an_attribute_of_a_block_follows_its_siblings_and_not_those_of_other_blocks() {
    for (place, _) in PLACES {
        let prior = state(place, &whole());
        let mut config = machine(place, &json!({ "kind": "ssd", "part": [{}] }));
        config["name"] = json!("renamed");
        let planned = planned(&prior, &value(&config));
        let mut expected = whole();
        expected["part"][0]["start"] = json!("?");
        assert_eq!(at(&planned, place), &disk(&expected), "{place}");
    }
}

#[test]
fn an_unknown_value_in_a_block_stays_unknown() {
    for (place, _) in PLACES {
        let prior = state(place, &whole());
        let config = value(&machine(place, &json!({ "kind": "?", "size": "?" })));
        let planned = planned(&prior, &config);
        let expected = json!({ "size": "?", "kind": "?", "id": "d-1", "speed": "?", "cost": "?" });
        assert_eq!(at(&planned, place), &disk(&expected), "{place}");
    }
}

#[test]
fn a_block_whose_attribute_cannot_change_takes_a_new_object() {
    for (place, path) in PLACES {
        let prior = state(place, &whole());
        let moved = planned(&prior, &value(&machine(place, &json!({ "kind": "hdd" }))));
        assert_eq!(replaced(&prior, &moved), [format!("{path}.kind")]);
        let gone = planned(&prior, &value(&json!({ "name": "m" })));
        assert_eq!(replaced(&prior, &gone), [format!("{path}.kind")]);
        let back = planned(&gone, &value(&machine(place, &json!({ "kind": "ssd" }))));
        assert_eq!(replaced(&gone, &back), [format!("{path}.kind")]);
        assert_eq!(replaced(&Value::Null, &back), [""; 0]);
    }
}

#[test]
fn a_block_that_is_not_known_yet_is_planned_as_it_is() {
    for place in ["disk", "slot", "boot", "swap", "label"] {
        let prior = state("disk", &whole());
        let mut config = machine("disk", &json!({ "kind": "ssd" }));
        config[place] = json!("?");
        let planned = planned(&prior, &value(&config));
        let Value::Object(machine) = &planned else {
            panic!("a machine is an object");
        };
        assert_eq!(machine[place], Value::Unknown);
        assert_eq!(machine["version"], Value::Unknown);
        assert_eq!(replaced(&prior, &planned), [""; 0]);
    }
}

#[test]
fn an_added_block_leaves_the_others_alone() {
    let prior = state("disk", &whole());
    let added = json!({ "size": 5 });
    let config = json!({ "name": "m", "disk": [{ "kind": "ssd", "part": [{}] }, added] });
    let Value::Object(planned) = planned(&prior, &value(&config)) else {
        panic!("a machine is an object");
    };
    let mut first = whole();
    first["part"][0]["start"] = json!("?");
    let second = json!({ "size": 5, "id": "?", "speed": "?", "cost": "?" });
    assert_eq!(
        planned["disk"],
        Value::List(vec![disk(&first), disk(&second)])
    );
}

#[test]
fn a_set_of_blocks_has_no_order() {
    let labels = |texts: &[&str]| {
        let labels: Vec<_> = texts.iter().map(|it| json!({ "text": it })).collect();
        json!({ "name": "m", "label": labels })
    };
    let mut prior = labels(&["a", "b"]);
    prior["version"] = json!(1);
    prior["swap"] = json!({ "size": 10, "id": "s", "speed": 1, "cost": 1 });
    let prior = value(&prior);
    assert_eq!(planned(&prior, &value(&labels(&["b", "a"]))), prior);
    for texts in [&["a", "c"][..], &["a"], &[], &["a", "b", "c"]] {
        let changed = planned(&prior, &value(&labels(texts)));
        assert_eq!(replaced(&prior, &changed), ["label"], "{texts:?}");
    }
}

#[test]
fn a_write_only_value_in_a_block_is_only_in_the_configuration() {
    for (place, _) in PLACES {
        let config = value(&machine(place, &json!({ "key": "secret" })));
        let mut planned = planned(&Value::Null, &config);
        restore_write_only(Machine::block(), &config, &mut planned);
        let Value::Object(restored) = at(&planned, place) else {
            panic!("a disk is an object");
        };
        assert_eq!(restored["key"], Value::from("secret"), "{place}");
        forget_write_only(Machine::block(), &mut planned);
        let Value::Object(forgotten) = at(&planned, place) else {
            panic!("a disk is an object");
        };
        assert_eq!(forgotten["key"], Value::Null, "{place}");
    }
}
