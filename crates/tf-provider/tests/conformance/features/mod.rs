//! Functions, ephemeral resources, lists and actions, asked for as Terraform asks.

pub(crate) mod action;
pub(crate) mod ephemeral;
pub(crate) mod function;
pub(crate) mod list;
pub(crate) mod schema;
pub(crate) mod toys;
pub(crate) mod zoo;
