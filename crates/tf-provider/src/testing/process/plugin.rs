//! A provider that runs.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    client::WantsClientCert,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    net::UnixStream,
    process::{Child, ChildStderr, ChildStdout},
    sync::watch,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{
    Status,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

use crate::testing::process::Host;

/// A provider process that has told where it is. Dropping it kills the process.
#[derive(Debug)]
pub struct Plugin {
    /// How it was started.
    pub host: Host,
    /// What it wrote to stdout first, with the line break.
    pub line: String,
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: watch::Receiver<String>,
    unread: Option<(ChildStderr, watch::Sender<String>)>,
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its exit status; `None` if a signal ended it.
    pub code: Option<i32>,
    /// What came on stdout after the line; there should be nothing.
    pub stdout: String,
    /// Everything it wrote to stderr.
    pub log: String,
}

impl Plugin {
    pub(super) fn new(
        host: Host,
        child: Child,
        line: String,
        stdout: BufReader<ChildStdout>,
        stderr: ChildStderr,
    ) -> Self {
        let (collected, log) = watch::channel(String::new());
        Self {
            host,
            line,
            child,
            stdout,
            log,
            unread: Some((stderr, collected)),
        }
    }

    /// Begins to read stderr, if the host has not done so yet.
    pub fn read_stderr(&mut self) {
        let Some((stderr, collected)) = self.unread.take() else {
            return;
        };
        tokio::spawn(async move {
            let mut lines = BufReader::new(stderr);
            let mut line = Vec::new();
            while let Ok(1..) = lines.read_until(b'\n', &mut line).await {
                let text = String::from_utf8_lossy(&line).into_owned();
                collected.send_modify(|log| log.push_str(&text));
                line.clear();
            }
        });
    }

    /// The parts of the line.
    pub fn fields(&self) -> Vec<&str> {
        self.line.trim_end().split('|').collect()
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        PathBuf::from(self.field(3))
    }

    /// Its certificate, decoded as Terraform does; `None` if it serves without TLS.
    pub fn certificate(&self) -> io::Result<Option<CertificateDer<'static>>> {
        let field = self.field(5);
        if field.is_empty() {
            return Ok(None);
        }
        let der = STANDARD_NO_PAD.decode(field).map_err(io::Error::other)?;
        Ok(Some(CertificateDer::from(der)))
    }

    /// The number of the process, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Connects as Terraform does, or in plaintext if that is what the line offers.
    pub async fn connect(&self) -> io::Result<Channel> {
        if self.certificate()?.is_none() {
            return self.connect_in_plaintext().await;
        }
        self.connect_with(self.client_config()?).await
    }

    /// Connects without TLS, whatever the line says.
    pub async fn connect_in_plaintext(&self) -> io::Result<Channel> {
        let socket = self.socket();
        let connector = tower::service_fn(move |_| {
            let socket = socket.clone();
            async move { UnixStream::connect(socket).await.map(TokioIo::new) }
        });
        let connected = endpoint().connect_with_connector(connector).await;
        connected.map_err(io::Error::other)
    }

    /// Connects with another TLS configuration, to which HTTP/2 is added.
    pub async fn connect_with(&self, mut config: ClientConfig) -> io::Result<Channel> {
        config.alpn_protocols = vec![b"h2".to_vec()];
        let (config, socket) = (Arc::new(config), self.socket());
        let connector = tower::service_fn(move |_| {
            let (config, socket) = (Arc::clone(&config), socket.clone());
            async move {
                tls_stream(&socket, config, "localhost")
                    .await
                    .map(TokioIo::new)
            }
        });
        let connected = endpoint().connect_with_connector(connector).await;
        connected.map_err(io::Error::other)
    }

    /// Terraform's TLS configuration, still without HTTP/2.
    pub fn client_config(&self) -> io::Result<ClientConfig> {
        let resolver = self.host.identity.resolver()?;
        let client = self.client(rustls::ALL_VERSIONS)?;
        Ok(client.with_client_cert_resolver(resolver))
    }

    /// A TLS client that trusts the provider's certificate alone, and has yet to say who it is.
    pub fn client(
        &self,
        versions: &[&'static SupportedProtocolVersion],
    ) -> io::Result<rustls::ConfigBuilder<ClientConfig, WantsClientCert>> {
        let mut roots = RootCertStore::empty();
        if let Some(certificate) = self.certificate()? {
            roots.add(certificate).map_err(io::Error::other)?;
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)
            .map_err(io::Error::other)?;
        Ok(builder.with_root_certificates(roots))
    }

    /// What it has written to stderr so far.
    pub fn log(&self) -> String {
        self.log.borrow().clone()
    }

    /// Waits until `text` is in what it writes to stderr; without it, until the process has closed stderr.
    pub async fn logged(&self, text: &str) -> bool {
        let mut log = self.log.clone();
        log.wait_for(|log| log.contains(text)).await.is_ok()
    }

    /// Asks it to end, over a connection of its own, and waits until it has.
    pub async fn shutdown(&mut self) -> io::Result<Ended> {
        let channel = self.connect().await?;
        shutdown(&channel).await.map_err(io::Error::other)?;
        drop(channel);
        self.ended().await
    }

    /// Kills it, as Terraform does with a provider that does not end within two seconds.
    pub async fn kill(&mut self) -> io::Result<Ended> {
        self.child.start_kill()?;
        self.ended().await
    }

    /// Waits for the end.
    pub async fn ended(&mut self) -> io::Result<Ended> {
        let stdout = self.stdout_closed().await?;
        let status = self.child.wait().await?;
        self.read_stderr();
        let mut log = self.log.clone();
        while log.changed().await.is_ok() {}
        let log = log.borrow().clone();
        Ok(Ended {
            code: status.code(),
            stdout,
            log,
        })
    }

    /// Kills the process that was started, which need not be the one that serves.
    pub async fn kill_started(&mut self) -> io::Result<()> {
        self.child.kill().await
    }

    /// The next line of stdout, with its line break; empty at the end. Only a provider in debug mode writes more than one.
    pub async fn next_line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stdout.read_line(&mut line).await?;
        Ok(line)
    }

    /// Waits until no process has its stdout anymore. Answers what came after the line.
    pub async fn stdout_closed(&mut self) -> io::Result<String> {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).await?;
        Ok(rest)
    }

    /// Whether nothing is left in its folder for temporary files.
    pub fn left_nothing(&self) -> io::Result<bool> {
        Ok(self.host.folder.path().read_dir()?.next().is_none())
    }

    fn field(&self, position: usize) -> &str {
        self.fields().get(position).copied().unwrap_or_default()
    }
}

/// Calls `Shutdown`, by which Terraform ends a provider.
pub async fn shutdown(channel: &Channel) -> Result<(), Status> {
    let mut grpc = Grpc::new(channel.clone());
    let ready = grpc.ready().await;
    ready.map_err(|error| Status::unavailable(error.to_string()))?;
    let path = PathAndQuery::from_static("/plugin.GRPCController/Shutdown");
    let codec = ProstCodec::<(), ()>::default();
    grpc.unary(tonic::Request::new(()), path, codec).await?;
    Ok(())
}

/// A TLS connection to `socket`, to a server that must be called `name`.
pub async fn tls_stream(
    socket: &Path,
    config: Arc<ClientConfig>,
    name: &'static str,
) -> io::Result<TlsStream<UnixStream>> {
    let stream = UnixStream::connect(socket).await?;
    let name = ServerName::try_from(name).map_err(io::Error::other)?;
    TlsConnector::from(config).connect(name, stream).await
}

fn endpoint() -> Endpoint {
    Endpoint::from_static("http://localhost")
}
