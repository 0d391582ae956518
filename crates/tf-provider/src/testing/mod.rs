//! A small Terraform, for tests of providers; with the cargo feature `testing`.
//!
//! A [`Terraform`] holds a provider and the states of its objects. [`Terraform::resource`] gives a handle to one object,
//! and [`ResourceInstance::apply`] does what `terraform apply` does: it refreshes, validates, plans, plans again, applies,
//! saves, reads back, and plans once more, which must come to nothing. Whatever Terraform would refuse is a [`Failure`]
//! in Terraform's words, so that a provider is not only tested for what it should do, but held to every rule of its host
//! on the way. The rules themselves are in [`laws`]. It plays the strictest of Terraform 1.11, Terraform 1.15 and OpenTofu
//! 1.12: what one of them refuses, it refuses.
//!
//! ```no_run
//! # async fn test(provider: impl tf_provider::provider::Provider) -> Result<(), tf_provider::testing::Failure> {
//! use serde_json::json;
//! use tf_provider::testing::{Action, Terraform};
//!
//! let terraform = Terraform::start(provider).await?;
//! terraform.configure(json!({})).await?;
//! let pet = terraform.resource("random_pet");
//! let outcome = pet.apply(json!({ "length": 3 })).await?;
//! assert_eq!(outcome.action, Action::Create);
//! assert_eq!(pet.state()["length"], 3);
//! # Ok(())
//! # }
//! ```
//!
//! The provider is called by real gRPC over a connection in memory rather than through its methods: calls are dropped as
//! they are in life, every message is encoded and decoded, and the same driver works with a process, which [`process`]
//! starts as Terraform starts it. [`executable`] is for tests that run the real Terraform or OpenTofu.

mod announced;
pub mod config;
mod ephemeral;
pub mod executable;
mod failure;
mod instance;
mod invoke;
pub mod laws;
mod list;
mod log;
mod lookup;
pub mod process;
mod schemas;
mod terraform;
mod wire;

pub use self::{
    config::{Config, UNKNOWN},
    ephemeral::Opened,
    failure::Failure,
    instance::{MoveFrom, Outcome, Plan, ResourceInstance},
    laws::Action,
    list::Listed,
    log::Log,
    lookup::Found,
    terraform::Terraform,
};

/// The text of a log line or a summary as a person gets to see it.
pub fn printable_line(text: &str) -> String {
    crate::printable::line(text.to_owned())
}
