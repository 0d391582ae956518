//! Look-ups with arguments that the plan does not know yet.

use testkit::TerraformCli;

/// Every data source with every argument from an object that does not exist yet.
const ALL: &str = r#"
resource "terraform_data" "this" {
  input = {
    email       = "owner@example.com"
    environment = "dev"
    project_id  = local.project_id
    text        = ""
    start       = "2026-01-01"
    end         = "2026-01-02"
  }
}

resource "zillizcloud_cluster" "red" {
  cluster_name = "red"
  project_id   = local.project_id
  region_id    = local.region_id
}

locals { later = terraform_data.this.output }

data "zillizcloud_cloud_providers" "this" { depends_on = [terraform_data.this] }
data "zillizcloud_cluster" "by_id" { id = zillizcloud_cluster.red.id }
data "zillizcloud_cluster" "by_name" {
  cluster_name = zillizcloud_cluster.red.cluster_name
  project_id   = local.later.project_id
  depends_on   = [zillizcloud_cluster.red]
}
data "zillizcloud_clusters" "this" {
  project_id = local.later.project_id
  region_id  = local.later.text
  plan       = local.later.text
  status     = local.later.text
  labels     = { env = local.later.environment }
}
data "zillizcloud_invoices" "this" {
  status = local.later.text
  since  = local.later.start
}
data "zillizcloud_isolation" "this" {
  environments = { dev = { project_ids = [local.later.project_id] } }
}
data "zillizcloud_isolation" "names" {
  environments = { (local.later.environment) = { project_ids = [local.later.project_id], writers = [local.later.email] } }
}
data "zillizcloud_member" "this" { email = local.later.email }
data "zillizcloud_organization" "this" { depends_on = [terraform_data.this] }
data "zillizcloud_project" "this" { id = local.later.project_id }
data "zillizcloud_project_users" "this" {
  project_id     = local.later.project_id
  principal_type = local.later.project_id == "" ? "user" : "group"
}
data "zillizcloud_projects" "this" { region_id = local.later.text }
data "zillizcloud_regions" "this" { cloud_id = local.later.project_id == "" ? "aws" : "gcp" }
data "zillizcloud_roles" "this" { project_id = local.later.project_id }
data "zillizcloud_usage" "this" {
  start        = local.later.start
  end          = local.later.end
  environments = { (local.later.environment) = { project_ids = [local.later.project_id] } }
}
"#;

#[tokio::test]
async fn every_data_source_waits_for_what_the_plan_does_not_know() {
    let lab = TerraformCli::start().await;
    lab.write(ALL);
    let planned = lab.plan().await;
    let read: Vec<_> = planned
        .actions()
        .into_iter()
        .filter(|it| it.starts_with("read "))
        .collect();
    assert_eq!(read.len(), ALL.matches("\ndata ").count(), "{read:#?}");
    lab.apply().await;
    lab.destroy().await;
}
