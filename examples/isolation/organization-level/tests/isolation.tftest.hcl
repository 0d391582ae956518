# Against a simulator of three organizations, each with the people of members.json: see the README.

variables {
  protected = []
}

run "environments_are_apart" {
  assert {
    condition     = output.level == "organization"
    error_message = "The environments are separated by ${output.level}."
  }

  assert {
    condition     = alltrue([for pair in data.zillizcloud_isolation.this.pairs : !pair.shares_billing])
    error_message = "Two environments are on the same invoice."
  }

  assert {
    condition     = output.writers["prod"] == toset(["barbara@example.com", "owner@example.com"])
    error_message = "Somebody else can write in prod."
  }
}

run "a_person_who_writes_in_two_environments_is_noticed" {
  variables {
    environments = {
      dev     = { writers = ["ada@example.com"], monthly_budget = 50 }
      staging = { monthly_budget = 100 }
      prod    = { plan = "Enterprise", cu_size = 8, writers = ["ada@example.com"], monthly_budget = 2000 }
    }
  }

  expect_failures = [check.nobody_writes_in_two_environments]
}

run "two_environments_need_two_organizations" {
  command = plan

  variables {
    organization_ids = { dev = "org-one", staging = "org-one", prod = "org-two" }
  }

  expect_failures = [var.organization_ids]
}

run "an_environment_needs_a_budget" {
  command = plan

  variables {
    environments = {
      dev     = { monthly_budget = 0 }
      staging = { monthly_budget = 100 }
      prod    = { plan = "Enterprise", cu_size = 8, monthly_budget = 2000 }
    }
  }

  expect_failures = [var.environments]
}
