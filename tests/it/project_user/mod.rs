//! The roles of people in projects: every operation in process, and the main paths under the real Terraform.

pub(crate) mod operations;
pub(crate) mod several_blocks;
pub(crate) mod terraform;
