//! White space around texts, and texts of no characters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::problems;
use crate::{model, model::Model};

model! {
    /// One of each kind of text.
    struct Page <- PageConfig {
        /// A code.
        code: Option<String> = optional(),
        /// A code of which nothing is shown.
        secret: Option<String> = optional().sensitive(),
        /// A word.
        word: Option<String> = optional().one_of(&["red"]),
        /// A name.
        name: Option<String> = optional().text(Text::Name),
        /// Prose.
        prose: Option<String> = optional().text(Text::Free),
        /// Codes in order.
        list: Option<Vec<String>> = optional(),
        /// Codes.
        set: Option<BTreeSet<String>> = optional(),
        /// Texts by code.
        map: Option<BTreeMap<String, String>> = optional(),
    }
}

const ENDS: &str = "begins or ends in white space, such as the line break at the end of a file. Remove that, for example with \
     `trimspace(...)`.";
const BLANK: &str = "is empty but for white space. Remove it, or write what is meant.";
const EMPTY: &str = "is empty. Remove it, for example with `compact(...)`, or write what is meant.";

#[test]
fn white_space_around_a_text_and_an_empty_text_are_told_with_their_place() {
    let long = format!("{}\n", "a".repeat(100));
    for (config, problem) in [
        (
            json!({ "code": "a\n" }),
            format!(r#"code: The text "a\n" {ENDS}"#),
        ),
        (
            json!({ "code": " a" }),
            format!(r#"code: The text " a" {ENDS}"#),
        ),
        (
            json!({ "code": "\u{a0}a" }),
            format!(r#"code: The text "\u{{a0}}a" {ENDS}"#),
        ),
        (
            json!({ "code": " \n" }),
            format!(r#"code: The text " \n" {BLANK}"#),
        ),
        (json!({ "code": long }), format!("code: The text {ENDS}")),
        (
            json!({ "secret": "a\n" }),
            format!("secret: The text {ENDS}"),
        ),
        (
            json!({ "word": "red\n" }),
            format!(r#"word: The text "red\n" {ENDS}"#),
        ),
        (
            json!({ "name": " a\n" }),
            format!(r#"name: The text " a\n" {ENDS}"#),
        ),
        (
            json!({ "name": " " }),
            format!(r#"name: The text " " {BLANK}"#),
        ),
        (
            json!({ "list": ["a", "b\n"] }),
            format!(r#"list[1]: The element "b\n" {ENDS}"#),
        ),
        (
            json!({ "list": ["a", ""] }),
            format!("list[1]: An element {EMPTY}"),
        ),
        (
            json!({ "set": ["", "a"] }),
            format!("set: An element {EMPTY}"),
        ),
        (
            json!({ "map": { "a\n": "b" } }),
            format!(r#"map: The key "a\n" {ENDS}"#),
        ),
        (json!({ "map": { "": "b" } }), format!("map: A key {EMPTY}")),
        (
            json!({ "map": { "a": "b\n" } }),
            format!(r#"map["a"]: The text "b\n" {ENDS}"#),
        ),
    ] {
        assert_eq!(problems(Page::block(), &config), [problem]);
    }
}

#[test]
fn what_may_be_meant_is_left_alone() {
    for config in [
        json!({ "code": "a b" }),
        json!({ "code": "" }),
        json!({ "name": " a " }),
        json!({ "prose": "\n a\n" }),
        json!({ "prose": "" }),
        json!({ "map": { "a": "" } }),
        json!({ "code": null, "list": [], "set": [], "map": {} }),
    ] {
        assert_eq!(problems(Page::block(), &config), [""; 0], "{config}");
    }
}
