//! Terraform provider for Zilliz Cloud.

pub mod api;
pub mod cli;
pub mod env;
pub mod provider;
pub mod sim;
