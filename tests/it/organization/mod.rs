//! Organizations: every operation in process, and the main paths under the real Terraform.

pub(crate) mod operations;
pub(crate) mod terraform;
