//! The provider as a service: what comes in is decoded, handed to the framework, and its answer encoded.
//!
//! Whatever goes wrong becomes a diagnostic in a well-formed answer. Terraform shows a gRPC status without saying which
//! object it belongs to, and takes a missing state for a deleted object.

mod account;
mod action;
mod answer;
mod apply;
mod changes;
mod configure;
mod data_source;
mod deferral;
mod ephemeral;
mod function;
mod identity;
mod list;
mod lookup;
mod read;
mod replacement;
mod resource;
mod rpc;
mod schema;
mod session;
mod state;
mod stop;
mod supervise;
mod unplanned;
mod values;

use std::{collections::BTreeMap, fmt, sync::Arc};

use crate::{
    action::{ActionType, DynAction},
    data_source::{DataSourceType, DynDataSource},
    diagnostics::Diagnostics,
    ephemeral::{DynEphemeralResource, EphemeralResourceType},
    function::FunctionType,
    list::{DynListResource, ListResourceType},
    model::Model,
    offer::Offers,
    provider::Provider,
    resource::{DynResource, ResourceType},
    schema::Schema,
};

pub(crate) use changes::Changes;
use session::Session;
use values::{decode, decode_required, encode, encode_read};

/// A provider that answers Terraform.
///
/// A clone is the same to Terraform: configured by the same call, stopped by the same call.
pub struct Server<P: Provider>(Arc<Inner<P>>, Arc<Session>);

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
    changes: Arc<Changes>,
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
        let inner = Inner {
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
            changes: Arc::default(),
        };
        let session = Session::new(&inner.changes);
        Self(Arc::new(inner), session)
    }

    /// The same provider for another run of Terraform, which configures it anew.
    pub(crate) fn new_session(&self) -> Self {
        Self(Arc::clone(&self.0), Session::new(&self.0.changes))
    }

    /// The changes under way in all sessions.
    pub(crate) fn changes(&self) -> Arc<Changes> {
        Arc::clone(&self.0.changes)
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
