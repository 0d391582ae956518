//! `zillizcloud_clusters`: all clusters, or those that a filter leaves.

use std::collections::BTreeMap;

use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::provider::{
    Cloud,
    data_sources::cluster::{ClusterLookup, exists, with_labels},
    errors::Context,
};

model! {
    /// The clusters that the key can see, all of them or those that every given filter leaves.
    pub struct Clusters <- ClustersDraft {
        /// Only those in this project.
        project_id: Option<String> = optional(),
        /// Only those in this region.
        region_id: Option<String> = optional(),
        /// Only those with this plan, such as `Serverless` or `Enterprise`.
        plan: Option<String> = optional(),
        /// Only those with this status, such as `RUNNING` or `SUSPENDED`.
        status: Option<String> = optional(),
        /// Only those with all of these labels.
        labels: Option<BTreeMap<String, String>> = optional(),
        /// The clusters, by name; empty when there are none. Storage, backups and progress are told for single clusters only.
        clusters: Computed<Vec<ClusterLookup>> = computed(),
    }
}

/// Lists clusters.
#[derive(Debug)]
pub(crate) struct ClustersData {
    cloud: Cloud,
}

impl ClustersData {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }
}

impl DataSource for ClustersData {
    const NAME: &'static str = "clusters";
    type Model = Clusters;

    async fn read(&self, config: Clusters) -> Result<Clusters> {
        let api = self.cloud.own().await?;
        let listed = api.clusters(None).await.context("listing clusters")?;
        let mut found = Vec::new();
        for cluster in listed.into_iter().filter(exists) {
            if !config.wants(&ClusterLookup::from(cluster.clone())) {
                continue;
            }
            let cluster = if config.labels.is_some() {
                with_labels(api, cluster).await?
            } else {
                cluster.into()
            };
            found.extend(config.wants_labels(&cluster).then_some(cluster));
        }
        // The service promises no order, and one of our own keeps plans quiet.
        found.sort_by(|a, b| {
            let key = |it: &ClusterLookup| {
                [&it.cluster_name, &it.id].map(|it| it.text().map(str::to_owned))
            };
            key(a).cmp(&key(b))
        });
        Ok(Clusters {
            clusters: Computed::Known(found),
            ..config
        })
    }
}

impl Clusters {
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
