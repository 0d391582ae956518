//! The wire types of clusters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::wire::{integer, non_empty, open_enum, required_integer};
use crate::{Plan, Secret};

open_enum! {
    /// Where a cluster is in its life; a suspended one reports `STOPPED`, which the reference does not list.
    ClusterStatus {
        Creating = "CREATING",
        Running = "RUNNING",
        Deleting = "DELETING",
        Deleted = "DELETED",
        Stopping = "STOPPING",
        Stopped = "STOPPED",
        Suspending = "SUSPENDING",
        Suspended = "SUSPENDED",
        Resuming = "RESUMING",
        Modifying = "MODIFYING",
        Resizing = "RESIZING",
        Upgrading = "UPGRADING",
        Migrating = "MIGRATING",
        RestoreBackup = "RESTORE_BACKUP",
        WritingOperation = "WRITING_OPERATION",
        SetPrivateLink = "SET_PRIVATE_LINK",
        Abnormal = "ABNORMAL",
        Freezing = "FREEZING",
        Frozen = "FROZEN",
        Unfreezed = "UNFREEZED",
    }
}

open_enum! {
    /// What the compute units of a cluster are good at.
    CuType {
        PerformanceOptimized = "Performance-optimized",
        CapacityOptimized = "Capacity-optimized",
        TieredStorage = "Tiered-storage",
        ExtendedCapacity = "Extended-capacity",
    }
}

open_enum! {
    /// What kind of cluster it is; not every platform tells.
    DeploymentOption { Free = "Free", Serverless = "Serverless", Dedicated = "Dedicated" }
}

/// A cluster; what the service leaves out is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// `in01-…` dedicated, `in03-…` free, `in05-…` serverless.
    pub cluster_id: String,
    /// The name.
    pub cluster_name: String,
    /// The project it is in.
    pub project_id: String,
    /// The region it runs in.
    pub region_id: String,
    /// The subscription plan; some free clusters report `Serverless`.
    pub plan: Plan,
    /// Where it is in its life.
    pub status: ClusterStatus,
    /// Free text.
    pub description: Option<String>,
    /// `None` for free and serverless clusters.
    #[serde(default, deserialize_with = "non_empty")]
    pub cu_type: Option<CuType>,
    /// What kind of cluster it is.
    #[serde(default, deserialize_with = "non_empty")]
    pub deployment_option: Option<DeploymentOption>,
    /// The public endpoint, once there is one.
    #[serde(default, deserialize_with = "non_empty")]
    pub connect_address: Option<String>,
    /// The private endpoint, if there is one.
    #[serde(default, deserialize_with = "non_empty")]
    pub private_link_address: Option<String>,
    /// RFC 3339, UTC.
    #[serde(default, deserialize_with = "non_empty")]
    pub create_time: Option<String>,
    /// Compute units; 0 for free and serverless clusters.
    #[serde(default, deserialize_with = "integer")]
    pub cu_size: Option<i64>,
    /// Copies that answer queries.
    #[serde(default, deserialize_with = "integer")]
    pub replica: Option<i64>,
    /// Storage in use; only from describe.
    #[serde(default, deserialize_with = "integer")]
    pub storage_size: Option<i64>,
    /// How many backups there are; only from describe.
    #[serde(default, deserialize_with = "integer")]
    pub snapshot_number: Option<i64>,
    /// Percent; only from describe.
    #[serde(default, deserialize_with = "integer")]
    pub create_progress: Option<i64>,
    /// The scaling policies.
    pub autoscaling: Option<Autoscaling>,
    /// The labels, where the service tells them.
    pub labels: Option<BTreeMap<String, String>>,
    /// The encryption key, on the user's own cloud account.
    #[serde(default, deserialize_with = "non_empty")]
    pub key_identifier: Option<String>,
    /// An older word for what kind of cluster it is, where the service tells.
    #[serde(default, deserialize_with = "non_empty")]
    pub cluster_type: Option<String>,
    /// The global cluster that it is a part of.
    pub global_cluster_meta: Option<GlobalClusterMeta>,
}

/// What a cluster is in a global cluster.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GlobalClusterMeta {
    /// `glo-…`
    #[serde(default, deserialize_with = "non_empty")]
    pub global_cluster_id: Option<String>,
    /// `PRIMARY` or `SECONDARY`.
    #[serde(default, deserialize_with = "non_empty")]
    pub role: Option<String>,
}

