output "level" {
  value = provider::zillizcloud::isolation_level({ separate_billing = false, role_based_access = true }) # project
}
