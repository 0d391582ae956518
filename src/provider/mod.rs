//! The Zilliz Cloud provider: its configuration, and everything it offers.

mod config;
mod data_sources;
mod errors;
mod functions;
mod known;
mod organization;
mod preview;
mod resources;
mod search;
mod vendor;

use std::sync::Arc;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Computed,
    model::Model,
    provider::{Host, Provider, Registry},
    resource::Op,
};
use tokio::sync::OnceCell;

use crate::{api, env::Env};

use config::{Config, ConfigDraft};
use data_sources::{
    CloudProvidersData, ClusterData, ClustersData, InvoicesData, IsolationData, MemberData,
    OrganizationData, ProjectData, ProjectUsersData, ProjectsData, RegionsData, RolesData,
    UsageData,
};
use functions::{ClusterKind, IsolationLevel, RegionInfo};
use known::Known;
pub(crate) use preview::{Preview, Previews};
use resources::{ClusterResource, OrganizationResource, ProjectResource, ProjectUserResource};

/// The provider, before it is configured.
#[derive(Debug)]
pub struct ZillizCloud {
    env: Env,
}

impl ZillizCloud {
    /// A provider that falls back on `env` for what is not configured.
    pub fn new(env: Env) -> Self {
        Self { env }
    }
}

/// What resources work with: the client, and what to use when a configuration names nothing.
#[derive(Clone, Debug)]
pub(crate) struct Cloud {
    pub(crate) api: api::Client,
    pub(crate) defaults: Arc<Defaults>,
    organization_of_key: Arc<OnceCell<Option<String>>>,
    pub(crate) known: Arc<Known>,
}

impl Cloud {
    pub(crate) fn new(api: api::Client, defaults: Defaults) -> Self {
        Self {
            api,
            defaults: defaults.into(),
            organization_of_key: Arc::default(),
            known: Arc::default(),
        }
    }

    /// Whether the configuration asks for endpoints that are not published.
    pub(crate) fn has(&self, preview: Preview) -> bool {
        self.defaults.previews.contains(&preview)
    }

    /// The provider's project; `None` where it names none. One that is not known yet is an error at `attribute`: whatever else
    /// could be taken for it would be the wrong one.
    pub(crate) fn default_project(&self, attribute: &str) -> Result<Option<&str>> {
        let project_id = &self.defaults.project_id;
        if project_id.is_unknown() {
            let detail = format!(
                "`project_id` of the provider block is not known before apply, and this is looked up before. Set `{attribute}` here: \
                 Terraform waits until it knows that."
            );
            return Err(Diagnostic::error("Which project?", detail)
                .at(attribute)
                .into());
        }
        Ok(project_id.text())
    }

    /// The client for one operation: its calls end when that runs out of time or the user interrupts it.
    pub(crate) fn during<M: Model>(&self, op: &Op<M>) -> api::Client {
        self.api.within(op.deadline(), op.stop())
    }
}

/// The provider's defaults for its resources.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) organization_id: Option<String>,
    pub(crate) project_id: Computed<String>,
    pub(crate) region_id: Computed<String>,
    pub(crate) previews: Previews,
}

/// What the resources get from the provider; opaque outside of it.
#[derive(Debug)]
pub struct Configured(Cloud);

impl Provider for ZillizCloud {
    const NAME: &'static str = "zillizcloud";
    type Config = Config;
    type Client = Configured;

    fn validate(config: &ConfigDraft, found: &mut Diagnostics) {
        config::validate(config, found);
    }

    async fn configure(&self, config: ConfigDraft, host: &Host) -> Result<Configured> {
        config::connect(&config, &self.env, host).map(Configured)
    }

    fn registry() -> Registry<Configured> {
        Registry::new(Self::NAME)
            .resource(|it: &Configured| OrganizationResource::new(it.0.clone()))
            .resource(|it: &Configured| ProjectResource::new(it.0.clone()))
            .resource(|it: &Configured| ClusterResource::new(it.0.clone()))
            .resource(|it: &Configured| ProjectUserResource::new(it.0.clone()))
            .data_source(|it: &Configured| CloudProvidersData::new(it.0.clone()))
            .data_source(|it: &Configured| ClusterData::new(it.0.clone()))
            .data_source(|it: &Configured| ClustersData::new(it.0.clone()))
            .data_source(|it: &Configured| InvoicesData::new(it.0.clone()))
            .data_source(|it: &Configured| IsolationData::new(it.0.clone()))
            .data_source(|it: &Configured| MemberData::new(it.0.clone()))
            .data_source(|it: &Configured| OrganizationData::new(it.0.clone()))
            .data_source(|it: &Configured| ProjectData::new(it.0.clone()))
            .data_source(|it: &Configured| ProjectUsersData::new(it.0.clone()))
            .data_source(|it: &Configured| ProjectsData::new(it.0.clone()))
            .data_source(|it: &Configured| RegionsData::new(it.0.clone()))
            .data_source(|it: &Configured| RolesData::new(it.0.clone()))
            .data_source(|it: &Configured| UsageData::new(it.0.clone()))
            .function::<ClusterKind>()
            .function::<IsolationLevel>()
            .function::<RegionInfo>()
    }
}
