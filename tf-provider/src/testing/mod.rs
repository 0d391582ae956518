//! A small Terraform, for tests of providers.

pub mod config;
pub mod laws;
