data "zillizcloud_project" "search" {
  name = "search"
}

# The person must be a member of the organization; invitations are made in the console.
resource "zillizcloud_project_user" "ada" {
  project_id = data.zillizcloud_project.search.id
  email      = "ada@example.com"
  roles      = ["Project Admin"]
}
