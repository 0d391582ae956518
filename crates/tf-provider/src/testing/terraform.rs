//! A provider in its host: started, configured, and what is known of its objects.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    future::ready,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use hyper_util::rt::TokioIo;
use tokio::{io::DuplexStream, sync::mpsc};
use tokio_stream::{StreamExt as _, wrappers::UnboundedReceiverStream};
use tonic::transport::{Channel, Endpoint, Server as Transport, Uri};

use crate::{
    diagnostics::Diagnostics,
    plugin::GrpcService,
    protocol::{
        Server,
        generated::tfplugin5::{
            ClientCapabilities, configure, prepare_provider_config,
            provider_client::ProviderClient, provider_server::ProviderServer, stop,
        },
    },
    provider::Provider,
    testing::{
        Config, Failure, ResourceInstance,
        instance::Stored,
        schemas::{ResourceSchema, Schemas, find},
        wire,
    },
    value::Value,
};

/// As much as ever is under way between the two ends.
const BUFFER: usize = 1 << 20;

/// A small Terraform with one provider and a state.
///
/// A clone is the same Terraform. Objects are known by their address, as in a state file.
#[derive(Clone, Debug)]
pub struct Terraform(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    client: ProviderClient<Channel>,
    /// Whether the configuration of the provider has values that are not known yet.
    has_unknown: AtomicBool,
    pub(super) provider: String,
    pub(super) schemas: Schemas,
    states: Mutex<BTreeMap<String, Stored>>,
}

impl Terraform {
    /// Starts `provider` in this process.
    ///
    /// The two talk gRPC over HTTP/2, as they do in life, but through memory: calls can be cut off and answers lost,
    /// and no file descriptor is involved, so that a paused clock stands still while they talk.
    pub async fn start<P: Provider>(provider: P) -> Result<Self, Failure> {
        let address = format!("registry.terraform.io/testing/{}", P::NAME);
        let service = ProviderServer::new(Server::new(provider))
            .max_decoding_message_size(usize::MAX)
            .max_encoding_message_size(usize::MAX);
        Self::with_service(address, service).await
    }

    /// Starts a provider that is not one of this framework, or one with something in between.
    pub async fn with_service(
        address: impl Into<String>,
        service: impl GrpcService,
    ) -> Result<Self, Failure> {
        Self::over(address, in_memory(service)).await
    }

    /// Talks to the provider at the other end of `channel`, such as that of a
    /// [`Plugin`](crate::testing::process::Plugin). Its `address` appears in messages.
    pub async fn over(address: impl Into<String>, channel: Channel) -> Result<Self, Failure> {
        let mut client = ProviderClient::new(channel)
            .max_decoding_message_size(usize::MAX)
            .max_encoding_message_size(usize::MAX);
        let schemas = Schemas::load(&mut client).await?;
        Ok(Self(Arc::new(Inner {
            client,
            has_unknown: AtomicBool::new(false),
            provider: address.into(),
            schemas,
            states: Mutex::default(),
        })))
    }

    /// Checks and sets the provider's own configuration. Answers the warnings.
    pub async fn configure(&self, config: impl Into<Config>) -> Result<Diagnostics, Failure> {
        let block = &self.0.schemas.provider;
        let config = config.into().into_value(block)?;
        let has_unknown = config.has_unknown();
        self.0.has_unknown.store(has_unknown, Ordering::Relaxed);
        let config = wire::dynamic(&block.ty(), &config)?;
        let request = prepare_provider_config::Request {
            config: config.clone(),
        };
        let sent = self.client().prepare_provider_config(request).await;
        let sent = wire::answer("ValidateProviderConfig", sent)?;
        let mut warnings = wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let request = configure::Request {
            terraform_version: "1.11.4".to_owned(),
            config,
            client_capabilities: Some(wire::CAPABILITIES),
        };
        let sent = wire::answer("ConfigureProvider", self.client().configure(request).await)?;
        warnings.extend(wire::no_errors(wire::diagnostics(sent.diagnostics))?);
        Ok(warnings)
    }

    /// What Terraform says that it can do while it applies a plan. By then it knows the whole configuration of a provider, so one
    /// with unknown values is taken for that of a plan.
    pub(super) fn capabilities_in_apply(&self) -> ClientCapabilities {
        if self.0.has_unknown.load(Ordering::Relaxed) {
            wire::CAPABILITIES
        } else {
            wire::CAPABILITIES_IN_APPLY
        }
    }

    /// A resource of this type named `this`.
    pub fn resource(&self, type_name: &str) -> ResourceInstance {
        ResourceInstance::new(self.clone(), type_name, "this")
    }

    /// What Terraform does at the first Ctrl-C: asks the provider to stop what it is doing.
    pub async fn stop(&self) -> Result<(), Failure> {
        wire::answer("Stop", self.client().stop(stop::Request {}).await)?;
        Ok(())
    }

    /// The addresses of all objects in the state.
    pub fn addresses(&self) -> Vec<String> {
        self.states().keys().cloned().collect()
    }

    /// The types of all data sources.
    pub fn data_sources(&self) -> Vec<String> {
        self.0.schemas.data_sources.keys().cloned().collect()
    }

    /// The provider's calls, for requests that Terraform would not make.
    pub fn client(&self) -> ProviderClient<Channel> {
        self.0.client.clone()
    }

    pub(super) fn resource_schema(&self, type_name: &str) -> Result<&ResourceSchema, Failure> {
        find(&self.0.schemas.resources, "resource type", type_name)
    }

    pub(super) fn states(&self) -> MutexGuard<'_, BTreeMap<String, Stored>> {
        self.0.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an object into the state, or takes it out.
    pub(super) fn save(&self, address: &str, stored: Option<Stored>) {
        match stored.filter(|it| !matches!(it.state, Value::Null)) {
            Some(stored) => self.states().insert(address.to_owned(), stored),
            None => self.states().remove(address),
        };
    }
}

/// A channel to `service` for as long as it, or a clone of it, exists.
fn in_memory(service: impl GrpcService) -> Channel {
    let (dialed, incoming) = mpsc::unbounded_channel::<DuplexStream>();
    let incoming = UnboundedReceiverStream::new(incoming).map(Ok::<_, Infallible>);
    tokio::spawn(
        Transport::builder()
            .add_service(service)
            .serve_with_incoming(incoming),
    );
    let connector = tower::service_fn(move |_: Uri| {
        let (near, far) = tokio::io::duplex(BUFFER);
        let dialed = dialed.send(far);
        ready(match dialed {
            Ok(()) => Ok(TokioIo::new(near)),
            Err(_) => Err(io::Error::from(io::ErrorKind::ConnectionRefused)),
        })
    });
    Endpoint::from_static("http://in-memory").connect_with_connector_lazy(connector)
}
