//! Texts that must not be written, in code or anywhere.

use crate::tidy::{
    report,
    sources::{Token, all, rust},
};

/// Notes that nobody reads again. Put together here so that this file does not hold them.
const NOTES: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
];

/// How paths begin that exist on one machine only.
const MACHINE_PATHS: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("C:", "\\"),
];

const READS_ENVIRONMENT: &[&[&str]] = &[
    &["env", "::", "var"],
    &["env", "::", "var_os"],
    &["env", "::", "vars"],
    &["env", "::", "vars_os"],
];

#[test]
fn nothing_is_left_for_later() {
    report("Do it now:", NOTES.iter().flat_map(|it| lines_with(it)));
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    report(
        "A path that exists on one machine only:",
        MACHINE_PATHS.iter().flat_map(|it| lines_with(it)),
    );
}

#[test]
fn only_main_reads_the_environment() {
    // An example is a program of its own.
    let exempt = |path: &str| {
        path == "src/main.rs"
            || path.starts_with("tests/")
            || path.starts_with("crates/testkit/")
            || path.contains("/examples/")
    };
    report(
        "Only `main` reads the environment; take an `Env`:",
        READS_ENVIRONMENT
            .iter()
            .flat_map(|it| code_with(it, exempt)),
    );
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    report(
        "Say with `expect` why it cannot fail, or return an error:",
        code_with(&[".", "unwrap", "("], |_| false),
    );
}

/// Places in text files that contain `what`.
fn lines_with(what: &str) -> Vec<String> {
    let mut items = Vec::new();
    for source in all() {
        for (index, line) in source.text.lines().enumerate() {
            if line.contains(what) {
                items.push(format!("{}: {}", source.at(index + 1), line.trim()));
            }
        }
    }
    items
}

/// Places in Rust files, tests excepted, where these tokens follow one another.
fn code_with(tokens: &[&str], exempt: impl Fn(&str) -> bool) -> Vec<String> {
    let mut items = Vec::new();
    for source in rust().iter().filter(|it| !exempt(&it.path)) {
        let is_it = |window: &[Token]| {
            let mut pairs = window.iter().zip(tokens);
            !window[0].is_test && pairs.all(|(token, text)| token.text == **text)
        };
        let all = source.tokens();
        let places = all.windows(tokens.len()).filter(|it| is_it(it));
        items.extend(places.map(|it| source.at(it[0].line)));
    }
    items
}
