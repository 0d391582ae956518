# Three environments of one product, kept apart at project level: each has a project of its own, with its own cluster
# and its own people.

terraform {
  required_providers {
    zillizcloud = {
      source = "zilliz-rs/zillizcloud"
    }
  }
}

# The key comes from ZILLIZCLOUD_API_KEY.
provider "zillizcloud" {
  region_id = "aws-us-west-2"
}

locals {
  environments = {
    dev = {
      plan  = null
      owner = "ada@example.com"
      user  = "alan@example.com"
      role  = "Data Operator"
    }
    staging = {
      plan  = "Serverless"
      owner = "ada@example.com"
      user  = "grace@example.com"
      role  = "Data Admin"
    }
    prod = {
      plan    = "Enterprise"
      cu_size = 2
      owner   = "barbara@example.com"
      user    = "grace@example.com"
      role    = "Data Viewer"
    }
  }
}

resource "zillizcloud_organization" "this" {}

resource "zillizcloud_project" "env" {
  for_each = local.environments

  project_name = "search-${each.key}"
  description  = "Search, ${each.key}"
  plan         = "Enterprise"
  region_ids   = ["aws-us-west-2"]
}

resource "zillizcloud_cluster" "env" {
  for_each = local.environments

  cluster_name = "search-${each.key}"
  project_id   = zillizcloud_project.env[each.key].id
  plan         = each.value.plan
  cu_size      = try(each.value.cu_size, null)
}

resource "zillizcloud_project_user" "owner" {
  for_each = local.environments

  project_id = zillizcloud_project.env[each.key].id
  email      = each.value.owner
  roles      = ["Project Admin"]
}

resource "zillizcloud_project_user" "user" {
  for_each = local.environments

  project_id = zillizcloud_project.env[each.key].id
  email      = each.value.user
  roles      = [each.value.role]
}

output "organization" {
  value = zillizcloud_organization.this.organization_id
}

output "endpoints" {
  description = "Where each environment's cluster is."
  value       = { for name, cluster in zillizcloud_cluster.env : name => cluster.connect_address }
}
