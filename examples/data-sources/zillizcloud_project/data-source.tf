# By name
data "zillizcloud_project" "search" {
  name = "search"
}

# By identifier
data "zillizcloud_project" "by_id" {
  id = "proj-xxxxxxxxxxxxxxxxxxxxxx"
}

# The default project: that of the provider configuration, else the one every organization has
data "zillizcloud_project" "default" {}
