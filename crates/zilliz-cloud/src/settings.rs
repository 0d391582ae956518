//! The settings of a client.

use std::time::Duration;

use super::{Client, RateLimit, Secret, wait};

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
    /// Who set the key and the address, for messages.
    pub origins: Origins,
}

/// Who set the key and the address, in words such as "`api_key` of the provider block"; for messages only.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// Who set the key.
    pub api_key: String,
    /// Who set the address, or the region that chooses it.
    pub address: String,
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
            origins: Origins::default(),
        }
    }
}

/// A proxy on the way to Zilliz Cloud.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Its address, which may hold a password.
    pub address: Secret,
    /// Hosts that are reached directly, as `NO_PROXY` lists them.
    pub exceptions: Option<String>,
    /// Who set the address, for messages.
    pub origin: String,
}

/// What is known of the API key.
#[derive(Clone, Debug)]
pub enum ApiKey {
    /// The key.
    Set(Secret),
    /// Nobody configured one: a client can be made, but every call fails.
    Missing,
    /// A setting that every call needs will be known later, the one with this name: a client can be made, but every call fails.
    Unknown(&'static str),
}

impl Client {
    /// The address that calls go to; it ends in `/v2`.
    pub fn base_url(&self) -> &str {
        self.inner.base.as_str()
    }

    /// The organization that the settings name.
    pub fn organization_id(&self) -> Option<&str> {
        self.inner.settings.organization_id.as_deref()
    }

    /// How long one attempt of a call may take.
    pub fn request_timeout(&self) -> Duration {
        self.inner.settings.request_timeout
    }

    /// How fast a wait polls.
    pub fn pace(&self) -> wait::Pace {
        self.inner
            .settings
            .poll_interval
            .map_or_else(wait::Pace::default, wait::Pace::fixed)
    }
}
