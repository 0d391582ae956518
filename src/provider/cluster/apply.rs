//! The steps of a change, each with its wait, and each on record before the next. A busy cluster is waited for.

use tf_provider::{diagnostics::Result, resource::Op};

use crate::{
    api::{
        self, ClusterStatus, Presence,
        wait::{self, Progress},
    },
    provider::{
        cluster::{
            errors::{GONE, Unfinished, perhaps_gone, stuck, with_holder},
            kind::Kind,
            model::{Cluster, ClusterResource},
            plan, scaling,
            status::{Visibility, running},
        },
        departures::is_refusal,
        errors::{ErrorContext, explain},
    },
};

/// The status of a cluster on its way to being suspended.
const SUSPENDING: &str = "SUSPENDING";

impl ClusterResource {
    /// Waits until a new cluster can be used.
    pub(super) async fn await_running(
        &self,
        op: &Op<Cluster>,
        cluster: &Cluster,
    ) -> Result<api::Cluster, Unfinished> {
        let visibility = Visibility::new(cluster.id());
        let api = self.context.during(op);
        let remote = wait::until(
            cluster.id(),
            || visibility.look(&api),
            |remote| match remote {
                Some(Presence::Present(remote)) => {
                    visibility.see();
                    running(remote)
                }
                Some(Presence::Absent(_)) => Progress::Failed(GONE.to_owned()),
                // A cluster may take a moment to show up.
                None => {
                    visibility.tell();
                    Progress::Pending("not visible yet".to_owned())
                }
            },
            api.pace(),
            op.deadline(),
            op.stop(),
        );
        match remote.await {
            Ok(Some(Presence::Present(remote))) => Ok(remote),
            Ok(_) => unreachable!("only a cluster that is there is ready"),
            Err(error) => Err(Unfinished::new(error, cluster, visibility.was_seen())),
        }
    }

    /// Drops a cluster. One that is busy, perhaps with its own creation, cannot be dropped until it is done.
    pub(super) async fn drop(&self, op: &Op<Cluster>, cluster: &Cluster) -> Result<()> {
        let api = self.context.during(op);
        let doing = format!("deleting {}", cluster.title());
        let mut dropped = api.drop_cluster(cluster.id()).await;
        // Who is told that it is busy may know of it.
        let is_busy = dropped
            .as_ref()
            .is_err_and(|it| it.kind() == api::ErrorKind::Conflict);
        if is_busy {
            self.await_idle(op, cluster).await?;
            dropped = api.drop_cluster(cluster.id()).await;
        }
        if let Some(proof) = dropped.map_err(|it| perhaps_gone(&it, &doing))? {
            let title = cluster.title();
            return if is_busy {
                Ok(())
            } else {
                self.context.check_deleted(op, proof, &title).await
            };
        }
        self.await_gone(op, cluster).await
    }

