//! Changes of clusters between the moment they are accepted and the moment they show.

use crate::{
    envelope::Refusal,
    lifecycle::Status,
    options::Speed,
    state::{
        World,
        cluster::{Cluster, PendingChange},
    },
};

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
