//! The provider as a service: what comes in is decoded, handed to the framework, and its answer encoded.
//!
//! Whatever goes wrong becomes a diagnostic in a well-formed answer. Terraform shows a gRPC status without saying which
//! object it belongs to, and takes a missing state for a deleted object.

mod answer;
mod configure;
mod data_source;
mod resource;
mod rpc;
mod schema;
mod state;
mod stop;
mod supervise;
mod unsupported;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use tokio_util::sync::CancellationToken;

use crate::{
    data_source::{DataSourceType, DynDataSource},
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Model,
    protocol::{codec, generated::tfplugin5::DynamicValue},
    provider::Provider,
    resource::{DynResource, ResourceType},
    schema::{Block, Schema},
    value::{Type, Value},
};

/// A provider that answers Terraform.
///
/// A clone is the same to Terraform: configured by the same call, stopped by the same call.
pub struct Server<P: Provider>(Arc<Inner<P>>, Arc<Session>);

struct Inner<P: Provider> {
    provider: P,
    schema: Schema,
    resources: BTreeMap<String, ResourceType<P::Client>>,
    data_sources: BTreeMap<String, DataSourceType<P::Client>>,
}

/// What one run of Terraform has told the provider.
#[derive(Default)]
struct Session {
    configured: RwLock<Option<Arc<Configured>>>,
    stop: Mutex<CancellationToken>,
}

/// What there is once the provider is configured.
#[derive(Default)]
struct Configured {
    resources: BTreeMap<String, Arc<dyn DynResource>>,
    data_sources: BTreeMap<String, Arc<dyn DynDataSource>>,
}

impl<P: Provider> Server<P> {
    /// Serves `provider`, which waits to be configured.
    pub fn new(provider: P) -> Self {
        let registry = P::registry();
        let block = Block {
            description: P::Config::description(),
            attributes: P::Config::attributes().to_vec(),
            blocks: Vec::new(),
        };
        let inner = Inner {
            provider,
            schema: Schema { version: 0, block },
            resources: registry
                .resources
                .into_iter()
                .map(|it| (it.name.clone(), it))
                .collect(),
            data_sources: registry
                .data_sources
                .into_iter()
                .map(|it| (it.name.clone(), it))
                .collect(),
        };
        Self(Arc::new(inner), Arc::default())
    }

    /// The same provider for another run of Terraform, which configures it anew.
    pub(crate) fn new_session(&self) -> Self {
        Self(Arc::clone(&self.0), Arc::default())
    }

    fn resource_type(&self, name: &str) -> Result<&ResourceType<P::Client>> {
        self.0
            .resources
            .get(name)
            .ok_or_else(|| unknown("resource", name))
    }

    fn resource(&self, name: &str) -> Result<Arc<dyn DynResource>> {
        self.resource_type(name)?;
        self.configured()?
            .resources
            .get(name)
            .cloned()
            .ok_or_else(|| unknown("resource", name))
    }

    fn data_source_type(&self, name: &str) -> Result<&DataSourceType<P::Client>> {
        self.0
            .data_sources
            .get(name)
            .ok_or_else(|| unknown("data source", name))
    }

    fn data_source(&self, name: &str) -> Result<Arc<dyn DynDataSource>> {
        self.data_source_type(name)?;
        self.configured()?
            .data_sources
            .get(name)
            .cloned()
            .ok_or_else(|| unknown("data source", name))
    }

    fn configured(&self) -> Result<Arc<Configured>> {
        let configured = self
            .1
            .configured
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        configured.clone().ok_or_else(|| {
            let detail = "Terraform asked for something that needs the provider's configuration before it sent one.";
            Diagnostic::error("The provider is not configured", detail).into()
        })
    }
}

impl<P: Provider> Clone for Server<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0), Arc::clone(&self.1))
    }
}

impl<P: Provider> fmt::Debug for Server<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("provider", &P::NAME)
            .finish_non_exhaustive()
    }
}

fn unknown(kind: &str, name: &str) -> Diagnostics {
    let detail = format!("This version of the provider has no {kind} of that name.");
    Diagnostic::error(format!("Unknown {kind} {name}"), detail).into()
}

/// Decodes a value that may be missing, which means null. `what` names it in the message.
fn decode(what: &str, ty: &Type, sent: Option<&DynamicValue>) -> Result<Value> {
    match codec::from_wire(ty, sent) {
        Ok(value) => Ok(value.unwrap_or(Value::Null)),
        Err(problem) => {
            let detail =
                format!("Terraform sent something that the provider cannot read: {problem}.");
            Err(Diagnostic::error(format!("Unreadable {what}"), detail)
                .at(problem.path.clone())
                .into())
        }
    }
}

/// Decodes a value that must not be missing.
fn decode_required(what: &str, ty: &Type, sent: Option<&DynamicValue>) -> Result<Value> {
    let is_missing = sent.is_none_or(|it| it.msgpack.is_empty() && it.json.is_empty());
    if is_missing {
        let detail =
            "Terraform sent a request without it. This is a bug in Terraform or in the provider.";
        return Err(Diagnostic::error(format!("Missing {what}"), detail).into());
    }
    decode(what, ty, sent)
}

fn encode(ty: &Type, value: &Value) -> Result<DynamicValue> {
    codec::to_wire(ty, value).map_err(|problem| {
        let detail = format!("The provider made a value that does not fit its schema: {problem}. This is a bug in the provider.");
        Diagnostic::error("Invalid value made by the provider", detail).into()
    })
}
