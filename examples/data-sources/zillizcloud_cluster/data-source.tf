# By identifier
data "zillizcloud_cluster" "by_id" {
  id = "in01-xxxxxxxxxxxxxxx"
}

# By project and name
data "zillizcloud_cluster" "search" {
  project_id   = "proj-xxxxxxxxxxxxxxxxxxxxxx"
  cluster_name = "search"
}
