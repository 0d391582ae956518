//! The packages of the build, by `Cargo.lock`.
//!
//! One TLS stack is enough, and it has to be the one that knows P-521. The lockfile names more than what is built: *ring*
//! stands there because others could be asked to use it, so what counts is who does.

use std::fs;

use crate::tidy::{report, sources::root};

/// Crates that must not be there at all.
const BANNED: &[&str] = &["native-tls", "openssl", "openssl-sys"];

/// Crates that list *ring* for a feature that nobody turns on.
const MENTION_RING: &[&str] = &["quinn-proto", "rustls-webpki"];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn the_only_tls_is_rustls_with_aws_lc() {
    let mut items = Vec::new();
    for package in packages() {
        if BANNED.contains(&package.name) {
            items.push(format!("Cargo.lock:{}: {}", package.line, package.name));
        }
        if package.uses("ring") && !MENTION_RING.contains(&package.name) {
            items.push(format!(
                "Cargo.lock:{}: {} uses ring",
                package.line, package.name
            ));
        }
    }
    report("A second TLS or cryptography library:", items);
}

#[test]
fn every_dependency_comes_from_crates_io() {
    let stray = packages().filter(|it| it.source.is_some_and(|source| source != CRATES_IO));
    report(
        "A dependency does not come from crates.io:",
        stray.map(|it| format!("Cargo.lock:{}: {}", it.line, it.name)),
    );
}

/// One package of the lockfile.
struct Package<'a> {
    name: &'a str,
    source: Option<&'a str>,
    line: usize,
    text: &'a str,
}

impl Package<'_> {
    fn uses(&self, other: &str) -> bool {
        let dependencies = self.text.split_once("dependencies = [");
        let mut lines = dependencies.into_iter().flat_map(|(_, list)| list.lines());
        lines.any(|line| line.trim().trim_matches(['"', ',']).split(' ').next() == Some(other))
    }
}

fn packages() -> impl Iterator<Item = Package<'static>> {
    let text = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let text: &'static str = Box::leak(text.into_boxed_str());
    let mut line = 1;
    let tables = text.split("[[package]]\n").map(move |table| {
        let start = line;
        line += table.lines().count() + 1;
        (start, table)
    });
    tables.skip(1).map(|(line, text)| {
        let value = |key: &str| {
            let mut lines = text.lines();
            lines.find_map(|it| {
                it.strip_prefix(key)?
                    .strip_prefix(" = \"")?
                    .strip_suffix('"')
            })
        };
        let name = value("name").expect("every package has a name");
        Package {
            name,
            source: value("source"),
            line,
            text,
        }
    })
}
