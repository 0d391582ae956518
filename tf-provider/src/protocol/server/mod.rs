//! The provider as a service: what comes in is decoded, handed to the framework, and its answer encoded.
//!
//! Whatever goes wrong becomes a diagnostic in a well-formed answer. Terraform shows a gRPC status without saying which
//! object it belongs to, and takes a missing state for a deleted object.

mod action;
mod answer;
mod apply;
mod configure;
mod data_source;
mod deferral;
mod ephemeral;
mod function;
mod identity;
mod list;
mod read;
mod resource;
mod rpc;
mod schema;
mod state;
mod values;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use tokio_util::sync::CancellationToken;

use crate::{
    action::{ActionType, DynAction},
    data_source::{DataSourceType, DynDataSource},
    diagnostics::{Diagnostics, Result},
    ephemeral::{DynEphemeralResource, EphemeralResourceType},
    function::FunctionType,
    list::{DynListResource, ListResourceType},
    model::Model,
    offer::{Offers, unknown},
    provider::Provider,
    resource::{DynResource, ResourceType},
    schema::Schema,
};

use values::{decode, decode_required, encode};

/// A provider that answers Terraform.
pub struct Server<P: Provider>(Arc<Inner<P>>);

struct Inner<P: Provider> {
    provider: P,
    schema: Schema,
    meta: Option<Schema>,
    resources: BTreeMap<String, ResourceType<P::Client>>,
    data_sources: BTreeMap<String, DataSourceType<P::Client>>,
    functions: BTreeMap<&'static str, FunctionType>,
    ephemeral_resources: Offers<EphemeralResourceType<P::Client>>,
    list_resources: Offers<ListResourceType<P::Client>>,
    actions: Offers<ActionType<P::Client>>,
    problems: Diagnostics,
    configured: RwLock<Option<Arc<Configured>>>,
    stop: Mutex<CancellationToken>,
}

/// What there is once the provider is configured.
struct Configured {
    /// Whether a part of the configuration is known only after apply.
    has_unknown: bool,
    resources: BTreeMap<String, Arc<dyn DynResource>>,
    data_sources: BTreeMap<String, Arc<dyn DynDataSource>>,
    ephemeral_resources: Offers<Arc<dyn DynEphemeralResource>>,
    list_resources: Offers<Arc<dyn DynListResource>>,
    actions: Offers<Arc<dyn DynAction>>,
}

impl<P: Provider> Server<P> {
    /// Serves `provider`, which waits to be configured.
    pub fn new(provider: P) -> Self {
        let registry = P::registry();
        let block = P::Config::block().clone();
        Self(Arc::new(Inner {
            provider,
            schema: Schema { version: 0, block },
            problems: registry.problems(),
            meta: registry.meta,
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
            functions: function::by_name(registry.functions),
            ephemeral_resources: Offers::new("ephemeral resource", registry.ephemeral_resources),
            list_resources: Offers::new("list resource", registry.list_resources),
            actions: Offers::new("action", registry.actions),
            configured: RwLock::default(),
            stop: Mutex::default(),
        }))
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

    /// What running operations watch to know that the user has had enough.
    fn stop_token(&self) -> CancellationToken {
        self.0
            .stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Stops what is running now, and nothing that comes later.
    fn stop_running(&self) {
        let mut stop = self.0.stop.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *stop).cancel();
    }
}

impl<P: Provider> Clone for Server<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<P: Provider> fmt::Debug for Server<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("provider", &P::NAME)
            .finish_non_exhaustive()
    }
}
