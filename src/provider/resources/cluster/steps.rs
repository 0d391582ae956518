//! The steps of a change, each with its wait, and each on record before the next.

use tf_provider::{diagnostics::Result, resource::Op};

use crate::{
    api::{
        self, ClusterStatus, Found,
        wait::{self, Progress},
    },
    provider::{
        errors::{Context, explain},
        resources::cluster::{
            changes,
            kind::Kind,
            model::Cluster,
            policies,
            resource::ClusterResource,
            warnings::{name_taken, stuck, unfinished},
        },
    },
};

/// The code for "cluster ID invalid or no permission", with which the service leaves open which of the two it is.
const INVALID_OR_FORBIDDEN: i64 = 80_020;

/// The status of a cluster on its way to being suspended.
const SUSPENDING: &str = "SUSPENDING";
/// What became of a cluster that was seen and then was no more.
pub(super) const GONE: &str = "deleted";

impl ClusterResource {
    /// Waits until a new cluster can be used.
    pub(super) async fn await_running(
        &self,
        op: &Op<Cluster>,
        cluster: &Cluster,
    ) -> Result<api::Cluster> {
        let mut was_seen = false;
        let api = self.cloud.during(op);
        let found = wait::until(
            || async { api.cluster(cluster.id()).await.found() },
            |found| match found {
                Some(found) => {
                    was_seen = true;
                    running(found)
                }
                // A cluster may take a moment to show up.
                None if !was_seen => Progress::Pending("not visible yet".to_owned()),
                None => Progress::Failed(GONE.to_owned()),
            },
            api.pace(),
            op.deadline(),
            op.stop(),
        );
        match found.await {
            Ok(found) => Ok(found.expect("only a cluster that is there is ready")),
            Err(error) => Err(unfinished(error, cluster)),
        }
    }

    /// Drops a cluster. One that is busy, perhaps with its own creation, cannot be dropped until it is done.
    pub(super) async fn drop(&self, op: &Op<Cluster>, cluster: &Cluster) -> Result<()> {
        let api = self.cloud.during(op);
        let doing = format!("deleting {}", cluster.title());
        let mut dropped = api.drop_cluster(cluster.id()).await.found();
        if dropped
            .as_ref()
            .is_err_and(|it| it.kind() == api::Kind::Conflict)
        {
            self.await_idle(op, cluster).await?;
            dropped = api.drop_cluster(cluster.id()).await.found();
        }
        if dropped.context(doing)?.is_some() {
            self.await_gone(op, cluster).await?;
        }
        Ok(())
    }

    async fn await_idle(&self, op: &Op<Cluster>, cluster: &Cluster) -> Result<()> {
        let api = self.cloud.during(op);
        let idle = wait::until(
            || async { api.cluster(cluster.id()).await.found() },
            |found| match found {
                Some(found) if is_busy(&found.status) => {
                    Progress::Pending(found.status.to_string())
                }
                _ => Progress::Ready,
            },
            api.pace(),
            op.deadline(),
            op.stop(),
        );
        idle.await
            .context(format!("waiting to delete {}", cluster.title()))?;
        Ok(())
    }

    /// Waits until a cluster that was dropped is gone.
    async fn await_gone(&self, op: &Op<Cluster>, cluster: &Cluster) -> Result<()> {
        let api = self.cloud.during(op);
        let gone = wait::until(
            || async {
                match api.cluster(cluster.id()).await.found() {
                    // Nobody would have been allowed to drop what they may not see.
                    Err(error) if error.code() == Some(INVALID_OR_FORBIDDEN) => Ok(None),
                    answer => answer,
                }
            },
            |found| match found {
                None => Progress::Ready,
                Some(found) if found.status == ClusterStatus::Deleted => Progress::Ready,
                Some(found) => Progress::Pending(found.status.to_string()),
            },
            api.pace(),
            op.deadline(),
            op.stop(),
        );
        gone.await
            .context(format!("waiting for {} to be deleted", cluster.title()))?;
        Ok(())
    }

    pub(super) async fn resume(
        &self,
        op: &mut Op<Cluster>,
        mut cluster: Cluster,
    ) -> Result<Cluster> {
        if cluster.status.text() == Some(SUSPENDING) {
            // Nothing else is accepted on the way.
            cluster = self
                .settle(op, cluster, "to be suspended", suspended)
                .await?;
        }
        self.cloud
            .during(op)
            .resume_cluster(cluster.id())
            .await
            .context(format!("resuming {}", cluster.title()))?;
        self.settle(op, cluster, "to run", running).await
    }

    pub(super) async fn suspend(&self, op: &mut Op<Cluster>, cluster: Cluster) -> Result<Cluster> {
        if cluster.status.text() != Some(SUSPENDING) {
            let suspended = self.cloud.during(op).suspend_cluster(cluster.id()).await;
            suspended.context(format!("suspending {}", cluster.title()))?;
        }
        self.settle(op, cluster, "to be suspended", suspended).await
    }

