//! Scaling: to a fixed size, or by policies, in one call.
//!
//! The service replaces all policies with each call, so those that stay are sent along. A fixed size ends the policy of its
//! dimension.

use tf_provider::{diagnostics::Result, resource::Op};

use crate::{
    api::{self, wait::Progress},
    provider::{
        errors::Context,
        resources::cluster::{
            model::Cluster,
            policies::{ScalingSettings, unchanged},
            resource::ClusterResource,
            steps::running,
        },
    },
};

impl ClusterResource {
    /// Changes compute units, replicas and policies in one call, since each call replaces what there is.
    pub(super) async fn scale(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        let Some(modify) = modification(&cluster, planned) else {
            // The same in other words.
            return Ok(Cluster {
                cu_settings: planned.cu_settings.clone(),
                replica_settings: planned.replica_settings.clone(),
                ..cluster
            });
        };
        self.cloud
            .during(op)
            .modify_cluster(cluster.id(), &modify)
            .await
            .context(format!("scaling {}", cluster.title()))?;
        let before = cluster.autoscaling();
        // It may still be running as it was before: it is done when it runs as it should.
        let is_scaled = |found: &api::Cluster| match running(found) {
            Progress::Ready if !is_made(&modify, before.as_ref(), found) => {
                Progress::Pending("not scaled yet".to_owned())
            }
            progress => progress,
        };
        let scaled = Cluster {
            cu_settings: planned.cu_settings.clone(),
            replica_settings: planned.replica_settings.clone(),
            ..cluster
        };
        self.settle(op, scaled, "to be scaled", is_scaled).await
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
    found: &api::Cluster,
) -> bool {
    let has_size = modify.cu_size.is_none_or(|it| found.cu_size == Some(it));
    let has_replicas = modify
        .replica
        .is_none_or(|it| found.replica.is_none_or(|is| is == it));
    // A service that writes the new policies its own way must not be waited for in vain.
    let has_old_policies = before.is_some()
        && before != modify.autoscaling.as_ref()
        && found.autoscaling.as_ref() == before;
    has_size && has_replicas && !has_old_policies
}
