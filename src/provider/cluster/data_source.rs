//! `zillizcloud_cluster` and `zillizcloud_clusters`: one cluster, and all clusters or those that a filter leaves.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
};

use crate::{
    api::{self, ClusterStatus, ErrorKind, Presence},
    provider::{
        Context,
        cluster::{Cluster, ScalingSettings},
        errors::ErrorContext,
        search,
    },
};

model! {
    /// A cluster: the one with this `id`, or the one with this `cluster_name` in a project.
    pub struct ClusterLookup <- ClusterLookupConfig {
        /// Identifier of the cluster, such as `in01-…`.
        id: Computed<String> = optional().len(1..).or_computed(),
        /// Name of the cluster.
        cluster_name: Computed<String> = optional().text(Text::Name).len(1..).or_computed(),
        /// The project, `proj-…`. By default the provider's.
        project_id: Computed<String> = optional().len(1..).or_computed(),
        /// `Free`, `Serverless` or `Dedicated`.
        deployment_option: Computed<String> = computed(),
        /// `Free`, `Serverless`, or the plan of a Dedicated cluster.
        plan: Computed<String> = computed(),
        /// Region of the cluster.
        region_id: Computed<String> = computed(),
        /// What the compute units of a Dedicated cluster are made for.
        cu_type: Computed<String> = computed(),
        /// Number of compute units of a Dedicated cluster.
        cu_size: Computed<i64> = computed(),
        /// Number of replicas of a Dedicated cluster.
        replica: Computed<i64> = computed(),
        /// How a Dedicated cluster changes its number of compute units by itself.
        cu_settings: Computed<ScalingSettings> = computed(),
        /// How a Dedicated cluster changes its number of replicas by itself.
        replica_settings: Computed<ScalingSettings> = computed(),
        /// What it is for.
        description: Computed<String> = computed(),
        /// Labels of a Dedicated cluster.
        labels: Computed<BTreeMap<String, String>> = computed(),
        /// What the cluster is doing, such as `RUNNING` or `SUSPENDED`.
        status: Computed<String> = computed(),
        /// Address for clients.
        connect_address: Computed<String> = computed(),
        /// Address for clients on a private link.
        private_link_address: Computed<String> = computed(),
        /// Storage in use, in bytes, where the service tells.
        storage_size: Computed<i64> = computed(),
        /// Number of backups, where the service tells.
        snapshot_number: Computed<i64> = computed(),
        /// How far the creation is, in percent, where the service tells.
        create_progress: Computed<i64> = computed(),
        /// Encryption key on the user's own cloud account.
        key_identifier: Computed<String> = computed(),
        /// An older word for the kind of cluster, where the service tells. See `deployment_option`.
        cluster_type: Computed<String> = computed(),
        /// The global cluster that it is a part of, `glo-…`.
        global_cluster_id: Computed<String> = computed(),
        /// `PRIMARY` or `SECONDARY` in a global cluster.
        global_cluster_role: Computed<String> = computed(),
        /// When it was created, in UTC.
        create_time: Computed<String> = computed(),
    }
}

/// Looks clusters up.
#[derive(Debug)]
pub(crate) struct ClusterData {
    context: Context,
}

impl ClusterData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }

    async fn by_name(&self, project_id: &str, name: &str) -> Result<api::Cluster> {
        let doing = format!("looking for cluster \"{name}\" in project {project_id}");
        let api = self.context.client().await?;
        let clusters = api.clusters(None).await.context(&doing)?;
        let remote = match search::cluster(clusters, project_id, name) {
            Ok(remote) => remote,
            Err(why) => {
                let near = self.context.near_unlisted_project(project_id).await;
                let detail = format!("{why}{near}");
                let problem = Diagnostic::error(format!("Error {doing}"), detail);
                return Err(problem.at("cluster_name").into());
            }
        };
        api.cluster(&remote.cluster_id).await.context(&doing)
    }
}

impl DataSource for ClusterData {
    const NAME: &'static str = "cluster";
    type Model = ClusterLookup;

    fn validate(config: &ClusterLookupConfig, diagnostics: &mut Diagnostics) {
        if config.id.known().is_some() && config.cluster_name.known().is_some() {
            let detail = "Both are set. A cluster is looked up by one of them.";
            diagnostics.push(
                Diagnostic::error("Conflicting id and cluster_name", detail).at("cluster_name"),
            );
        }
        if config.id.is_null() && config.cluster_name.is_null() {
            let detail = "Set `id`, or `cluster_name` and the project in `project_id`.";
            diagnostics.push(Diagnostic::error("Missing cluster", detail));
        }
    }

