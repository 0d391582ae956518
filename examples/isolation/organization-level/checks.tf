# No key sees all organizations. Each module tells what its own key found, and this compares.
data "zillizcloud_isolation" "this" {
  provider = zillizcloud.prod

  environments = {
    dev     = module.dev.inventory
    staging = module.staging.inventory
    prod    = module.prod.inventory
  }
}

locals {
  write_everywhere = toset([for email in var.write_everywhere : lower(email)])

  # Who is configured to write in more than one environment and is not to.
  writes_in       = transpose({ for name, environment in var.environments : name => [for it in environment.writers : lower(it)] })
  surplus_writers = [for email, names in local.writes_in : email if length(names) > 1 && !contains(local.write_everywhere, email)]
}

check "environments_share_no_invoice" {
  assert {
    condition     = data.zillizcloud_isolation.this.level == "organization"
    error_message = "Some environments are in the same organization:\n${data.zillizcloud_isolation.this.mermaid}"
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
