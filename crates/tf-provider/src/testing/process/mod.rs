//! A provider as a process, started and treated as Terraform does it.
//!
//! [`Host`] sets the cookie, its certificate and nothing else in the environment, starts the binary and reads one line
//! from its stdout. [`Plugin`] connects where that line says, with mutual TLS, and ends the process in either of
//! Terraform's ways. Standard error is collected all the while, unless the host is [`Host::deaf`].

mod host;
mod identity;
mod plugin;

pub use self::{
    host::{Host, Refusal},
    identity::Identity,
    plugin::{Ended, Plugin, shutdown, tls_stream},
};
