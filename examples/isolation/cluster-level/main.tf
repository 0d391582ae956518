# One project with a cluster for each environment: each has its own compute and storage, and nothing else of its own.

resource "zillizcloud_project" "this" {
  project_name        = var.product
  description         = "${var.product}, all environments"
  plan                = var.plan
  region_ids          = [var.region_id]
  deletion_protection = length(var.protected) > 0

  # Not a validation of the variable: before Terraform 1.9, those cannot look at another one.
  lifecycle {
    precondition {
      condition     = length(setsubtract(var.protected, keys(var.environments))) == 0
      error_message = "There is no environment ${join(", ", setsubtract(var.protected, keys(var.environments)))} to protect."
    }
  }
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
  # Who writes reads, too.
  for_each = toset([for email in var.readers : email if !contains([for it in var.writers : lower(it)], lower(email))])

  project_id = zillizcloud_project.this.id
  email      = each.value
  roles      = ["Data Viewer"]
}
