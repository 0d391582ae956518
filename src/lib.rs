//! Terraform provider for Zilliz Cloud, with a simulator of the service in the same binary.
//!
//! # Bird's-eye view
//!
//! ```text
//! main ──▶ cli ──▶ zilliz_cloud_sim        zilliz_cloud ◀── provider ──▶ tf_provider
//!           └──────────────── --debug ────────────────▲
//! ```
//!
//! One binary, two lives. When Terraform (0.14 or later) or OpenTofu starts it, it is a plugin: `main` hands a
//! [`ZillizCloud`](provider::ZillizCloud) to [`tf_provider::serve()`], and from then on answers gRPC. When a person
//! starts it, [`cli`] runs a command: the simulator, a demo of the provider with the real Terraform, or the provider
//! itself for a debugger.
//!
//! Four parts know as little of one another as they can, so three of them are packages of their own. `zilliz-cloud`, here
//! called [`api`], is a client for the REST API and has never heard of Terraform. The framework, [`tf_provider`], knows
//! Terraform and names no vendor. `zilliz-cloud-sim`, here called [`sim`], imitates the service and shares no type with the
//! client. [`provider`] says what the resources are and turns them into calls: a folder for each noun of the user.
//!
//! # One `terraform apply`
//!
//! A new `zillizcloud_cluster`, from the block in a configuration to the cluster:
//!
//! 1. Terraform starts the binary. `main` reads its own variables into an [`env::Env`] and those of Terraform into a
//!    [`tf_provider::plugin::Environment`], sees Terraform's cookie ([`tf_provider::plugin::is_plugin`]) and serves.
//! 2. Terraform asks for the schema. It comes from [`Provider::registry`](tf_provider::provider::Provider::registry):
//!    each resource declares its attributes once, with [`tf_provider::model!`].
//! 3. Terraform sends the provider block. [`Provider::configure`](tf_provider::provider::Provider::configure) fills
//!    what is missing from the environment and makes an [`api::Client`]. Nothing is called yet: a key that will be
//!    known later is no error before it is needed.
//! 4. Terraform asks what it would do. The framework plans from the schema; the cluster's
//!    [`modify_plan`](tf_provider::resource::Resource::modify_plan) fills in the default project and region, and
//!    refuses what the service would refuse.
//! 5. Terraform applies. The cluster's [`create`](tf_provider::resource::Resource::create) makes one call, then
//!    [`Op::save`](tf_provider::resource::Op::save)s the identifier and the initial password: whatever happens next,
//!    Terraform remembers the cluster. Then [`api::wait::until`] asks for its status until it runs.
//! 6. A call that fails is repeated only if that is safe. No call takes a token, so after a create that may have been
//!    processed the object is looked for (`lost_create` of the client), and after a change what became of it (`confirm`). What
//!    still fails is an [`api::Error`], whose [`api::ErrorKind`] says what to do next; `provider::errors` turns it into a
//!    diagnostic with a hint for the user.
//!
//! # Reading order
//!
//! 1. [`provider`]: the list of what there is; then `provider::project`, short and whole, and `provider::cluster`, the
//!    longest. In each of them the same file name means the same phase.
//! 2. [`api`]: the client. A noun's file (`projects.rs`) shows what a call is; `send`, `retry` and `classify` what becomes
//!    of it.
//! 3. [`sim`]: the service as far as the provider uses it. [`sim::ambiguities`] lists everything that had to be decided.
//! 4. [`cli`] and [`mod@env`].
//!
//! The framework tells its own story: [`tf_provider`].
//!
//! # Invariants
//!
//! `cargo test tidy` checks those that can be read off the source.
//!
//! - The client never names Terraform; the simulator never imports the client: they are packages without that dependency.
//! - `provider` never imports the simulator or `cli`. No two files of a folder import each other.
//! - Only `main` reads the environment.
//! - What comes from outside is printed as an [`api::ForeignText`], and no identifier becomes part of an address unchecked.
//! - An object is in the state the moment it exists. Only a proven not-found removes one.
//! - A second plan is empty.
//! - Nothing that is not published is called.
//! - The API key goes to one host only, over https or to this machine. No error, log line or panic shows it.
//! - While serving, only the handshake writes to stdout.

pub mod cli;
pub mod env;
pub mod provider;

pub use zilliz_cloud as api;
pub use zilliz_cloud_sim as sim;
