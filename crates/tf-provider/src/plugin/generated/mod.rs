//! go-plugin's own services on the wire, generated from `proto/grpc_*.proto`; a test keeps them in step.

#[rustfmt::skip]
#[expect(
    clippy::pedantic,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "not written by hand"
)]
mod plugin;

pub(super) use plugin::*;
