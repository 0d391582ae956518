//! Running a provider: what a `main` calls once Terraform has started it.

use std::time::Duration;

use tokio::sync::watch;

use crate::{
    plugin::{self, Environment, Options},
    protocol::{self, Changes, Server},
    provider::Provider,
};

/// Serves `provider` to the Terraform that started this process, until it is done or gone, or a signal ends the process.
///
/// Changes under way are told to stop then, and have [`Provider::stop_timeout`] to do so. Other operations may still run when
/// this returns: end the process at once.
pub async fn serve<P: Provider>(
    provider: P,
    environment: Environment,
) -> Result<(), plugin::Error> {
    let server = Server::new(provider);
    let options = Options {
        name: P::NAME,
        environment,
        changes: server.changes(),
    };
    plugin::serve(protocol::service(server), options).await
}

/// Serves `provider` to every Terraform that is told by `TF_REATTACH_PROVIDERS`, until SIGINT, SIGTERM or SIGHUP; what
/// `--debug` stands for.
///
/// What to set is printed to stdout, for the source `addresses` that the provider goes by. Each connection is configured
/// on its own: aliases of the provider, and two Terraforms at a time, do not mix.
pub async fn serve_debug<P: Provider>(
    provider: P,
    environment: &Environment,
    addresses: &[&str],
) -> Result<(), plugin::Error> {
    let server = Server::new(provider);
    let changes = server.changes();
    let new_service = move || protocol::service(server.new_session());
    plugin::serve_debug(new_service, addresses, environment, changes).await
}

/// Where the two meet: neither the process nor the protocol knows the other.
impl plugin::Changes for Changes {
    fn count(&self) -> watch::Receiver<usize> {
        Self::count(self)
    }

    fn stop(&self) {
        Self::stop(self);
    }

    fn stop_timeout(&self) -> Duration {
        Self::stop_timeout(self)
    }

    fn report(&self) -> Vec<String> {
        Self::report(self)
    }
}
