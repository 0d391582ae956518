//! Being started by a person, mostly in a debugger, with Terraform told by hand where the provider is.
//!
//! No cookie and no TLS: the socket's folder keeps other users out. Every walk of Terraform is a connection here, where it
//! would be a process otherwise, so each one gets a service of its own and what it configures stays with it. Terraform
//! neither shuts such a provider down nor kills it; the person does.

use std::{
    future::pending,
    io::{self, Write as _},
    path::Path,
    sync::Arc,
};

use serde_json::{Map, json};
use tokio::{runtime::Handle, task::JoinSet};
use tokio_stream::StreamExt as _;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server;

use super::{
    Changes, Environment, Error, GrpcService, MAX_CONCURRENT_STREAMS, changes,
    connections::accept,
    control::{self, RuntimeService},
    ending::{Reason, Signals},
    services,
    socket::Socket,
};

/// Serves until SIGINT, SIGTERM or SIGHUP, each connection by a service that `new_service` makes for it. Then tells the
/// `changes` under way to stop, and waits for them; a signal that comes a second later or more ends that.
///
/// First prints to stdout what a person has to set so that Terraform uses this process for the source `addresses`, such
/// as `registry.terraform.io/hashicorp/random`. Operations may still run when this returns: end the process, which otherwise
/// ends by itself.
pub async fn serve_debug<S: GrpcService>(
    new_service: impl Fn() -> S + Send + 'static,
    addresses: &[&str],
    environment: &Environment,
    changes: Arc<dyn Changes>,
) -> Result<(), Error> {
    let runtime = Handle::current();
    let new_service = move || RuntimeService::new(new_service(), runtime.clone());
    let addresses: Vec<_> = addresses.iter().map(|it| (*it).to_owned()).collect();
    let environment = environment.clone();
    control::run(move || live(new_service, addresses, environment, changes)).await
}

async fn live<S: GrpcService>(
    new_service: impl Fn() -> S,
    addresses: Vec<String>,
    environment: Environment,
    changes: Arc<dyn Changes>,
) -> Result<(), Error> {
    let mut signals = Signals::of_debugger().map_err(Error::Signals)?;
    let (socket, listener) = Socket::bind(&environment)?;
    let (mut connections, _) = accept(listener, None);
    let announcement = announcement(&addresses, std::process::id(), &socket.path);
    announce(&announcement).map_err(Error::Announcement)?;

    let ending = CancellationToken::new();
    let mut servers = JoinSet::new();
    loop {
        let connection = tokio::select! {
            () = signals.next() => break,
            Some(connection) = connections.next() => connection,
        };
        // A Shutdown that comes all the same closes nothing but go-plugin's own streams on this connection.
        let routes = services::routes(new_service(), &ending.child_token()).await;
        // A server whose connections have ended would close the one that it has.
        let incoming = tokio_stream::once(connection).chain(tokio_stream::pending());
        let serving = Server::builder()
            .max_concurrent_streams(MAX_CONCURRENT_STREAMS)
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, ending.clone().cancelled_owned());
        servers.spawn(serving);
    }
    drop(socket);
    ending.cancel();
    let answers = async { while servers.join_next().await.is_some() {} };
    changes::end(
        &changes,
        Reason::Terminated,
        answers,
        pending(),
        &mut signals,
    )
    .await;
    Ok(())
}

/// What to tell the person: an explanation that tools look for, then the line to paste into a shell.
fn announcement(addresses: &[String], process: u32, socket: &Path) -> String {
    let reattach = json!({
        "Protocol": "grpc",
        "ProtocolVersion": 5,
        "Pid": process,
        "Test": true,
        "Addr": {"Network": "unix", "String": socket.display().to_string()},
    });
    let providers: Map<_, _> = addresses
        .iter()
        .map(|address| (address.clone(), reattach.clone()))
        .collect();
    let quoted = json!(providers).to_string().replace('\'', r#"'"'"'"#);
    format!(
        "Provider started. To attach Terraform CLI, set the TF_REATTACH_PROVIDERS environment variable with the following:\n\n\
         \texport TF_REATTACH_PROVIDERS='{quoted}'\n\n"
    )
}

fn announce(announcement: &str) -> io::Result<()> {
    let mut stdout = io::stdout();
    stdout.write_all(announcement.as_bytes())?;
    stdout.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_announcement_can_be_pasted_into_a_shell() {
        let addresses = ["registry.terraform.io/a/toy", "registry.opentofu.org/a/toy"];
        let told = announcement(
            &addresses.map(str::to_owned),
            7,
            Path::new("/tmp/o'clock/s"),
        );
        let (text, rest) = told
            .split_once("\n\n\texport TF_REATTACH_PROVIDERS='")
            .unwrap();
        assert_eq!(
            text,
            "Provider started. To attach Terraform CLI, set the TF_REATTACH_PROVIDERS environment variable with the following:"
        );
        let json = rest.strip_suffix("'\n\n").unwrap().replace(r#"'"'"'"#, "'");
        let one = json!({
            "Protocol": "grpc", "ProtocolVersion": 5, "Pid": 7, "Test": true,
            "Addr": {"Network": "unix", "String": "/tmp/o'clock/s"},
        });
        let told: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(told, json!({ addresses[0]: one, addresses[1]: one }));
    }
}
