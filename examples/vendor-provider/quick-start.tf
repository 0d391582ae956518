# The least that it takes: the project that every organization has, and a cluster that costs nothing.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "starter" {
  cluster_name = "starter"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Free"
}

output "starter_address" {
  value = zillizcloud_cluster.starter.connect_address
}
