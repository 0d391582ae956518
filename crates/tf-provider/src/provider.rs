//! A provider: its configuration, what it hands to its resources, and the list of them.

use std::{collections::BTreeSet, fmt, time::Duration};

use crate::{
    action::{self, Action, ActionType},
    data_source::{DataSource, DataSourceType},
    diagnostics::{Diagnostics, Result},
    ephemeral::{self, EphemeralResource, EphemeralResourceType},
    function::{Function, FunctionType},
    list::{self, ListResource, ListResourceType},
    model::Model,
    offer::invalid,
    resource::{Resource, ResourceType},
    schema::{
        Schema,
        check::{Kind, check_identity, check_schema},
    },
};

/// A Terraform provider.
pub trait Provider: Send + Sync + 'static {
    /// Its name, which begins the names of all its resources.
    const NAME: &'static str;
    /// The namespaces that it is published in, at whatever host. A state that comes from one of them, by a move, is taken for its
    /// own: each type becomes the same type here, at any version that it knows.
    const NAMESPACES: &'static [&'static str] = &[];
    /// Its own attributes. All of them should be optional, with the environment to fall back on.
    type Config: Model;
    /// What resources and data sources get, such as a client of the service.
    type Client: Send + Sync + 'static;

    /// Checks what no single attribute's rules can. Parts of the configuration may be unknown.
    fn validate(config: &<Self::Config as Model>::Config, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Makes what the resources need. In a plan, parts of the configuration may be unknown; that is no error before
    /// they are needed.
    fn configure(
        &self,
        config: <Self::Config as Model>::Config,
        host: &Host,
    ) -> impl Future<Output = Result<Self::Client>> + Send;

    /// How long a change may go on that was told to stop because a signal ends the process: enough for the call that it is
    /// making, whose answer may be the only word on what it did.
    fn stop_timeout(client: &Self::Client) -> Duration {
        let _ = client;
        Duration::from_secs(30)
    }

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
    pub(crate) functions: Vec<FunctionType>,
    pub(crate) ephemeral_resources: Vec<EphemeralResourceType<C>>,
    pub(crate) list_resources: Vec<ListResourceType<C>>,
    pub(crate) actions: Vec<ActionType<C>>,
    problems: Diagnostics,
}

impl<C> Registry<C> {
    /// Nothing yet, for the provider of this name.
    pub fn new(provider: &'static str) -> Self {
        Self {
            provider,
            resources: Vec::new(),
            data_sources: Vec::new(),
            meta: None,
            functions: Vec::new(),
            ephemeral_resources: Vec::new(),
            list_resources: Vec::new(),
            actions: Vec::new(),
            problems: Diagnostics::new(),
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
        let block = M::block().clone();
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

    /// Adds a function.
    pub fn function<F: Function>(mut self) -> Self {
        self.problems.extend(FunctionType::problems::<F>());
        self.functions.push(FunctionType::new::<F>());
        self
    }

    /// Adds an ephemeral resource, which `connect` makes for a configured provider.
    pub fn ephemeral_resource<E: EphemeralResource>(
        mut self,
        connect: impl Fn(&C) -> E + Send + Sync + 'static,
    ) -> Self {
        self.problems.extend(ephemeral::problems::<E>());
        self.ephemeral_resources
            .push(ephemeral::offer(self.provider, connect));
        self
    }

    /// Adds a search for the objects of a resource, which `connect` makes for a configured provider.
    pub fn list_resource<L: ListResource>(
        mut self,
        connect: impl Fn(&C) -> L + Send + Sync + 'static,
    ) -> Self {
        self.problems.extend(list::problems::<L>());
        self.list_resources
            .push(list::offer(self.provider, connect));
        self
    }

    /// Adds an action, which `connect` makes for a configured provider.
    pub fn action<A: Action>(mut self, connect: impl Fn(&C) -> A + Send + Sync + 'static) -> Self {
        self.problems.extend(action::problems::<A>());
        self.actions.push(action::offer(self.provider, connect));
        self
    }

    /// Everything with a schema, by kind and name.
    fn schemas(&self) -> Vec<(Kind, &str, &Schema)> {
        let mut all = Vec::new();
        let mut add = |kind, name, schema| all.push((kind, name, schema));
        self.resources
            .iter()
            .for_each(|it| add(Kind::Resource, it.name.as_str(), &it.schema));
        self.data_sources
            .iter()
            .for_each(|it| add(Kind::DataSource, it.name.as_str(), &it.schema));
        self.ephemeral_resources
            .iter()
            .for_each(|it| add(Kind::Ephemeral, it.name.as_str(), &it.schema));
        self.list_resources
            .iter()
            .for_each(|it| add(Kind::List, it.name.as_str(), &it.schema));
        self.actions
            .iter()
            .for_each(|it| add(Kind::Action, it.name.as_str(), &it.schema));
        all
    }

    /// What Terraform would not take of all this.
    pub(crate) fn problems(&self) -> Diagnostics {
        let is_managed = |name: &String| self.resources.iter().any(|it| it.name == *name);
        let unmanaged = self.list_resources.iter().map(|it| &it.name);
        let unmanaged = unmanaged.filter(|it| !is_managed(it)).map(|name| {
            let owner = format!("The list resource `{name}`");
            invalid(&owner, "there is no resource of the same name")
        });
        self.problems.iter().cloned().chain(unmanaged).collect()
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
    let mut diagnostics = check_schema(Kind::Provider, P::NAME, &provider);
    let registry = P::registry();
    let schemas = registry.schemas();
    for (kind, name, schema) in &schemas {
        diagnostics.extend(check_schema(*kind, name, schema));
    }
    for it in &registry.resources {
        diagnostics.extend(check_identity(&it.name, it.identity, &it.schema.block));
    }
    diagnostics.extend(registry.problems().iter().map(|it| it.detail.clone()));
    diagnostics.extend(twice(schemas.iter().map(|(kind, name, _)| (*kind, *name))));
    diagnostics
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
        let diagnostics = twice(types.into_iter());
        assert_eq!(diagnostics, ["resource toy_a: it is registered twice"]);
    }
}
