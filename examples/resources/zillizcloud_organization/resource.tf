# Declares the organization that the API key belongs to. Nothing is created in Zilliz Cloud.
resource "zillizcloud_organization" "this" {}

output "default_project_id" {
  value = zillizcloud_organization.this.default_project_id
}