    /// The plan is the project's: an upgrade there, perhaps in the same apply, has reached the cluster by now or will not.
    pub(super) async fn follow_plan(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        if planned.plan.is_unknown() || planned.plan == cluster.plan {
            return Ok(cluster);
        }
        let found = self.cloud.during(op).cluster(cluster.id()).await;
        let reached = cluster.refreshed(found.context("reading the plan of a cluster")?);
        op.save(&reached);
        if reached.plan == planned.plan {
            return Ok(reached);
        }
        Err(changes::plan_of_project(&reached).into())
    }

    pub(super) async fn rename(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        let renamed = cluster.cluster_name != planned.cluster_name;
        let described =
            !planned.description.is_unknown() && cluster.description != planned.description;
        if !renamed && !described {
            return Ok(cluster);
        }
        let doing = format!("updating {}", cluster.title());
        let api = self.cloud.during(op);
        let updated = if cluster.kind() == Kind::Dedicated {
            let update = api::ClusterUpdate {
                cluster_name: renamed.then(|| planned.cluster_name.clone()),
                description: described
                    .then(|| planned.description.text().unwrap_or_default().to_owned()),
            };
            api.update_cluster(cluster.id(), &update).await
        } else {
            api.rename_cluster(cluster.id(), &planned.cluster_name)
                .await
        };
        if let Err(error) = updated {
            let name = &planned.cluster_name;
            let holder = self.holder(&error, name, Some(cluster.id())).await;
            let found = explain(&error, &doing);
            return Err(holder
                .map_or(found.clone(), |it| name_taken(found, &it))
                .into());
        }
        let reached = Cluster {
            cluster_name: planned.cluster_name.clone(),
            description: planned.description.clone(),
            ..cluster
        };
        op.save(&reached);
        Ok(reached)
    }

    pub(super) async fn relabel(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        if cluster.labels == planned.labels {
            return Ok(cluster);
        }
        let doing = format!("labeling {}", cluster.title());
        self.cloud
            .during(op)
            .replace_cluster_labels(cluster.id(), &planned.labels)
            .await
            .context(doing)?;
        let reached = Cluster {
            labels: planned.labels.clone(),
            ..cluster
        };
        op.save(&reached);
        Ok(reached)
    }

    /// Replaces the security groups of the load balancer, unless that is nobody's business anymore.
    pub(super) async fn guard(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        let reached = Cluster {
            load_balancer_security_groups: planned.load_balancer_security_groups.clone(),
            ..cluster.clone()
        };
        let Some(groups) = planned
            .load_balancer_security_groups
            .as_ref()
            .filter(|_| reached != cluster)
        else {
            return Ok(reached);
        };
        let groups: Vec<_> = groups.iter().cloned().collect();
        let doing = format!("setting the security groups of {}", cluster.title());
        let api = self.cloud.during(op);
        let replaced = api
            .replace_cluster_security_groups(cluster.id(), &groups)
            .await;
        replaced.context(doing)?;
        op.save(&reached);
        Ok(reached)
    }

    /// Waits for a cluster that exists, and puts on record what became of it.
    pub(super) async fn settle(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        what_for: &str,
        condition: impl FnMut(&api::Cluster) -> Progress,
    ) -> Result<Cluster> {
        let doing = format!("waiting for {} {what_for}", cluster.title());
        let api = self.cloud.during(op);
        let found = wait::until(
            || api.cluster(cluster.id()),
            condition,
            api.pace(),
            op.deadline(),
            op.stop(),
        )
        .await;
        let found = found.map_err(|error| stuck(error, &doing, &cluster))?;
        let mut cluster = cluster;
        policies::notice(op, &mut cluster, &found);
        let reached = cluster.refreshed(found);
        op.save(&reached);
        Ok(reached)
    }
}

/// Whether the cluster is on its way to another status, and refuses everything until it is there.
fn is_busy(status: &ClusterStatus) -> bool {
    use ClusterStatus::{
        Creating, Deleting, Freezing, Migrating, Modifying, Resizing, RestoreBackup, Resuming,
        SetPrivateLink, Stopping, Suspending, Upgrading, WritingOperation,
    };
    matches!(
        status,
        Creating
            | Deleting
            | Freezing
            | Migrating
            | Modifying
            | Resizing
            | RestoreBackup
            | Resuming
            | SetPrivateLink
            | Stopping
            | Suspending
            | Upgrading
            | WritingOperation
    )
}

pub(super) fn running(found: &api::Cluster) -> Progress {
    use ClusterStatus::{Abnormal, Deleted, Deleting, Freezing, Frozen, Running};
    let status = found.status.to_string();
    match found.status {
        Running => Progress::Ready,
        Abnormal | Deleted | Deleting | Freezing | Frozen => Progress::Failed(status),
        _ => Progress::Pending(match found.create_progress {
            Some(percent) if found.status == ClusterStatus::Creating => {
                format!("{status}, {percent}%")
            }
            _ => status,
        }),
    }
}

fn suspended(found: &api::Cluster) -> Progress {
    use ClusterStatus::{Abnormal, Deleted, Deleting, Freezing, Frozen, Stopped, Suspended};
    let status = found.status.to_string();
    match found.status {
        Stopped | Suspended => Progress::Ready,
        Abnormal | Deleted | Deleting | Freezing | Frozen => Progress::Failed(status),
        _ => Progress::Pending(status),
    }
}
