//! Everything that the provider offers has an example, and each example is valid.

use std::{fs, path::PathBuf};

use serde_json::Value;

use testkit::{TerraformCli, executable};

/// The example of each resource, data source and function that Terraform knows of.
async fn expected(lab: &TerraformCli) -> Vec<PathBuf> {
    let schemas = lab.run(&["providers", "schema", "-json"]).await.succeeded();
    let schemas: Value = serde_json::from_str(&schemas.stdout).unwrap();
    let registry = executable().product().registry();
    let schemas = &schemas["provider_schemas"][format!("{registry}/zilliz-rs/zillizcloud")];
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut items = Vec::new();
    for (kind, folder_of_kind, file) in [
        ("resource_schemas", "resources", "resource.tf"),
        ("data_source_schemas", "data-sources", "data-source.tf"),
        ("functions", "functions", "function.tf"),
    ] {
        let names = schemas[kind].as_object().unwrap().keys();
        items.extend(names.map(|it| folder.join(folder_of_kind).join(it).join(file)));
    }
    items
}

#[tokio::test]
async fn all_that_there_is_has_a_valid_example() {
    let lab = TerraformCli::start().await;
    lab.write("");
    let examples = expected(&lab).await;
    assert!(examples.len() > 15, "{examples:?}");
    for path in examples {
        let text = fs::read_to_string(&path);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        lab.write(&text);
        let validated = lab.run(&["validate", "-json"]).await;
        assert_eq!(
            validated.code,
            Some(0),
            "{}: {}",
            path.display(),
            validated.stdout
        );
    }
}
