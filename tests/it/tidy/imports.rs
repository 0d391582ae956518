//! The modules that each module may import.

use crate::tidy::{
    paths::{module_of, paths},
    report,
    sources::{Source, Token, rust},
};

/// The sources of a package, and which other modules each of its modules may name.
struct Package {
    sources: &'static str,
    allowed: &'static [(&'static str, &'static [&'static str])],
}

/// The binary. Cargo keeps the crates apart; this keeps the command line and the provider apart.
const PROVIDER: Package = Package {
    sources: "src/",
    allowed: &[
        ("cli", &["env", "provider", "sim"]),
        ("env", &[]),
        ("lib", &["api", "cli", "env", "provider", "sim"]),
        ("main", &["api", "cli", "env", "provider", "sim"]),
        ("provider", &["api", "env"]),
    ],
};

/// What a provider is made of: everything that knows neither the wire nor the process.
const PURE: &[&str] = &[
    "action",
    "data_source",
    "diagnostics",
    "ephemeral",
    "function",
    "list",
    "model",
    "offer",
    "path",
    "plan",
    "printable",
    "provider",
    "resource",
    "schema",
    "timeouts",
    "value",
];

/// The framework, from the bottom up: what a provider is knows neither the wire nor the process, and those two meet in `serve`.
const FRAMEWORK: Package = Package {
    sources: "crates/tf-provider/src/",
    allowed: &[
        ("path", &[]),
        ("value", &["path"]),
        ("diagnostics", &["path"]),
        ("model", &["diagnostics", "path", "schema", "value"]),
        (
            "schema",
            &["diagnostics", "model", "path", "timeouts", "value"],
        ),
        ("timeouts", &["schema", "value"]),
        ("plan", &["model", "path", "schema", "value"]),
        ("resource", PURE),
        ("data_source", PURE),
        ("offer", PURE),
        ("function", PURE),
        ("ephemeral", PURE),
        ("list", PURE),
        ("action", PURE),
        ("provider", PURE),
        ("protocol", PURE),
        // It plays Terraform's side, so it knows the wire and nothing of what is behind it but types.
        (
            "testing",
            &[
                "diagnostics",
                "model",
                "path",
                "plugin",
                "printable",
                "protocol",
                "provider",
                "schema",
                "value",
            ],
        ),
        ("plugin", &["printable"]),
        ("printable", &[]),
        ("serve", &["plugin", "protocol", "provider"]),
        ("lib", &["serve"]),
    ],
};

/// Crates that belong to some folders only.
const CRATES: &[(&str, &[&str])] = &[
    ("clap", &["src/cli/"]),
    ("reqwest", &["crates/zilliz-cloud/", "src/cli/"]),
    (
        "rustls",
        &[
            "crates/zilliz-cloud/src/route.rs",
            "crates/tf-provider/src/plugin/",
            "crates/tf-provider/src/testing/",
        ],
    ),
    ("rmp", &["crates/tf-provider/src/protocol/codec/"]),
    ("tf_provider", &["src/cli/", "src/main.rs", "src/provider/"]),
    (
        "tonic",
        &[
            "crates/tf-provider/src/plugin/",
            "crates/tf-provider/src/protocol/",
            "crates/tf-provider/src/testing/",
        ],
    ),
];

#[test]
fn modules_import_only_what_they_may() {
    let sources = rust();
    let actual = [PROVIDER, FRAMEWORK]
        .iter()
        .flat_map(|package| strays(package, &sources));
    report(
        "A module names another that it must not know; see the table in tests/it/tidy/imports.rs:",
        actual,
    );
}

#[test]
fn crates_are_used_only_where_they_belong() {
    let mut items = Vec::new();
    for source in rust().iter().filter(|it| it.path.contains("src/")) {
        for token in heads(source.tokens()) {
            let owners = CRATES.iter().find(|(name, _)| *name == token.text);
            if let Some((name, folders)) = owners
                && !folders.iter().any(|it| source.path.starts_with(it))
                && !source.path.starts_with("tests/")
            {
                let place = source.at(token.line);
                items.push(format!(
                    "{place}: `{name}` belongs to {}",
                    folders.join(", ")
                ));
            }
        }
    }
    report("A crate is used outside of its folders:", items);
}

#[test]
fn wire_types_stay_where_the_wire_is() {
    let mut items = Vec::new();
    for source in rust() {
        let is_wire = source.path.starts_with("crates/tf-provider/src/protocol/")
            || source.path.starts_with("crates/tf-provider/src/testing/")
            || source.path.starts_with("crates/tf-provider/tests/");
        let tokens = source.tokens();
        let named = tokens
            .iter()
            .filter(|it| it.text == "tfplugin5" && !is_wire);
        items.extend(named.map(|it| source.at(it.line)));
    }
    report(
        "`tfplugin5` is named outside of crates/tf-provider/src/protocol:",
        items,
    );
}

fn strays(package: &Package, sources: &[&Source]) -> Vec<String> {
    let mut items = Vec::new();
    for source in sources {
        let Some(file) = source.path.strip_prefix(package.sources) else {
            continue;
        };
        let module = module_of(file);
        let own = module.first().map_or("lib", String::as_str);
        let Some((_, allowed)) = package.allowed.iter().find(|(name, _)| *name == own) else {
            items.push(format!("{}: `{own}` is not in the table", source.at(1)));
            continue;
        };
        for path in paths(source.tokens(), &module) {
            let Some(named) = path.names.first() else {
                continue;
            };
            let line = path.line;
            if named != own && !allowed.contains(&named.as_str()) {
                items.push(format!(
                    "{}: `{own}` must not know `{named}`",
                    source.at(line)
                ));
            }
        }
    }
    items
}

/// The names that paths begin with.
fn heads(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    let before = std::iter::once("").chain(tokens.iter().map(|it| it.text.as_str()));
    pairs.zip(before).filter_map(|((token, next), before)| {
        (next.text == "::" && before != "::" && !token.is_test).then_some(token)
    })
}

#[test]
fn a_name_that_a_module_must_not_know_is_reported_with_its_place() {
    let text = "mod inner { use super::super::super::super::cli::Error; }";
    let source = Source::new("src/provider/project/it.rs", text);
    let stray = strays(&PROVIDER, &[&source]);
    assert_eq!(
        stray,
        ["src/provider/project/it.rs:1: `provider` must not know `cli`"]
    );
}
