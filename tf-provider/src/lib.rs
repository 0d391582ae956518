//! A framework for Terraform providers that speak plugin protocol 5.

pub mod data_source;
pub mod diagnostics;
pub mod model;
pub mod path;
pub mod plan;
pub mod plugin;
pub mod protocol;
pub mod provider;
pub mod resource;
pub mod schema;
mod serve;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timeouts;
pub mod value;

pub use serve::{serve, serve_debug};
