//! What Terraform asks of a cluster, and in which order it is done.

use std::time::Duration;

use tf_provider::{
    diagnostics::{Diagnostics, Result},
    resource::{Change, MoveSource, Op, Resource},
    timeouts::Operation,
    value::Json,
};

use crate::{
    api::{self, Found},
    provider::{
        Cloud,
        errors::{Context, explain_create},
        resources::{
            cluster::{
                kind::Kind,
                model::{Cluster, ClusterDraft},
                rules,
                warnings::{not_suspended, without_password},
            },
            protect, refuse_to_delete, vendor,
        },
    },
};

/// Manages clusters.
#[derive(Debug)]
pub(crate) struct ClusterResource {
    pub(super) cloud: Cloud,
}

impl ClusterResource {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }

    async fn submit(&self, op: &Op<Cluster>, planned: &Cluster) -> Result<api::ClusterCreated> {
        let doing = format!("creating cluster \"{}\"", planned.cluster_name);
        let api = self.cloud.during(op);
        let created = match planned.kind() {
            Kind::Free => api.create_free_cluster(&planned.to_create()).await,
            Kind::Serverless => api.create_serverless_cluster(&planned.to_create()).await,
            Kind::Dedicated => {
                api.create_dedicated_cluster(&planned.to_create_dedicated())
                    .await
            }
        };
        let project_id = planned.project_id.text().unwrap_or_default();
        let import_id = format!("name:{project_id}/{}", planned.cluster_name);
        created.map_err(|error| {
            explain_create(&error, &doing, "zillizcloud_cluster", &import_id).into()
        })
    }

    /// Labels have a call of their own, which is made only when there are some to compare.
    async fn labels(&self, found: &mut api::Cluster) -> Result<()> {
        if found.labels.is_some() || Kind::of(found) != Kind::Dedicated {
            return Ok(());
        }
        let labels = self.cloud.api.cluster_labels(&found.cluster_id).await;
        found.labels = match labels {
            // A platform without labels refuses, and a cluster that is being deleted may be gone by now. The state keeps
            // what it has then.
            Err(error) if matches!(error.kind(), api::Kind::Invalid | api::Kind::NotFound) => None,
            labels => Some(labels.context(format!("reading the labels of {}", found.cluster_id))?),
        };
        Ok(())
    }
}

impl Resource for ClusterResource {
    const NAME: &'static str = "cluster";
    const IDENTITY: &'static [&'static str] = &["id"];
    const TIMEOUTS: &'static [(Operation, Duration)] = &[
        (Operation::Create, Duration::from_secs(45 * 60)),
        (Operation::Update, Duration::from_secs(30 * 60)),
        (Operation::Delete, Duration::from_secs(30 * 60)),
    ];
    type Model = Cluster;

    fn validate(config: &ClusterDraft, found: &mut Diagnostics) {
        rules::validate(config, found);
    }

    async fn modify_plan(&self, change: &mut Change<Cluster>) {
        rules::fill_defaults(change, &self.cloud.defaults);
        rules::check_change(change);
        if let Some(prior) = &change.prior {
            let name = format!("cluster \"{}\"", prior.cluster_name);
            protect(change, |it| it.deletion_protection, &name);
        }
    }

    async fn create(&self, op: &mut Op<Cluster>, planned: Cluster) -> Result<Cluster> {
        self.cloud.check_organization().await?;
        let created = self.submit(op, &planned).await?;
        let is_reconciled = created.is_reconciled;
        let cluster = planned.created(created);
        op.save(&cluster);
        if is_reconciled {
            op.warn(without_password(&cluster));
        }
        let found = match self.await_running(op, &cluster).await {
            Ok(found) => found,
            Err(problems) => {
                // Terraform will replace it, which the protection of a finished cluster would forbid for ever.
                op.save(&Cluster {
                    deletion_protection: false,
                    ..cluster
                });
                return Err(problems);
            }
        };
        let cluster = cluster.refreshed(found);
        op.save(&cluster);
        if !planned.wants_suspended() {
            return Ok(cluster);
        }
        // It is there and it works: an error would make Terraform replace it.
        match self.suspend(op, cluster.clone()).await {
            Ok(cluster) => Ok(cluster),
            Err(problems) => {
                problems
                    .into_iter()
                    .for_each(|it| op.warn(not_suspended(it)));
                Ok(cluster)
            }
        }
    }

    async fn read(&self, state: Cluster) -> Result<Option<Cluster>> {
        let doing = format!("reading {}", state.title());
        let found = self
            .cloud
            .api
            .cluster(state.id())
            .await
            .found()
            .context(doing)?;
        let Some(mut found) = found.filter(|it| it.status != api::ClusterStatus::Deleted) else {
            return self.cloud.gone().await;
        };
        if state.labels.as_ref().is_some_and(|it| !it.is_empty()) {
            self.labels(&mut found).await?;
        }
        Ok(Some(state.refreshed(found)))
    }

    async fn update(
        &self,
        op: &mut Op<Cluster>,
        prior: Cluster,
        planned: Cluster,
    ) -> Result<Cluster> {
        self.cloud.check_organization().await?;
        let mut reached = Cluster {
            deletion_protection: planned.deletion_protection,
            store_password: planned.store_password,
            password: planned.password.clone(),
            ..prior
        };
        if planned.wants_running() && reached.is_suspended() {
            reached = self.resume(op, reached).await?;
        }
        reached = self.scale(op, reached, &planned).await?;
        reached = self.rename(op, reached, &planned).await?;
        reached = self.relabel(op, reached, &planned).await?;
        reached = self.follow_plan(op, reached, &planned).await?;
        if planned.wants_suspended() && reached.status.text() != Some("SUSPENDED") {
            reached = self.suspend(op, reached).await?;
        }
        Ok(reached)
    }

    async fn delete(&self, op: &mut Op<Cluster>, state: Cluster) -> Result<()> {
        if state.deletion_protection {
            return Err(refuse_to_delete(&state.title()));
        }
        self.cloud.check_organization().await?;
        self.drop(op, &state).await
    }

    async fn import(&self, id: &str) -> Result<Cluster> {
        let mut found = self.find(id).await?;
        self.labels(&mut found).await?;
        Ok(found.into())
    }

    fn mend(state: &mut Json) {
        vendor::mend_cluster(state);
    }

    fn take_over(source: &MoveSource, _: &mut Json) -> Result<bool> {
        Ok(vendor::is_vendors(source, "zillizcloud_cluster"))
    }
}
