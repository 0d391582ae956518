//! Mocks of this provider in `terraform test`, without a key and without a network.

use testkit::{TerraformCli, requires};

/// Every data source, and every resource but clusters, which the guide to testing mocks.
const EVERYTHING: &str = r#"
terraform {
  required_providers {
    zillizcloud = {
      source = "zilliz-rs/zillizcloud"
    }
  }
}
resource "zillizcloud_organization" "it" {}
resource "zillizcloud_project" "it" {
  project_name = "red"
}
resource "zillizcloud_project_user" "it" {
  project_id = zillizcloud_project.it.id
  email      = "ada@example.com"
  roles      = ["Data Viewer"]
}
data "zillizcloud_cloud_providers" "it" {}
data "zillizcloud_cluster" "it" {
  id = "in01-0123456789abcde"
}
data "zillizcloud_clusters" "it" {}
data "zillizcloud_invoices" "it" {}
data "zillizcloud_isolation" "it" {
  environments = { red = { project_ids = [zillizcloud_project.it.id] } }
}
data "zillizcloud_member" "it" {
  email = "ada@example.com"
}
data "zillizcloud_organization" "it" {}
data "zillizcloud_project" "it" {}
data "zillizcloud_project_users" "it" {
  project_id = zillizcloud_project.it.id
}
data "zillizcloud_projects" "it" {}
data "zillizcloud_regions" "it" {}
data "zillizcloud_roles" "it" {}
data "zillizcloud_usage" "it" {
  start = "2026-01-01"
  end   = "2026-02-01"
}
"#;

const TESTS: &str = r#"
mock_provider "zillizcloud" {
  mock_resource "zillizcloud_project" {
    defaults = { id = "proj-0123456789abcdef012345" }
  }
}
run "plans" {
  command = plan
}
run "applies" {
  assert {
    condition     = zillizcloud_project_user.it.project_id == "proj-0123456789abcdef012345"
    error_message = "The project must be the mocked one."
  }
}
"#;

#[tokio::test]
async fn everything_but_a_cluster_is_mocked_without_a_key_on_every_host() {
    requires!(MockProviders);
    let mut lab = TerraformCli::with_organizations(1).await;
    for name in ["ZILLIZCLOUD_API_KEY", "ZILLIZCLOUD_HOST_ADDRESS"] {
        lab.unset(name);
    }
    lab.write(EVERYTHING);
    lab.write_file("tests/mocks.tftest.hcl", TESTS);
    let tested = lab.test().await.succeeded();
    assert!(
        tested.stdout.contains("Success! 2 passed, 0 failed."),
        "{tested}"
    );
}
