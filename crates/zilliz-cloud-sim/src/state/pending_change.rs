//! Changes of clusters between the moment they are accepted and the moment they show.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::envelope::Refusal;
use crate::lifecycle::Status;
use crate::options::Speed;

use super::World;
use super::clusters::Cluster;
use super::scaling::Autoscaling;

/// A change that was accepted and shows after some more polls.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PendingChange {
    polls: u32,
    status: Status,
    cu_size: u32,
    replica: u32,
    autoscaling: Option<Autoscaling>,
}

impl Cluster {
    /// Comes a poll closer to what was accepted, or to it.
    pub(crate) fn advance(&mut self, now: Millis) {
        let Some(mut pending_change) = self.pending_change.take() else {
            return;
        };
        if pending_change.polls > 0 {
            pending_change.polls -= 1;
            self.pending_change = Some(pending_change);
            return;
        }
        (self.cu_size, self.replica, self.autoscaling) = (
            pending_change.cu_size,
            pending_change.replica,
            pending_change.autoscaling,
        );
        self.life.enter(pending_change.status, now);
    }
}

impl World {
    /// Begins a change to the size of `changed` and to `status`, now or as many polls later as was chosen.
    pub(crate) fn begin(&mut self, changed: &Cluster, status: Status) -> Result<(), Refusal> {
        let now = self.rules.now;
        let is_instant = self.rules.speed == Speed::Instant;
        let polls = if is_instant {
            self.rules.choices.polls_before_a_change
        } else {
            0
        };
        let cluster = self.cluster_mut(&changed.cluster_id)?;
        cluster.pending_change = Some(Box::new(PendingChange {
            polls,
            status,
            cu_size: changed.cu_size,
            replica: changed.replica,
            autoscaling: changed.autoscaling.clone(),
        }));
        if polls == 0 {
            cluster.advance(now);
        }
        Ok(())
    }
}
