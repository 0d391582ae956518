# Against the simulator, with the people of members.json: see the README.

variables {
  protected = []
}

run "environments_are_apart" {
  assert {
    condition     = output.level == "cluster"
    error_message = "The environments are separated by ${output.level}."
  }

  assert {
    condition     = alltrue([for pair in data.zillizcloud_isolation.this.pairs : length(pair.shared_cluster_ids) == 0])
    error_message = "Two environments share a cluster."
  }

  assert {
    condition     = output.writers == toset(["ada@example.com", "owner@example.com"])
    error_message = "Somebody else can write."
  }
}

# A person with a role in the project writes in every environment. Whoever is not listed is noticed.
run "somebody_who_is_not_expected_to_write_is_noticed" {
  variables {
    administrators = []
  }

  expect_failures = [check.only_the_listed_write_in_several_environments]
}

run "a_budget_that_is_spent_is_noticed" {
  variables {
    environments = {
      dev  = { monthly_budget = 50 }
      prod = { cu_size = 8, monthly_budget = 0.01 }
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
