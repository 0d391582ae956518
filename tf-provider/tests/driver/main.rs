//! The small Terraform of `tf_provider::testing`: it lets a good provider through, catches every bad one, and interrupts.
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions only, and helpers are tests, too"
)]

mod bad;
mod laws;
mod life;
mod logs;
mod shop;
mod stop;
