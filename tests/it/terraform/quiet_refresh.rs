//! Values that other resources change, under the real Terraform: after an apply a refresh finds no drift in them.

use serde_json::json;

use testkit::TerraformCli;

const ORGANIZATION: &str = "zillizcloud_organization.this";
const PROJECT: &str = "zillizcloud_project.red";
const CLUSTER: &str = "zillizcloud_cluster.red";

/// An organization, a project, a cluster in it, a person and more clusters, with outputs of all that is known of them.
fn environment(project: &str, cluster: &str, roles: &str, more: &str) -> String {
    format!(
        r#"
        resource "zillizcloud_organization" "this" {{
          deletion_protection = false
        }}
        resource "zillizcloud_project" "red" {{
          project_name = "red"
          region_ids   = [local.region_id]
          {project}
        }}
        resource "zillizcloud_cluster" "red" {{
          cluster_name = "red"
          project_id   = zillizcloud_project.red.id
          region_id    = local.region_id
          {cluster}
        }}
        resource "zillizcloud_project_user" "ann" {{
          project_id = zillizcloud_project.red.id
          email      = "ann@example.com"
          roles      = [{roles}]
        }}
        {more}
        output "organization" {{ value = zillizcloud_organization.this }}
        output "project" {{ value = zillizcloud_project.red }}
        output "user" {{ value = zillizcloud_project_user.ann }}
        output "cluster" {{
          value     = zillizcloud_cluster.red
          sensitive = true
        }}"#
    )
}

const VIEWER: &str = "\"Data Viewer\"";

/// Another cluster of the project.
const BLUE: &str = r#"
    resource "zillizcloud_cluster" "blue" {
      cluster_name = "blue"
      project_id   = zillizcloud_project.red.id
      region_id    = local.region_id
      plan         = "Serverless"
    }"#;

/// What is applied one after the other: a name, arguments of the project and of the cluster, roles, and more resources.
const STEPS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "all at once",
        "plan = \"Standard\"",
        "cu_size = 1",
        VIEWER,
        "",
    ),
    (
        "a description",
        "plan = \"Standard\"\n description = \"warm\"",
        "cu_size = 1",
        VIEWER,
        "",
    ),
    (
        "another cluster",
        "plan = \"Standard\"",
        "cu_size = 1",
        VIEWER,
        BLUE,
    ),
    (
        "none the more",
        "plan = \"Standard\"",
        "cu_size = 1",
        VIEWER,
        "",
    ),
    (
        "an upgrade",
        "plan = \"Enterprise\"",
        "cu_size = 1",
        VIEWER,
        "",
    ),
    (
        "regions",
        "plan = \"BusinessCritical\"\n region_ids = [local.region_id, \"gcp-us-west1\"]",
        "cu_size = 8",
        VIEWER,
        "resource \"zillizcloud_project\" \"blue\" { project_name = \"blue\" }",
    ),
    (
        "sizes, labels and roles",
        "",
        "cu_size = 8\n replica = 2\n labels = { team = \"red\" }",
        "\"Data Viewer\", \"Data Operator\"",
        "",
    ),
    (
        "policies",
        "",
        "cu_settings = { dynamic_scaling = { min = 8, max = 16 } }\n replica = 2",
        VIEWER,
        "",
    ),
    (
        "a suspension",
        "",
        "cu_size = 8\n desired_status = \"SUSPENDED\"",
        VIEWER,
        "",
    ),
];

/// Applies, after which neither a refresh nor a plan finds anything.
async fn apply_quietly(lab: &TerraformCli, what: &str) {
    lab.try_apply().await.succeeded();
    is_quiet(lab, what).await;
}

async fn is_quiet(lab: &TerraformCli, what: &str) {
    let refreshed = lab.try_plan(&["-refresh-only", "-detailed-exitcode"]).await;
    assert_eq!(refreshed.code, Some(0), "{what}: {refreshed}");
    let planned = lab.try_plan(&["-detailed-exitcode"]).await;
    assert_eq!(planned.code, Some(0), "{what}: {planned}");
}

