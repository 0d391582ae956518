//! Files: how long, how they begin, where they are.

use std::collections::BTreeSet;

use crate::tidy::{report, sources::rust};

const FILE_LINES: usize = 400;
const MOD_LINES: usize = 150;

#[test]
fn files_are_short() {
    let mut found = Vec::new();
    for source in rust() {
        let is_mod = source.path.ends_with("/mod.rs");
        let limit = if is_mod { MOD_LINES } else { FILE_LINES };
        let lines = source.text.lines().count();
        if lines > limit {
            found.push(format!("{}: {lines} lines, {limit} at most", source.path));
        }
    }
    report(
        "A file is too long; split it by what its parts know:",
        found,
    );
}

#[test]
fn files_say_what_they_are() {
    let silent = |text: &str| !text.starts_with("//! ");
    let found = rust().into_iter().filter(|it| silent(&it.text));
    report(
        "A file does not begin with a line of `//!` that says what it is:",
        found.map(|it| it.at(1)),
    );
}

#[test]
fn folders_have_a_mod_rs_and_no_file_beside_them() {
    let sources = rust();
    let paths: BTreeSet<_> = sources.iter().map(|it| it.path.as_str()).collect();
    let mut found = Vec::new();
    for path in &paths {
        let folder = path.trim_end_matches("/mod.rs");
        if folder != *path && paths.contains(format!("{folder}.rs").as_str()) {
            found.push(format!("{folder}.rs:1: beside {path}"));
        }
        let Some((folder, _)) = path.rsplit_once('/') else {
            continue;
        };
        let is_root = ["lib.rs", "main.rs", "mod.rs"]
            .iter()
            .any(|it| paths.contains(format!("{folder}/{it}").as_str()));
        // An example is a program in one file.
        if !is_root && !folder.ends_with("/examples") {
            found.push(format!("{path}:1: {folder} has no mod.rs"));
        }
    }
    report("A module in a folder is its `mod.rs`:", found);
}

/// A Registry page, a file or a folder under `kind`, and its header have one name.
#[test]
fn resources_and_data_sources_say_their_type_first() {
    let mut found = Vec::new();
    for source in rust() {
        let kinds = ["src/provider/resources/", "src/provider/data_sources/"];
        let Some(file) = kinds.iter().find_map(|it| source.path.strip_prefix(it)) else {
            continue;
        };
        let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let is_part = name == "mod" || name.contains('/');
        let header = format!("//! `zillizcloud_{name}`");
        if !is_part && !source.text.starts_with(&header) {
            found.push(format!("{}: should begin with {header}", source.at(1)));
        }
    }
    report("A resource does not say which it is:", found);
}
