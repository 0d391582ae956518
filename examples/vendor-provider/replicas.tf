# Replicas by the load, and compute units and replicas that both scale themselves.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "queries" {
  cluster_name = "queries"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"
  cu_size      = "8"

  replica_settings = {
    dynamic_scaling = {
      min = 1
      max = 4
    }
  }
}

resource "zillizcloud_cluster" "both" {
  cluster_name = "both"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"

  cu_settings = {
    dynamic_scaling = {
      min = 8
      max = 16
    }
  }

  replica_settings = {
    schedule_scaling = [
      { cron = "0 0 8 * * ?", target = 2, timezone = "Etc/UTC" },
      { cron = "0 0 20 * * ?", target = 1, timezone = "Etc/UTC" },
    ]
  }
}
