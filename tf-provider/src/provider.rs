//! A provider: its configuration, what it hands to its resources, and the list of them.

use std::{collections::BTreeSet, fmt};

use crate::{
    data_source::{DataSource, DataSourceType},
    diagnostics::{Diagnostics, Result},
    model::Model,
    resource::{Resource, ResourceType},
    schema::{
        Schema,
        check::{Kind, check_schema},
    },
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
}

impl<C> Registry<C> {
    /// Nothing yet, for the provider of this name.
    pub fn new(provider: &'static str) -> Self {
        Self {
            provider,
            resources: Vec::new(),
            data_sources: Vec::new(),
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

/// The rules for schemas that `P` breaks, each with the place; nothing if all is well.
pub fn check<P: Provider>() -> Vec<String> {
    let provider = Schema {
        version: 0,
        block: P::Config::block().clone(),
    };
    let mut found = check_schema(Kind::Provider, P::NAME, &provider);
    let registry = P::registry();
    let resources = registry
        .resources
        .iter()
        .map(|it| (Kind::Resource, &it.name, &it.schema));
    let data_sources = registry
        .data_sources
        .iter()
        .map(|it| (Kind::DataSource, &it.name, &it.schema));
    let types: Vec<_> = resources.chain(data_sources).collect();
    for (kind, name, schema) in &types {
        found.extend(check_schema(*kind, name, schema));
    }
    found.extend(twice(
        types.iter().map(|(kind, name, _)| (*kind, name.as_str())),
    ));
    found
}

/// What is registered more than once.
fn twice<'a>(types: impl Iterator<Item = (Kind, &'a str)>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let again = types
        .map(|(kind, name)| (kind.noun(), name))
        .filter(|it| !seen.insert(*it));
    again
        .map(|(noun, name)| format!("{noun} {name}: it is registered twice"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_registered_once_for_each_kind() {
        let types = [
            (Kind::Resource, "toy_a"),
            (Kind::DataSource, "toy_a"),
            (Kind::Resource, "toy_b"),
            (Kind::Resource, "toy_a"),
        ];
        let found = twice(types.into_iter());
        assert_eq!(found, ["resource toy_a: it is registered twice"]);
    }
}
