# A project of its own, with a Dedicated cluster of one compute unit.
resource "zillizcloud_project" "trial" {
  project_name = "trial"
  plan         = "Standard"
}

resource "zillizcloud_cluster" "trial" {
  cluster_name = "trial"
  project_id   = zillizcloud_project.trial.id
  region_id    = "aws-us-west-2"
  plan         = "Standard"
  cu_size      = 1
  cu_type      = "Performance-optimized"
}
