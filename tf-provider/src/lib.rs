//! A framework for Terraform providers that speak plugin protocol 5.

pub mod diagnostics;
pub mod path;
pub mod plugin;
pub mod protocol;
pub mod value;
