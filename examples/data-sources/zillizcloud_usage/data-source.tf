# The month so far, by environment
data "zillizcloud_usage" "month" {
  start = formatdate("YYYY-MM-01", plantimestamp())
  end   = formatdate("YYYY-MM-DD", timeadd(plantimestamp(), "24h"))
  environments = {
    dev  = { project_ids = ["proj-xxxxxxxxxxxxxxxxxxxxx1"] }
    prod = { project_ids = ["proj-xxxxxxxxxxxxxxxxxxxxx2"] }
  }
}

# A budget; amounts are in cents
check "dev_is_cheap" {
  assert {
    condition     = data.zillizcloud_usage.month.total_by_environment["dev"] <= 5000
    error_message = "dev costs ${data.zillizcloud_usage.month.total_by_environment["dev"] / 100} this month."
  }
}
