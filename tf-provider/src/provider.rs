//! A provider: its configuration, what it hands to its resources, and the list of them.

use std::fmt;

use crate::{
    data_source::{DataSource, DataSourceType},
    diagnostics::{Diagnostics, Result},
    model::Model,
    resource::{Resource, ResourceType},
    schema::{Block, Schema},
};

/// A Terraform provider.
pub trait Provider: Send + Sync + 'static {
    /// Its name, which begins the names of all its resources.
    const NAME: &'static str;
    /// Its own attributes. All of them should be optional, with the environment to fall back on.
    type Config: Model;
    /// What resources and data sources get, such as a client of the service.
    type Client: Send + Sync + 'static;

    /// Checks what no single attribute's rules can. Parts of the configuration may be unknown.
    fn validate(config: &<Self::Config as Model>::Draft, found: &mut Diagnostics) {
        let _ = (config, found);
    }

    /// Makes what the resources need. In a plan, parts of the configuration may be unknown; that is no error before
    /// they are needed.
    fn configure(
        &self,
        config: <Self::Config as Model>::Draft,
        host: &Host,
    ) -> impl Future<Output = Result<Self::Client>> + Send;

    /// Its resources and data sources.
    fn registry() -> Registry<Self::Client>;
}

/// The program that uses the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Version of Terraform or OpenTofu, such as `1.11.4`.
    pub terraform_version: String,
}

/// Everything that a provider offers. `C` is the provider's client.
pub struct Registry<C> {
    provider: &'static str,
    pub(crate) resources: Vec<ResourceType<C>>,
    pub(crate) data_sources: Vec<DataSourceType<C>>,
    pub(crate) meta: Option<Schema>,
}

impl<C> Registry<C> {
    /// Nothing yet, for the provider of this name.
    pub fn new(provider: &'static str) -> Self {
        Self {
            provider,
            resources: Vec::new(),
            data_sources: Vec::new(),
            meta: None,
        }
    }

    /// Adds a resource, which `connect` makes for a configured provider.
    pub fn resource<R: Resource>(
        mut self,
        connect: impl Fn(&C) -> R + Send + Sync + 'static,
    ) -> Self {
        self.resources
            .push(ResourceType::new(self.provider, connect));
        self
    }

    /// Lets modules say what `M` declares in a `provider_meta` block.
    pub fn provider_meta<M: Model>(mut self) -> Self {
        let block = Block {
            description: M::description(),
            attributes: M::attributes().to_vec(),
            blocks: Vec::new(),
        };
        self.meta = Some(Schema { version: 0, block });
        self
    }

    /// Adds a data source, which `connect` makes for a configured provider.
    pub fn data_source<D: DataSource>(
        mut self,
        connect: impl Fn(&C) -> D + Send + Sync + 'static,
    ) -> Self {
        self.data_sources
            .push(DataSourceType::new(self.provider, connect));
        self
    }
}

impl<C> fmt::Debug for Registry<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field(
                "resources",
                &self.resources.iter().map(|it| &it.name).collect::<Vec<_>>(),
            )
            .field(
                "data_sources",
                &self
                    .data_sources
                    .iter()
                    .map(|it| &it.name)
                    .collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}
