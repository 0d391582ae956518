# One project with a cluster for each environment: each has its own compute and storage, and nothing else of its own.

resource "zillizcloud_project" "this" {
  project_name        = var.product
  description         = "${var.product}, all environments"
  plan                = var.plan
  region_ids          = [var.region_id]
  deletion_protection = length(var.protected) > 0
}

resource "zillizcloud_cluster" "this" {
  for_each = var.environments

  cluster_name        = "${var.product}-${each.key}"
  project_id          = zillizcloud_project.this.id
  plan                = each.value.cu_size == null ? "Serverless" : var.plan
  cu_size             = each.value.cu_size
  deletion_protection = contains(var.protected, each.key)
}

resource "zillizcloud_project_user" "writer" {
  for_each = var.writers

  project_id = zillizcloud_project.this.id
  email      = each.value
  roles      = ["Data Operator"]
}

resource "zillizcloud_project_user" "reader" {
  for_each = setsubtract(var.readers, var.writers)

  project_id = zillizcloud_project.this.id
  email      = each.value
  roles      = ["Data Viewer"]
}
