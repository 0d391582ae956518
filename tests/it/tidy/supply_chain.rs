//! The licences, bans and sources that `deny.toml` asks for, checked on the output of `cargo metadata`.
//!
//! Each platform of `deny.toml` has its own dependencies. Their manifests are there after `cargo fetch`, which `.ci/run` does
//! first; otherwise only this machine's platform can be checked. What was checked is on record in `target/tmp/counts`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use serde::Deserialize;
use serde_json::Value;

use testkit::counts;

use crate::tidy::{report, sources::root};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// `deny.toml`. A key that this file does not know is an error: a rule that nobody checks is worse than none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    graph: Graph,
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Graph {
    targets: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Licenses {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bans {
    multiple_versions: Level,
    wildcards: Level,
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Sources {
    unknown_registry: Level,
    unknown_git: Level,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Level {
    Allow,
    Warn,
    Deny,
}

/// A package that is built, as `cargo metadata` has it.
struct Package(Value);

#[test]
fn the_build_is_made_of_what_deny_toml_allows() {
    let text = fs::read_to_string(root().join("deny.toml")).unwrap();
    let rules: Rules = toml::from_str(&text).unwrap();
    let mut packages = built_for(&this_platform()).expect("this platform has just been built for");
    let mut checked = 0;
    for target in &rules.graph.targets {
        if let Some(more) = built_for(target) {
            packages.extend(more);
            checked += 1;
        }
    }
    let (denied, warned) = judge(&rules, &packages);
    let said = format!(
        "checked {} packages against deny.toml, for {checked} of {} platforms; in several versions: {}",
        packages.len(),
        rules.graph.targets.len(),
        warned.join(", ")
    );
    counts::record("supply_chain", &said);
    report("deny.toml does not allow:", denied);
}

/// What is denied, and what is only worth a warning.
fn judge(rules: &Rules, packages: &BTreeMap<String, Package>) -> (Vec<String>, Vec<String>) {
    let (mut denied, mut warned) = (Vec::new(), Vec::new());
    let mut complain = |level: Level, what: String| match level {
        Level::Allow => {}
        Level::Warn => warned.push(what),
        Level::Deny => denied.push(what),
    };
    let mut versions = BTreeMap::<&str, BTreeSet<&str>>::new();
    for package in packages.values() {
        let title = package.title();
        versions
            .entry(package.text("name"))
            .or_default()
            .insert(package.text("version"));
        if !package.is_licensed(&rules.licenses.allow) {
            let license = &package.0["license"];
            complain(Level::Deny, format!("{title}: the license is {license}"));
        }
        if rules
            .bans
            .deny
            .iter()
            .any(|it| it.name == package.text("name"))
        {
            complain(Level::Deny, format!("{title}: it is banned"));
        }
        for name in package.wildcards() {
            let what = format!("{title}: it takes any version of {name}");
            complain(rules.bans.wildcards, what);
        }
        match package.0["source"].as_str() {
            None | Some(CRATES_IO) => {}
            Some(source) if source.starts_with("git+") => {
                complain(rules.sources.unknown_git, format!("{title}: from {source}"));
            }
            Some(source) => complain(
                rules.sources.unknown_registry,
                format!("{title}: from {source}"),
            ),
        }
    }
    for (name, versions) in versions.iter().filter(|(_, it)| it.len() > 1) {
        let versions: Vec<_> = versions.iter().copied().collect();
        let what = format!("{name} {}", versions.join(" and "));
        complain(rules.bans.multiple_versions, what);
    }
    (denied, warned)
}

impl Package {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    fn title(&self) -> String {
        format!("{} {}", self.text("name"), self.text("version"))
    }

    /// True if the licenses that one may choose from, or must obey together, are allowed.
    fn is_licensed(&self, allowed: &BTreeSet<String>) -> bool {
        let license = self.0["license"].as_str();
        let parse = |it| spdx::Expression::parse_mode(it, spdx::ParseMode::LAX).ok();
        let expression = license.and_then(parse);
        expression.is_some_and(|it| it.evaluate(|one| allowed.contains(&one.to_string())))
    }

    /// The dependencies of a package of this repository that may have any version.
    fn wildcards(&self) -> Vec<&str> {
        if !self.0["source"].is_null() {
            return Vec::new();
        }
        let all = self.0["dependencies"].as_array().into_iter().flatten();
        let any = all.filter(|it| it["req"] == "*" && it["path"].is_null());
        any.filter_map(|it| it["name"].as_str()).collect()
    }
}

/// The packages of a build for a platform, by their ids; none where some of them have not been fetched.
fn built_for(target: &str) -> Option<BTreeMap<String, Package>> {
    let metadata = cargo(&[
        "metadata",
        "--format-version=1",
        "--filter-platform",
        target,
    ])?;
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    // The metadata also name optional packages that no feature asks for. The tree does not.
    let tree = [
        "tree",
        "--workspace",
        "--edges=normal,build,dev",
        "--prefix=none",
    ];
    let tree = cargo(&[&tree[..], &["--format={p}", "--target", target]].concat())?;
    let title = |line: &str| {
        let mut words = line.split(' ');
        let version = words.nth(1)?.trim_start_matches('v');
        Some(format!("{} {version}", line.split(' ').next()?))
    };
    let built: BTreeSet<_> = tree.lines().filter_map(title).collect();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let packages = packages.map(|it| Package(it.clone()));
    let packages = packages.filter(|it| built.contains(&it.title()));
    let by_id = packages.map(|it| (it.text("id").to_owned(), it));
    let by_id: BTreeMap<_, _> = by_id.collect();
    assert!(
        by_id.len() >= built.len(),
        "the tree has what the metadata lack"
    );
    Some(by_id)
}

/// The output of cargo; nothing where it would have to fetch something first.
fn cargo(arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(env!("CARGO"));
    let command = command.args(arguments).args(["--locked", "--offline"]);
    let output = command.current_dir(root()).output().unwrap();
    if output.status.success() {
        return Some(String::from_utf8(output.stdout).unwrap());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("--offline"), "{said}");
    None
}

fn this_platform() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let host = text.lines().find_map(|it| it.strip_prefix("host: "));
    host.expect("cargo knows its host").to_owned()
}

#[test]
fn each_rule_of_deny_toml_is_one_that_can_be_broken() {
    let rules: Rules = toml::from_str(
        r#"
        graph = { targets = [] }
        licenses = { allow = ["MIT"] }
        bans = { multiple-versions = "warn", wildcards = "deny", deny = [{ crate = "ring" }] }
        sources = { unknown-registry = "deny", unknown-git = "deny" }
        "#,
    )
    .unwrap();
    let package = |name: &str, version: &str, license: &str, source: Option<&str>| {
        let dependencies = serde_json::json!([{"name": "any", "req": "*"}, {"name": "own", "req": "*", "path": "own"}]);
        let value = serde_json::json!({
            "name": name, "version": version, "license": license, "source": source, "dependencies": dependencies,
        });
        (format!("{name} {version} {license}"), Package(value))
    };
    let packages = [
        package("good", "1.0.0", "MIT OR GPL-3.0", Some(CRATES_IO)),
        package("good", "2.0.0", "Apache-2.0/MIT", Some(CRATES_IO)),
        package(
            "exception",
            "1.0.0",
            "MIT WITH LLVM-exception",
            Some(CRATES_IO),
        ),
        package("both", "1.0.0", "MIT AND GPL-3.0", Some(CRATES_IO)),
        package("ring", "1.0.0", "MIT", Some(CRATES_IO)),
        package("forked", "1.0.0", "MIT", Some("git+https://example.com/x")),
        package(
            "stray",
            "1.0.0",
            "MIT",
            Some("registry+https://example.com/x"),
        ),
        package("own", "1.0.0", "MIT", None),
    ];
    let (denied, warned) = judge(&rules, &packages.into());
    assert_eq!(
        denied,
        [
            "both 1.0.0: the license is \"MIT AND GPL-3.0\"",
            "exception 1.0.0: the license is \"MIT WITH LLVM-exception\"",
            "forked 1.0.0: from git+https://example.com/x",
            "own 1.0.0: it takes any version of any",
            "ring 1.0.0: it is banned",
            "stray 1.0.0: from registry+https://example.com/x",
        ]
    );
    assert_eq!(warned, ["good 1.0.0 and 2.0.0"]);
}
