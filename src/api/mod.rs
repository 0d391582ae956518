//! Typed client for the Zilliz Cloud REST API; knows nothing of Terraform.
//!
//! A call is a `Request`, data that says its path and whether it may be repeated. `send` takes it through as
//! many attempts as `retry` allows, `reply` tells success from error, and the noun's file reads the data. What fails is
//! an [`Error`] whose [`Kind`] says what to do next; waiting for a status is [`wait::until`].
//!
//! Around an attempt: `throttle` says when it may start, `limits` when it is too late for one, `share` whether another read
//! has the answer. After a failure that may have been a success, `reconcile` looks for what was to be created, and `change`
//! for what was to be changed.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use tokio::sync::OnceCell;

use limits::Limits;
use reconcile::Creates;
use service_clock::ServiceClock;
use share::Answers;
use throttle::Throttle;

mod access;
mod billing;
mod change;
mod cloud_meta;
mod clusters;
mod endpoint;
mod error;
mod kind;
mod limits;
mod pages;
mod projects;
mod reconcile;
mod reply;
mod request;
mod retry;
mod secret;
mod send;
mod service_clock;
mod share;
#[cfg(test)]
mod surprises;
#[cfg(test)]
mod test_support;
mod throttle;
mod trace;
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
pub use projects::{OrgType, Plan, Project, ProjectCreate, ProjectCreated, ProjectUpdate};
pub use reconcile::{Namesake, Unsettled};
pub use secret::Secret;
pub use throttle::RateLimit;

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
    /// The proxy to the service; without one the machine's settings decide. A loopback address is reached directly.
    pub proxy: Option<Proxy>,
    /// A rate that all calls together never exceed; without one they adapt to the service alone.
    pub rate_limit: Option<RateLimit>,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// A fixed delay between two polls of a wait; without one it grows with jitter.
    pub poll_interval: Option<Duration>,
}

/// A proxy on the way to Zilliz Cloud.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Its address, which may hold a password.
    pub address: Secret,
    /// Hosts that are reached directly, as `NO_PROXY` lists them.
    pub exceptions: Option<String>,
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
pub struct Client {
    inner: Arc<Inner>,
    limits: Limits,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    base: Url,
    http: OnceCell<reqwest::Client>,
    throttle: Throttle,
    answers: Answers,
    clock: ServiceClock,
    creates: Creates,
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
            proxy: None,
            rate_limit: None,
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
        let inner = Inner {
            throttle: Throttle::new(settings.rate_limit),
            settings,
            base,
            http: OnceCell::new(),
            answers: Answers::default(),
            clock: ServiceClock::default(),
            creates: Creates::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
            limits: Limits::default(),
        })
    }

    /// The address that calls go to; it ends in `/v2`.
    pub fn base_url(&self) -> &str {
        self.inner.base.as_str()
    }

    /// The organization that the settings name.
    pub fn organization_id(&self) -> Option<&str> {
        self.inner.settings.organization_id.as_deref()
    }

    /// How fast a wait polls.
    pub fn pace(&self) -> wait::Pace {
        self.inner
            .settings
            .poll_interval
            .map_or_else(wait::Pace::default, wait::Pace::fixed)
    }
}
