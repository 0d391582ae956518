//! A small go-plugin host: starts a plugin, reads its line, connects the way Terraform does.

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use hyper_util::rt::TokioIo;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P521_SHA512,
};
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    client::{ResolvesClientCert, WantsClientCert},
    crypto::aws_lc_rs::{default_provider, sign::any_supported_type},
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::{CertifiedKey, SingleCertAndKey},
};
use tempfile::TempDir;
use tf_provider::plugin::MAGIC_COOKIE;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
    net::UnixStream,
    process::{Child, ChildStdout, Command},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

use crate::toy::Text;

/// Fails a test that hangs.
pub(crate) async fn within_reason<T>(future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(60);
    let outcome = tokio::time::timeout(limit, future).await;
    outcome.expect("this takes a second or two at most")
}

/// A certificate and its key, made as go-plugin makes them.
pub(crate) struct Identity {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) pem: String,
    pub(crate) key: PrivateKeyDer<'static>,
}

impl Identity {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        params
            .distinguished_name
            .push(DnType::OrganizationName, "HashiCorp");
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::KeyAgreement,
            KeyUsagePurpose::KeyCertSign,
        ];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ClientAuth,
            ExtendedKeyUsagePurpose::ServerAuth,
        ];
        let certificate = params.self_signed(&key).unwrap();
        Self {
            pem: certificate.pem(),
            certificate: certificate.into(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        }
    }

    /// Presents this certificate, and signs with its key.
    pub(crate) fn resolver(&self) -> Arc<dyn ResolvesClientCert> {
        self.signing_with(&self.key)
    }

    /// Presents this certificate, but signs with some key, as a thief of certificates would.
    pub(crate) fn signing_with(&self, key: &PrivateKeyDer<'_>) -> Arc<dyn ResolvesClientCert> {
        let key = any_supported_type(key).unwrap();
        let certified = CertifiedKey::new(vec![self.certificate.clone()], key);
        Arc::new(SingleCertAndKey::from(certified))
    }
}

/// How a plugin is started: as Terraform does, unless changed.
pub(crate) struct Host {
    pub(crate) identity: Identity,
    pub(crate) folder: TempDir,
    command: Command,
}

impl Host {
    pub(crate) fn new() -> Self {
        let identity = Identity::new();
        let mut host = Self::without_tls();
        host.command.env("PLUGIN_CLIENT_CERT", &identity.pem);
        host.identity = identity;
        host
    }

    pub(crate) fn without_tls() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .env_clear()
            .env("PLUGIN_TEST_ROLE", "plugin")
            .env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE)
            .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self {
            identity: Identity::new(),
            folder,
            command,
        }
    }

    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.command.env(variable, value);
        self
    }

    /// Runs a plugin that should refuse to serve: its exit code, stdout and stderr.
    pub(crate) async fn refusal(mut self) -> (Option<i32>, String, String) {
        let output = self.command.output().await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    /// Starts the plugin and reads its line.
    pub(crate) async fn start(mut self) -> Plugin {
        let mut child = self.command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).await.unwrap();
        Plugin {
            host: self,
            child,
            stdout,
            line,
        }
    }
}

/// A plugin that has told where it is.
pub(crate) struct Plugin {
    pub(crate) host: Host,
    pub(crate) child: Child,
    pub(crate) line: String,
    stdout: BufReader<ChildStdout>,
}

impl Plugin {
    pub(crate) fn fields(&self) -> Vec<&str> {
        self.line.trim_end().split('|').collect()
    }

    pub(crate) fn socket(&self) -> PathBuf {
        PathBuf::from(self.fields()[3])
    }

    /// The server's certificate, decoded as Go does.
    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from(STANDARD_NO_PAD.decode(self.fields()[5]).unwrap())
    }

    /// A client that trusts the server's certificate alone and asks for HTTP/2, without a certificate of its own yet.
    pub(crate) fn client(
        &self,
        versions: &[&'static SupportedProtocolVersion],
    ) -> rustls::ConfigBuilder<ClientConfig, WantsClientCert> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate()).unwrap();
        ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
    }

    pub(crate) fn host_config(&self) -> ClientConfig {
        let resolver = self.host.identity.resolver();
        self.client(rustls::ALL_VERSIONS)
            .with_client_cert_resolver(resolver)
    }

    /// Connects as the host does, or in plaintext if that is what the line offers.
    pub(crate) async fn connect(&self) -> Channel {
        if self.fields()[5].is_empty() {
            self.plaintext().await.unwrap()
        } else {
            self.connect_with(self.host_config()).await.unwrap()
        }
    }

    pub(crate) async fn connect_with(
        &self,
        mut config: ClientConfig,
    ) -> Result<Channel, tonic::transport::Error> {
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
        endpoint().connect_with_connector(connector).await
    }

    pub(crate) async fn plaintext(&self) -> Result<Channel, tonic::transport::Error> {
        let socket = self.socket();
        let connector = tower::service_fn(move |_| {
            let socket = socket.clone();
            async move { UnixStream::connect(socket).await.map(TokioIo::new) }
        });
        endpoint().connect_with_connector(connector).await
    }

    /// Waits for the end: the exit code, and what came on stdout after the line.
    pub(crate) async fn ended(&mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).await.unwrap();
        let status = self.child.wait().await.unwrap();
        (status.code(), rest)
    }

    /// Waits for the process that holds stdout, which may not be our child, to end.
    pub(crate) async fn stdout_closed(&mut self) {
        let mut rest = Vec::new();
        self.stdout.read_to_end(&mut rest).await.unwrap();
    }

    /// Whether nothing is left in the temporary folder.
    pub(crate) fn left_nothing(&self) -> bool {
        self.host.folder.path().read_dir().unwrap().next().is_none()
    }
}

fn endpoint() -> Endpoint {
    Endpoint::from_static("http://localhost")
}

pub(crate) async fn tls_stream(
    socket: &std::path::Path,
    config: Arc<ClientConfig>,
    name: &'static str,
) -> std::io::Result<TlsStream<UnixStream>> {
    let stream = UnixStream::connect(socket).await?;
    let name = name.try_into().unwrap();
    TlsConnector::from(config).connect(name, stream).await
}

/// Calls a method that takes one message and answers one.
pub(crate) async fn call<Req, Res>(
    channel: &Channel,
    path: &'static str,
    request: Req,
) -> Result<Res, Status>
where
    Req: prost::Message + 'static,
    Res: prost::Message + Default + 'static,
{
    let mut grpc = Grpc::new(channel.clone());
    let ready = grpc.ready().await;
    ready.map_err(|error| Status::new(Code::Unavailable, error.to_string()))?;
    let path = PathAndQuery::from_static(path);
    let codec = ProstCodec::default();
    let response = grpc.unary(Request::new(request), path, codec).await?;
    Ok(response.into_inner())
}

/// Calls the provider's own service.
pub(crate) async fn echo(channel: &Channel, text: &str) -> Result<String, Status> {
    let request = Text {
        text: text.to_owned(),
    };
    let answer: Text = call(channel, "/toy.Toy/Echo", request).await?;
    Ok(answer.text)
}
