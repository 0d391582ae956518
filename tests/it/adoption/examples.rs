//! What people write for the vendor's provider does the same with ours.

use std::fs;

use crate::support::Lab;

#[tokio::test]
async fn each_configuration_for_the_vendors_provider_is_applied_and_leaves_nothing_to_do() {
    let folder = format!("{}/examples/incumbent", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
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
