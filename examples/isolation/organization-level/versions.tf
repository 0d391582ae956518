terraform {
  required_version = ">= 1.6"

  required_providers {
    zillizcloud = {
      source = "zilliz-rs/zillizcloud"
    }
  }
}

# One provider and one key for each organization. With `organization_id`, a key of the wrong one is an error before anything is
# changed.

provider "zillizcloud" {
  alias           = "dev"
  api_key         = var.api_keys.dev
  organization_id = var.organization_ids.dev
  region_id       = var.region_id
}

provider "zillizcloud" {
  alias           = "staging"
  api_key         = var.api_keys.staging
  organization_id = var.organization_ids.staging
  region_id       = var.region_id
}

provider "zillizcloud" {
  alias           = "prod"
  api_key         = var.api_keys.prod
  organization_id = var.organization_ids.prod
  region_id       = var.region_id
}
