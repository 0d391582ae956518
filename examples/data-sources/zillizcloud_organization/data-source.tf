# The organization of the API key
data "zillizcloud_organization" "this" {}

output "organization_id" {
  value = data.zillizcloud_organization.this.organization_id
}
