//! Being a go-plugin process: what Terraform and OpenTofu expect of a binary they start.
//!
//! The host sets a cookie and its certificate in the environment, starts the binary, reads one line from its stdout and
//! connects where that line says, with mutual TLS. From then on everything is gRPC. [`serve`] tells it in order.
//!
//! Nothing here knows Terraform's values, and nothing reads the process environment: `main` fills an [`Environment`].
//! Only unix sockets are spoken.

mod changes;
mod connections;
mod control;
mod crash;
mod debug;
mod ending;
mod environment;
mod error;
mod generated;
mod handshake;
mod hclog;
mod log;
mod queue;
mod services;
mod socket;
mod stdout;
mod tls;

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server;

#[cfg(feature = "testing")]
pub(crate) use self::log::subscriber as log_subscriber;
pub use self::{
    changes::{Changes, NoChanges},
    crash::install_panic_hook,
    debug::serve_debug,
    environment::Environment,
    error::Error,
    handshake::MAGIC_COOKIE,
    log::install_logging,
    services::GrpcService,
};
use self::{
    connections::accept,
    control::RuntimeService,
    ending::{Signals, Watch},
    socket::Socket,
    stdout::HandshakeOutput,
    tls::Tls,
};

/// Two streams are always open, and every operation of a host with high parallelism needs one more.
const MAX_CONCURRENT_STREAMS: u32 = 10_000;

/// Who serves, and what the host said.
#[derive(Clone, Debug)]
pub struct Options {
    /// The provider's name as in its address, such as `random`.
    pub name: &'static str,
    /// What the process environment says.
    pub environment: Environment,
    /// What must not be cut off in the middle.
    pub changes: Arc<dyn Changes>,
}

/// Whether Terraform or OpenTofu started this process, rather than a person.
pub fn is_plugin(environment: &Environment) -> bool {
    handshake::is_cookie(environment.magic_cookie.as_deref())
}

/// Serves `service` to the host that started this process, until the host is done or gone, or a signal ends the process.
/// Whatever the reason, changes under way are told to stop, and get some time to do so.
///
/// Sets file descriptor 1 to stderr for the rest of the process. Message limits are the service's own. When this
/// returns, operations may still run in other tasks: end the process at once, with `std::process::exit` or by
/// `Runtime::shutdown_background`, since a host waits for the end of its plugins. Where that takes more than a moment, the
/// process ends by itself.
pub async fn serve<S: GrpcService>(service: S, options: Options) -> Result<(), Error> {
    if !is_plugin(&options.environment) {
        return Err(Error::NotAPlugin { name: options.name });
    }
    let stdout = HandshakeOutput::take().map_err(Error::Stdout)?;
    let service = RuntimeService::new(service, Handle::current());
    control::run(move || live(service, stdout, options)).await
}

/// The life of a plugin, from the handshake to the last answer.
async fn live(
    service: impl GrpcService,
    mut stdout: HandshakeOutput,
    options: Options,
) -> Result<(), Error> {
    let environment = &options.environment;
    let mut signals = Signals::of_plugin().map_err(Error::Signals)?;
    let client_cert = environment.client_cert.as_deref();
    let tls = client_cert.map(Tls::with_client).transpose()?;
    let (socket, listener) = Socket::bind(environment)?;
    let tls_config = tls.as_ref().map(|tls| tls.config.clone());
    let (connections, connection_count) = accept(listener, tls_config);
    let host = Watch::new(connection_count);

    let ending = CancellationToken::new();
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

    let reason = ending::first(&ending, &host, &mut signals).await;
    tracing::debug!(?reason, "ending");
    drop(socket);
    // No call begins from here on, and answers under way get out.
    ending.cancel();
    let answers = async { drop(server.await) };
    let host_gone = async {
        host.gone().await;
    };
    changes::end(&options.changes, reason, answers, host_gone, &mut signals).await;
    Ok(())
}
