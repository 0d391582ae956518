# Each environment is in an organization of its own: its own invoices and payment method, its own people. A provider cannot be
# chosen by for_each, so there is a block for each environment.

module "dev" {
  source    = "./environment"
  providers = { zillizcloud = zillizcloud.dev }

  name         = "dev"
  product      = var.product
  region_id    = var.region_id
  settings     = var.environments.dev
  is_protected = contains(var.protected, "dev")
}

module "staging" {
  source    = "./environment"
  providers = { zillizcloud = zillizcloud.staging }

  name         = "staging"
  product      = var.product
  region_id    = var.region_id
  settings     = var.environments.staging
  is_protected = contains(var.protected, "staging")
}

module "prod" {
  source    = "./environment"
  providers = { zillizcloud = zillizcloud.prod }

  name         = "prod"
  product      = var.product
  region_id    = var.region_id
  settings     = var.environments.prod
  is_protected = contains(var.protected, "prod")
}
