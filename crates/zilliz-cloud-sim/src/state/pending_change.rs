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
pub(crate) struct Upcoming {
    polls: u32,
    status: Status,
    cu_size: u32,
    replica: u32,
    autoscaling: Option<Autoscaling>,
}

impl Cluster {
    /// Comes a poll closer to what was accepted, or to it.
    pub(crate) fn come(&mut self, now: Millis) {
        let Some(mut upcoming) = self.upcoming.take() else {
            return;
        };
        if upcoming.polls > 0 {
            upcoming.polls -= 1;
            self.upcoming = Some(upcoming);
            return;
        }
        (self.cu_size, self.replica, self.autoscaling) =
            (upcoming.cu_size, upcoming.replica, upcoming.autoscaling);
        self.life.enter(upcoming.status, now);
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
        cluster.upcoming = Some(Box::new(Upcoming {
            polls,
            status,
            cu_size: changed.cu_size,
            replica: changed.replica,
            autoscaling: changed.autoscaling.clone(),
        }));
        if polls == 0 {
            cluster.come(now);
        }
        Ok(())
    }
}
