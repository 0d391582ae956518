//! Names and values that somebody mistyped: what there is instead, under the real Terraform.

use serde_json::json;

use crate::cluster::terraform::{SERVERLESS, red};
use testkit::{Outcome, TerraformCli};

const RED: &str = "resource \"zillizcloud_project\" \"red\" { project_name = \"red\" }";

async fn import(lab: &TerraformCli, address: &str, id: &str) -> Outcome {
    lab.write_file(
        "import.tf",
        &format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n"),
    );
    lab.try_plan(&[]).await
}

#[tokio::test]
async fn an_import_of_what_is_not_there_guesses_a_typo() {
    let lab = TerraformCli::start().await;
    lab.write(&red(SERVERLESS));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let project_id = lab.project_id("Default Project").await;
    for (address, wanted, near, by_name) in [
        (
            "zillizcloud_cluster.blue",
            format!("{id}x"),
            format!("red ({id}) in {project_id}"),
            "`name:<project_id>/<cluster_name>`",
        ),
        (
            "zillizcloud_cluster.blue",
            "red".to_owned(),
            format!("red ({id}) in {project_id}"),
            "`name:<project_id>/<cluster_name>`",
        ),
        (
            "zillizcloud_cluster.blue",
            format!("name:{project_id}/rde"),
            format!("red ({id})"),
            "",
        ),
        (
            "zillizcloud_cluster.blue",
            format!("name:{project_id}x/red"),
            format!("Default Project ({project_id})"),
            "",
        ),
        (
            "zillizcloud_project.blue",
            format!("{project_id}x"),
            format!("Default Project ({project_id})"),
            "`name:<project_name>`",
        ),
        (
            "zillizcloud_project.blue",
            "name:Default Porject".to_owned(),
            format!("Default Project ({project_id})"),
            "",
        ),
    ] {
        let kind = address.split('.').next().unwrap();
        let blue = if kind == "zillizcloud_cluster" {
            "resource \"zillizcloud_cluster\" \"blue\" {\n cluster_name = \"blue\"\n plan = \"Serverless\"\n region_id = local.region_id\n \
             project_id = local.project_id\n}"
        } else {
            "resource \"zillizcloud_project\" \"blue\" { project_name = \"blue\" }"
        };
        lab.write(&format!("{}\n{blue}", red(SERVERLESS)));
        let error = import(&lab, address, &wanted).await.only_error();
        error.says(["importing", "Check the spelling first", &near, by_name]);
        assert!(!error.detail.contains("state rm"), "{error:#?}");
        assert!(!error.detail.contains("outside of Terraform"), "{error:#?}");
    }
}

#[tokio::test]
async fn a_look_up_of_what_is_not_there_guesses_a_typo() {
    let lab = TerraformCli::start().await;
    lab.write(&red(SERVERLESS));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let project_id = lab.project_id("Default Project").await;
    let (project, cluster) = (
        format!("Default Project ({project_id})"),
        format!("red ({id})"),
    );
    for (kind, arguments, near) in [
        ("project", format!("id = \"{project_id}x\""), &project),
        ("project", "name = \"default project\"".to_owned(), &project),
        ("cluster", format!("id = \"{id}x\""), &cluster),
        (
            "cluster",
            format!("cluster_name = \"Red\"\n project_id = \"{project_id}\""),
            &cluster,
        ),
        (
            "cluster",
            format!("cluster_name = \"red\"\n project_id = \"{project_id}x\""),
            &project,
        ),
        ("roles", format!("project_id = \"{project_id}x\""), &project),
        (
            "project_users",
            format!("project_id = \"{project_id}x\""),
            &project,
        ),
    ] {
        lab.write(&format!(
            "{}\ndata \"zillizcloud_{kind}\" \"this\" {{\n {arguments}\n}}",
            red(SERVERLESS)
        ));
        let error = lab.try_plan(&[]).await.only_error();
        error.says([near]);
        assert!(!error.detail.contains("state rm"), "{error:#?}");
        assert!(!error.detail.contains("outside of Terraform"), "{error:#?}");
    }
    lab.write("data \"zillizcloud_member\" \"this\" { email = \"nobody@example.com\" }");
    let error = lab.try_plan(&["-refresh=false"]).await.only_error();
    error.says(["Check the spelling first", "accepted their invitation"]);
    assert!(!error.detail.contains("state rm"), "{error:#?}");
}

#[tokio::test]
async fn a_creation_in_a_project_that_is_not_there_guesses_a_typo() {
    let lab = TerraformCli::start().await;
    let project_id = lab.project_id("Default Project").await;
    let wanted = red(SERVERLESS).replace("local.project_id", &format!("\"{project_id}x\""));
    lab.write(&wanted);
    let near = format!("Default Project ({project_id})");
    let planned = lab.try_plan(&[]).await.succeeded();
    planned.warnings()[0].says(["Unknown project", &near]);
    let error = lab.try_apply().await.only_error();
    error.says(["creating cluster", "Check the spelling first", &near]);
    assert!(!error.detail.contains("state rm"), "{error:#?}");
}

