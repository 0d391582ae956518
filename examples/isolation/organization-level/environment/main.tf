# One environment, in the organization of the provider that it is given.

resource "zillizcloud_organization" "this" {}

resource "zillizcloud_project" "this" {
  project_name        = var.product
  description         = "${var.product}, ${var.name}"
  plan                = var.settings.plan
  region_ids          = [var.region_id]
  deletion_protection = var.is_protected
}

resource "zillizcloud_cluster" "this" {
  cluster_name        = "${var.product}-${var.name}"
  project_id          = zillizcloud_project.this.id
  plan                = var.settings.cu_size == null ? "Serverless" : var.settings.plan
  cu_size             = var.settings.cu_size
  deletion_protection = var.is_protected
}

resource "zillizcloud_project_user" "writer" {
  for_each = var.settings.writers

  project_id = zillizcloud_project.this.id
  email      = each.value
  roles      = ["Data Operator"]
}

resource "zillizcloud_project_user" "reader" {
  for_each = var.settings.readers

  project_id = zillizcloud_project.this.id
  email      = each.value
  roles      = ["Data Viewer"]
}

# What the service says after everything is done. Only a key of this organization can see it, so it is looked up here.
data "zillizcloud_isolation" "this" {
  environments = { (var.name) = { organization_id = zillizcloud_organization.this.organization_id } }

  depends_on = [zillizcloud_cluster.this, zillizcloud_project_user.writer, zillizcloud_project_user.reader]
}

# The month so far, of the whole organization.
data "zillizcloud_usage" "month" {
  start = formatdate("YYYY-MM-01", plantimestamp())
  end   = formatdate("YYYY-MM-DD", timeadd(plantimestamp(), "24h"))

  depends_on = [zillizcloud_cluster.this]
}

check "budget_is_kept" {
  assert {
    condition     = data.zillizcloud_usage.month.total <= 100 * var.settings.monthly_budget
    error_message = "${var.name} costs ${data.zillizcloud_usage.month.total / 100} this month, of ${var.settings.monthly_budget}."
  }
}
