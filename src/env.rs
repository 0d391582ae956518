//! Every environment variable that the program reads.
//!
//! Only `main` reads the environment. Everything else gets an [`Env`], which a test can build as it likes.
//!
//! An `Env` holds the variables named here and no others, and wipes them when it is dropped: the API key is one of them, and
//! others may be secrets of other programs.

use std::{collections::BTreeMap, sync::Arc};

use zeroize::Zeroizing;

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

/// `ZILLIZCLOUD_SIM_API_KEY`: the API key that the simulator accepts, when no option says so.
pub const SIM_API_KEY: &str = "ZILLIZCLOUD_SIM_API_KEY";
/// `PATH`: where the demo looks for Terraform.
pub const PATH: &str = "PATH";

/// All variables that an [`Env`] holds.
fn known() -> impl Iterator<Item = &'static str> {
    let provider = PROVIDER.iter().map(|(name, _)| *name);
    let proxy = PROXY_ADDRESS.iter().chain(PROXY_EXCEPTIONS).copied();
    provider
        .chain(proxy)
        .chain([POLL_INTERVAL, SIM_API_KEY, PATH])
}

/// The part of the environment that the program uses, as data. Clones share it.
#[derive(Clone, Default)]
pub struct Env(Arc<BTreeMap<&'static str, Zeroizing<String>>>);

impl Env {
    /// Reads each known variable through `lookup`.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |name| Some((name, Zeroizing::new(lookup(name)?)));
        Self(Arc::new(known().filter_map(variable).collect()))
    }

    /// The variable `name` without white space around it, such as the line break at the end of a file; one that is empty then
    /// counts as unset.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(|it| it.trim())
            .filter(|it| !it.is_empty())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let given: BTreeMap<String, Zeroizing<String>> = variables
            .into_iter()
            .map(|(name, value)| (name.into(), Zeroizing::new(value.into())))
            .collect();
        Self::read(|name| given.get(name).map(|it| it.to_string()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_variables_are_kept_and_no_value_is_printed() {
        let env: Env = [
            (API_KEY, "key-1234"),
            ("AWS_SECRET_ACCESS_KEY", "hunter2"),
            (REGION_ID, ""),
        ]
        .into_iter()
        .collect();
        assert_eq!(env.get(API_KEY), Some("key-1234"));
        assert_eq!(env.get("AWS_SECRET_ACCESS_KEY"), None);
        assert_eq!(env.get(REGION_ID), None);
        let env: Env = [(API_KEY, " key-1234\r\n"), (REGION_ID, " \n")]
            .into_iter()
            .collect();
        assert_eq!(env.get(API_KEY), Some("key-1234"));
        assert_eq!(env.get(REGION_ID), None);
        let shown = format!("{env:?}");
        assert!(!shown.contains("1234") && !shown.contains("AWS"), "{shown}");
    }
}