#[tokio::test]
async fn a_region_that_is_not_listed_is_an_error_with_the_nearest_names() {
    let lab = TerraformCli::start().await;
    let cluster = red(SERVERLESS).replace("local.region_id", "\"aws-us-wset-2\"");
    let project = "resource \"zillizcloud_project\" \"red\" {\n project_name = \"red\"\n region_ids = [\"aws-us-wset-2\"]\n}";
    for (configuration, attribute) in [(cluster.as_str(), "region_id"), (project, "region_ids")] {
        lab.write(configuration);
        let error = lab.try_plan(&[]).await.only_error();
        error.is_at(attribute).says([
            "Unknown region",
            "aws-us-wset-2",
            "nearest names are aws-us-west-2",
        ]);
    }
    lab.fault(json!({
        "match": {"method": "GET", "path": "/v2/regions*"},
        "fault": {"kind": "status", "status": 503},
    }))
    .await;
    for (configuration, attribute) in [(cluster.as_str(), "region_id"), (project, "region_ids")] {
        lab.write(configuration);
        let planned = lab.try_plan(&[]).await.succeeded();
        let warnings = planned.warnings();
        let unchecked = warnings.iter().find(|it| it.summary == "Unchecked region");
        let unchecked = unchecked.unwrap_or_else(|| panic!("{planned}"));
        unchecked.is_at(attribute).says(["aws-us-wset-2"]);
    }
}

#[tokio::test]
async fn a_region_that_is_no_longer_listed_stops_no_destruction() {
    let lab = TerraformCli::start().await;
    let project = "resource \"zillizcloud_project\" \"red\" {\n project_name = \"red\"\n region_ids = [local.region_id]\n}";
    lab.write(&format!("{}\n{project}", red(SERVERLESS)));
    lab.apply().await;
    let others = json!({"code": 0, "data": [{"cloudId": "gcp", "regionId": "gcp-us-west1", "domain": "api.cloud.zilliz.com"}]});
    lab.fault(json!({
        "match": {"method": "GET", "path": "/v2/regions*"},
        "fault": {"kind": "status", "status": 200, "body": others.to_string()},
    }))
    .await;
    lab.has_nothing_to_do().await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_fraction_where_a_whole_number_is_wanted_is_shown_with_what_is_allowed() {
    let lab = TerraformCli::start().await;
    for (configuration, attribute, shown) in [
        (
            red("cu_size = 3.5"),
            "cu_size",
            "a whole number, 1 to 2048, but 3.5 was given",
        ),
        (red("cu_size = -3.5"), "cu_size", "but -3.5 was given"),
        (
            red("cu_size = 1e30"),
            "cu_size",
            "but 1000000000000000000000000000000 was given",
        ),
        (
            red("cu_size = 8\n replica = 1.5"),
            "replica",
            "but 1.5 was given",
        ),
        (
            format!("provider \"zillizcloud\" {{ max_retries = 3.5 }}\n{RED}"),
            "provider",
            "a whole number, 0 to 100, but 3.5 was given",
        ),
    ] {
        lab.write(&configuration);
        let error = lab.try_plan(&[]).await.only_error();
        error.says([shown]);
        if attribute != "provider" {
            error.is_at(attribute);
        }
    }
}

#[tokio::test]
async fn an_error_of_a_function_ends_in_one_full_stop() {
    let lab = TerraformCli::start().await;
    for call in ["cluster_kind(\"red\")", "region_info(\"mars\")"] {
        lab.write(&format!(
            "output \"it\" {{ value = provider::zillizcloud::{call} }}"
        ));
        let error = lab.try_plan(&[]).await.only_error();
        error.says(["those begin with"]);
        assert!(error.detail.ends_with('.'), "{error:#?}");
        assert!(!error.detail.contains(".."), "{error:#?}");
    }
}

#[tokio::test]
async fn what_a_look_up_finds_out_cannot_be_configured() {
    let lab = TerraformCli::start().await;
    lab.write("data \"zillizcloud_project\" \"this\" {\n project_name = \"x\"\n}");
    let error = lab.try_plan(&[]).await.only_error();
    error
        .is_at("project_name")
        .says(["Read-only", "`project_name`"]);
}

#[tokio::test]
async fn a_wait_in_the_log_names_the_cluster() {
    let lab = TerraformCli::start().await;
    lab.write(&red(SERVERLESS));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let log = lab.log();
    let mut waits = log
        .lines()
        .filter(|it| it.contains("zilliz_cloud::wait"))
        .peekable();
    assert!(waits.peek().is_some(), "{log}");
    assert!(
        waits.all(|it| it.contains(&format!("object={id}"))),
        "{log}"
    );
}
