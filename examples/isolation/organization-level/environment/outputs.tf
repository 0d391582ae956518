output "endpoint" {
  description = "Where the cluster is."
  value       = zillizcloud_cluster.this.connect_address
}

output "estate" {
  description = "What belongs to the environment, and who can write in it."
  value       = data.zillizcloud_isolation.this.estate[var.name]
}
