//! Typed client for the Zilliz Cloud REST API; knows nothing of Terraform.
//!
//! A call is a `Request`, data that says its path and whether it may be repeated. `send` takes it through as
//! many attempts as `retry` allows, `reply` tells success from error, and the noun's file reads the data. What fails is
//! an [`Error`] whose [`Kind`] says what to do next; waiting for a status is [`wait::until`].

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::sync::OnceCell;

mod access;
mod billing;
mod cloud_meta;
mod clusters;
mod endpoint;
mod error;
mod kind;
mod pages;
mod projects;
mod reply;
mod request;
mod retry;
mod secret;
mod send;
#[cfg(test)]
mod test_support;
pub mod wait;
mod wire;

pub use access::{AssignedRole, Member, MemberRoles, PrincipalType, ProjectRoles, Role, RoleKind};
pub use access::{RolePrincipal, RoleType};
pub use billing::{Invoice, InvoiceStatus};
pub use cloud_meta::{Cloud, Region};
pub use clusters::{
    Autoscaling, BucketInfo, Cluster, ClusterCreate, ClusterCreated, ClusterModify, ClusterStatus,
    ClusterUpdate, CuType, DedicatedClusterCreate, DeploymentOption, ScalingPolicy,
    ScalingSchedule,
};
pub use error::{Error, Found, Kind};
pub use projects::{OrgType, Plan, Project, ProjectCreate, ProjectUpdate};
pub use secret::Secret;

/// How to reach Zilliz Cloud, and as whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address of the API, with or without `/v2`; without one the region decides.
    pub base_url: Option<String>,
    /// The region that chooses between the international and the Chinese platform.
    pub region_id: Option<String>,
    /// The key sent with every call.
    pub api_key: ApiKey,
    /// The organization the key belongs to, sent where the service wants it.
    pub organization_id: Option<String>,
    /// How often a failed attempt is repeated at most.
    pub max_retries: u32,
    /// How long one attempt may take, from connecting to the last byte.
    pub request_timeout: Duration,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// A fixed delay between two polls of a wait; without one it grows with jitter.
    pub poll_interval: Option<Duration>,
}

/// What is known of the API key.
#[derive(Clone, Debug)]
pub enum ApiKey {
    /// The key.
    Set(Secret),
    /// Nobody configured one: a client can be made, but every call fails.
    Missing,
    /// It will be known later: a client can be made, but every call fails.
    Unknown,
}

/// A client of the Zilliz Cloud API; cheap to clone.
#[derive(Clone, Debug)]
pub struct Client(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    base: Url,
    http: OnceCell<reqwest::Client>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: None,
            region_id: None,
            api_key: ApiKey::Missing,
            organization_id: None,
            max_retries: 5,
            request_timeout: Duration::from_secs(30),
            user_agent: concat!("terraform-provider-zillizcloud/", env!("CARGO_PKG_VERSION"))
                .to_owned(),
            poll_interval: None,
        }
    }
}

impl Client {
    /// Checks the settings; touches neither the network nor the disk.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let setup = request::Request::none();
        let base = endpoint::base(settings.base_url.as_deref(), settings.region_id.as_deref())
            .map_err(|message| Error::new(&setup, Kind::Invalid, message))?;
        if let ApiKey::Set(key) = &settings.api_key {
            send::bearer(&setup, key)?;
        }
        Ok(Self(Arc::new(Inner {
            settings,
            base,
            http: OnceCell::new(),
        })))
    }

    /// The address that calls go to; it ends in `/v2`.
    pub fn base_url(&self) -> &str {
        self.0.base.as_str()
    }

    /// The organization that the settings name.
    pub fn organization_id(&self) -> Option<&str> {
        self.0.settings.organization_id.as_deref()
    }

    /// How fast a wait polls.
    pub fn pace(&self) -> wait::Pace {
        self.0
            .settings
            .poll_interval
            .map_or_else(wait::Pace::default, wait::Pace::fixed)
    }
}