    /// Waits until a cluster that was dropped is gone.
    async fn await_gone(&self, op: &Op<Cluster>, cluster: &Cluster) -> Result<()> {
        let api = self.context.during(op);
        let gone = wait::until(
            cluster.id(),
            || api.dropped_cluster_presence(cluster.id()),
            |remote| match remote {
                Presence::Absent(_) => Progress::Ready,
                Presence::Present(remote) => Progress::Pending(remote.status.to_string()),
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
        let doing = format!("resuming {}", cluster.title());
        let (api, id) = (self.context.during(op), cluster.id().to_owned());
        self.when_idle(op, &mut cluster, || api.resume_cluster(&id))
            .await?
            .context(doing)?;
        self.wait_and_save(op, cluster, "to run", running).await
    }

    pub(super) async fn suspend(
        &self,
        op: &mut Op<Cluster>,
        mut cluster: Cluster,
    ) -> Result<Cluster> {
        if cluster.status.text() != Some(SUSPENDING) {
            let doing = format!("suspending {}", cluster.title());
            let (api, id) = (self.context.during(op), cluster.id().to_owned());
            self.when_idle(op, &mut cluster, || api.suspend_cluster(&id))
                .await?
                .context(doing)?;
        }
        self.wait_and_save(op, cluster, "to be suspended", suspended)
            .await
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
        let remote = self.context.during(op).cluster(cluster.id()).await;
        let new_state = cluster.refreshed(remote.context("reading the plan of a cluster")?);
        op.save(&new_state);
        if new_state.plan == planned.plan {
            return Ok(new_state);
        }
        Err(plan::plan_of_project(&new_state).into())
    }

    pub(super) async fn rename(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        let renamed = !api::is_same_name(&cluster.cluster_name, &planned.cluster_name);
        let described =
            !planned.description.is_unknown() && cluster.description != planned.description;
        if !renamed && !described {
            return Ok(cluster);
        }
        let mut cluster = cluster;
        let doing = format!("updating {}", cluster.title());
        let (api, id) = (self.context.during(op), cluster.id().to_owned());
        let name = &planned.cluster_name;
        let is_dedicated = cluster.kind() == Kind::Dedicated;
        let update = api::ClusterUpdate {
            cluster_name: renamed.then(|| name.clone()),
            description: described
                .then(|| planned.description.text().unwrap_or_default().to_owned()),
        };
        let call = || async {
            if is_dedicated {
                api.update_cluster(&id, &update).await
            } else {
                api.rename_cluster(&id, name).await
            }
        };
        let departures = &self.context.departures;
        let departure = renamed.then(|| departures.begin_rename(&id));
        let project_id = planned.project_id.text().unwrap_or_default();
        let mut updated = self.when_idle(op, &mut cluster, call).await?;
        // The name may be that of another one, which this apply deletes or renames.
        if let (Err(error), Some(own)) = (&updated, &departure)
            && is_refusal(error)
        {
            let holder = self.holder(error, name, project_id, Some(&id)).await;
            let holder = holder.as_ref().map(|it| it.cluster_id.as_str());
            if departures.await_name(op, holder, own).await {
                updated = self.when_idle(op, &mut cluster, call).await?;
            }
        }
        if let Err(error) = updated {
            let problem = explain(&error, &doing);
            let holder = self.holder(&error, name, project_id, Some(&id)).await;
            let problem = match holder {
                Some(it) => with_holder(problem, &it, project_id),
                None => problem,
            };
            return Err(problem.into());
        }
        if let Some(departure) = departure {
            departure.end();
        }
        let new_state = Cluster {
            cluster_name: planned.cluster_name.clone(),
            description: planned.description.clone(),
            ..cluster
        };
        op.save(&new_state);
        Ok(new_state)
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
        let mut cluster = cluster;
        let (api, id) = (self.context.during(op), cluster.id().to_owned());
        self.when_idle(op, &mut cluster, || {
            api.replace_cluster_labels(&id, &planned.labels)
        })
        .await?
        .context(doing)?;
        let new_state = Cluster {
            labels: planned.labels.clone(),
            ..cluster
        };
        op.save(&new_state);
        Ok(new_state)
    }

    /// Replaces the security groups of the load balancer, where some are wanted.
    pub(super) async fn guard(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        let groups = planned.load_balancer_security_groups.known();
        let is_so = cluster.load_balancer_security_groups == planned.load_balancer_security_groups;
        let Some(groups) = groups.filter(|_| !is_so) else {
            return Ok(cluster);
        };
        // No groups are what every cluster has where there are none to set.
        let is_none = groups.is_empty() && self.groups(cluster.id()).await?.is_none();
        let new_state = Cluster {
            load_balancer_security_groups: groups.clone().into(),
            ..cluster.clone()
        };
        if is_none {
            op.save(&new_state);
            return Ok(new_state);
        }
        let groups: Vec<_> = groups.iter().cloned().collect();
        let doing = format!("setting the security groups of {}", cluster.title());
        let api = self.context.during(op);
        let replaced = api
            .replace_cluster_security_groups(cluster.id(), &groups)
            .await;
        replaced.context(doing)?;
        op.save(&new_state);
        Ok(new_state)
    }

    /// Waits for a cluster that exists, and puts on record what became of it.
    pub(super) async fn wait_and_save(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        what_for: &str,
        condition: impl FnMut(&api::Cluster) -> Progress,
    ) -> Result<Cluster> {
        let doing = format!("waiting for {} {what_for}", cluster.title());
        let api = self.context.during(op);
        let remote = wait::until(
            cluster.id(),
            || api.cluster(cluster.id()),
            condition,
            api.pace(),
            op.deadline(),
            op.stop(),
        )
        .await;
        let remote = remote.map_err(|error| stuck(error, &doing, &cluster))?;
        let mut cluster = cluster;
        scaling::notice(op, &mut cluster, &remote);
        let new_state = cluster.refreshed(remote);
        op.save(&new_state);
        Ok(new_state)
    }
}

fn suspended(remote: &api::Cluster) -> Progress {
    use ClusterStatus::{Abnormal, Deleted, Deleting, Freezing, Frozen, Stopped, Suspended};
    let status = remote.status.to_string();
    match remote.status {
        Stopped | Suspended => Progress::Ready,
        Abnormal | Deleted | Deleting | Freezing | Frozen => Progress::Failed(status),
        _ => Progress::Pending(status),
    }
}

impl ClusterResource {
    /// Makes a call that changes a cluster. One that is busy, as when it scales itself, refuses; then it is waited for, and
    /// asked once more.
    pub(super) async fn when_idle<Called>(
        &self,
        op: &mut Op<Cluster>,
        cluster: &mut Cluster,
        call: impl Fn() -> Called + Send,
    ) -> Result<Result<(), api::Error>>
    where
        Called: Future<Output = Result<(), api::Error>> + Send,
    {
        let called = call().await;
        let is_refused = |it: &api::Error| it.kind() == api::ErrorKind::Conflict;
        if !called.as_ref().is_err_and(is_refused) {
            return Ok(called);
        }
        let remote = self.context.during(op).cluster(cluster.id()).await;
        if !remote.is_ok_and(|it| is_busy(&it.status)) {
            return Ok(called);
        }
        let idle = |remote: &api::Cluster| {
            if is_busy(&remote.status) {
                Progress::Pending(remote.status.to_string())
            } else {
                Progress::Ready
            }
        };
        let what_for = "to end what it is doing";
        *cluster = self
            .wait_and_save(op, cluster.clone(), what_for, idle)
            .await?;
        Ok(call().await)
    }

    /// Waits until a cluster does nothing, or is gone.
    pub(super) async fn await_idle(&self, op: &Op<Cluster>, cluster: &Cluster) -> Result<()> {
        let api = self.context.during(op);
        let idle = wait::until(
            cluster.id(),
            || api.cluster_presence(cluster.id()),
            |remote| match remote {
                Presence::Present(remote) if is_busy(&remote.status) => {
                    Progress::Pending(remote.status.to_string())
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
