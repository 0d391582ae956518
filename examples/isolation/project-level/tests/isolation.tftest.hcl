# Against the simulator, with the people of members.json: see the README.

variables {
  protected = []
}

run "environments_are_apart" {
  assert {
    condition     = output.level == "project"
    error_message = "The environments are separated by ${output.level}."
  }

  assert {
    condition     = alltrue([for pair in data.zillizcloud_isolation.this.pairs : length(pair.shared_project_ids) == 0])
    error_message = "Two environments share a project."
  }

  assert {
    condition     = output.writers["prod"] == toset(["barbara@example.com", "owner@example.com"])
    error_message = "Somebody else can write in prod."
  }

  assert {
    condition     = length(distinct(values(output.endpoints))) == 3
    error_message = "Two environments share a cluster."
  }
}

run "a_person_who_writes_in_two_environments_is_noticed" {
  variables {
    environments = {
      dev  = { writers = ["ada@example.com"], monthly_budget = 50 }
      prod = { plan = "Enterprise", cu_size = 8, writers = ["ada@example.com"], monthly_budget = 2000 }
    }
  }

  expect_failures = [check.nobody_writes_in_two_environments]
}

run "those_who_may_write_everywhere_are_no_surprise" {
  variables {
    environments = {
      dev  = { writers = ["ada@example.com"], monthly_budget = 50 }
      prod = { plan = "Enterprise", cu_size = 8, writers = ["ada@example.com"], monthly_budget = 2000 }
    }
    write_everywhere = ["owner@example.com", "ada@example.com"]
  }
}

run "a_budget_that_is_spent_is_noticed" {
  variables {
    environments = {
      dev  = { monthly_budget = 50 }
      prod = { plan = "Enterprise", cu_size = 8, monthly_budget = 0.01 }
    }
  }

  expect_failures = [check.budgets_are_kept]
}

run "an_environment_needs_a_budget" {
  command = plan

  variables {
    environments = { dev = { monthly_budget = 0 } }
  }

  expect_failures = [var.environments]
}

run "there_is_an_environment" {
  command = plan

  variables {
    environments = {}
  }

  expect_failures = [var.environments]
}

run "a_person_has_one_place_whatever_the_case" {
  command = plan

  variables {
    environments = { dev = { writers = ["Ada@example.com"], readers = ["ada@example.com"], monthly_budget = 50 } }
  }

  expect_failures = [var.environments]
}

run "what_is_to_be_protected_exists" {
  command = plan

  variables {
    protected = ["prd"]
  }

  expect_failures = [zillizcloud_project.this]
}
