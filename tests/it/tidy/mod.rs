//! House rules that a compiler does not check: sizes, layout, headers, and who may import whom.
//!
//! `sources` reads the repository and `paths` what a file names; `imports` and `circles` know the architecture, `lockfile` and `supply_chain` the dependencies, and
//! `promises` what the documents say is tested.

mod circles;
mod imports;
mod layout;
mod lockfile;
mod paths;
mod promises;
mod sources;
mod supply_chain;
mod text;

/// Fails with every place that breaks `rule`.
fn report(rule: &str, actual: impl IntoIterator<Item = String>) {
    let actual: Vec<_> = actual.into_iter().collect();
    assert!(actual.is_empty(), "{rule}\n  {}", actual.join("\n  "));
}
