# A cluster in an organization whose clusters run in its own cloud account.
terraform {
  required_providers {
    zillizcloud = {
      source = "zilliz-rs/zillizcloud"
    }
  }
}

variable "project_id" {
  description = "The project of the data plane."
  type        = string
}

resource "zillizcloud_cluster" "own_account" {
  cluster_name = "own-account"
  project_id   = var.project_id
  region_id    = "aws-us-west-2"
  plan         = "Enterprise"
  cu_size      = 2

  bucket_info = {
    bucket_name = "search-data"
    prefix      = "production"
  }

  aws_cse_key_arn               = "arn:aws:kms:us-west-2:111122223333:key/search"
  load_balancer_security_groups = ["sg-0a1b2c3d"]

  labels = {
    team = "search"
  }
}
