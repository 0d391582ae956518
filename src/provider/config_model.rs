//! The model of the provider block: the arguments that users write.

use std::{collections::BTreeSet, time::Duration};

use tf_provider::{diagnostics::Result, model, timeouts};

use crate::provider::preview;

model! {
    /// Manages [Zilliz Cloud](https://cloud.zilliz.com): organizations, projects, clusters, and who may use them.
    ///
    /// Every argument is optional and can come from the environment instead. An empty string counts as not set.
    pub struct Config <- ProviderConfig {
        /// API key of the organization. Environment: `ZILLIZCLOUD_API_KEY`.
        api_key: Option<String> = optional().text(Text::Free).sensitive(),
        /// Address of the API, with or without `/v2`. By default that of the international platform, or of the Chinese
        /// one when `region_id` begins with `ali-` or `tc-`. Environment: `ZILLIZCLOUD_HOST_ADDRESS`.
        host_address: Option<String> = optional().text(Text::Free),
        /// Default region of clusters, such as `aws-us-west-2`. Environment: `ZILLIZCLOUD_REGION_ID`.
        region_id: Option<String> = optional().text(Text::Free),
        /// The organization that the key must belong to, `org-…`. Environment: `ZILLIZCLOUD_ORGANIZATION_ID`.
        organization_id: Option<String> = optional().text(Text::Free),
        /// Default project of resources and data sources, `proj-…`. Environment: `ZILLIZCLOUD_PROJECT_ID`.
        project_id: Option<String> = optional().text(Text::Free),
        /// How often a failed call is tried again. The default is 5. Environment: `ZILLIZCLOUD_MAX_RETRIES`.
        max_retries: Option<i64> = optional().range(0..=i64::from(MOST_RETRIES)),
        /// How long one attempt of a call may take. The default is `30s`. Environment: `ZILLIZCLOUD_REQUEST_TIMEOUT`.
        request_timeout: Option<String> = optional().text(Text::Free).check("a duration above zero such as `30s`", |it: &String| timeout(it.trim()).map(|_| ())),
        /// How many calls a second may be made at most. By default the rate adapts to what the service answers.
        /// Environment: `ZILLIZCLOUD_QPS`.
        qps: Option<f64> = optional().check("above 0", |it| positive(*it)),
        /// How many calls may be made at once after a quiet time, where `qps` is set. The default is `qps`, rounded up.
        /// Environment: `ZILLIZCLOUD_BURST`.
        burst: Option<i64> = optional().range(1..),
        /// Endpoints to use that Zilliz Cloud does not publish: `organizations`, `invitations`. They are proposals that a
        /// simulator serves; without them nothing unpublished is ever called. Environment:
        /// `ZILLIZCLOUD_PREVIEW_FEATURES`, with commas between.
        preview_features: Option<BTreeSet<String>> = optional().each(|it| it.one_of(preview::NAMES)),
    }
}

pub(super) const MOST_RETRIES: u32 = 100;

/// A timeout as it is configured; an empty text is none.
pub(super) fn timeout(text: &str) -> Result<Option<Duration>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    match timeouts::parse(text)? {
        Duration::ZERO => Err("It is 0: no call could succeed.".to_owned()),
        timeout => Ok(Some(timeout)),
    }
}

pub(super) fn positive(number: f64) -> std::result::Result<(), String> {
    if number.is_finite() && number > 0.0 {
        Ok(())
    } else {
        Err(format!("{number} is not above 0."))
    }
}
