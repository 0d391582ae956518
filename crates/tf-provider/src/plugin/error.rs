//! Why the process can't be a plugin; every message says what to do.

use std::{io, path::PathBuf};

/// A reason for not serving, made to be printed to stderr before exiting with status 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A person, not a host, started the process.
    #[error(
        "this binary is the provider `{name}`, a plugin of Terraform and OpenTofu, and does nothing when run by hand.\n\
         Name the provider in `required_providers` of a configuration, then run `terraform init` and `terraform plan`:\n\
         they start this binary by themselves."
    )]
    NotAPlugin {
        /// The provider's name, as in its address.
        name: &'static str,
    },
    /// `PLUGIN_CLIENT_CERT` can't be used to recognize the host.
    #[error(
        "PLUGIN_CLIENT_CERT is set but is not one X.509 certificate in PEM ({reason}). Terraform sets this variable by \
         itself: remove it from the environment Terraform is started in"
    )]
    ClientCertificate {
        /// What is wrong with it.
        reason: String,
    },
    /// The process could not make its own certificate or TLS configuration.
    #[error(
        "could not set up TLS for the connection with Terraform: {0}. Please report this as a bug of the provider"
    )]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no folder to put the socket in.
    #[error(
        "could not create a folder for the provider's socket in {}: {source}. Point {variable} to an existing folder \
         that you may write to", folder.display()
    )]
    SocketFolder {
        /// The folder meant to hold it.
        folder: PathBuf,
        /// The variable that named the folder.
        variable: &'static str,
        /// What the system answered.
        source: io::Error,
    },
    /// The operating system, or the handshake, can't express the path.
    #[error(
        "the provider's socket can't be at {}: the path must be at most {limit} bytes long and hold no `|` or line \
         break. Set {variable} to a shorter, plainer folder such as /tmp", path.display()
    )]
    SocketPath {
        /// The path that would have been used.
        path: PathBuf,
        /// The variable that named the folder.
        variable: &'static str,
        /// The longest path in bytes.
        limit: usize,
    },
    /// `PLUGIN_UNIX_SOCKET_GROUP` can't be obeyed.
    #[error(
        "could not give the provider's socket to the group `{group}`: {source}. Set PLUGIN_UNIX_SOCKET_GROUP to a group \
         that you are a member of, or remove it"
    )]
    SocketGroup {
        /// The group as it was named.
        group: String,
        /// What the system answered.
        source: io::Error,
    },
    /// The socket could not be opened.
    #[error(
        "could not listen on the provider's socket {}: {source}. Set TMPDIR to a folder on a file system that allows \
         sockets", path.display()
    )]
    Listen {
        /// The socket's path.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The process could not prepare for signals.
    #[error("could not set up signal handling: {0}. Please report this as a bug of the provider")]
    Signals(#[source] io::Error),
    /// There is no thread for the connection with the host.
    #[error(
        "could not start the thread that talks with Terraform: {0}. Look whether the limit of processes (`ulimit -u`) is reached, then run Terraform again"
    )]
    Thread(#[source] io::Error),
    /// The one line the host waits for could not be written.
    #[error(
        "could not tell Terraform on stdout where to connect: {0}. Terraform has probably ended meanwhile; run it again"
    )]
    Stdout(#[source] io::Error),
    /// A person could not be told how to reach the provider.
    #[error("could not print on stdout how to reach the provider: {0}. Start it in a terminal")]
    Announcement(#[source] io::Error),
}
