# A cluster that follows its load, and has a size to begin the day with.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "combined" {
  cluster_name = "combined"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"

  cu_settings = {
    dynamic_scaling = {
      min = 2
      max = 16
    }
    schedule_scaling = [
      { cron = "0 0 8 * * ?", target = 8, timezone = "Etc/UTC" },
    ]
  }
}
