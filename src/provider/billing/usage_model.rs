//! The model of usage: the attributes that users write and read.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::{
    diagnostics::Result,
    model,
    model::Computed,
    path::{Path, Step},
};

use crate::api;

model! {
    /// What the organization used from one day to another, and what it costs. Amounts are in cents, before tax and credits.
    pub struct Usage <- UsageConfig {
        /// The first day, as `2026-01-01`, or as `2026-01-01T00:00:00Z` should the service want that.
        start: String = required().check("a day such as `2026-01-01`", |it: &String| day(it)),
        /// The day after the last one, written in the same way.
        end: String = required().check("a day such as `2026-01-01`", |it: &String| day(it)),
        /// Only what belongs to these projects, which must exist or have been billed in this time.
        project_ids: Option<BTreeSet<String>> = optional(),
        /// What to add up in `total_by_environment`: projects and clusters by the name of an environment.
        environments: Option<BTreeMap<String, BilledEnvironment>> = optional().text(Text::Name),
        /// What all of it costs; null where it is in several currencies, and so are the other sums.
        total: Computed<f64> = computed(),
        /// Currency, such as `USD`; null where nothing was used.
        currency: Computed<String> = computed(),
        /// What each project costs, by its identifier.
        total_by_project: Computed<BTreeMap<String, f64>> = computed(),
        /// What each cluster costs, by its identifier. Clusters that are gone are among them.
        total_by_cluster: Computed<BTreeMap<String, f64>> = computed(),
        /// What each of the `environments` costs, by its name.
        total_by_environment: Computed<BTreeMap<String, f64>> = computed(),
        /// The days, oldest first.
        days: Computed<Vec<UsedDay>> = computed(),
    }
}

model! {
    /// What to count for an environment. The `environments` and the `inventory` of `zillizcloud_isolation` fit.
    pub struct BilledEnvironment <- BilledEnvironmentConfig {
        /// Its organization, which must be that of the API key. One that names nothing else has all of the usage.
        organization_id: Option<String> = optional().len(1..),
        /// Its projects, each with all of its clusters unless `cluster_ids` has some of them.
        project_ids: Option<BTreeSet<String>> = optional(),
        /// Its clusters.
        cluster_ids: Option<BTreeSet<String>> = optional(),
        /// Those of its projects that it has with all of their clusters, where `cluster_ids` does not leave that open. An `inventory`
        /// tells.
        whole_project_ids: Option<BTreeSet<String>> = optional(),
        /// Projects by cluster. An `inventory` tells them.
        cluster_project_ids: Option<BTreeMap<String, String>> = optional(),
    }
}

model! {
    /// A day.
    pub struct UsedDay <- UsedDayConfig {
        /// When it begins, in UTC.
        interval_start: Computed<String> = computed(),
        /// When it ends, in UTC.
        interval_end: Computed<String> = computed(),
        /// What it costs.
        total: Computed<f64> = computed(),
        /// Currency, such as `USD`.
        currency: Computed<String> = computed(),
        /// What was used.
        items: Computed<Vec<UsedItem>> = computed(),
    }
}

model! {
    /// Something that was used.
    pub struct UsedItem <- UsedItemConfig {
        /// What is billed, such as `compute` or `storage`.
        cost_type: Computed<String> = computed(),
        /// The project, where it belongs to one.
        project_id: Computed<String> = computed(),
        /// The cluster, where it belongs to one.
        cluster_id: Computed<String> = computed(),
        /// The region.
        region_id: Computed<String> = computed(),
        /// The subscription plan.
        plan: Computed<String> = computed(),
        /// What the compute units are made for.
        cu_type: Computed<String> = computed(),
        /// How much was used.
        quantity: Computed<f64> = computed(),
        /// What `quantity` counts, such as `CU-hours`.
        unit: Computed<String> = computed(),
        /// What one of them costs by the price list.
        list_unit_price: Computed<f64> = computed(),
        /// What one of them costs this organization.
        unit_price: Computed<f64> = computed(),
        /// What is billed.
        amount: Computed<f64> = computed(),
    }
}

/// Where the configuration has an environment.
pub(super) fn environment_at(name: &str) -> Path {
    Path::attribute("environments").with(Step::Key(name.to_owned()))
}

pub(super) fn day(text: &str) -> std::result::Result<(), String> {
    let why = || format!("`{text}` is none.");
    api::is_day(text).then_some(()).ok_or_else(why)
}
