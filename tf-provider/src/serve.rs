//! Running a provider: what a `main` calls once Terraform has started it.

use crate::{
    plugin::{self, Environment, Options},
    protocol::{Server, generated::tfplugin5::provider_server::ProviderServer},
    provider::Provider,
};

/// The largest message either way, as Terraform's own framework has it.
const MAX_MESSAGE: usize = 256 << 20;

/// Serves `provider` to the Terraform that started this process, until it is done or gone.
///
/// Operations may still run when this returns: end the process at once then.
pub async fn serve<P: Provider>(
    provider: P,
    environment: Environment,
) -> Result<(), plugin::Error> {
    let service = ProviderServer::new(Server::new(provider))
        .max_decoding_message_size(MAX_MESSAGE)
        .max_encoding_message_size(MAX_MESSAGE);
    plugin::serve(
        service,
        Options {
            name: P::NAME,
            environment,
        },
    )
    .await
}
