//! The Zilliz Cloud provider: its configuration, and everything it offers.

mod access;
mod billing;
mod catalog;
mod cluster;
mod config;
mod config_model;
mod context;
mod defaults;
mod departures;
mod errors;
mod home;
mod isolation;
mod key_organization;
mod lookup;
mod nearest;
mod organization;
mod origins;
mod plan_cache;
mod planned_projects;
mod planning;
mod preview;
mod project;
mod project_user;
mod protection;
mod route;
mod search;
mod vendor_migration;

use std::time::Duration;

use access::{MemberData, RolesData};
use billing::{InvoicesData, UsageData};
use catalog::{CloudProvidersData, RegionInfo, RegionsData};
use cluster::{ClusterData, ClusterKind, ClusterResource, ClustersData};
use config_model::{Config, ProviderConfig};
use tf_provider::{
    diagnostics::{Diagnostics, Result},
    provider::{Host, Provider, Registry},
};

use crate::env::Env;
pub(crate) use context::Context;
pub(crate) use defaults::Defaults;
use isolation::{IsolationData, IsolationLevel};
use organization::{OrganizationData, OrganizationResource};
pub(crate) use preview::Preview;
use project::{ProjectData, ProjectResource, ProjectsData};
use project_user::{ProjectUserResource, ProjectUsersData};

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

/// How much longer than one call a change may take that was told to stop: to look for what a lost answer was about.
const AFTER_LAST_CALL: Duration = Duration::from_secs(5);

/// What the resources get from the provider; opaque outside of it.
#[derive(Debug)]
pub struct Configured(Context);

impl Provider for ZillizCloud {
    const NAME: &'static str = "zillizcloud";
    /// Its own, and that of the vendor's provider, for which it can stand in.
    const NAMESPACES: &'static [&'static str] = &["zilliz-rs", "zilliztech"];
    type Config = Config;
    type Client = Configured;

    fn validate(config: &ProviderConfig, diagnostics: &mut Diagnostics) {
        config::validate(config, diagnostics);
    }

    async fn configure(&self, config: ProviderConfig, host: &Host) -> Result<Configured> {
        config::connect(&config, &self.env, host).map(Configured)
    }

    fn stop_timeout(client: &Configured) -> Duration {
        client
            .0
            .api
            .request_timeout()
            .saturating_add(AFTER_LAST_CALL)
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
