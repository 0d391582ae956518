# Roles that can be given in a project
data "zillizcloud_roles" "of_project" {
  project_id = "proj-xxxxxxxxxxxxxxxxxxxxxx"
}

# Roles of the organization
data "zillizcloud_roles" "of_organization" {}
