//! `zillizcloud_usage`: what was used in a period and what it costs, by day, project, cluster and environment. For owners
//! and billing admins only.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Number;
use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
    path::{Path, Step},
};

use crate::{
    api,
    provider::{Cloud, errors::Context},
};

model! {
    /// What the organization used from one day to another, and what it costs. Amounts are in cents, before tax and credits.
    pub struct Usage <- UsageDraft {
        /// The first day, as `2026-01-01`, or as `2026-01-01T00:00:00Z` should the service want that.
        start: String = required().check("a day such as `2026-01-01`", |it: &String| day(it)),
        /// The day after the last one, written in the same way.
        end: String = required().check("a day such as `2026-01-01`", |it: &String| day(it)),
        /// Only what belongs to these projects.
        project_ids: Option<BTreeSet<String>> = optional(),
        /// What to add up in `total_by_environment`: projects and clusters by the name of an environment.
        environments: Option<BTreeMap<String, BilledEnvironment>> = optional(),
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
    /// What to count for an environment. The `environments` and the `estate` of `zillizcloud_isolation` fit.
    pub struct BilledEnvironment <- BilledEnvironmentDraft {
        /// Its organization, which must be that of the API key. One that names nothing else has all of the usage.
        organization_id: Option<String> = optional().len(1..),
        /// Its projects, each with all of its clusters unless `cluster_ids` has some of them.
        project_ids: Option<BTreeSet<String>> = optional(),
        /// Its clusters.
        cluster_ids: Option<BTreeSet<String>> = optional(),
        /// Those of its projects that it has with all of their clusters, where `cluster_ids` does not leave that open. An `estate`
        /// tells.
        whole_project_ids: Option<BTreeSet<String>> = optional(),
    }
}

model! {
    /// A day.
    pub struct UsedDay <- UsedDayDraft {
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
    pub struct UsedItem <- UsedItemDraft {
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

/// Looks usage up.
#[derive(Debug)]
pub(crate) struct UsageData {
    cloud: Cloud,
}

impl UsageData {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }

    /// Another organization's usage is not to be had with this key, and must not count as none.
    async fn check_environments(&self, config: &Usage) -> Result<()> {
        let named = config.environments.iter().flatten();
        let named = named.filter_map(|(name, it)| Some((name, it.organization_id.as_ref()?)));
        for (name, claimed) in named {
            let own = self.cloud.organization_id().await?;
            if own.as_ref() != Some(claimed) {
                let own = own.as_deref().unwrap_or("one that no invoice tells");
                let detail = format!(
                    "\"{name}\" is in organization {claimed}, and the API key of this provider belongs to {own}. Look its usage up with \
                     a provider that has a key of that organization, and its `organization_id`."
                );
                let place = Path::attribute("environments").with(Step::Key(name.clone()));
                let found = Diagnostic::error("Usage of another organization", detail);
                return Err(found.at(place.child("organization_id")).into());
            }
        }
        Ok(())
    }

    /// The project of each cluster that an environment names beside projects.
    async fn homes(&self, config: &Usage, days: &[api::Usage]) -> Result<Homes> {
        let items = days.iter().flat_map(|it| &it.items);
        let billed = items.filter_map(|it| {
            let properties = &it.properties;
            Some((
                properties.cluster_id.clone()?,
                properties.project_id.clone()?,
            ))
        });
        let mut homes: Homes = billed.collect();
        let mut environments = config.environments.iter().flatten();
        if environments.any(|(_, it)| it.project_ids.is_some() && it.cluster_ids.is_some()) {
            let listed = self.cloud.own().await?.clusters(None).await;
            let listed = listed.context("listing clusters")?.into_iter();
            homes.extend(listed.map(|it| (it.cluster_id, it.project_id)));
        }
        Ok(homes)
    }
}

/// Projects by cluster.
type Homes = BTreeMap<String, String>;

impl DataSource for UsageData {
    const NAME: &'static str = "usage";
    type Model = Usage;

    fn validate(config: &UsageDraft, found: &mut Diagnostics) {
        let (Some(start), Some(end)) = (config.start.text(), config.end.text()) else {
            return;
        };
        let are_days = [start, end].into_iter().all(api::is_day);
        if are_days && api::Period::parse(start, end).is_none() {
            let detail = format!(
                "The period ends on {end}, which is no part of it, and begins on {start}. It has no day."
            );
            found.push(Diagnostic::error("No day to look at", detail).at("end"));
        }
    }

    async fn read(&self, config: Usage) -> Result<Usage> {
        let doing = format!(
            "looking up the usage from {} to {}",
            config.start, config.end
        );
        let Some(period) = api::Period::parse(&config.start, &config.end) else {
            let detail = "The end is not after the start.";
            return Err(Diagnostic::error("No day to look at", detail)
                .at("end")
                .into());
        };
        let api = self.cloud.own().await?;
        self.check_environments(&config).await?;
        let mut days = api.usage(period).await.context(doing)?;
        if let Some(project_ids) = &config.project_ids {
            for day in &mut days {
                keep(day, project_ids);
            }
        }
        let homes = self.homes(&config, &days).await?;
        Ok(summed(config, days, &homes))
    }
}

fn day(text: &str) -> std::result::Result<(), String> {
    let why = || format!("`{text}` is none.");
    api::is_day(text).then_some(()).ok_or_else(why)
}

/// Leaves in a day what belongs to some projects.
fn keep(day: &mut api::Usage, project_ids: &BTreeSet<String>) {
    let is_wanted = |it: &api::UsageItem| {
        let project_id = it.properties.project_id.as_ref();
        project_id.is_some_and(|it| project_ids.contains(it))
    };
    day.items.retain(is_wanted);
    let total = day.items.iter().map(|it| number(it.amount.as_ref())).sum();
    day.total = Number::from_f64(rounded(total));
}

/// The configuration with what was found.
fn summed(config: Usage, days: Vec<api::Usage>, homes: &Homes) -> Usage {
    let billed = days.iter().filter(|it| number(it.total.as_ref()) != 0.0);
    let currencies: BTreeSet<_> = billed.filter_map(|it| it.currency.clone()).collect();
    let (mut by_project, mut by_cluster) = (Sums::default(), Sums::default());
    let mut by_environment = Sums::default();
    let environments = config.environments.clone().unwrap_or_default();
    for name in environments.keys() {
        by_environment.add(name, 0.0);
    }
    for item in days.iter().flat_map(|it| &it.items) {
        let amount = number(item.amount.as_ref());
        let properties = &item.properties;
        if let Some(project_id) = &properties.project_id {
            by_project.add(project_id, amount);
        }
        if let Some(cluster_id) = &properties.cluster_id {
            by_cluster.add(cluster_id, amount);
        }
        for (name, environment) in &environments {
            if environment.has(properties, homes) {
                by_environment.add(name, amount);
            }
        }
    }
    let total = days.iter().map(|it| number(it.total.as_ref())).sum();
    let is_one_currency = currencies.len() < 2;
    let sums = |it: Sums| is_one_currency.then_some(it.0).into();
    Usage {
        total: is_one_currency.then(|| rounded(total)).into(),
        currency: currencies
            .into_iter()
            .next()
            .filter(|_| is_one_currency)
            .into(),
        total_by_project: sums(by_project),
        total_by_cluster: sums(by_cluster),
        total_by_environment: sums(by_environment),
        days: Computed::Known(days.into_iter().map(UsedDay::from).collect()),
        ..config
    }
}

impl BilledEnvironment {
    fn has(&self, item: &api::UsageProperties, homes: &Homes) -> bool {
        if self.project_ids.is_none() && self.cluster_ids.is_none() {
            return true;
        }
        let mut own = self.cluster_ids.iter().flatten();
        let is_own = |id: &String| own.clone().any(|it| it == id);
        if item.cluster_id.as_ref().is_some_and(is_own) {
            return true;
        }
        let Some(project_id) = &item.project_id else {
            return false;
        };
        let is_in =
            |ids: &Option<BTreeSet<String>>| ids.iter().flatten().any(|it| it == project_id);
        // It names single clusters of the project and so not all of them, unless it says so.
        let is_part = own.any(|it| homes.get(it) == Some(project_id));
        is_in(&self.whole_project_ids) || (is_in(&self.project_ids) && !is_part)
    }
}

/// Amounts by what they are for.
#[derive(Default)]
struct Sums(BTreeMap<String, f64>);

impl Sums {
    fn add(&mut self, key: &str, amount: f64) {
        let sum = self.0.entry(key.to_owned()).or_default();
        *sum = rounded(*sum + amount);
    }
}

/// Without what binary fractions add to decimal ones.
fn rounded(amount: f64) -> f64 {
    (amount * 1e6).round() / 1e6
}

fn number(value: Option<&Number>) -> f64 {
    value.and_then(Number::as_f64).unwrap_or_default()
}

impl From<api::Usage> for UsedDay {
    fn from(found: api::Usage) -> Self {
        Self {
            interval_start: found.interval_start.into(),
            interval_end: found.interval_end.into(),
            total: found.total.and_then(|it| it.as_f64()).into(),
            currency: found.currency.into(),
            items: Computed::Known(found.items.into_iter().map(UsedItem::from).collect()),
        }
    }
}

impl From<api::UsageItem> for UsedItem {
    fn from(found: api::UsageItem) -> Self {
        let number = |it: Option<Number>| it.and_then(|it| it.as_f64()).into();
        let price = |it: Option<api::Price>| number(it.and_then(|it| it.unit_price));
        let of = found.properties;
        Self {
            cost_type: found.cost_type.map(|it| it.to_string()).into(),
            project_id: of.project_id.into(),
            cluster_id: of.cluster_id.into(),
            region_id: of.region_id.into(),
            plan: of.plan.into(),
            cu_type: of.cu_type.into(),
            quantity: number(found.quantity),
            unit: found.unit.into(),
            list_unit_price: price(found.list_price),
            unit_price: price(found.price),
            amount: number(found.amount),
        }
    }
}
