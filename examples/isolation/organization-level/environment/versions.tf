terraform {
  required_providers {
    zillizcloud = {
      source = "zilliz-rs/zillizcloud"
    }
  }
}
