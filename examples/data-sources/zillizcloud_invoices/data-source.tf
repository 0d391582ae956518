# What is still to be paid, in cents
data "zillizcloud_invoices" "unpaid" {
  status = "unpaid"
}

output "amount_due" {
  value = sum(concat([0], data.zillizcloud_invoices.unpaid.invoices[*].amount_due))
}
