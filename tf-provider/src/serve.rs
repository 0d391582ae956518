//! Running a provider: what a `main` calls once Terraform has started it.

use crate::{
    plugin::{self, Environment, Options},
    protocol::{self, Server},
    provider::Provider,
};

/// Serves `provider` to the Terraform that started this process, until it is done or gone.
///
/// Operations may still run when this returns: end the process at once then.
pub async fn serve<P: Provider>(
    provider: P,
    environment: Environment,
) -> Result<(), plugin::Error> {
    plugin::serve(
        protocol::service(Server::new(provider)),
        Options {
            name: P::NAME,
            environment,
        },
    )
    .await
}

/// Serves `provider` to every Terraform that is told by `TF_REATTACH_PROVIDERS`, until SIGINT or SIGTERM; what `--debug`
/// stands for.
///
/// What to set is printed to stdout, for the source `addresses` that the provider goes by. Each connection is configured
/// on its own: aliases of the provider, and two Terraforms at a time, do not mix.
pub async fn serve_debug<P: Provider>(
    provider: P,
    environment: &Environment,
    addresses: &[&str],
) -> Result<(), plugin::Error> {
    let server = Server::new(provider);
    let new_service = || protocol::service(server.new_session());
    plugin::serve_debug(new_service, addresses, environment).await
}
