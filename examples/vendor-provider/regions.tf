# A project whose clusters may be in several regions.
resource "zillizcloud_project" "worldwide" {
  project_name = "worldwide"
  plan         = "BusinessCritical"
  region_ids   = ["aws-us-east-2", "aws-us-west-2"]
}
