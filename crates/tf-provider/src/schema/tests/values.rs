//! Rules for single values.

use serde_json::json;

use super::{Form, lines, problems};
use crate::{
    model::Model,
    schema::{test_support::value_of, write_only_not_allowed},
};

#[test]
fn what_breaks_a_rule_is_told_with_what_was_given_and_what_is_allowed() {
    for (config, problem) in [
        (
            json!({ "word": "green" }),
            "word: It must be one of `red`, `blue`, but `green` was given.",
        ),
        (
            json!({ "short": "" }),
            "short: It must be 1 to 3 characters long, but 0 characters were given.",
        ),
        (
            json!({ "short": "éééé" }),
            "short: It must be 1 to 3 characters long, but 4 characters were given.",
        ),
        (
            json!({ "long": "a" }),
            "long: It must be at least 2 characters long, but 1 character was given.",
        ),
        (
            json!({ "code": "a-1" }),
            "code: It must be two letters, a dash and a number, but `a-1` was given.",
        ),
        (
            json!({ "count": 6 }),
            "count: It must be 1 to 5, but 6 was given.",
        ),
        (
            json!({ "share": 1 }),
            "share: It must be at least 0 and less than 1, but 1 was given.",
        ),
        (
            json!({ "wait": "1 day" }),
            "wait: `1 day` is not a duration. Write numbers with units (h, m, s, ms), such as \
            `30s`, `45m` or `1h30m`.",
        ),
    ] {
        assert_eq!(problems(Form::block(), &config), [problem]);
    }
}

#[test]
fn what_breaks_a_rule_deeper_down_is_told_with_its_path() {
    for (config, problem) in [
        (
            json!({ "list": [] }),
            "list: It must be 1 to 2 elements long, but 0 elements were given.",
        ),
        (
            json!({ "list": ["a", "bcd"] }),
            "list[1]: It must be at most 2 characters long, but 3 characters were given.",
        ),
        (
            json!({ "set": [] }),
            "set: It must be at least 1 element long, but 0 elements were given.",
        ),
        (
            json!({ "set": [-1, 1] }),
            "set: It must be at least 0, but -1 was given.",
        ),
        (
            json!({ "map": { "a": ["x"], "b": ["x"] } }),
            "map: It must be less than 2 elements long, but 2 elements were given.",
        ),
        (
            json!({ "map": { "a": [] } }),
            r#"map["a"]: It must be exactly 1 element long, but 0 elements were given."#,
        ),
        (
            json!({ "map": { "a": ["y"] } }),
            r#"map["a"][0]: It must be one of `x`, but `y` was given."#,
        ),
        (json!({ "even": 3 }), "even: 3 is odd."),
        (
            json!({ "count": 1.5 }),
            "count: It must be a whole number, 1 to 5, but 1.5 was given.",
        ),
        (
            json!({ "object": { "size": 0 } }),
            "object.size: It must be at least 1, but 0 was given.",
        ),
        (
            json!({ "objects": { "a": { "size": 0 } } }),
            r#"objects["a"].size: It must be at least 1, but 0 was given."#,
        ),
        (
            json!({ "rule": [{ "port": 1 }, { "port": 0 }] }),
            "rule[1].port: It must be 1 to 65535, but 0 was given.",
        ),
        (
            json!({ "label": [{ "port": 0 }] }),
            "label.port: It must be 1 to 65535, but 0 was given.",
        ),
        (
            json!({ "cron": "0 25 * * *" }),
            "cron: It must be a cron expression such as `30 8 * * MON-FRI`, or one with \
            seconds such as `0 30 8 * * ?`, but `0 25 * * *` was given: its hour is `25`.",
        ),
    ] {
        assert_eq!(problems(Form::block(), &config), [problem]);
    }
}

