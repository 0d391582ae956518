//! Typed client for the Zilliz Cloud REST API; knows nothing of Terraform.
//!
//! A call is a `Request`, data that says its path and whether it may be repeated. `send` takes it through as
//! many attempts as `retry` allows, `reply` tells success from error, and the noun's file reads the data. What fails is
//! an [`Error`] whose [`ErrorKind`] says what to do next; waiting for a status is [`wait::until`].
//!
//! Around an attempt: `throttle` says when it may start, `deadline` when it is too late for one, `request_cache` whether another
//! read has the answer. After a failure that may have been a success, `lost_create` looks for what was to be created, and
//! `confirm` for what was to be changed. Only `not_found` says that something is gone.

use std::sync::Arc;

use reqwest::Url;
use tokio::sync::OnceCell;

use deadline::Deadline;
use lost_create::Creates;
use request_cache::Answers;
use throttle::Throttle;
use watch::{Reach, Watch};

mod access;
mod billing;
mod classify;
mod cloud_meta;
mod clusters;
mod confirm;
mod deadline;
#[cfg(test)]
mod deadline_tests;
mod endpoint;
mod error;
mod foreign;
mod id;
mod invitations;
mod lost_create;
mod names;
mod not_found;
#[cfg(test)]
mod not_found_tests;
mod organizations;
mod pages;
mod projects;
mod reply;
mod request;
mod request_cache;
mod retry;
mod route;
mod secret;
mod send;
mod settings;
#[cfg(test)]
mod test_support;
mod throttle;
mod trace;
#[cfg(test)]
mod unknown_fields_tests;
mod usage;
pub mod wait;
#[cfg(test)]
mod wait_tests;
mod watch;
mod wire;

pub use access::{
    AssignedRole, GroupMember, Member, MemberRoles, Policy, PrincipalType, ProjectRoles, Role,
    RoleKind, RolePrincipal, RoleType,
};
pub use billing::{Invoice, InvoiceStatus, is_time};
pub use classify::{ErrorKind, Topic};
pub use cloud_meta::{Cloud, Region};
pub use clusters::{
    Autoscaling, BucketInfo, Cluster, ClusterCreate, ClusterCreated, ClusterModify, ClusterStatus,
    ClusterUpdate, CuType, DedicatedClusterCreate, DeploymentOption, GlobalClusterMeta,
    ScalingPolicy, ScalingSchedule,
};
pub use endpoint::{host_of_region, is_chinese};
pub use error::{Error, Namesake, Unsettled};
pub use foreign::ForeignText;
pub use invitations::{Invitation, InvitationStatus, ProjectAccess};
pub use names::{is_same_email, is_same_name};
pub use not_found::{Absence, Assignment, Denial, Presence};
pub use organizations::{Organization, OrganizationUpdate};
pub use projects::{
    DEFAULT_PROJECT, OrgType, Plan, Project, ProjectCreate, ProjectCreated, ProjectUpdate,
};
pub use route::{NoConnection, Route};
pub use secret::Secret;
pub use settings::{ApiKey, Origins, Proxy, Settings};
pub use throttle::RateLimit;
pub use usage::{CostType, Period, Price, Usage, UsageItem, UsageProperties, is_day};

/// A client of the Zilliz Cloud API; cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
    deadline: Deadline,
    watch: Option<Arc<Watch>>,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    base: Url,
    http: OnceCell<reqwest::Client>,
    throttle: Throttle,
    answers: Answers,
    creates: Creates,
    route: Arc<Route>,
    reach: Reach,
}

impl Client {
    /// Checks the settings; touches neither the network nor the disk.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let setup = request::Request::none();
        let base = endpoint::base(settings.base_url.as_deref(), settings.region_id.as_deref())
            .map_err(|message| setup.error(ErrorKind::Invalid, message))?;
        if let ApiKey::Set(key) = &settings.api_key {
            send::bearer(&setup, key)?;
        }
        if let Some(proxy) = &settings.proxy {
            send::check_proxy(&setup, proxy, &base)?;
        }
        let inner = Inner {
            route: Arc::new(Route::new(&settings, &base)),
            reach: Reach::default(),
            throttle: Throttle::new(settings.rate_limit),
            settings,
            base,
            http: OnceCell::new(),
            answers: Answers::default(),
            creates: Creates::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
            deadline: Deadline::default(),
            watch: None,
        })
    }
}
