//! The small Terraform of `tf_provider::testing`: it lets a good provider through, and catches every bad one.
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions only, and helpers are tests, too"
)]

mod bad;
mod laws;
mod life;
mod sample;
#[expect(dead_code, reason = "the conformance suite uses it, too")]
mod shop;
