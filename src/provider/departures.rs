//! Objects that this process deletes, for those who wait for a name.
//!
//! A block that is renamed without `moved` is a destruction and a creation of the same name, which Terraform does not order. The
//! creation waits for the other one: nothing but the deletion frees the name. It may begin a moment later, after deletions that it
//! waits for itself, or, with `-parallelism=1`, only after the creation has failed.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tf_provider::{model::Model, resource::Op};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::{
    api::{
        self, Cluster, ClusterStatus, ForeignText, Presence,
        wait::{self, Progress},
    },
    provider::Cloud,
};

/// How long to wait for a deletion to begin while nothing is being deleted.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    UnderWay,
    Gone,
}

/// What this process deletes or has deleted, by identifier.
#[derive(Clone, Debug, Default)]
pub(crate) struct Departures(Arc<watch::Sender<BTreeMap<String, Stage>>>);

/// A deletion under way; dropped before its end, it has failed.
#[derive(Debug)]
pub(crate) struct Departure {
    departures: Departures,
    id: String,
}

impl Departures {
    /// The deletion of this object begins.
    pub(crate) fn begin(&self, id: &str) -> Departure {
        self.0.send_modify(|it| {
            it.insert(id.to_owned(), Stage::UnderWay);
        });
        Departure {
            departures: self.clone(),
            id: id.to_owned(),
        }
    }

    /// Whether this object is being deleted or gone.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.borrow().contains_key(id)
    }

    /// Waits until this process has deleted an object; false when it does not, or when there is no more time.
    pub(crate) async fn await_gone<M: Model>(&self, op: &Op<M>, id: &str) -> bool {
        let mut stages = self.0.subscribe();
        let mut has_begun = false;
        let mut last_change = Instant::now();
        loop {
            let (stage, is_busy) = {
                let stages = stages.borrow_and_update();
                let is_busy = stages.values().any(|it| *it == Stage::UnderWay);
                (stages.get(id).copied(), is_busy)
            };
            match stage {
                Some(Stage::Gone) => return true,
                None if has_begun => return false,
                Some(Stage::UnderWay) => has_begun = true,
                None => {}
            }
            let end = if is_busy {
                op.deadline()
            } else {
                op.deadline().min(last_change + PATIENCE)
            };
            tokio::select! {
                biased;
                () = op.stop().cancelled() => return false,
                changed = stages.changed() => if changed.is_err() { return false },
                () = sleep_until(end) => return false,
            }
            last_change = Instant::now();
        }
    }
}

impl Departure {
    /// The object is gone.
    pub(crate) fn end(self) {
        self.departures.0.send_modify(|it| {
            it.insert(self.id.clone(), Stage::Gone);
        });
    }
}

impl Drop for Departure {
    fn drop(&mut self) {
        self.departures.0.send_if_modified(|it| {
            let is_under_way = it.get(&self.id) == Some(&Stage::UnderWay);
            if is_under_way {
                it.remove(&self.id);
            }
            is_under_way
        });
    }
}

impl Cloud {
    /// Waits until a cluster in the way is gone; false when it stays, or when there is no more time.
    pub(crate) async fn await_cluster_gone<M: Model>(&self, op: &Op<M>, holder: &Cluster) -> bool {
        let id = holder.cluster_id.as_str();
        tracing::info!(cluster = %ForeignText::from(id), "waiting for a deletion");
        let is_leaving = holder.status == ClusterStatus::Deleting;
        if self.departures.has(id) || !is_leaving {
            return self.departures.await_gone(op, id).await;
        }
        let api = self.during(op);
        let gone = wait::until(
            id,
            || api.dropped_cluster_presence(id),
            |found| match found {
                Presence::Absent(_) => Progress::Ready,
                Presence::Present(found) if found.status == ClusterStatus::Deleting => {
                    Progress::Pending(found.status.to_string())
                }
                Presence::Present(found) => Progress::Failed(found.status.to_string()),
            },
            api.pace(),
            op.deadline(),
            op.stop(),
        );
        gone.await.is_ok()
    }

    /// Whether the object with the name of a refused one is gone now, because this process has deleted it.
    pub(crate) async fn is_freed<M: Model>(&self, op: &Op<M>, refused: &api::Error) -> bool {
        let Some(id) = refused.namesake().filter(|_| is_refusal(refused)) else {
            return false;
        };
        // What is gone already and has the name all the same has it for good.
        if self.departures.0.borrow().get(id) == Some(&Stage::Gone) {
            return false;
        }
        tracing::info!(id = %ForeignText::from(id), "waiting for a deletion");
        self.departures.await_gone(op, id).await
    }
}

/// Whether it is certain that nothing was made, because a name is taken.
pub(crate) fn is_refusal(error: &api::Error) -> bool {
    error.kind() == api::Kind::Conflict
        && error.unsettled().is_none()
        && !error.maybe_processed()
        && !error.is_unexplained()
}
