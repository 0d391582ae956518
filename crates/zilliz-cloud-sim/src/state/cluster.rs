//! A cluster as it is stored, and its own rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    clock::Millis,
    lifecycle::{Life, Status},
    state::{plan::Plan, policy::Autoscaling},
};

/// How a cluster is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Deployment {
    Free,
    Serverless,
    Dedicated,
}

/// A cluster as it is stored; never with its initial password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the API")]
pub(crate) struct Cluster {
    pub(crate) cluster_id: String,
    pub(crate) cluster_name: String,
    pub(crate) project_id: String,
    pub(crate) description: String,
    pub(crate) region_id: String,
    pub(crate) deployment_option: Deployment,
    pub(crate) plan: Plan,
    pub(crate) cu_type: String,
    pub(crate) cu_size: u32,
    pub(crate) replica: u32,
    pub(crate) autoscaling: Option<Autoscaling>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) connect_address: String,
    pub(crate) private_link_address: String,
    pub(crate) create_time: String,
    pub(crate) storage_size: u64,
    pub(crate) snapshot_number: u32,
    #[serde(flatten)]
    pub(crate) life: Life,
    /// What was accepted and has not begun.
    #[serde(default)]
    #[serde(rename = "upcoming")]
    pub(crate) pending_change: Option<Box<PendingChange>>,
    #[serde(flatten)]
    pub(crate) byoc: Byoc,
}

impl Cluster {
    /// Whether the dedicated-only calls apply.
    pub(crate) fn is_dedicated(&self) -> bool {
        self.deployment_option == Deployment::Dedicated
    }
}

/// What a cluster in the user's own account has besides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Byoc {
    pub(crate) bucket_info: Option<BucketInfo>,
    pub(crate) key_identifier: Option<String>,
    pub(crate) security_groups: Vec<String>,
}

/// A bucket for the data of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct BucketInfo {
    bucket_name: String,
    prefix: Option<String>,
}

/// A change that was accepted and shows after some more polls.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PendingChange {
    pub(super) polls: u32,
    pub(super) status: Status,
    pub(super) cu_size: u32,
    pub(super) replica: u32,
    pub(super) autoscaling: Option<Autoscaling>,
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
