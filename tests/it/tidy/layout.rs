//! Files: how long, how they begin, where they are.

use std::collections::BTreeSet;

use crate::tidy::{report, sources::rust};

const FILE_LINES: usize = 400;
const TOPIC_LINES: usize = 500;

/// Files that are longer because their topic is one.
const ONE_TOPIC: &[&str] = &[
    "src/provider/cluster/apply.rs",
    "src/provider/cluster/plan.rs",
    "src/provider/project/plan.rs",
    "src/provider/project_user/grants.rs",
];
const MOD_LINES: usize = 150;

#[test]
fn files_are_short() {
    let mut items = Vec::new();
    for source in rust() {
        let is_mod = source.path.ends_with("/mod.rs");
        let limit = if is_mod {
            MOD_LINES
        } else if ONE_TOPIC.contains(&source.path.as_str()) {
            TOPIC_LINES
        } else {
            FILE_LINES
        };
        let lines = source.text.lines().count();
        if lines > limit {
            items.push(format!("{}: {lines} lines, {limit} at most", source.path));
        }
    }
    report(
        "A file is too long; split it by what its parts know:",
        items,
    );
}

#[test]
fn files_say_what_they_are() {
    let silent = |text: &str| !text.starts_with("//! ");
    let actual = rust().into_iter().filter(|it| silent(&it.text));
    report(
        "A file does not begin with a line of `//!` that says what it is:",
        actual.map(|it| it.at(1)),
    );
}

/// First words of a clause that stands in for a noun.
const NO_FIRST_WORDS: &[&str] = &["How", "Of", "What", "Where", "Whether", "Which", "Who"];

#[test]
fn files_say_what_they_are_in_a_noun_or_a_sentence() {
    let is_clause = |text: &str| {
        let first = text.trim_start_matches("//! ").split(' ').next();
        NO_FIRST_WORDS.contains(&first.unwrap_or_default())
    };
    let clauses = rust().into_iter().filter(|it| is_clause(&it.text));
    report(
        "The first line of a file names a thing, or is a sentence:",
        clauses.map(|it| it.at(1)),
    );
}

#[test]
fn folders_have_a_mod_rs_and_no_file_beside_them() {
    let sources = rust();
    let paths: BTreeSet<_> = sources.iter().map(|it| it.path.as_str()).collect();
    let mut items = Vec::new();
    for path in &paths {
        let folder = path.trim_end_matches("/mod.rs");
        if folder != *path && paths.contains(format!("{folder}.rs").as_str()) {
            items.push(format!("{folder}.rs:1: beside {path}"));
        }
        let Some((folder, _)) = path.rsplit_once('/') else {
            continue;
        };
        let is_root = ["lib.rs", "main.rs", "mod.rs"]
            .iter()
            .any(|it| paths.contains(format!("{folder}/{it}").as_str()));
        // An example is a program in one file.
        if !is_root && !folder.ends_with("/examples") {
            items.push(format!("{path}:1: {folder} has no mod.rs"));
        }
    }
    report("A module in a folder is its `mod.rs`:", items);
}

/// A Registry page and the header of its file have one name.
#[test]
fn resources_and_data_sources_say_their_type_first() {
    let mut items = Vec::new();
    for source in rust() {
        let Some(file) = source.path.strip_prefix("src/provider/") else {
            continue;
        };
        let Some((noun, file)) = file.split_once('/') else {
            continue;
        };
        let name = match file {
            "mod.rs" if source.text.contains("Resource;") => noun.to_owned(),
            "data_source.rs" => noun.to_owned(),
            _ => continue,
        };
        let header = format!("//! `zillizcloud_{name}");
        if noun != "isolation" && !source.text.starts_with(&header) {
            items.push(format!("{}: should begin with {header}", source.at(1)));
        }
    }
    report("A resource does not say which it is:", items);
}
