data "zillizcloud_projects" "all" {}

output "project_ids" {
  value = { for it in data.zillizcloud_projects.all.projects : it.project_name => it.id }
}
