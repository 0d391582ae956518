output "api_host" {
  value = provider::zillizcloud::region_info("aws-us-west-2").api_host # api.cloud.zilliz.com
}
