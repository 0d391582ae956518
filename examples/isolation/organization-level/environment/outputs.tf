output "endpoint" {
  description = "Where the cluster is."
  value       = zillizcloud_cluster.this.connect_address
}

output "inventory" {
  description = "What belongs to the environment, and who can write in it."
  value       = data.zillizcloud_isolation.this.inventory[var.name]
}
