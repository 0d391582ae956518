//! A framework for Terraform providers that speak plugin protocol 5.
//!
//! Terraform 0.14 and later and OpenTofu work with it; 0.12 and 0.13 crash on optional members of object types. The
//! framework names no vendor and no service.
//!
//! # Bird's-eye view
//!
//! ```text
//! plugin       protocol ──▶ provider, resource, data_source ──▶ plan, model, schema ──▶ value, path
//!    ▲             ▲
//!    └─── serve ───┘
//! ```
//!
//! The right side is what a provider *is*: plain data and plain functions, without I/O. [`protocol`] translates
//! between that and Terraform's messages. [`plugin`] is a process that Terraform can start, whatever it serves.
//! Neither of the two knows the other; they meet in [`serve()`].
//!
//! # One `terraform apply`
//!
//! 1. Terraform starts the binary with a cookie, the protocols it speaks and its certificate in the environment.
//!    `main` gathers them in an [`Environment`](plugin::Environment) and calls [`serve()`].
//! 2. [`plugin::serve`] takes stdout for itself, makes a certificate, listens on a unix socket, and prints the
//!    handshake: one line with all of that. Terraform connects with mutual TLS.
//! 3. Terraform asks for the schema. [`protocol::Server`] has it from the [`Registry`](provider::Registry) and the
//!    [`Model`](model::Model) of each resource.
//! 4. Terraform sends the provider's configuration. [`Provider::configure`](provider::Provider::configure) makes the
//!    client that every resource gets.
//! 5. Validation: [`protocol::codec`] decodes the configuration into a [`Value`](value::Value) as the schema's
//!    [`Type`](value::Type) says, [`schema`] applies the rules of each attribute, and
//!    [`Resource::validate`](resource::Resource::validate) what they cannot say. Both see what is written, not what
//!    `ignore_changes` keeps.
//! 6. The plan: [`plan::propose`] fills in defaults and marks what only the service can know;
//!    [`Resource::modify_plan`](resource::Resource::modify_plan) has its say through a [`PlanChange`](resource::PlanChange);
//!    and [`plan::replacements`] lists the changes that take a new object. That one is planned at once, too, for its
//!    warnings: Terraform asks for its plan in a second call and shows only the errors of that.
//! 7. The apply: [`Resource::create`](resource::Resource::create) gets the planned object as a struct, in which
//!    nothing that is configured is unknown, and an [`Op`](resource::Op). [`Op::save`](resource::Op::save) puts the
//!    object on record as soon as it exists. The work is a task of its own: it survives a lost connection, and a
//!    panic in it becomes an error.
//! 8. The answer: after a success, what was planned stays as planned, and the resource's own answer fills the rest.
//!    After a failure, what is on record goes into the state together with the error, and Terraform marks the object
//!    as tainted instead of losing it.
//! 9. Terraform says goodbye. [`plugin::serve`] removes its socket and returns; `main` ends the process. A signal is the
//!    other way to get here: the changes under way are told, and their answers get out first.
//!
//! # Reading order
//!
//! 1. [`provider`], [`resource`], [`data_source`], [`ephemeral`], [`function`], [`list`], [`action`]: the traits that a
//!    provider implements.
//! 2. [`mod@model`] and [`schema`]: attributes, declared once with [`model!`](crate::model!). [`timeouts`]: the block
//!    of that name.
//! 3. [`plan`]: what a change will do, worked out from the schema.
//! 4. [`value`], [`path`], [`diagnostics`]: the words that all of it is written in.
//! 5. [`protocol`]: the codec, then one file for each family of calls.
//! 6. [`plugin`]: [`plugin::serve`] reads from top to bottom as the process lives.
//! 7. `testing` (a feature): a small Terraform in process, and a host that starts providers as Terraform does.
//!
//! # Invariants
//!
//! - What a provider is does no I/O, and imports neither `protocol` nor `plugin`.
//! - The messages of the protocol never leave `protocol`.
//! - `plugin` knows nothing of Terraform's values, and reads nothing from the process environment.
//! - Only the handshake writes to stdout.
//! - Whatever the provider is busy with, and whether or not anybody reads its log, the process ends when it has to.
//! - No diagnostic and no log line holds a character that a terminal would obey (`printable`).
//! - Every call of the protocol gets a well-formed answer. What goes wrong is a diagnostic, never a gRPC status:
//!   Terraform shows a status without the object it belongs to, and takes a missing state for a deleted object.
//! - A resource sees unknown configured values in `validate` and `modify_plan` only.
//! - A plan in which nothing changes marks nothing unknown.
//! - Write-only values are in no plan and in no state.

pub mod action;
pub mod data_source;
pub mod diagnostics;
pub mod ephemeral;
pub mod function;
pub mod list;
pub mod model;
mod offer;
pub mod path;
pub mod plan;
pub mod plugin;
mod printable;
pub mod protocol;
pub mod provider;
pub mod resource;
pub mod schema;
mod serve;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timeouts;
pub mod value;

pub use serve::{serve, serve_debug};
