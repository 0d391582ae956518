//! `zillizcloud_clusters`: all clusters, or those that a filter leaves.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api::{self, Presence},
    provider::{
        Context,
        cluster::data_source::{ClusterLookup, exists, with_labels},
        errors::ErrorContext,
    },
};

/// How many clusters to ask for at once.
const AT_ONCE: usize = 8;

model! {
    /// The clusters that the key can see, all of them or those that every given filter leaves.
    pub struct Clusters <- ClustersConfig {
        /// Only those in this project.
        project_id: Option<String> = optional(),
        /// Only those in this region.
        region_id: Option<String> = optional(),
        /// Only those with this plan, such as `Serverless` or `Enterprise`.
        plan: Option<String> = optional(),
        /// Only those with this status, such as `RUNNING` or `SUSPENDED`.
        status: Option<String> = optional(),
        /// Only those with all of these labels. The list does not report labels, so each Dedicated cluster that the other filters
        /// leave costs a call of its own. `{}` leaves all clusters, with their labels.
        labels: Option<BTreeMap<String, String>> = optional(),
        /// Whether to report everything about each cluster, which costs one call for each cluster that the filters leave, and another
        /// one for each Dedicated cluster. By default `false`.
        describe: Option<bool> = optional(),
        /// The clusters, by name; empty when there are none. What the list does not report is null: `labels` unless they are a filter
        /// here, and `replica`, `cu_settings`, `replica_settings`, `storage_size`, `snapshot_number` and `create_progress`. Set
        /// `describe` to have all of it.
        clusters: Computed<Vec<ClusterLookup>> = computed(),
    }
}

/// Lists clusters.
#[derive(Debug)]
pub(crate) struct ClustersData {
    context: Context,
}

impl ClustersData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for ClustersData {
    const NAME: &'static str = "clusters";
    type Model = Clusters;

    async fn read(&self, config: Clusters) -> Result<Clusters> {
        let api = self.context.client().await?;
        let mut listed = api.clusters(None).await.context("listing clusters")?;
        listed.retain(|it| exists(it) && config.wants(&ClusterLookup::from(it.clone())));
        let items = stream::iter(listed).map(|it| config.look_up(api, it));
        let items: Vec<_> = items.buffered(AT_ONCE).try_collect().await?;
        let mut items: Vec<_> = items.into_iter().flatten().collect();
        items.retain(|it| config.wants_labels(it));
        // The service promises no order, and one of our own keeps plans quiet.
        items.sort_by(|a, b| {
            let key = |it: &ClusterLookup| {
                [&it.cluster_name, &it.id].map(|it| it.text().map(str::to_owned))
            };
            key(a).cmp(&key(b))
        });
        Ok(Clusters {
            clusters: Computed::Known(items),
            ..config
        })
    }
}

impl Clusters {
    /// What is asked for of a cluster in the list; `None` of one that is gone by now.
    async fn look_up(
        &self,
        api: &api::Client,
        listed: api::Cluster,
    ) -> Result<Option<ClusterLookup>> {
        let mut cluster = listed;
        if self.describe == Some(true) {
            let id = cluster.cluster_id.clone();
            let described = api.cluster_presence(&id).await;
            let described = described.context(format!("reading cluster {id}"))?;
            let Presence::Present(described) = described else {
                return Ok(None);
            };
            cluster = described;
            if !exists(&cluster) {
                return Ok(None);
            }
        } else if self.labels.is_none() {
            return Ok(Some(cluster.into()));
        }
        with_labels(api, cluster).await.map(Some)
    }

    /// Whether all filters but that of labels leave it.
    fn wants(&self, cluster: &ClusterLookup) -> bool {
        let filters = [
            (&self.project_id, &cluster.project_id),
            (&self.region_id, &cluster.region_id),
            (&self.plan, &cluster.plan),
            (&self.status, &cluster.status),
        ];
        filters
            .into_iter()
            .all(|(wanted, actual)| wanted.is_none() || wanted.as_deref() == actual.text())
    }

    fn wants_labels(&self, cluster: &ClusterLookup) -> bool {
        let actual = cluster.labels.known();
        let has =
            |(name, value): (&String, &String)| actual.and_then(|it| it.get(name)) == Some(value);
        self.labels.iter().flatten().all(has)
    }
}
