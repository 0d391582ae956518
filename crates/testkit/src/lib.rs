//! The base of the Terraform tests: the real Terraform, this provider, and a simulated Zilliz Cloud.
//!
//! A [`TerraformCli`] has all three, and a folder of its own for configuration and state, so tests run side by side. Each
//! command is checked for what must hold whatever a test is about:
//!
//! - what succeeded leaves nothing to do: the plan after it is empty;
//! - the API key and the passwords of clusters are in no output and no log, and in the state only where they are to be;
//! - Terraform never says that the provider has a bug;
//! - a destruction leaves Zilliz Cloud as it was before the first command.
//!
//! [`executable()`] is the Terraform or OpenTofu that all of them run; a test says what it [`requires`] of it.
//! `control` is the test's hand in the simulator, `signals` what a terminal and a CI system do to the processes; `outcome`
//! and `plan` are what Terraform said.

#![expect(clippy::unwrap_used, reason = "what tests stand on is a test, too")]

pub mod contract;
mod control;
pub mod counts;
pub mod executable;
mod mirror;
mod modules;
pub mod network;
mod outcome;
mod paths;
mod plan;
pub mod secrets;
mod signals;
mod terraform_cli;

pub use control::no_news;
pub use executable::executable;
pub use outcome::{Outcome, Problem};
pub use paths::{binary, root};
pub use plan::Plan;
pub use secrets::Secrets;
pub use terraform_cli::TerraformCli;
