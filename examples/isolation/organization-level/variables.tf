variable "api_keys" {
  description = "A key of an owner of each organization."
  type        = object({ dev = string, staging = string, prod = string })
  sensitive   = true

  validation {
    condition     = length(distinct(values(var.api_keys))) == 3
    error_message = "Each organization has a key of its own: two are the same."
  }
}

variable "organization_ids" {
  description = "The organizations, `org-…`, as the console shows them under Settings > Organization."
  type        = object({ dev = string, staging = string, prod = string })

  validation {
    condition     = length(distinct(values(var.organization_ids))) == 3
    error_message = "Two environments are in the same organization."
  }
}

variable "product" {
  description = "What the environments are for; the names of projects and clusters begin with it."
  type        = string
  default     = "search"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.product))
    error_message = "The product must be 2 to 20 lowercase letters, digits and hyphens: names of clusters are made of it."
  }
}

variable "region_id" {
  description = "Where the clusters run."
  type        = string
  default     = "aws-us-west-2"
}

variable "environments" {
  description = <<-EOT
    What each environment gets: a Serverless cluster, or a Dedicated one of `cu_size`. `writers` change data, `readers` look at
    it; both are email addresses of members of that organization. `monthly_budget` is in the currency of its invoices, such as
    dollars.
  EOT
  type = map(object({
    plan           = optional(string, "Standard")
    cu_size        = optional(number)
    writers        = optional(set(string), [])
    readers        = optional(set(string), [])
    monthly_budget = number
  }))
  default = {
    dev = {
      writers        = ["ada@example.com", "alan@example.com"]
      monthly_budget = 50
    }
    staging = {
      writers        = ["grace@example.com"]
      readers        = ["ada@example.com"]
      monthly_budget = 100
    }
    prod = {
      plan           = "Enterprise"
      cu_size        = 8
      writers        = ["barbara@example.com"]
      readers        = ["grace@example.com"]
      monthly_budget = 2000
    }
  }

  validation {
    condition     = toset(keys(var.environments)) == toset(["dev", "staging", "prod"])
    error_message = "There are three environments, dev, staging and prod: each has a provider in versions.tf."
  }

  validation {
    condition     = alltrue([for it in var.environments : it.monthly_budget > 0])
    error_message = "An environment needs a budget of more than nothing."
  }

  validation {
    condition = alltrue([
      for it in var.environments : length(distinct([for email in concat(tolist(it.writers), tolist(it.readers)) : lower(email)])) == length(it.writers) + length(it.readers)
    ])
    error_message = "Who writes in an environment reads there, too: list each person once. Upper and lower case are the same."
  }
}

variable "write_everywhere" {
  description = "Who may write in several environments: those who own the organizations."
  type        = set(string)
  default     = ["owner@example.com"]
}

variable "protected" {
  description = "The environments that Terraform refuses to destroy."
  type        = set(string)
  default     = ["prod"]

  validation {
    condition     = length(setsubtract(var.protected, ["dev", "staging", "prod"])) == 0
    error_message = "There are three environments to protect: dev, staging and prod."
  }
}
