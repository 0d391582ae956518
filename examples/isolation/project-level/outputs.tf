output "endpoints" {
  description = "Where the cluster of each environment is."
  value       = { for name, cluster in zillizcloud_cluster.this : name => cluster.connect_address }
}

output "project_ids" {
  description = "The project of each environment."
  value       = { for name, project in zillizcloud_project.this : name => project.id }
}

output "level" {
  description = "Where the environments are really separated."
  value       = data.zillizcloud_isolation.this.level
}

output "writers" {
  description = "Who can really write in each environment."
  value       = { for name, it in data.zillizcloud_isolation.this.inventory : name => it.writers }
}

output "diagram" {
  description = "The environments as a Mermaid diagram."
  value       = data.zillizcloud_isolation.this.mermaid
}
