# One cluster that follows its load, and one that follows the clock.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "busy" {
  cluster_name = "busy"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"

  cu_settings = {
    dynamic_scaling = {
      min = 2
      max = 8
    }
  }
}

resource "zillizcloud_cluster" "daily" {
  cluster_name = "daily"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"
  cu_size      = 8

  replica_settings = {
    schedule_scaling = [
      { cron = "0 0 8 * * ?", target = 2, timezone = "Europe/Berlin" },
      { cron = "0 0 20 * * ?", target = 1, timezone = "Europe/Berlin" },
    ]
  }
}
