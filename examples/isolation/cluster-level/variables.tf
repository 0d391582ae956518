variable "product" {
  description = "What the environments are for; the names of the project and the clusters begin with it."
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

variable "plan" {
  description = "The subscription plan of the project, and so of its Dedicated clusters."
  type        = string
  default     = "Enterprise"

  validation {
    condition     = contains(["Standard", "Enterprise", "BusinessCritical"], var.plan)
    error_message = "The plan must be Standard, Enterprise or BusinessCritical."
  }
}

variable "environments" {
  description = <<-EOT
    The environments by name. Each gets a cluster of its own: a Serverless one, or a Dedicated one of `cu_size`.
    `monthly_budget` is in the currency of your invoices, such as dollars.
  EOT
  type = map(object({
    cu_size        = optional(number)
    monthly_budget = number
  }))
  default = {
    dev     = { monthly_budget = 50 }
    staging = { monthly_budget = 100 }
    prod    = { cu_size = 8, monthly_budget = 2000 }
  }

  validation {
    condition     = length(var.environments) > 0
    error_message = "There must be an environment, such as dev."
  }

  validation {
    condition     = alltrue([for name, _ in var.environments : can(regex("^[a-z][a-z0-9]{1,9}$", name))])
    error_message = "The name of an environment must be 2 to 10 lowercase letters and digits, such as dev."
  }

  validation {
    condition     = alltrue([for it in var.environments : it.monthly_budget > 0])
    error_message = "An environment needs a budget of more than nothing."
  }
}

variable "writers" {
  description = "Who changes data, in all environments: a role in a project reaches all of its clusters."
  type        = set(string)
  default     = ["ada@example.com"]

  validation {
    condition     = length(distinct([for it in var.writers : lower(it)])) == length(var.writers)
    error_message = "Somebody is in `writers` twice: upper and lower case are the same."
  }
}

variable "readers" {
  description = "Who looks at data, in all environments."
  type        = set(string)
  default     = ["grace@example.com"]

  validation {
    condition     = length(distinct([for it in var.readers : lower(it)])) == length(var.readers)
    error_message = "Somebody is in `readers` twice: upper and lower case are the same."
  }
}

variable "administrators" {
  description = "Who else may write: those who made the project."
  type        = set(string)
  default     = ["owner@example.com"]
}

variable "protected" {
  description = "The environments that Terraform refuses to destroy."
  type        = set(string)
  default     = ["prod"]
}
