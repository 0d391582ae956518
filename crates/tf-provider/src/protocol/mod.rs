//! Plugin protocol 5 on the wire: what Terraform and OpenTofu say to a provider, and what they get back.
//!
//! The contract is `proto/tfplugin5.proto`. Its messages stay in this folder: everything else in the framework works on
//! [`Value`](crate::value::Value), [`Path`](crate::path::Path) and [`Diagnostics`](crate::diagnostics::Diagnostics).

pub mod codec;
mod convert;
pub mod generated;
mod server;

use crate::provider::Provider;

use generated::tfplugin5::provider_server::ProviderServer;
pub(crate) use server::Changes;
pub use server::Server;

/// The largest message either way, as Terraform's own framework has it.
const MAX_MESSAGE: usize = 256 << 20;

/// The gRPC service that answers Terraform in the name of a provider.
pub fn service<P: Provider>(server: Server<P>) -> ProviderServer<Server<P>> {
    ProviderServer::new(server)
        .max_decoding_message_size(MAX_MESSAGE)
        .max_encoding_message_size(MAX_MESSAGE)
}
