terraform {
  required_providers {
    zillizcloud = {
      source = "zilliz-rs/zillizcloud"
    }
  }
}

# The key comes from ZILLIZCLOUD_API_KEY.
provider "zillizcloud" {
  region_id = "aws-us-west-2"
}
