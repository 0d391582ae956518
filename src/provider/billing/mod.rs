//! Usage and invoices of the organization. For owners and billing admins only.

mod invoices;
mod usage;
mod usage_existence;
mod usage_model;
mod usage_sums;

pub(crate) use invoices::InvoicesData;
pub(crate) use usage::UsageData;
