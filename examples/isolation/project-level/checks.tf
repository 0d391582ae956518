# What the service says after everything is done, and not what this configuration wanted: a grant in the console counts.
data "zillizcloud_isolation" "this" {
  environments = { for name, project in zillizcloud_project.this : name => { project_ids = [project.id] } }

  depends_on = [zillizcloud_cluster.this, zillizcloud_project_user.this]
}

check "environments_share_no_project" {
  assert {
    condition     = contains(["project", "organization"], coalesce(data.zillizcloud_isolation.this.level, "project"))
    error_message = "Some environments are not separated by project:\n${data.zillizcloud_isolation.this.mermaid}"
  }
}

check "nobody_writes_in_two_environments" {
  # What is configured: said in the plan, before anybody is granted anything.
  assert {
    condition     = length(local.surplus_writers) == 0
    error_message = "These people would write in several environments: ${join(", ", local.surplus_writers)}."
  }

  assert {
    condition = alltrue([
      for pair in data.zillizcloud_isolation.this.pairs : length(setsubtract(pair.shared_writers, local.write_everywhere)) == 0
    ])
    error_message = join("\n", concat(
      ["Some people can write in two environments. List them in `write_everywhere`, or take a role from them:"],
      [
        for pair in data.zillizcloud_isolation.this.pairs :
        "${join(" and ", pair.environments)}: ${join(", ", setsubtract(pair.shared_writers, local.write_everywhere))}"
        if length(setsubtract(pair.shared_writers, local.write_everywhere)) > 0
      ],
    ))
  }
}

# The month so far. Not inside the check: Terraform reads what is there once more when it applies, and no plan would be empty.
data "zillizcloud_usage" "month" {
  start        = formatdate("YYYY-MM-01", plantimestamp())
  end          = formatdate("YYYY-MM-DD", timeadd(plantimestamp(), "24h"))
  environments = { for name, project in zillizcloud_project.this : name => { project_ids = [project.id] } }

  depends_on = [zillizcloud_cluster.this]
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
