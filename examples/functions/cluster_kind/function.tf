output "kind" {
  value = provider::zillizcloud::cluster_kind("in05-xxxxxxxxxxxxxxx") # Serverless
}
