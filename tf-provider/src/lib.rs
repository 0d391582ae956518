//! A framework for Terraform providers that speak plugin protocol 5.

pub mod action;
pub mod data_source;
pub mod diagnostics;
pub mod ephemeral;
pub mod function;
pub mod list;
pub mod model;
mod offer;
pub mod path;
pub mod plan;
pub mod plugin;
pub mod protocol;
pub mod provider;
pub mod resource;
pub mod schema;
mod serve;
pub mod timeouts;
pub mod value;

pub use serve::serve;
