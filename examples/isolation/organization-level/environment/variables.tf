variable "name" {
  description = "Name of the environment, such as dev."
  type        = string
}

variable "product" {
  description = "What the environment is for."
  type        = string
}

variable "region_id" {
  description = "Where its cluster runs."
  type        = string
}

variable "settings" {
  description = "As in `environments` of the root module."
  type = object({
    plan           = string
    cu_size        = optional(number)
    writers        = set(string)
    readers        = set(string)
    monthly_budget = number
  })
}

variable "is_protected" {
  description = "Whether Terraform refuses to destroy it."
  type        = bool
}
