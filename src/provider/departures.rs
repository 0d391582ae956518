//! Objects that this process deletes or renames, for those who wait for a name or for an empty project.
//!
//! A block that is renamed without `moved` is a destruction and a creation of the same name, which Terraform does not order. The
//! creation waits for the other one: nothing but the deletion, or another name in place, frees the name. It may begin a moment
//! later, after deletions that it waits for itself, or, with `-parallelism=1`, only after the creation has failed.

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
    provider::Context,
};

/// How long to wait for a deletion to begin while nothing is being deleted.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    UnderWay,
    /// It waits for another one itself.
    Waiting,
    Gone,
}

/// What goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Object,
    Name,
}

type Key = (What, String);

/// What this process deletes and renames, or has done so, by identifier.
#[derive(Clone, Debug, Default)]
pub(crate) struct Departures(Arc<watch::Sender<BTreeMap<Key, Stage>>>);

/// A deletion or a change of a name under way; dropped before its end, it has failed.
#[derive(Debug)]
pub(crate) struct Departure {
    departures: Departures,
    key: Key,
}

impl Departures {
    /// The deletion of this object begins.
    pub(crate) fn begin(&self, id: &str) -> Departure {
        self.enter((What::Object, id.to_owned()))
    }

    /// This object gets another name.
    pub(crate) fn begin_rename(&self, id: &str) -> Departure {
        self.enter((What::Name, id.to_owned()))
    }

    fn enter(&self, key: Key) -> Departure {
        let departure = Departure {
            departures: self.clone(),
            key,
        };
        departure.set(Stage::UnderWay);
        departure
    }

    /// Whether anything was deleted or renamed by this process, so that a refusal may be out of date.
    pub(crate) fn has_any(&self) -> bool {
        self.0.borrow().values().any(|it| *it == Stage::Gone)
    }

    /// Whether this object is being deleted or gone.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.borrow().contains_key(&(What::Object, id.to_owned()))
    }

    /// Waits until this process has deleted or renamed an object; false when it does not, or when there is no more time.
    pub(crate) async fn await_gone<M: Model>(&self, op: &Op<M>, id: &str) -> bool {
        let keys = [What::Object, What::Name].map(|it| (it, id.to_owned()));
        self.await_end(op, &keys).await
    }

    /// Waits until this process has deleted an object, for one that goes away itself.
    pub(crate) async fn await_deleted<M: Model>(
        &self,
        op: &Op<M>,
        id: &str,
        own: &Departure,
    ) -> bool {
        let keys = [(What::Object, id.to_owned())];
        own.while_waiting(self.await_end(op, &keys)).await
    }

    /// Whether the name that a refused rename wants is free now: this process has deleted or renamed the object that has it, or
    /// none has it any more.
    pub(crate) async fn await_name<M: Model>(
        &self,
        op: &Op<M>,
        holder: Option<&str>,
        own: &Departure,
    ) -> bool {
        match holder {
            Some(id) => own.while_waiting(self.await_gone(op, id)).await,
            None => self.has_any(),
        }
    }

    async fn await_end<M: Model>(&self, op: &Op<M>, keys: &[Key]) -> bool {
        let mut stages = self.0.subscribe();
        let mut has_begun = false;
        let mut last_change = Instant::now();
        loop {
            let (stage, is_busy) = {
                let stages = stages.borrow_and_update();
                let is_busy = stages.values().any(|it| *it == Stage::UnderWay);
                let stage = keys.iter().filter_map(|it| stages.get(it).copied()).max();
                (stage, is_busy)
            };
            match stage {
                Some(Stage::Gone) => return true,
                None if has_begun => return false,
                Some(Stage::UnderWay | Stage::Waiting) => has_begun = true,
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
    /// The object is gone, or its name is.
    pub(crate) fn end(self) {
        self.set(Stage::Gone);
    }

    /// Waits for another object. In this time the departure gives nobody else a reason to wait.
    async fn while_waiting(&self, wait: impl Future<Output = bool>) -> bool {
        self.set(Stage::Waiting);
        let is_gone = wait.await;
        self.set(Stage::UnderWay);
        is_gone
    }

    fn set(&self, stage: Stage) {
        self.departures.0.send_modify(|it| {
            it.insert(self.key.clone(), stage);
        });
    }
}

impl Drop for Departure {
    fn drop(&mut self) {
        self.departures.0.send_if_modified(|it| {
            let is_under_way = it.get(&self.key).is_some_and(|it| *it != Stage::Gone);
            if is_under_way {
                it.remove(&self.key);
            }
            is_under_way
        });
    }
}

impl Context {
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
            |remote| match remote {
                Presence::Absent(_) => Progress::Ready,
                Presence::Present(remote) if remote.status == ClusterStatus::Deleting => {
                    Progress::Pending(remote.status.to_string())
                }
                Presence::Present(remote) => Progress::Failed(remote.status.to_string()),
            },
            api.pace(),
            op.deadline(),
            op.stop(),
        );
        gone.await.is_ok()
    }

    /// Whether the name of a refused object is free now, because this process has deleted or renamed the one that had it. The
    /// refusal may be older than that.
    pub(crate) async fn is_freed<M: Model>(&self, op: &Op<M>, refused: &api::Error) -> bool {
        let Some(id) = refused.namesake().filter(|_| is_refusal(refused)) else {
            return false;
        };
        tracing::info!(id = %ForeignText::from(id), "waiting for a deletion");
        self.departures.await_gone(op, id).await
    }
}

/// Whether it is certain that nothing was made, because a name is taken.
pub(crate) fn is_refusal(error: &api::Error) -> bool {
    error.kind() == api::ErrorKind::Conflict
        && error.unsettled().is_none()
        && !error.maybe_processed()
        && !error.is_unexplained()
}
