//! Scaling: to a fixed size, or by policies, in one call.
//!
//! The service replaces all policies with each call, so those that stay are sent along. A fixed size ends the policy of its
//! dimension.

use std::time::Duration;

use tf_provider::{diagnostics::Result, resource::Op};
use tokio::time::Instant;

use crate::{
    api::{self, ClusterStatus, wait::Progress},
    provider::{
        cluster::{
            model::{Cluster, ClusterResource, ScalingSettings},
            scaling::unchanged,
            steps::running,
        },
        errors::ErrorContext,
    },
};

/// By when a cluster is certain to have begun to scale, should nothing else tell.
const LATEST_BEGIN: Duration = Duration::from_secs(60);

impl ClusterResource {
    /// Changes compute units, replicas and policies in one call, since each call replaces what there is.
    pub(super) async fn scale(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        let Some(modify) = modification(&cluster, planned) else {
            return Ok(cluster);
        };
        let mut cluster = cluster;
        let doing = format!("scaling {}", cluster.title());
        let (api, id) = (self.context.during(op), cluster.id().to_owned());
        self.when_idle(op, &mut cluster, || api.modify_cluster(&id, &modify))
            .await?
            .context(doing)?;
        let before = cluster.autoscaling();
        // It may still be running as it was before: it is done when it runs as it should.
        let accepted = Instant::now();
        let mut has_begun = false;
        let is_scaled = |remote: &api::Cluster| match running_on(remote) {
            Progress::Ready => {
                let is_made = is_made(&modify, before.as_ref(), remote);
                // New policies that are not told may be there all the same.
                let is_reported = modify.autoscaling.is_none() || remote.autoscaling.is_some();
                if is_made && (is_reported || has_begun || accepted.elapsed() >= LATEST_BEGIN) {
                    Progress::Ready
                } else {
                    Progress::Pending("not scaled yet".to_owned())
                }
            }
            progress => {
                has_begun = true;
                progress
            }
        };
        let scaled = Cluster {
            cu_settings: planned.cu_settings.clone(),
            replica_settings: planned.replica_settings.clone(),
            ..cluster
        };
        self.wait_and_save(op, scaled, "to be scaled", is_scaled)
            .await
    }
}

/// As [running], of a cluster that ran already: by now, somebody else may have suspended it.
fn running_on(remote: &api::Cluster) -> Progress {
    use ClusterStatus::{Stopped, Stopping, Suspended, Suspending};
    match remote.status {
        Stopped | Stopping | Suspended | Suspending => Progress::Failed(remote.status.to_string()),
        _ => running(remote),
    }
}

/// The call that makes a cluster scale as planned, if there is anything to change.
fn modification(cluster: &Cluster, planned: &Cluster) -> Option<api::ClusterModify> {
    let cu_settings = (cluster.cu_settings.as_ref(), planned.cu_settings.as_ref());
    let replica_settings = (
        cluster.replica_settings.as_ref(),
        planned.replica_settings.as_ref(),
    );
    let size = |is: &Cluster, wanted: &Cluster| {
        let known = |it: &Cluster| it.cu_size.known().copied();
        (known(is), known(wanted))
    };
    let replica = |is: &Cluster, wanted: &Cluster| {
        let known = |it: &Cluster| it.replica.known().copied();
        (known(is), known(wanted))
    };
    let cu_size = fixed(cu_settings, size(cluster, planned));
    let replica = fixed(replica_settings, replica(cluster, planned));
    let policies_stay = [cu_settings, replica_settings]
        .iter()
        .all(|(before, after)| after.is_none() || unchanged(*before, *after));
    if cu_size.is_none() && replica.is_none() && policies_stay {
        return None;
    }
    Some(api::ClusterModify {
        cu_size,
        replica,
        autoscaling: planned.autoscaling(),
    })
}

/// The fixed size to change to. Where a policy ends and no size is configured, the cluster stays as big as it is.
fn fixed(
    (before, after): (Option<&ScalingSettings>, Option<&ScalingSettings>),
    (is, wanted): (Option<i64>, Option<i64>),
) -> Option<i64> {
    if after.is_some() {
        return None;
    }
    let wanted = wanted.or(is)?;
    (before.is_some() || is != Some(wanted)).then_some(wanted)
}

/// Whether a cluster that runs has been scaled, as far as it tells.
fn is_made(
    modify: &api::ClusterModify,
    before: Option<&api::Autoscaling>,
    remote: &api::Cluster,
) -> bool {
    let has_size = modify.cu_size.is_none_or(|it| remote.cu_size == Some(it));
    let has_replicas = modify
        .replica
        .is_none_or(|it| remote.replica.is_none_or(|is| is == it));
    // A service that writes the new policies its own way must not be waited for in vain.
    let has_old_policies = before.is_some()
        && before != modify.autoscaling.as_ref()
        && remote.autoscaling.as_ref() == before;
    has_size && has_replicas && !has_old_policies
}