    async fn read(&self, config: ClusterLookup) -> Result<ClusterLookup> {
        let project_id = config.project_id.text();
        let Some(id) = config.id.text() else {
            // A name is unique in a project only.
            let project_id = self.context.project(project_id, "project_id")?;
            let name = config.cluster_name.text().unwrap_or_default();
            let is_default = config.project_id.is_null();
            let remote = self.by_name(project_id, name).await;
            let remote =
                remote.map_err(|it| self.context.defaults.explain_project(is_default, it))?;
            return with_labels(&self.context.api, remote).await;
        };
        let doing = format!("looking for cluster {id}");
        let api = self.context.client().await?;
        let remote = match api.cluster(id).await {
            Ok(remote) => remote,
            Err(error) => {
                let by_name = "To look it up by name, set `cluster_name` and `project_id` instead.";
                let problem = self.context.no_cluster(&error, id, &doing, by_name).await;
                return Err(problem.at("id").into());
            }
        };
        if !exists(&remote) {
            let detail = "It was deleted.";
            return Err(Diagnostic::error(format!("Error {doing}"), detail)
                .at("id")
                .into());
        }
        if project_id.is_some_and(|it| it != remote.project_id) {
            let detail = format!("It is in project {}.", remote.project_id);
            return Err(Diagnostic::error(format!("Error {doing}"), detail)
                .at("project_id")
                .into());
        }
        with_labels(api, remote).await
    }
}

/// Whether it is there: the service lists clusters for a while after they were deleted.
pub(crate) fn exists(cluster: &api::Cluster) -> bool {
    cluster.status != ClusterStatus::Deleted
}

/// The cluster with its labels, for which there is a call of their own where the description leaves them out.
pub(super) async fn with_labels(api: &api::Client, remote: api::Cluster) -> Result<ClusterLookup> {
    let id = remote.cluster_id.clone();
    let lookup = ClusterLookup::from(remote);
    if lookup.labels.known().is_some() {
        return Ok(lookup);
    }
    if lookup.deployment_option.text() != Some("Dedicated") {
        let labels = Computed::Known(BTreeMap::new());
        return Ok(ClusterLookup { labels, ..lookup });
    }
    let labels = match api.cluster_labels(&id).await {
        // A platform without labels refuses the question. A code that no document explains says nothing.
        Err(error)
            if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::NotFound)
                && !error.is_unexplained() =>
        {
            Computed::Null
        }
        labels => Computed::Known(labels.context(format!("reading the labels of cluster {id}"))?),
    };
    Ok(ClusterLookup { labels, ..lookup })
}

impl From<api::Cluster> for ClusterLookup {
    fn from(mut remote: api::Cluster) -> Self {
        let (storage_size, snapshot_number) = (remote.storage_size, remote.snapshot_number);
        let create_progress = remote.create_progress;
        let key_identifier = remote.key_identifier.take();
        let cluster_type = remote.cluster_type.take();
        let policies = remote.autoscaling.take().unwrap_or_default();
        let meta = remote.global_cluster_meta.take();
        let labels = remote.labels.take();
        let (global_cluster_id, global_cluster_role) =
            meta.map_or((None, None), |it| (it.global_cluster_id, it.role));
        let same = Cluster::from(remote);
        Self {
            id: same.id,
            cluster_name: same.cluster_name.into(),
            project_id: same.project_id,
            deployment_option: same.deployment_option,
            plan: same.plan,
            region_id: same.region_id,
            cu_type: same.cu_type,
            cu_size: same.cu_size,
            replica: same.replica,
            cu_settings: ScalingSettings::reported(policies.cu).into(),
            replica_settings: ScalingSettings::reported(policies.replica).into(),
            description: same.description,
            labels: labels.into(),
            status: same.status,
            connect_address: same.connect_address,
            private_link_address: same.private_link_address,
            storage_size: storage_size.into(),
            snapshot_number: snapshot_number.into(),
            create_progress: create_progress.into(),
            key_identifier: key_identifier.into(),
            cluster_type: cluster_type.into(),
            global_cluster_id: global_cluster_id.into(),
            global_cluster_role: global_cluster_role.into(),
            create_time: same.create_time,
        }
    }
}

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
