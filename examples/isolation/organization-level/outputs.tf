output "endpoints" {
  description = "Where the cluster of each environment is."
  value       = { dev = module.dev.endpoint, staging = module.staging.endpoint, prod = module.prod.endpoint }
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
