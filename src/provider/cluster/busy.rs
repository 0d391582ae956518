//! Clusters that are busy: the service refuses every change of them until they are done.

use tf_provider::{diagnostics::Result, resource::Op};

use crate::{
    api::{
        self, ClusterStatus, Presence,
        wait::{self, Progress},
    },
    provider::{
        cluster::model::{Cluster, ClusterResource},
        errors::ErrorContext,
    },
};

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
