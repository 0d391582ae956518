//! Names that are freed in the apply that wants them, under the real Terraform: blocks that are renamed without `moved`.

use std::time::Duration;

use serde_json::json;

use testkit::TerraformCli;

fn cluster(block: &str, arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"{block}\" {{\n  project_id = local.project_id\n  region_id = local.region_id\n  {arguments}\n}}\n"
    )
}

#[tokio::test]
async fn a_renamed_block_of_a_cluster_waits_until_the_old_one_is_gone() {
    for arguments in [
        "cluster_name = \"red\"\n cu_size = 1",
        "cluster_name = \"red\"\n plan = \"Serverless\"",
        "cluster_name = \"red\"",
    ] {
        let lab = TerraformCli::with_speed(120).await;
        lab.write(&cluster("one", arguments));
        lab.apply().await;
        let old = lab.cluster_id("red").await;
        lab.write(&cluster("two", arguments));
        lab.apply().await;
        assert_eq!(lab.addresses(), ["zillizcloud_cluster.two"]);
        let new = lab.state("zillizcloud_cluster.two")["id"].clone();
        assert_ne!(new, old.as_str());
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_free_cluster_of_another_block_waits_until_the_old_one_is_gone() {
    let lab = TerraformCli::with_speed(120).await;
    lab.write(&cluster("one", "cluster_name = \"red\""));
    lab.apply().await;
    lab.write(&cluster("two", "cluster_name = \"blue\""));
    lab.apply().await;
    assert_eq!(lab.addresses(), ["zillizcloud_cluster.two"]);
    lab.destroy().await;
}

#[tokio::test]
async fn a_deletion_that_begins_late_frees_the_name_all_the_same() {
    let lab = TerraformCli::start().await;
    lab.write(&cluster("one", "cluster_name = \"red\"\n cu_size = 1"));
    lab.apply().await;
    lab.write(&cluster("two", "cluster_name = \"red\"\n cu_size = 1"));
    lab.fault(json!({
        "match": {"method": "DELETE", "path": "/v2/clusters/*"},
        "fault": {"kind": "delay", "milliseconds": 1500},
    }))
    .await;
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_renamed_block_of_a_project_waits_until_the_old_one_is_gone() {
    let lab = TerraformCli::start().await;
    let project = |block: &str| {
        format!(
            "resource \"zillizcloud_project\" \"{block}\" {{ project_name = \"red\" }}\nresource \"zillizcloud_cluster\" \"{block}\" {{\n  \
             project_id = zillizcloud_project.{block}.id\n  region_id = local.region_id\n  cluster_name = \"red\"\n  cu_size = 1\n}}\n"
        )
    };
    lab.write(&project("one"));
    lab.apply().await;
    lab.write(&project("two"));
    lab.fault(json!({
        "match": {"method": "DELETE", "path": "*"}, "times": 2,
        "fault": {"kind": "delay", "milliseconds": 500},
    }))
    .await;
    lab.apply().await;
    let expected = ["zillizcloud_cluster.two", "zillizcloud_project.two"];
    assert_eq!(lab.addresses(), expected);
    lab.destroy().await;
}

#[tokio::test]
async fn a_renamed_block_of_an_organization_waits_until_the_old_one_is_gone() {
    let lab = TerraformCli::with_previews().await;
    let organization = |block: &str| {
        format!(
            "resource \"zillizcloud_organization\" \"{block}\" {{\n  name = \"acme\"\n  deletion_protection = false\n}}\n"
        )
    };
    lab.write(&organization("one"));
    lab.apply().await;
    lab.write(&organization("two"));
    lab.fault(json!({
        "match": {"method": "DELETE", "path": "*organizations*"},
        "fault": {"kind": "delay", "milliseconds": 500},
    }))
    .await;
    lab.apply().await;
    assert_eq!(lab.addresses(), ["zillizcloud_organization.two"]);
    lab.destroy().await;
}

#[tokio::test]
async fn a_name_that_another_cluster_has_is_said_at_plan() {
    let lab = TerraformCli::start().await;
    lab.write(&cluster("one", "cluster_name = \"red\"\n cu_size = 1"));
    lab.apply().await;
    let old = lab.cluster_id("red").await;
    for other in [
        cluster("two", "cluster_name = \"red\"\n cu_size = 1"),
        cluster("two", "cluster_name = \"red\"\n plan = \"Serverless\""),
    ] {
        let both = format!(
            "{}{other}",
            cluster("one", "cluster_name = \"red\"\n cu_size = 1")
        );
        lab.write(&both);
        let warnings = lab.try_plan(&[]).await.succeeded().warnings();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        warnings[0].is_at("cluster_name").says([
            &old,
            "Existing cluster \"red\"",
            "If this plan destroys or renames",
        ]);
    }
    // The plan of a replacement knows whose name it is.
    lab.write(&cluster(
        "one",
        "cluster_name = \"red\"\n plan = \"Serverless\"",
    ));
    let planned = lab.try_plan(&[]).await.succeeded();
    let is_said = planned
        .warnings()
        .iter()
        .any(|it| it.summary.contains("Existing cluster"));
    assert!(!is_said, "{planned}");
}

#[tokio::test]
async fn a_name_that_stays_taken_ends_in_an_error_and_makes_nothing() {
    let lab = TerraformCli::start().await;
    lab.write(&cluster("one", "cluster_name = \"red\"\n cu_size = 1"));
    lab.apply().await;
    lab.forget_state();
    let started = tokio::time::Instant::now();
    let error = lab.try_apply().await.only_error();
    error.says([
        "creating cluster \"red\"",
        "apply again",
        "terraform import",
    ]);
    assert!(started.elapsed() < Duration::from_secs(60));
    let inventory = lab.inventory().await;
    assert_eq!(inventory["clusters"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_name_that_another_block_gives_up_in_place_can_be_taken_in_the_same_apply() {
    let lab = TerraformCli::start().await;
    let project = |block: &str, name: &str| {
        format!("resource \"zillizcloud_project\" \"{block}\" {{ project_name = \"{name}\" }}\n")
    };
    let red = |block: &str, name: &str| {
        let arguments = format!("cluster_name = \"{name}\"\n cu_size = 1");
        cluster(block, &arguments)
    };
    lab.write(&[project("one", "red"), red("one", "red")].concat());
    lab.apply().await;
    let blocks = [
        project("one", "old"),
        project("two", "red"),
        red("one", "old"),
        red("two", "red"),
    ];
    lab.write(&blocks.concat());
    for method in ["PATCH", "PUT"] {
        lab.fault(json!({
            "match": {"method": method, "path": "*"},
            "fault": {"kind": "delay", "milliseconds": 500},
        }))
        .await;
    }
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn names_that_move_on_from_block_to_block_wait_for_each_other() {
    let lab = TerraformCli::start().await;
    let projects = |names: [&str; 3]| {
        let blocks = [("one", names[0]), ("two", names[1]), ("three", names[2])];
        let block = |(block, name): &(&str, &str)| {
            format!(
                "resource \"zillizcloud_project\" \"{block}\" {{ project_name = \"{name}\" }}\n"
            )
        };
        blocks.iter().map(block).collect::<String>()
    };
    let clusters = |names: [&str; 3]| {
        let blocks = [("one", names[0]), ("two", names[1]), ("three", names[2])];
        let block = |(block, name): &(&str, &str)| {
            cluster(block, &format!("cluster_name = \"{name}\"\n cu_size = 1"))
        };
        blocks.iter().map(block).collect::<String>()
    };
    let (before, after) = (["a", "b", "c"], ["b", "c", "d"]);
    lab.write(&[projects(before), clusters(before)].concat());
    lab.apply().await;
    lab.write(&[projects(after), clusters(after)].concat());
    // The last of each takes so long that the others are refused, and see who has the name that they want.
    for path in [
        format!("/v2/projects/{}*", lab.project_id("c").await),
        format!("/v2/clusters/{}*", lab.cluster_id("c").await),
    ] {
        for method in ["PATCH", "PUT"] {
            lab.fault(json!({
                "match": {"method": method, "path": path},
                "fault": {"kind": "delay", "milliseconds": 2500},
            }))
            .await;
        }
    }
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_waits_for_a_cluster_that_goes_in_the_same_apply() {
    let lab = TerraformCli::start().await;
    lab.write("resource \"zillizcloud_project\" \"red\" { project_name = \"red\" }\n");
    lab.apply().await;
    let id = lab.project_id("red").await;
    lab.write(&format!(
        "resource \"zillizcloud_project\" \"red\" {{ project_name = \"red\" }}\nresource \"zillizcloud_cluster\" \"red\" {{\n  project_id = \
         \"{id}\"\n  region_id = local.region_id\n  cluster_name = \"red\"\n  cu_size = 1\n}}\n"
    ));
    lab.apply().await;
    lab.fault(json!({
        "match": {"method": "DELETE", "path": "/v2/clusters/*"},
        "fault": {"kind": "delay", "milliseconds": 1500},
    }))
    .await;
    lab.destroy().await;
}
