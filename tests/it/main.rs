//! The integration tests of this package, in one binary.
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions only, and helpers are tests, too"
)]

mod chaos;
mod cluster;
mod codegen;
mod data_sources;
mod demo;
mod demo_signals;
mod evidence;
mod examples;
mod faults;
mod functions;
mod guide;
mod hosts;
mod in_process;
mod isolation;
mod messages;
mod organization;
mod project;
mod project_user;
mod provider_configuration;
mod schema;
mod shared_reads;
mod sim;
mod table;
mod terraform;
mod tidy;
mod unknown_settings;
mod vendor_migration;
