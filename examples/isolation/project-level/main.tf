# Each environment has a project of its own: its own cluster, its own people, its own part of the usage.

resource "zillizcloud_project" "this" {
  for_each = var.environments

  project_name        = "${var.product}-${each.key}"
  description         = "${var.product}, ${each.key}"
  plan                = each.value.plan
  region_ids          = [var.region_id]
  deletion_protection = contains(var.protected, each.key)

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
  project_id          = zillizcloud_project.this[each.key].id
  plan                = each.value.cu_size == null ? "Serverless" : each.value.plan
  cu_size             = each.value.cu_size
  deletion_protection = contains(var.protected, each.key)
}

locals {
  people = merge([
    for name, environment in var.environments : merge(
      { for email in environment.writers : "${name}/${email}" => { environment = name, email = email, role = "Data Operator" } },
      { for email in environment.readers : "${name}/${email}" => { environment = name, email = email, role = "Data Viewer" } },
    )
  ]...)

  write_everywhere = toset([for email in var.write_everywhere : lower(email)])

  # Who is configured to write in more than one environment and is not to.
  writes_in       = transpose({ for name, environment in var.environments : name => [for it in environment.writers : lower(it)] })
  surplus_writers = [for email, names in local.writes_in : email if length(names) > 1 && !contains(local.write_everywhere, email)]
}

resource "zillizcloud_project_user" "this" {
  for_each = local.people

  project_id = zillizcloud_project.this[each.value.environment].id
  email      = each.value.email
  roles      = [each.value.role]
}
