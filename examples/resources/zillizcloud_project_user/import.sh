# By project and email address
terraform import zillizcloud_project_user.ada proj-xxxxxxxxxxxxxxxxxxxxxx/ada@example.com

# By project and identifier of the person
terraform import zillizcloud_project_user.ada proj-xxxxxxxxxxxxxxxxxxxxxx/usr-xxxxxxxxxxxxxxxx
