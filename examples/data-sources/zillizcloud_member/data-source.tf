data "zillizcloud_member" "ada" {
  email = "ada@example.com"
}

output "projects_of_ada" {
  value = keys(data.zillizcloud_member.ada.project_roles)
}
