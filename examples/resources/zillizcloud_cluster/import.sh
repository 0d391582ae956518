# By identifier
terraform import zillizcloud_cluster.production in01-xxxxxxxxxxxxxxx

# By identifier and region, as the provider zilliztech/zillizcloud has it
terraform import zillizcloud_cluster.production in01-xxxxxxxxxxxxxxx,aws-us-west-2

# By name, in a project
terraform import zillizcloud_cluster.production name:proj-xxxxxxxxxxxxxxxxxxxxxx/production
