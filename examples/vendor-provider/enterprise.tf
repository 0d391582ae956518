# Replicas, labels, and the patience to wait for them.
resource "zillizcloud_project" "search" {
  project_name = "search"
  plan         = "Enterprise"
}

resource "zillizcloud_cluster" "search" {
  cluster_name = "search"
  project_id   = zillizcloud_project.search.id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"
  cu_size      = 8
  cu_type      = "Capacity-optimized"
  replica      = 2

  labels = {
    team        = "search"
    environment = "production"
  }

  timeouts {
    create = "90m"
    update = "60m"
  }
}
