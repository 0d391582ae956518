//! Terraform provider for Zilliz Cloud.

pub mod api;
pub mod sim;
