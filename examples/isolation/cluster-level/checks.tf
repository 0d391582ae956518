# What the service says after everything is done, and not what this configuration wanted: a grant in the console counts.
data "zillizcloud_isolation" "this" {
  environments = { for name, cluster in zillizcloud_cluster.this : name => { cluster_ids = [cluster.id] } }

  depends_on = [zillizcloud_project_user.writer, zillizcloud_project_user.reader]
}

locals {
  expected_writers = toset([for it in setunion(var.writers, var.administrators) : lower(it)])
  shared_writers   = toset(flatten([for pair in data.zillizcloud_isolation.this.pairs : tolist(pair.shared_writers)]))
}

check "environments_share_no_cluster" {
  assert {
    condition     = data.zillizcloud_isolation.this.level != "none"
    error_message = "Some environments share a cluster:\n${data.zillizcloud_isolation.this.mermaid}"
  }
}

check "only_the_listed_write_in_several_environments" {
  assert {
    condition     = length(setsubtract(local.shared_writers, local.expected_writers)) == 0
    error_message = "These people can write in several environments: ${join(", ", setsubtract(local.shared_writers, local.expected_writers))}."
  }
}

# The month so far. Not inside the check: Terraform reads what is there once more when it applies, and no plan would be empty.
data "zillizcloud_usage" "month" {
  start        = formatdate("YYYY-MM-01", plantimestamp())
  end          = formatdate("YYYY-MM-DD", timeadd(plantimestamp(), "24h"))
  environments = { for name, cluster in zillizcloud_cluster.this : name => { cluster_ids = [cluster.id] } }
}

check "budgets_are_kept" {
  assert {
    condition = alltrue([
      for name, cents in data.zillizcloud_usage.month.total_by_environment : cents <= 100 * var.environments[name].monthly_budget
    ])
    error_message = join("\n", concat(
      ["Some environments cost more this month than they may:"],
      [
        for name, cents in data.zillizcloud_usage.month.total_by_environment :
        "${name}: ${cents / 100} of ${var.environments[name].monthly_budget}"
        if cents > 100 * var.environments[name].monthly_budget
      ],
    ))
  }
}
