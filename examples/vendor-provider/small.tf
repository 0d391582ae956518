# The smallest cluster of the plan Enterprise.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "small" {
  cluster_name = "small"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"
  cu_size      = "1"
  cu_type      = "Performance-optimized"
}
