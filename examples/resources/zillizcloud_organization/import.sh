# By identifier
terraform import zillizcloud_organization.this org-xxxxxxxxxxxxxxxxxxxxxxxx
