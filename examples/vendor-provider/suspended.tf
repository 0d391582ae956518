# A cluster that is kept, and does not run.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "archive" {
  cluster_name   = "archive"
  project_id     = data.zillizcloud_project.default.id
  region_id      = "aws-us-west-2"
  plan           = "Enterprise"
  cu_size        = 2
  desired_status = "SUSPENDED"
}
