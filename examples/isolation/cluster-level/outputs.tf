output "endpoints" {
  description = "Where the cluster of each environment is."
  value       = { for name, cluster in zillizcloud_cluster.this : name => cluster.connect_address }
}

output "project_id" {
  description = "The project of all environments."
  value       = zillizcloud_project.this.id
}

output "level" {
  description = "Where the environments are really separated."
  value       = data.zillizcloud_isolation.this.level
}

output "writers" {
  description = "Who can really write in several environments."
  value       = local.shared_writers
}

output "diagram" {
  description = "The environments as a Mermaid diagram."
  value       = data.zillizcloud_isolation.this.mermaid
}
