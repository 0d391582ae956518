data "zillizcloud_isolation" "this" {
  environments = {
    dev  = { project_ids = ["proj-xxxxxxxxxxxxxxxxxxxxx1"] }
    prod = { project_ids = ["proj-xxxxxxxxxxxxxxxxxxxxx2"] }
  }
}

# Nobody but the owner writes in both
check "nobody_writes_in_two_environments" {
  assert {
    condition = alltrue([
      for pair in data.zillizcloud_isolation.this.pairs : length(setsubtract(pair.shared_writers, ["owner@example.com"])) == 0
    ])
    error_message = data.zillizcloud_isolation.this.mermaid
  }
}
