# Everything that runs in production
data "zillizcloud_clusters" "prod" {
  status = "RUNNING"
  labels = { env = "prod" }
}

output "prod_endpoints" {
  value = { for it in data.zillizcloud_clusters.prod.clusters : it.cluster_name => it.connect_address }
}
