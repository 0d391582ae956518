//! `zillizcloud_usage`: what was used in a period and what it costs, by day, project, cluster and environment.
//!
//! [`usage_existence`] refuses what does not exist, and [`usage_sums`] adds up what the service tells. A part of a cost is a
//! wrong cost: what cannot be told is an error.

use serde_json::Number;
use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Computed,
};

use super::{
    usage_existence,
    usage_sums::{self, ProjectByCluster},
};
use crate::{
    api,
    provider::{
        Context,
        billing::usage_model::{Usage, UsageConfig, UsedDay, UsedItem, environment_at},
        errors::ErrorContext,
    },
};

/// Looks usage up.
#[derive(Debug)]
pub(crate) struct UsageData {
    context: Context,
}

impl UsageData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }

    /// Another organization's usage is not to be had with this key, and must not count as none.
    async fn check_environments(&self, config: &Usage) -> Result<()> {
        let named = config.environments.iter().flatten();
        let named = named.filter_map(|(name, it)| Some((name, it.organization_id.as_ref()?)));
        for (name, claimed) in named {
            let own = self.context.organization_id().await?;
            if own.as_ref() != Some(claimed) {
                let own = own.as_deref().unwrap_or("one that no invoice tells");
                let detail = format!(
                    "\"{name}\" is in organization {claimed}, and the API key of this provider belongs to {own}. Look its usage up with \
                     a provider that has a key of that organization, and its `organization_id`."
                );
                let problem = Diagnostic::error("Usage of another organization", detail);
                let place = environment_at(name).child("organization_id");
                return Err(problem.at(place).into());
            }
        }
        Ok(())
    }

    /// The project of each cluster, as far as anybody tells. Of those that an environment names beside projects it must be known.
    async fn project_by_cluster(
        &self,
        config: &Usage,
        days: &[api::Usage],
    ) -> Result<ProjectByCluster> {
        let items = days.iter().flat_map(|it| &it.items);
        let billed = items.filter_map(|it| {
            let properties = &it.properties;
            Some((
                properties.cluster_id.clone()?,
                properties.project_id.clone()?,
            ))
        });
        let mut project_by_cluster: ProjectByCluster = billed.collect();
        let mixed = config.environments.iter().flatten();
        let mixed = mixed.filter(|(_, it)| it.project_ids.is_some() && it.cluster_ids.is_some());
        let mixed: Vec<_> = mixed.collect();
        if mixed.is_empty() {
            return Ok(project_by_cluster);
        }
        let listed = self.context.client().await?.clusters(None).await;
        let listed = listed.context("listing clusters")?.into_iter();
        project_by_cluster.extend(listed.map(|it| (it.cluster_id, it.project_id)));
        for (name, environment) in mixed {
            project_by_cluster.extend(environment.cluster_project_ids.clone().unwrap_or_default());
            let mut clusters = environment.cluster_ids.iter().flatten();
            if let Some(unknown) = clusters.find(|it| !project_by_cluster.contains_key(*it)) {
                let detail = format!(
                    "There is no cluster {unknown} that the API key of this provider can see, and nothing was billed for it. Whether \
                     \"{name}\" has all of its project cannot be told. Leave it out."
                );
                let summary = format!("Error looking for cluster {unknown}");
                let place = environment_at(name).child("cluster_ids");
                return Err(Diagnostic::error(summary, detail).at(place).into());
            }
        }
        Ok(project_by_cluster)
    }
}

impl DataSource for UsageData {
    const NAME: &'static str = "usage";
    type Model = Usage;

    fn validate(config: &UsageConfig, diagnostics: &mut Diagnostics) {
        if let (Some(start), Some(end)) = (config.start.text(), config.end.text())
            && api::is_day(start)
            && api::is_day(end)
        {
            diagnostics.extend(period(start, end).err());
        }
        for (name, environment) in config.environments.known().into_iter().flatten() {
            let Some(it) = environment.known() else {
                continue;
            };
            let ids = [&it.project_ids, &it.cluster_ids, &it.whole_project_ids];
            if it.organization_id.is_null() && ids.iter().all(|it| it.is_null()) {
                let detail = "Set its `organization_id`, its `project_ids` or its `cluster_ids`.";
                let summary = format!("Empty environment \"{name}\"");
                diagnostics.push(Diagnostic::error(summary, detail).at(environment_at(name)));
            }
        }
    }

    async fn read(&self, config: Usage) -> Result<Usage> {
        let doing = format!(
            "looking up the usage from {} to {}",
            config.start, config.end
        );
        let period = period(&config.start, &config.end)?;
        let api = self.context.client().await?;
        self.check_environments(&config).await?;
        let mut days = api.usage(period).await.context(&doing)?;
        usage_existence::check(api, &config, &days).await?;
        if let Some(project_ids) = &config.project_ids {
            for day in &mut days {
                usage_sums::keep(day, project_ids);
            }
        }
        let project_by_cluster = self.project_by_cluster(&config, &days).await?;
        let environments = config.environments.clone().unwrap_or_default();
        let totals = usage_sums::add_up(&mut days, &environments, &project_by_cluster)
            .map_err(|why| Diagnostic::error(format!("Error {doing}"), why))?;
        Ok(Usage {
            total: totals.total.into(),
            currency: totals.currency.into(),
            total_by_project: totals.by_project.into(),
            total_by_cluster: totals.by_cluster.into(),
            total_by_environment: totals.by_environment.into(),
            days: Computed::Known(days.into_iter().map(UsedDay::from).collect()),
            ..config
        })
    }
}

fn period(start: &str, end: &str) -> std::result::Result<api::Period, Diagnostic> {
    api::Period::parse(start, end).ok_or_else(|| {
        let detail = format!(
            "The period begins on {start} and ends on {end}, which is no part of it. It needs a day at least, and both written in the \
             same way."
        );
        Diagnostic::error("Invalid period", detail).at("end")
    })
}

impl From<api::Usage> for UsedDay {
    fn from(remote: api::Usage) -> Self {
        Self {
            interval_start: remote.interval_start.into(),
            interval_end: remote.interval_end.into(),
            total: remote.total.and_then(|it| it.as_f64()).into(),
            currency: remote.currency.into(),
            items: Computed::Known(remote.items.into_iter().map(UsedItem::from).collect()),
        }
    }
}

impl From<api::UsageItem> for UsedItem {
    fn from(remote: api::UsageItem) -> Self {
        let number = |it: Option<Number>| it.and_then(|it| it.as_f64()).into();
        let price = |it: Option<api::Price>| number(it.and_then(|it| it.unit_price));
        let of = remote.properties;
        Self {
            cost_type: remote.cost_type.map(|it| it.to_string()).into(),
            project_id: of.project_id.into(),
            cluster_id: of.cluster_id.into(),
            region_id: of.region_id.into(),
            plan: of.plan.into(),
            cu_type: of.cu_type.into(),
            quantity: number(remote.quantity),
            unit: remote.unit.into(),
            list_unit_price: price(remote.list_price),
            unit_price: price(remote.price),
            amount: number(remote.amount),
        }
    }
}
