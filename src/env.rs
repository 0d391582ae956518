//! Every environment variable that the program reads.
//!
//! Only `main` reads the environment. Everything else gets an [`Env`], which a test can build as it likes.

use std::collections::BTreeMap;

/// Variables that configure the provider, with what each is for.
pub const PROVIDER: &[(&str, &str)] = &[
    (API_KEY, "API key, when `api_key` is not configured"),
    (
        HOST_ADDRESS,
        "address of the API, when `host_address` is not configured",
    ),
    (
        REGION_ID,
        "default region, when `region_id` is not configured",
    ),
    (
        ORGANIZATION_ID,
        "organization, when `organization_id` is not configured",
    ),
    (
        PROJECT_ID,
        "default project, when `project_id` is not configured",
    ),
    (
        MAX_RETRIES,
        "retries of a failed call, when `max_retries` is not configured",
    ),
    (
        REQUEST_TIMEOUT,
        "timeout of one attempt, when `request_timeout` is not configured",
    ),
    (
        QPS,
        "calls per second at most, when `qps` is not configured",
    ),
    (
        BURST,
        "calls at once after a quiet time, when `burst` is not configured",
    ),
    (
        PREVIEW_FEATURES,
        "endpoints that are not published, with commas between, when `preview_features` is not configured",
    ),
];

/// `ZILLIZCLOUD_API_KEY`
pub const API_KEY: &str = "ZILLIZCLOUD_API_KEY";
/// `ZILLIZCLOUD_HOST_ADDRESS`
pub const HOST_ADDRESS: &str = "ZILLIZCLOUD_HOST_ADDRESS";
/// `ZILLIZCLOUD_REGION_ID`
pub const REGION_ID: &str = "ZILLIZCLOUD_REGION_ID";
/// `ZILLIZCLOUD_ORGANIZATION_ID`
pub const ORGANIZATION_ID: &str = "ZILLIZCLOUD_ORGANIZATION_ID";
/// `ZILLIZCLOUD_PROJECT_ID`
pub const PROJECT_ID: &str = "ZILLIZCLOUD_PROJECT_ID";
/// `ZILLIZCLOUD_MAX_RETRIES`
pub const MAX_RETRIES: &str = "ZILLIZCLOUD_MAX_RETRIES";
/// `ZILLIZCLOUD_REQUEST_TIMEOUT`
pub const REQUEST_TIMEOUT: &str = "ZILLIZCLOUD_REQUEST_TIMEOUT";
/// `ZILLIZCLOUD_QPS`
pub const QPS: &str = "ZILLIZCLOUD_QPS";
/// `ZILLIZCLOUD_BURST`
pub const BURST: &str = "ZILLIZCLOUD_BURST";
/// `ZILLIZCLOUD_PREVIEW_FEATURES`
pub const PREVIEW_FEATURES: &str = "ZILLIZCLOUD_PREVIEW_FEATURES";
/// `ZILLIZCLOUD_POLL_INTERVAL`: a fixed delay between polls, such as `10ms`, for tests against the simulator.
pub const POLL_INTERVAL: &str = "ZILLIZCLOUD_POLL_INTERVAL";

/// Variables that name the proxy for https, the first that is set.
pub const PROXY_ADDRESS: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// Variables that list the hosts that need no proxy, the first that is set.
pub const PROXY_EXCEPTIONS: &[&str] = &["NO_PROXY", "no_proxy"];

/// The environment of the process, as data.
#[derive(Clone, Default)]
pub struct Env(BTreeMap<String, String>);

impl Env {
    /// The variable `name`; one that is empty counts as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|it| !it.is_empty())
    }

    /// The variable `name` as it is, also when it is empty.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values may be secrets.
        f.debug_tuple("Env")
            .field(&self.0.keys().collect::<Vec<_>>())
            .finish()
    }
}
