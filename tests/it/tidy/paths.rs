//! The paths that a Rust file names, read from its tokens.

use crate::tidy::sources::Token;

/// The module that a file is: `api/wait/mod.rs` is `["api", "wait"]`.
pub(super) fn module_of(file: &str) -> Vec<String> {
    let parts = file.trim_end_matches(".rs").split('/');
    let parts = parts.filter(|it| !matches!(*it, "mod" | "lib"));
    parts.map(str::to_owned).collect()
}

/// A path that a file names, from the root of its crate.
pub(super) struct NamedPath {
    pub(super) names: Vec<String>,
    pub(super) line: usize,
    /// Whether only tests name it.
    pub(super) is_test: bool,
}

/// The paths of its own crate that a file names.
pub(super) fn paths(tokens: &[Token], module: &[String]) -> Vec<NamedPath> {
    let mut paths = Vec::new();
    let is_path = |at: usize| tokens.get(at + 1).is_some_and(|it| it.text == "::");
    let is_head = |at: usize| at == 0 || tokens[at - 1].text != "::";
    for (at, token) in tokens.iter().enumerate() {
        let is_start = matches!(token.text.as_str(), "crate" | "super" | "self");
        if is_start && is_path(at) && is_head(at) {
            let inner = std::iter::repeat_n(String::new(), token.depth);
            let base = module.iter().cloned().chain(inner).collect();
            follow(tokens, &mut at.clone(), base, &mut paths);
        }
    }
    paths
}

/// Follows one path, or all paths of a group, to the end.
fn follow(tokens: &[Token], at: &mut usize, mut base: Vec<String>, paths: &mut Vec<NamedPath>) {
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match token.text.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" => {}
            "{" => {
                while tokens.get(*at).is_some_and(|it| it.text != "}") {
                    if tokens[*at].text == "," {
                        *at += 1;
                    } else {
                        follow(tokens, at, base.clone(), paths);
                    }
                }
                *at += 1;
                return;
            }
            // Arguments of types end a path.
            "<" => *at -= 1,
            name => base.push(name.to_owned()),
        }
        if tokens.get(*at).is_none_or(|it| it.text != "::") {
            if tokens.get(*at).is_some_and(|it| it.text == "as") {
                *at += 2;
            }
            paths.push(NamedPath {
                names: base,
                line: token.line,
                is_test: token.is_test,
            });
            return;
        }
        *at += 1;
    }
}

#[test]
fn paths_are_found_however_they_are_written() {
    let text = "use crate::{api::{self, ErrorKind as K}, env};
        mod inner { use super::super::super::sim::Sim; }
        fn it() -> crate::cli::Error { self::local::<u8>(super::near) }";
    let source = crate::tidy::sources::Source::new("src/provider/project/it.rs", text);
    let module = module_of("provider/project/it.rs");
    let paths = paths(source.tokens(), &module);
    let names: Vec<_> = paths.iter().map(|it| it.names.join("::")).collect();
    assert_eq!(
        names,
        [
            "api",
            "api::ErrorKind",
            "env",
            "provider::sim::Sim",
            "cli::Error",
            "provider::project::it::local",
            "provider::project::near",
        ]
    );
}