#[tokio::test]
async fn no_apply_makes_drift_of_what_it_changed_in_other_resources() {
    for lab in [
        TerraformCli::start().await,
        TerraformCli::with_previews().await,
    ] {
        lab.add_member("ann@example.com").await;
        for &(what, project, cluster, roles, more) in STEPS {
            let text = environment(project, cluster, roles, more);
            let text = if project.contains("region_ids") {
                text.replacen("region_ids   = [local.region_id]", "", 1)
            } else {
                text
            };
            lab.write(&text);
            apply_quietly(&lab, what).await;
        }
    }
}

#[tokio::test]
async fn an_upgrade_of_its_project_is_no_change_of_a_cluster() {
    let lab = TerraformCli::start().await;
    let project = |plan: &str, cluster: &str| {
        format!(
            "resource \"zillizcloud_project\" \"red\" {{\n  project_name = \"red\"\n  plan = \"{plan}\"\n}}\n\
             resource \"zillizcloud_cluster\" \"red\" {{\n  cluster_name = \"red\"\n  project_id = zillizcloud_project.red.id\n  \
             region_id = local.region_id\n  cu_size = 8\n  {cluster}\n}}\n\
             data \"zillizcloud_cluster\" \"red\" {{\n  id = zillizcloud_cluster.red.id\n}}\n\
             output \"in_state\" {{\n  value = zillizcloud_cluster.red.plan\n}}\n\
             output \"now\" {{\n  value = data.zillizcloud_cluster.red.plan\n}}\n"
        )
    };
    lab.write(&project("Standard", ""));
    lab.apply().await;
    lab.write(&project("Enterprise", ""));
    lab.try_apply().await.succeeded();
    // The output of the data source was read before the upgrade.
    lab.apply().await;
    is_quiet(&lab, "an upgrade").await;
    assert_eq!(lab.state(CLUSTER)["plan"], "Standard");
    assert_eq!(lab.state(PROJECT)["plan"], "Enterprise");
    let shown = lab.run(&["output", "-raw", "now"]).await.succeeded();
    assert_eq!(shown.stdout, "Enterprise");

    // What the plan allows is what the service has, not what the state has.
    lab.write(&project("Enterprise", "replica = 2"));
    let planned = lab.try_plan(&[]).await.succeeded();
    assert!(planned.warnings().is_empty(), "{planned}");
    lab.apply().await;
    lab.write(&project(
        "Enterprise",
        "replica = 2\n  plan = \"Enterprise\"",
    ));
    assert_eq!(lab.plan().await.changed(CLUSTER), ["plan"]);
    lab.apply().await;
    is_quiet(&lab, "the plan written down").await;
    assert_eq!(lab.state(CLUSTER)["plan"], "Enterprise");
    lab.destroy().await;
}

#[tokio::test]
async fn what_others_changed_is_as_it_was_and_the_data_sources_have_what_is() {
    let lab = TerraformCli::start().await;
    lab.add_member("ann@example.com").await;
    let text = environment("", "cu_size = 1", "\"Data Viewer\"", "");
    lab.write(&text);
    lab.apply().await;
    let default = lab.project_id("Default Project").await;
    assert_eq!(
        lab.state(ORGANIZATION)["default_project_id"],
        json!(default)
    );
    assert_eq!(lab.state(PROJECT)["instance_count"], json!(0));

    let looked_up = r#"
        data "zillizcloud_project" "red" { id = zillizcloud_project.red.id }
        data "zillizcloud_organization" "this" {}
        output "count" { value = data.zillizcloud_project.red.instance_count }
        output "projects" { value = length(data.zillizcloud_organization.this.project_ids) }
    "#;
    lab.write(&(text + looked_up));
    lab.apply().await;
    for (output, value) in [("count", "1"), ("projects", "2")] {
        let shown = lab.run(&["output", "-json", output]).await.succeeded();
        assert_eq!(shown.stdout.trim(), value);
    }
}

/// A person is invited, accepts and is renamed: that did happen elsewhere.
#[tokio::test]
async fn what_really_happened_elsewhere_is_drift() {
    let lab = TerraformCli::with_previews().await;
    lab.write(&environment("", "cu_size = 1", "\"Data Viewer\"", ""));
    lab.apply().await;
    is_quiet(&lab, "an invitation").await;
    lab.add_member("ann@example.com").await;
    let refreshed = lab.try_plan(&["-refresh-only", "-detailed-exitcode"]).await;
    assert_eq!(refreshed.code, Some(2), "{refreshed}");
}
