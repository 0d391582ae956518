//! Warnings of a plan about changes that cannot be undone, or that take away what others made.

use serde_json::{Value, json};

use testkit::TerraformCli;

const CLUSTER: &str = "zillizcloud_cluster.red";

fn project(plan: &str) -> String {
    format!(
        "resource \"zillizcloud_project\" \"red\" {{\n  project_name = \"red\"\n  plan = \"{plan}\"\n}}\n"
    )
}

fn cluster(name: &str, project_id: &str, arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"{name}\" {{\n  cluster_name = \"{name}\"\n  project_id = {project_id}\n  \
         region_id = local.region_id\n  {arguments}\n}}\n"
    )
}

async fn is_silent(lab: &TerraformCli) {
    let planned = lab.try_plan(&["-detailed-exitcode"]).await;
    assert_eq!(planned.code, Some(0), "{planned}");
    assert!(planned.warnings().is_empty(), "{planned}");
}

#[tokio::test]
async fn an_upgrade_of_a_project_names_the_clusters_that_it_upgrades() {
    let lab = TerraformCli::start().await;
    lab.write(&project("Standard"));
    let created = lab.try_plan(&[]).await.succeeded();
    assert!(created.warnings().is_empty(), "{created}");
    lab.apply().await;
    let id = lab.project_id("red").await;
    // Terraform knows of one of these, and the project has all of them.
    for (name, call, sizes) in [
        (
            "blue",
            "createDedicated",
            json!({"cuSize": 1, "cuType": "Performance-optimized"}),
        ),
        ("green", "createServerless", json!({})),
    ] {
        let mut body = json!({"clusterName": name, "projectId": id, "regionId": "aws-us-west-2"});
        body.as_object_mut()
            .unwrap()
            .extend(sizes.as_object().unwrap().clone());
        lab.post_elsewhere(&format!("/v2/clusters/{call}"), body)
            .await;
    }
    let red = cluster("red", "zillizcloud_project.red.id", "cu_size = 1");
    lab.write(&(project("Standard") + &red));
    lab.apply().await;
    is_silent(&lab).await;

    lab.write(&(project("Enterprise") + &red));
    let planned = lab.try_plan(&[]).await.succeeded();
    let warnings = planned.warnings();
    assert_eq!(warnings.len(), 1, "{planned}");
    let [red_id, blue_id] = [lab.cluster_id("red").await, lab.cluster_id("blue").await];
    warnings[0].is_at("plan").says([
        "Standard",
        "Enterprise",
        &red_id,
        &blue_id,
        "cannot be undone",
    ]);
    assert!(!warnings[0].detail.contains("green"), "{planned}");
    lab.try_apply().await.succeeded();
    is_silent(&lab).await;
}

/// A small Dedicated cluster.
fn red(arguments: &str) -> String {
    cluster(
        "red",
        "local.project_id",
        &format!("cu_size = 1\n  {arguments}"),
    )
}

#[tokio::test]
async fn the_first_labels_of_a_cluster_say_which_ones_of_others_they_replace() {
    let lab = TerraformCli::start().await;
    lab.write(&red(""));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let labels = json!({"owner": "ada", "team": "blue", "tier": "gold"});
    lab.change_elsewhere("clusters", &id, json!({"labels": labels}))
        .await;
    is_silent(&lab).await;

    lab.write(&red("labels = { team = \"red\", tier = \"gold\" }"));
    let planned = lab.try_plan(&[]).await.succeeded();
    let warnings = planned.warnings();
    assert_eq!(warnings.len(), 1, "{planned}");
    warnings[0]
        .is_at("labels")
        .says(["owner = \"ada\"", "team = \"blue\""]);
    assert!(!warnings[0].detail.contains("gold"), "{planned}");
    lab.try_apply().await.succeeded();
    is_silent(&lab).await;
    assert_eq!(
        lab.cluster("red").await["labels"],
        json!({"team": "red", "tier": "gold"})
    );
}

#[tokio::test]
async fn first_labels_that_replace_nothing_need_no_word() {
    let lab = TerraformCli::start().await;
    lab.write(&red("labels = { team = \"red\" }"));
    let planned = lab.try_plan(&[]).await.succeeded();
    assert!(planned.warnings().is_empty(), "{planned}");
    lab.write(&red(""));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    lab.change_elsewhere("clusters", &id, json!({"labels": {"team": "red"}}))
        .await;
    lab.write(&red("labels = { team = \"red\", tier = \"gold\" }"));
    let planned = lab.try_plan(&[]).await.succeeded();
    assert!(planned.warnings().is_empty(), "{planned}");
    assert_eq!(
        lab.state(CLUSTER)["labels"],
        Value::Object(serde_json::Map::new())
    );
}

/// Whoever owns the key and gives up Project Admin may not delete the clusters any more.
fn environment(order: &str) -> String {
    let project = project("Enterprise");
    let cluster = cluster(
        "red",
        "zillizcloud_project.red.id",
        &format!("cu_size = 1\n  {order}"),
    );
    let user = |name: &str, email: &str| {
        format!(
            "resource \"zillizcloud_project_user\" \"{name}\" {{\n  project_id = zillizcloud_project.red.id\n  \
             email = \"{email}\"\n  roles = [\"Project Admin\"]\n}}\n"
        )
    };
    project + &cluster + &user("owner", "owner@example.com") + &user("ada", "ada@example.com")
}

#[tokio::test]
async fn a_destroy_that_gives_up_project_admin_before_the_clusters_says_how_to_order_it() {
    let lab = TerraformCli::start().await;
    lab.choose(json!({"owner_without_project_role": "refused"}))
        .await;
    lab.add_member("ada@example.com").await;
    lab.write(&environment(""));
    lab.apply().await;
    let planned = lab.try_plan(&["-destroy"]).await.succeeded();
    let warnings = planned.warnings();
    assert!(
        warnings.iter().any(|it| it.detail.contains("depends_on")),
        "{planned}"
    );
}

#[tokio::test]
async fn a_destroy_that_gave_up_project_admin_too_early_is_finished_by_the_next_one() {
    let lab = TerraformCli::start().await;
    lab.choose(json!({"owner_without_project_role": "refused"}))
        .await;
    lab.add_member("ada@example.com").await;
    lab.write(&environment(""));
    lab.apply().await;
    // The cluster's deletion comes last, however quick Terraform is.
    lab.fault(json!({
        "match": {"method": "DELETE", "path": "/v2/clusters/*"}, "times": 1,
        "fault": {"kind": "delay", "milliseconds": 1500},
    }))
    .await;
    let first = lab
        .run(&["apply", "-json", "-auto-approve", "-destroy"])
        .await;
    if first.code != Some(0) {
        lab.run(&["apply", "-json", "-auto-approve", "-destroy"])
            .await
            .succeeded();
    }
    assert_eq!(lab.addresses(), Vec::<String>::new());
}
