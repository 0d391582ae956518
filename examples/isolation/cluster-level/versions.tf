terraform {
  required_version = ">= 1.6"

  required_providers {
    zillizcloud = {
      source = "zilliz-rs/zillizcloud"
    }
  }
}

# The key comes from ZILLIZCLOUD_API_KEY.
provider "zillizcloud" {
  region_id = var.region_id
}
