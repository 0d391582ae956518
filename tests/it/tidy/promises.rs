//! The promises of the documents, and the tests that they name.

use std::{collections::BTreeMap, fs};

use crate::tidy::{
    report,
    sources::{all, has_extension, root, rust},
};

const DEFECTS: &str = "docs/contributing/vendor-defects.md";

#[test]
fn each_test_that_the_table_of_defects_names_exists() {
    let sources: BTreeMap<_, _> = rust()
        .into_iter()
        .map(|it| (it.path.as_str(), it.text.as_str()))
        .collect();
    let text = fs::read_to_string(root().join(DEFECTS)).unwrap();
    let mut rows = 0;
    let mut items = Vec::new();
    for (line, row) in (1..)
        .zip(text.lines())
        .filter(|(_, it)| it.starts_with("| "))
    {
        let tests = row.split(" | ").last().unwrap_or_default();
        let quoted: Vec<_> = tests.split('`').skip(1).step_by(2).collect();
        rows += usize::from(!quoted.is_empty());
        if quoted.is_empty() && rows > 0 {
            items.push(format!("{DEFECTS}:{line}: names no test"));
        }
        for pair in quoted.chunks(2) {
            let [path, name] = pair else {
                items.push(format!("{DEFECTS}:{line}: a test is its file and its name"));
                continue;
            };
            let declared = format!("fn {name}(");
            if !sources.get(*path).is_some_and(|it| it.contains(&declared)) {
                items.push(format!("{DEFECTS}:{line}: {path} has no {name}"));
            }
        }
    }
    assert!(rows > 20, "{rows} rows");
    report("A test that is promised does not exist:", items);
}

/// How a path in the documents begins.
const FOLDERS: &[&str] = &["crates/", "docs/", "examples/", "src/", "tests/"];

#[test]
fn each_path_that_the_documents_name_exists() {
    let mut missing = Vec::new();
    for source in all().iter().filter(|it| has_extension(&it.path, "md")) {
        let package = source
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        for (line, text) in (1..).zip(source.text.lines()) {
            for quoted in text.split('`').skip(1).step_by(2) {
                let is_path = FOLDERS.iter().any(|it| quoted.starts_with(it));
                // Some stand for several.
                let is_pattern = quoted.contains(['<', '*', '{', ' ', '…', ':']);
                let exists = [root().join(quoted), root().join(package).join(quoted)]
                    .iter()
                    .any(|it| it.exists());
                if is_path && !is_pattern && !exists {
                    missing.push(format!("{}: {quoted}", source.at(line)));
                }
            }
        }
    }
    report("A document names a file that does not exist:", missing);
}
