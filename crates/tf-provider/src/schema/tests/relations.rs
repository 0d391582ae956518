//! Rules for attributes that depend on each other.

use serde_json::{Value as Json, json};

use super::{Form, problems};
use crate::{model, model::Model};

model! {
    /// Attributes that depend on each other.
    struct Related <- RelatedConfig {
        /// Alone.
        a: Option<String> = optional().conflicts_with(&["b", "block"]),
        /// One of two.
        b: Option<String> = optional(),
        /// One of three.
        one: Option<String> = optional().exactly_one_of(&["two", "three"]),
        /// One of three.
        two: Option<String> = optional().exactly_one_of(&["one", "three"]),
        /// One of three.
        three: Option<String> = optional(),
        /// Any of two.
        some: Option<String> = optional().at_least_one_of(&["more"]),
        /// Any of two.
        more: Option<String> = optional(),
        /// Never alone.
        user: Option<String> = optional().required_with(&["password", "host"]),
        /// Needed.
        password: Option<String> = optional(),
        /// Needed.
        host: Option<String> = optional(),
        /// A block.
        block: Vec<Inner> = blocks(),
    }
}

model! {
    /// Attributes that depend on each other, in a block.
    struct Inner <- InnerConfig {
        /// One of two.
        left: Option<String> = optional().exactly_one_of(&["right"]),
        /// One of two.
        right: Option<String> = optional(),
    }
}

/// What there is to say about `config` together with `{ "one": "1", "more": "1" }`, which breaks no rule.
fn related(config: &Json) -> Vec<String> {
    let mut whole = json!({ "one": "1", "more": "1" });
    for (name, value) in config.as_object().unwrap() {
        whole[name] = value.clone();
    }
    problems(Related::block(), &whole)
}

#[test]
fn attributes_that_do_not_go_together_are_told_by_name() {
    for (config, problem) in [
        (
            json!({ "a": "1", "b": "1" }),
            "a: `a` must not be set together with `b`, `block`, but `a`, `b` are.",
        ),
        (
            json!({ "a": "1", "block": [{ "left": "1" }] }),
            "a: `a` must not be set together with `b`, `block`, but `a`, `block` are.",
        ),
        (
            json!({ "one": null }),
            ": Exactly one of `one`, `three`, `two` must be set, but none of them is.",
        ),
        (
            json!({ "three": "1" }),
            "one: Exactly one of `one`, `three`, `two` must be set, but `one`, `three` are.",
        ),
        (
            json!({ "more": null }),
            ": At least one of `more`, `some` must be set, but none of them is.",
        ),
        (
            json!({ "user": "1", "host": "1" }),
            "user: `user` must be set together with `password`, `host`, but `host`, `user` are.",
        ),
        (
            json!({ "user": "1" }),
            "user: `user` must be set together with `password`, `host`, but `user` is.",
        ),
        (
            json!({ "block": [{ "left": "1" }, {}] }),
            "block[1]: Exactly one of `left`, `right` must be set, but none of them is.",
        ),
        (
            json!({ "block": [{ "left": "1", "right": "1" }] }),
            "block[0].left: Exactly one of `left`, `right` must be set, but `left`, `right` are.",
        ),
    ] {
        assert_eq!(related(&config), [problem], "{config}");
    }
    let object = json!({ "object": { "size": 1, "name": "x" } });
    assert_eq!(
        problems(Form::block(), &object),
        ["object.size: `size` must not be set together with `name`, but `name`, `size` are."]
    );
}

#[test]
fn attributes_that_go_together_or_may_still_do_so_are_left_alone() {
    for config in [
        json!({}),
        json!({ "a": "1", "block": [] }),
        json!({ "b": "1", "block": [{ "right": "1" }] }),
        json!({ "one": null, "three": "1" }),
        json!({ "some": "1" }),
        json!({ "user": "1", "password": "1", "host": "1" }),
        json!({ "password": "1" }),
        json!({ "a": "1", "b": "?" }),
        json!({ "a": "?", "b": "1" }),
        json!({ "a": "1", "block": "?" }),
        json!({ "three": "?" }),
        json!({ "one": null, "two": "?" }),
        json!({ "more": "?" }),
        json!({ "user": "1", "password": "?" }),
        json!({ "block": [{ "left": "?" }] }),
    ] {
        assert_eq!(related(&config), [""; 0], "{config}");
    }
}
