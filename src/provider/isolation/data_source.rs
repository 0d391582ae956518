//! The data source itself.

use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Computed,
};

use crate::provider::{
    Context,
    isolation::{
        Names, Place, compare, diagram,
        model::{Environment, EnvironmentInventory, Isolation, IsolationConfig, Pair, place},
        survey,
    },
};

/// Compares environments.
#[derive(Debug)]
pub(crate) struct IsolationData {
    context: Context,
}

impl IsolationData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for IsolationData {
    const NAME: &'static str = "isolation";
    type Model = Isolation;

    fn validate(config: &IsolationConfig, diagnostics: &mut Diagnostics) {
        let Some(environments) = config.environments.known() else {
            return;
        };
        if environments.is_empty() {
            let detail = "Name the environments, such as dev and prod.";
            diagnostics.push(Diagnostic::error("Missing environments", detail).at("environments"));
        }
        for (name, environment) in environments {
            let Some(it) = environment.known() else {
                continue;
            };
            if it.organization_id.is_null() && it.project_ids.is_null() && it.cluster_ids.is_null()
            {
                let detail = "Set its `organization_id`, its `project_ids` or its `cluster_ids`.";
                let summary = format!("Empty environment \"{name}\"");
                diagnostics.push(Diagnostic::error(summary, detail).at(place(name)));
            }
        }
    }

    async fn read(&self, config: Isolation) -> Result<Isolation> {
        let (places, names) = survey::survey(&self.context, &config.environments).await?;
        let pairs = compare::pairs(&places);
        let level = pairs.iter().map(|it| it.level).min();
        Ok(Isolation {
            mermaid: diagram::draw(&places, &names, &pairs).into(),
            level: level.map(|it| it.as_str().to_owned()).into(),
            pairs: Computed::Known(pairs.into_iter().map(Pair::from).collect()),
            inventory: Computed::Known(
                places
                    .into_iter()
                    .map(|(name, it)| (name, EnvironmentInventory::new(it, &names)))
                    .collect(),
            ),
            ..config
        })
    }
}

impl Environment {
    /// Whether it names nothing but its organization. Empty lists are nothing, and not everything.
    pub(super) fn is_whole_organization(&self) -> bool {
        self.project_ids.is_none() && self.cluster_ids.is_none()
    }
}

impl EnvironmentInventory {
    fn new(remote: Place, names: &Names) -> Self {
        let ids = remote.project_ids.iter().chain(&remote.cluster_ids);
        let reported = ids.filter_map(|id| Some((id.clone(), names.of(id)?.to_owned())));
        let project_by_cluster = remote.cluster_ids.iter();
        let project_by_cluster = project_by_cluster
            .filter_map(|id| Some((id.clone(), names.project_by_cluster.get(id)?.clone())));
        Self {
            names: Computed::Known(reported.collect()),
            cluster_project_ids: Computed::Known(project_by_cluster.collect()),
            whole_project_ids: Computed::Known(remote.whole_project_ids),
            organization_id: remote.organization_id.into(),
            project_ids: Computed::Known(remote.project_ids),
            cluster_ids: Computed::Known(remote.cluster_ids),
            writers: Computed::Known(remote.writers),
        }
    }
}

impl From<compare::Pair> for Pair {
    fn from(remote: compare::Pair) -> Self {
        Self {
            environments: Computed::Known(remote.environments.to_vec()),
            level: remote.level.as_str().to_owned().into(),
            shares_billing: Computed::Known(remote.shares_organization),
            shares_organization: Computed::Known(remote.shares_organization),
            shared_project_ids: Computed::Known(remote.project_ids),
            shared_cluster_ids: Computed::Known(remote.cluster_ids),
            shared_writers: Computed::Known(remote.writers),
        }
    }
}
