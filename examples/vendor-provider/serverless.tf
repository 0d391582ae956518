# A cluster that is paid for by what is done with it.
data "zillizcloud_project" "default" {}

resource "zillizcloud_cluster" "on_demand" {
  cluster_name = "on-demand"
  project_id   = data.zillizcloud_project.default.id
  region_id    = "aws-us-west-2"
  plan         = "Serverless"
}
