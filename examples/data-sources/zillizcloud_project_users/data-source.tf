# Who can administer the project
data "zillizcloud_project_users" "prod" {
  project_id = "proj-xxxxxxxxxxxxxxxxxxxxxx"
}

output "admins" {
  value = [for it in data.zillizcloud_project_users.prod.principals : it.principal_name if contains(it.roles, "Project Admin")]
}
