# By identifier
terraform import zillizcloud_project.search proj-xxxxxxxxxxxxxxxxxxxxxx

# By name
terraform import zillizcloud_project.search name:search
