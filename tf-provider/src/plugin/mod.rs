//! Being a go-plugin process: what Terraform and OpenTofu expect of a binary they start.
//!
//! The host sets a cookie and its certificate in the environment, starts the binary, reads one line from its stdout and
//! connects where that line says, with mutual TLS. From then on everything is gRPC. [`serve`] tells it in order.
//!
//! Nothing here knows Terraform's values, and nothing reads the process environment: `main` fills an [`Environment`].
//! Only unix sockets are spoken.

mod connections;
mod crash;
mod debug;
mod ending;
mod environment;
mod error;
mod generated;
mod handshake;
mod hclog;
mod log;
mod services;
mod socket;
mod stdout;
mod tls;

use std::{convert::Infallible, time::Duration};

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::{
    body::Body,
    codegen::{Service, http},
    server::NamedService,
    transport::Server,
};

#[cfg(feature = "testing")]
pub(crate) use self::log::subscriber as log_subscriber;
use self::{
    connections::accept, ending::Endings, socket::Socket, stdout::HandshakeOutput, tls::Tls,
};
pub use self::{
    crash::install_panic_hook, debug::serve_debug, environment::Environment, error::Error,
    handshake::MAGIC_COOKIE, log::install_logging,
};

/// How long the process waits for answers under way once it has to end. Hosts kill it after two seconds.
const LAST_ANSWERS: Duration = Duration::from_millis(200);
/// Two streams are always open, and every operation of a host with high parallelism needs one more.
const MAX_CONCURRENT_STREAMS: u32 = 10_000;

/// Who serves, and what the host said.
#[derive(Clone, Debug)]
pub struct Options {
    /// The provider's name as in its address, such as `random`.
    pub name: &'static str,
    /// What the process environment says.
    pub environment: Environment,
}

/// Whether Terraform or OpenTofu started this process, rather than a person.
pub fn is_plugin(environment: &Environment) -> bool {
    handshake::is_cookie(environment.magic_cookie.as_deref())
}

/// Serves `service` to the host that started this process, until the host is done or gone.
///
/// Sets file descriptor 1 to stderr for the rest of the process. Message limits are the service's own. When this
/// returns, operations may still run in other tasks: end the process at once, with `std::process::exit` or by
/// `Runtime::shutdown_background`, since a host waits for the end of its plugins.
pub async fn serve<S>(service: S, options: Options) -> Result<(), Error>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>
        + NamedService
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
{
    let Options { name, environment } = options;
    if !is_plugin(&environment) {
        return Err(Error::NotAPlugin { name });
    }
    let mut stdout = HandshakeOutput::take().map_err(Error::Stdout)?;
    let endings = Endings::watch().map_err(Error::Signals)?;

    let client_cert = environment.client_cert.as_deref();
    let tls = client_cert.map(Tls::with_client).transpose()?;
    let (socket, listener) = Socket::bind(&environment)?;
    let tls_config = tls.as_ref().map(|tls| tls.config.clone());
    let (connections, connection_count) = accept(listener, tls_config);

    let ending = CancellationToken::new();
    let _ending_on_return = ending.clone().drop_guard();
    // No keepalive and no age limit: either would cut off an operation that takes an hour.
    let server = Server::builder()
        .max_concurrent_streams(MAX_CONCURRENT_STREAMS)
        .add_routes(services::routes(service, &ending).await)
        .serve_with_incoming_shutdown(connections, ending.clone().cancelled_owned());
    let server = tokio::spawn(server);

    // The host connects as soon as it has read this, so it comes last.
    let certificate = tls.as_ref().map(|tls| &tls.certificate);
    let line = handshake::line(&socket.path, certificate, environment.multiplex);
    stdout.write(&line).map_err(Error::Stdout)?;

    let reason = endings.first(&ending, connection_count).await;
    tracing::debug!(?reason, "ending");
    drop(socket);
    ending.cancel();
    // Lets the answer to Shutdown out; gives up on operations that are still under way.
    let _ = timeout(LAST_ANSWERS, server).await;
    Ok(())
}
