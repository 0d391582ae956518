data "zillizcloud_regions" "aws" {
  cloud_id = "aws"
}

output "aws_regions" {
  value = [for region in data.zillizcloud_regions.aws.items : region.region_id]
}
