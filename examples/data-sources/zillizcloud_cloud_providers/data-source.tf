data "zillizcloud_cloud_providers" "all" {}

output "cloud_providers" {
  value = data.zillizcloud_cloud_providers.all.cloud_providers[*].cloud_id
}
