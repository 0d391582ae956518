//! The plan of a Dedicated cluster is that of its project, and an upgrade of the project is no change of the cluster.
//!
//! An apply upgrades the project in one resource, and its clusters are others. Terraform does not touch them in that apply, so
//! the state keeps the plan that it has of them. Were it refreshed, each upgrade would show as drift, and each output of `plan`
//! would change a second plan. What the cluster may have is held against the plan that it was read with.

use tf_provider::model::Computed;

use crate::provider::cluster::{
    changes::rank,
    kind::Kind,
    model::{Cluster, ClusterResource},
};

impl ClusterResource {
    /// Keeps the plan of the state where the service has a higher one.
    pub(super) fn keep_plan(&self, refreshed: &mut Cluster, in_state: Computed<String>) {
        let Some(now) = refreshed.plan.text() else {
            return;
        };
        self.context.known.note_plan(refreshed.id(), now);
        let before = in_state.text().and_then(rank);
        let is_upgrade = before.is_some() && rank(now) > before;
        if is_upgrade && refreshed.kind() == Kind::Dedicated {
            refreshed.plan = in_state;
        }
    }
}
