//! Plugin protocol 5 on the wire: what Terraform and OpenTofu say to a provider, and what they get back.
//!
//! The contract is `proto/tfplugin5.proto`. Its messages stay in this folder: everything else in the framework works on
//! [`Value`](crate::value::Value), [`Path`](crate::path::Path) and [`Diagnostics`](crate::diagnostics::Diagnostics).

pub mod codec;
mod convert;
pub mod generated;
mod server;

pub use server::Server;
