//! The integration tests of this package, in one binary.
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions only, and helpers are tests, too"
)]

mod codegen;
mod lost_answers;
mod sim;
