//! Import circles: no two files of one folder, and no two folders, know each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::{
    paths::{module_of, paths},
    report,
    sources::{Source, rust},
};

/// The sources of each package. In the framework a model has a schema, and a schema declares models, so it is not among them.
const PACKAGES: &[&str] = &[
    "src/",
    "crates/testkit/src/",
    "crates/zilliz-cloud/src/",
    "crates/zilliz-cloud-sim/src/",
];

/// Who names whom among the files and folders of one folder.
type Edges = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_import_goes_in_a_circle() {
    let sources = rust();
    let circles = PACKAGES.iter().flat_map(|it| circles(it, &sources));
    report("Files or folders import each other:", circles);
}

/// The circles of a package, each with its folder.
fn circles(package: &str, sources: &[&Source]) -> Vec<String> {
    let files: Vec<_> = sources
        .iter()
        .filter_map(|it| Some((module_of(it.path.strip_prefix(package)?), *it)))
        .collect();
    let modules: BTreeSet<&[String]> = files.iter().map(|(it, _)| it.as_slice()).collect();
    let mut folders: BTreeMap<Vec<String>, Edges> = BTreeMap::new();
    for (module, source) in files.iter().filter(|(_, it)| !it.is_test()) {
        for path in paths(source.tokens(), module)
            .iter()
            .filter(|it| !it.is_test)
        {
            let Some(target) = module_with(&path.names, &modules) else {
                continue;
            };
            let shared = module
                .iter()
                .zip(target)
                .take_while(|(a, b)| a == b)
                .count();
            if let (Some(from), Some(to)) = (module.get(shared), target.get(shared)) {
                let edges = folders.entry(module[..shared].to_vec()).or_default();
                edges.entry(from.clone()).or_default().insert(to.clone());
            }
        }
    }
    let in_folder = |(folder, edges): (&Vec<String>, &Edges)| {
        let place = format!("{package}{}", folder.join("/"));
        let circles = edges.keys().filter_map(|it| circle(it, edges));
        circles
            .map(|it| format!("{place}: {}", it.join(" -> ")))
            .collect::<Vec<_>>()
    };
    let mut all: Vec<_> = folders.iter().flat_map(in_folder).collect();
    all.dedup();
    all
}

/// The module in which a path ends.
fn module_with<'a>(names: &'a [String], modules: &BTreeSet<&[String]>) -> Option<&'a [String]> {
    let mut prefixes = (1..=names.len()).rev().map(|it| &names[..it]);
    prefixes.find(|it| modules.contains(it))
}

/// The shortest way from a file back to itself. It is told once, from its first file.
fn circle(start: &str, edges: &Edges) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut visited = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in way
                .last()
                .and_then(|it| edges.get(it))
                .into_iter()
                .flatten()
            {
                let with_next: Vec<_> = way.iter().chain([next]).cloned().collect();
                if next == start {
                    let is_first = way.iter().all(|it| it.as_str() >= start);
                    return is_first.then_some(with_next);
                }
                if visited.insert(next.clone()) {
                    longer.push(with_next);
                }
            }
        }
        ways = longer;
    }
    None
}

#[test]
fn a_circle_of_three_files_is_reported_once() {
    let sources = [
        Source::new("src/a/mod.rs", "mod x; mod y; mod z;"),
        Source::new("src/a/x.rs", "use crate::a::y::Y;"),
        Source::new("src/a/y.rs", "use super::z::{Z, Other};"),
        Source::new("src/a/z.rs", "fn z() -> crate::a::x::X {}"),
        Source::new("src/b.rs", "use crate::a;"),
    ];
    let sources: Vec<_> = sources.iter().collect();
    assert_eq!(circles("src/", &sources), ["src/a: x -> y -> z -> x"]);
}
