//! What people write for the vendor's provider does the same with ours.

use std::fs;

use crate::support::Lab;

#[tokio::test]
async fn each_configuration_for_the_vendors_provider_is_applied_and_leaves_nothing_to_do() {
    let folder = format!("{}/examples/incumbent", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_file())
        .collect();
    paths.sort();
    assert!(paths.len() > 5, "{paths:?}");
    for path in paths {
        let lab = Lab::start().await;
        lab.write(&fs::read_to_string(&path).unwrap());
        lab.apply().await;
        lab.destroy().await;
    }
}

/// The simulator has no clusters in other people's cloud accounts, so this one is only checked.
#[tokio::test]
async fn the_configuration_for_an_own_cloud_account_is_valid() {
    let lab = Lab::start().await;
    let path = format!(
        "{}/examples/incumbent/byoc/main.tf",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = fs::read_to_string(path).unwrap();
    let (_, configuration) = text.split_once("}\n\n").unwrap();
    lab.write(configuration);
    lab.run(&["validate", "-json"]).await.succeeded();
}
