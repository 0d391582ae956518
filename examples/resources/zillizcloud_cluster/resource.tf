resource "zillizcloud_project" "search" {
  project_name = "search"
  plan         = "Enterprise"
  region_ids   = ["aws-us-west-2"]
}

# A Free cluster: no plan, and none of the arguments for compute units.
resource "zillizcloud_cluster" "trial" {
  cluster_name = "trial"
  project_id   = zillizcloud_project.search.id
  region_id    = "aws-us-west-2"
}

# A Serverless cluster
resource "zillizcloud_cluster" "staging" {
  cluster_name = "staging"
  project_id   = zillizcloud_project.search.id
  region_id    = "aws-us-west-2"
  plan         = "Serverless"
}

# A Dedicated cluster, suspended and resumed by desired_status
resource "zillizcloud_cluster" "production" {
  cluster_name   = "production"
  project_id     = zillizcloud_project.search.id
  region_id      = "aws-us-west-2"
  plan           = "Enterprise"
  cu_type        = "Performance-optimized"
  cu_size        = 8
  replica        = 2
  desired_status = "RUNNING"

  labels = {
    team = "search"
  }

  deletion_protection = true

  timeouts {
    create = "1h"
  }
}
