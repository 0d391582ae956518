resource "zillizcloud_project" "search" {
  project_name = "search"
  description  = "Vectors of the search team"
  plan         = "Enterprise"
  region_ids   = ["aws-us-west-2"]

  # Terraform refuses to destroy the project until this is false.
  deletion_protection = true
}
