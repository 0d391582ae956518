//! Running a provider: what a `main` calls once Terraform has started it.

use crate::{
    plugin::{self, Environment, Options},
    protocol,
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
        protocol::service(provider),
        Options {
            name: P::NAME,
            environment,
        },
    )
    .await
}