/// Scaling policies; the service replaces them together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Autoscaling {
    /// Of the compute units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cu: Option<ScalingPolicy>,
    /// Of the replicas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replica: Option<ScalingPolicy>,
}

/// Bounds or schedules, not both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalingPolicy {
    /// The lower bound.
    #[serde(
        default,
        deserialize_with = "integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub min: Option<i64>,
    /// The upper bound.
    #[serde(
        default,
        deserialize_with = "integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub max: Option<i64>,
    /// Values at set times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedules: Option<Vec<ScalingSchedule>>,
}

/// A value from a time on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScalingSchedule {
    /// Six fields, seconds first.
    pub cron: String,
    /// The value.
    #[serde(deserialize_with = "required_integer")]
    pub target: i64,
    /// IANA name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// What a new free or serverless cluster is to be.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterCreate {
    /// The name, unique among live clusters.
    pub cluster_name: String,
    /// The project to put it in.
    pub project_id: String,
    /// A region bound to the project.
    pub region_id: String,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The labels.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// What a new dedicated cluster is to be.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DedicatedClusterCreate {
    /// The name, unique among live clusters.
    pub cluster_name: String,
    /// The project to put it in.
    pub project_id: String,
    /// A region bound to the project.
    pub region_id: String,
    /// What its compute units are good at.
    pub cu_type: CuType,
    /// The plan of the project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Compute units; without them a policy decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cu_size: Option<i64>,
    /// Copies that answer queries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replica: Option<i64>,
    /// The scaling policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoscaling: Option<Autoscaling>,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The labels.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// Where its data goes, on the user's own cloud account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bucket_info: Option<BucketInfo>,
    /// The encryption key, on the user's own cloud account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_identifier: Option<String>,
}

/// A bucket of the user.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BucketInfo {
    /// Its name.
    pub bucket_name: String,
    /// Where in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// A cluster that has just been accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterCreated {
    /// Its id.
    pub cluster_id: String,
    /// The first user.
    #[serde(default, deserialize_with = "non_empty")]
    pub username: Option<String>,
    /// The first user's password; the service never tells it again.
    pub password: Option<Secret>,
    /// What the service says to people.
    #[serde(default, deserialize_with = "non_empty")]
    pub prompt: Option<String>,
    /// Whether the answer was lost, and the cluster was found by its name and its age: then the password is lost, too.
    #[serde(skip)]
    pub is_reconciled: bool,
}

/// What to change; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterUpdate {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_name: Option<String>,
    /// The new text; "" clears it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The size to scale to: a fixed one excludes the policy of the same dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterModify {
    /// Compute units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cu_size: Option<i64>,
    /// Copies that answer queries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replica: Option<i64>,
    /// The scaling policies, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoscaling: Option<Autoscaling>,
}

/// Reply with the labels of a cluster.
#[derive(Deserialize)]
pub(super) struct Labels {
    pub(super) labels: Option<BTreeMap<String, String>>,
}

/// Reply with the security groups of a cluster.
#[derive(Deserialize)]
pub(super) struct SecurityGroups {
    pub(super) ids: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cluster(extra: &serde_json::Value) -> Cluster {
        let mut json = json!({
            "clusterId": "in01-1", "clusterName": "a", "projectId": "proj-1", "regionId": "aws-us-east-1",
            "plan": "Standard", "status": "RUNNING",
        });
        let extra = extra.as_object().unwrap().clone();
        json.as_object_mut().unwrap().extend(extra);
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_thin_and_a_full_cluster_are_read() {
        let thin = cluster(&json!({"cuType": "", "connectAddress": "", "replica": null}));
        assert_eq!(
            (thin.cu_type, thin.connect_address, thin.replica),
            (None, None, None)
        );
        let full = cluster(&json!({
            "status": "DREAMING", "replica": "2", "cuSize": 8, "cuType": "Tiered-storage", "new": {"a": []},
            "autoscaling": {"cu": {"min": 1, "max": "4"}, "replica": {"schedules": [{"cron": "0 0 8 * * ?", "target": 2}]}},
        }));
        assert_eq!(full.status, ClusterStatus::Other("DREAMING".to_owned()));
        assert_eq!((full.replica, full.cu_size), (Some(2), Some(8)));
        let autoscaling = serde_json::to_value(full.autoscaling).unwrap();
        let expected = json!({
            "cu": {"min": 1, "max": 4},
            "replica": {"schedules": [{"cron": "0 0 8 * * ?", "target": 2}]},
        });
        assert_eq!(autoscaling, expected);
    }
}
