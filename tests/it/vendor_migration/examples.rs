//! Configurations for the vendor's provider, which do the same with ours.

use std::fs;

use serde_json::json;

use testkit::TerraformCli;

#[tokio::test]
async fn each_configuration_for_the_vendors_provider_is_applied_and_leaves_nothing_to_do() {
    let folder = format!("{}/examples/vendor-provider", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_file())
        .collect();
    paths.sort();
    assert!(paths.len() > 5, "{paths:?}");
    for path in paths {
        let lab = TerraformCli::start().await;
        // Where documents disagree, what is written for that provider follows its guides.
        lab.choose(json!({"combined_policies": "accepted"})).await;
        lab.write(&fs::read_to_string(&path).unwrap());
        lab.apply().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn the_configuration_for_an_own_cloud_account_is_applied_there() {
    let mut lab = TerraformCli::start().await;
    let path = format!(
        "{}/examples/vendor-provider/byoc/main.tf",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = fs::read_to_string(path).unwrap();
    let (_, configuration) = text.split_once("}\n\n").unwrap();
    let project = lab.project_id("Default Project").await;
    lab.change_elsewhere("projects", &project, json!({"orgType": "BYOC"}))
        .await;
    lab.set("TF_VAR_project_id", &project);
    lab.write(configuration);
    lab.apply().await;
    lab.destroy().await;
}
