# Clusters that follow the clock of an office: five fields of cron and six, with a time zone and with the default one.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "office" {
  cluster_name = "office"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"

  cu_settings = {
    schedule_scaling = [
      { cron = "0 8 * * 1-5", target = 8, timezone = "America/New_York" },
      { cron = "0 18 * * 1-5", target = 2, timezone = "America/New_York" },
    ]
  }
}

resource "zillizcloud_cluster" "weekend" {
  cluster_name = "weekend"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"

  cu_settings = {
    schedule_scaling = [
      { cron = "0 0 0 ? * SAT", target = 1, timezone = "Etc/UTC" },
      { cron = "0 0 6 ? * MON", target = 4, timezone = "Etc/UTC" },
    ]
  }
}