#[test]
fn what_keeps_the_rules_or_is_not_known_yet_is_left_alone() {
    for config in [
        json!({}),
        json!({ "word": "red", "short": "ééé", "long": "ab", "code": "ab-12", "wait": "1h", "cron": "0 8 * * *" }),
        json!({ "count": 5, "share": 0, "list": ["ab"], "set": [0, 1], "map": { "a": ["x"] }, "even": 2 }),
        json!({ "word": "?", "count": "?", "list": "?", "set": [], "object": "?", "rule": "?", "label": "?" , "set": "?" }),
        json!({ "list": ["?", "ab"], "map": { "a": "?" }, "objects": { "a": { "size": "?" } }, "rule": [{ "port": "?" }] }),
    ] {
        assert_eq!(problems(Form::block(), &config), [""; 0], "{config}");
    }
}

#[test]
fn a_known_element_beside_an_unknown_one_is_checked() {
    let actual = problems(Form::block(), &json!({ "list": ["?", "abc"] }));
    assert_eq!(
        actual,
        ["list[1]: It must be at most 2 characters long, but 3 characters were given."]
    );
}

#[test]
fn a_secret_shows_in_no_message() {
    for (config, problem) in [
        (
            json!({ "secret": "ABC" }),
            vec![
                "secret: It must be at least 8 characters long. What was given is not shown, because it is sensitive.",
                "secret: It must be lowercase. What was given is not shown, because it is sensitive.",
            ],
        ),
        (
            json!({ "token": "ABC" }),
            vec!["token: It must be long. What was given is not shown, because it is sensitive."],
        ),
        (
            json!({ "hidden": { "size": -7 } }),
            vec![
                "hidden.size: It must be at least 1. What was given is not shown, because it is sensitive.",
            ],
        ),
    ] {
        assert_eq!(problems(Form::block(), &config), problem);
    }
}

#[test]
fn an_object_that_sets_nothing_lists_what_it_could_set() {
    let actual = problems(Form::block(), &json!({ "objects": { "a": {} } }));
    let problem = r#"objects["a"]: None of its members is set. It has `size`, `name`; Terraform ignores any other name without a word."#;
    assert_eq!(actual, [problem]);
}

#[test]
fn rules_read_on_after_must_be() {
    let rules: Vec<_> = Form::attributes()
        .iter()
        .flat_map(|it| it.validators.iter().map(|rule| rule.rule().to_owned()))
        .collect();
    assert_eq!(
        rules[1..5],
        [
            "1 to 3 characters long",
            "at least 2 characters long",
            "two letters, a dash and a number",
            "a duration such as `30s`, `45m` or `1h30m`"
        ]
    );
    assert!(rules.contains(&"made of elements that are at most 2 characters long".to_owned()));
    assert!(
        rules
            .contains(&"made of elements that are made of elements that are one of `x`".to_owned())
    );
}

#[test]
fn write_only_values_are_refused_by_name_wherever_they_are() {
    let config = json!({ "token": "t", "rule": [{ "port": 1 }, { "port": 2, "password": "?" }] });
    let actual = lines(write_only_not_allowed(
        Form::block(),
        &value_of(Form::block(), &config),
    ));
    assert_eq!(
        actual,
        [
            "token: `token` is never stored, which takes Terraform 1.11 or later.",
            "rule[1].password: `rule[1].password` is never stored, which takes Terraform 1.11 or later.",
        ]
    );
}

#[test]
fn null_is_no_value_for_what_is_required_and_no_element_where_the_model_has_no_place_for_it() {
    for (config, problem) in [
        (
            json!({ "rule": [{ "port": null }] }),
            "rule[0].port: `rule[0].port` must be set, and it is null.",
        ),
        (
            json!({ "list": ["a", null] }),
            "list[1]: It must be a string, but no value was given.",
        ),
        (
            json!({ "objects": { "a": null } }),
            "objects[\"a\"]: It must be an object, but no value was given.",
        ),
        (
            json!({ "names": ["a", null] }),
            "names: It must be a string, but no value was given.",
        ),
    ] {
        assert_eq!(problems(Form::block(), &config), [problem]);
    }
    for config in [
        json!({ "rule": [{ "port": "?" }] }),
        json!({ "names": ["?"], "object": { "name": "a", "size": null }, "gaps": ["a", null] }),
    ] {
        assert_eq!(problems(Form::block(), &config), [""; 0], "{config}");
    }
}
