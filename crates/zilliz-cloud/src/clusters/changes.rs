//! Changes that the service accepts at once and makes later, or refuses in some statuses.

use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::{Cluster, ClusterModify, ClusterStatus};
use crate::request::Request;
use crate::{Absence, Client, Error, Presence, is_same_name};

impl Client {
    /// Renames any cluster through an older route, for those that [`Client::update_cluster`] does not serve.
    pub async fn rename_cluster(&self, id: &str, name: &str) -> Result<(), Error> {
        let request = Request::post("rename cluster", ["clusters", id, "modifyProperties"]);
        let is_applied =
            async |client: Self| Ok(is_same_name(&client.cluster(id).await?.cluster_name, name));
        let request = request.json(&json!({ "clusterName": name }));
        self.change(request, is_applied).await
    }

    /// Scales a dedicated cluster; each call replaces the whole autoscaling.
    pub async fn modify_cluster(&self, id: &str, modify: &ClusterModify) -> Result<(), Error> {
        let request = Request::post("modify cluster", ["clusters", id, "modify"]);
        let is_applied =
            async |client: Self| Ok(modify.is_made_or_under_way(&client.cluster(id).await?));
        self.change(request.json(modify), is_applied).await
    }

    /// Suspends a dedicated cluster.
    pub async fn suspend_cluster(&self, id: &str) -> Result<(), Error> {
        use ClusterStatus::{Stopped, Stopping, Suspended, Suspending};
        let request = Request::post("suspend cluster", ["clusters", id, "suspend"]);
        let is_applied = async |client: Self| {
            let status = client.cluster(id).await?.status;
            Ok(matches!(
                status,
                Stopped | Stopping | Suspended | Suspending
            ))
        };
        self.change(request, is_applied).await
    }

    /// Resumes a suspended cluster.
    pub async fn resume_cluster(&self, id: &str) -> Result<(), Error> {
        use ClusterStatus::{Resuming, Running};
        let request = Request::post("resume cluster", ["clusters", id, "resume"]);
        let is_applied = async |client: Self| {
            let status = client.cluster(id).await?.status;
            Ok(matches!(status, Resuming | Running))
        };
        self.change(request, is_applied).await
    }

    /// Deletes a cluster, or makes sure that it is gone: with the proof, if it was gone before.
    pub async fn drop_cluster(&self, id: &str) -> Result<Option<Absence>, Error> {
        use ClusterStatus::{Deleted, Deleting};
        let request = Request::delete("drop cluster", ["clusters", id, "drop"]);
        let absence = Mutex::new(None);
        let is_applied = async |client: Self| {
            Ok(match client.cluster_presence(id).await? {
                Presence::Present(it) => matches!(it.status, Deleted | Deleting),
                Presence::Absent(proof) => {
                    *absence.lock().unwrap_or_else(PoisonError::into_inner) = Some(proof);
                    true
                }
            })
        };
        let Err(failure) = self.change(request.repeatable(), is_applied).await else {
            return Ok(absence.into_inner().unwrap_or_else(PoisonError::into_inner));
        };
        Self::after_deletion(failure, id, self.cluster_presence(id)).await
    }
}

impl ClusterModify {
    /// Whether a cluster has this size, or is on its way to some size: no other change is accepted then.
    fn is_made_or_under_way(&self, remote: &Cluster) -> bool {
        use ClusterStatus::{Modifying, Resizing};
        let has = |expected: Option<i64>, current| expected.is_none() || expected == current;
        let policies = remote.autoscaling.clone().unwrap_or_default();
        // A fixed size ends the policy of its dimension.
        let has_policies = (self.cu_size.is_none() || policies.cu.is_none())
            && (self.replica.is_none() || policies.replica.is_none())
            && self.autoscaling.as_ref().is_none_or(|it| *it == policies);
        matches!(remote.status, Modifying | Resizing)
            || (has(self.cu_size, remote.cu_size)
                && has(self.replica, remote.replica)
                && has_policies)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn is_applied(modify: &ClusterModify, extra: Value) -> bool {
        let mut cluster = json!({
            "clusterId": "in01-1", "clusterName": "a", "projectId": "proj-1", "regionId": "aws-us-east-1",
            "plan": "Enterprise", "status": "RUNNING", "cuSize": 8, "replica": 1,
        });
        let Value::Object(extra) = extra else {
            panic!("the rest of a cluster is an object");
        };
        cluster.as_object_mut().unwrap().extend(extra);
        modify.is_made_or_under_way(&serde_json::from_value(cluster).unwrap())
    }

    #[test]
    fn a_fixed_size_is_not_made_while_a_policy_still_decides() {
        let fixed = ClusterModify {
            cu_size: Some(8),
            ..ClusterModify::default()
        };
        let of_cu = json!({"autoscaling": {"cu": {"min": 8, "max": 16}}});
        let of_replica = json!({"autoscaling": {"replica": {"min": 1, "max": 2}}});
        assert!(is_applied(&fixed, json!({})));
        assert!(is_applied(&fixed, of_replica));
        assert!(!is_applied(&fixed, of_cu));
        assert!(!is_applied(&fixed, json!({"cuSize": 4})));
        assert!(is_applied(
            &fixed,
            json!({"cuSize": 4, "status": "MODIFYING"})
        ));
    }

    #[test]
    fn policies_are_made_when_they_are_told() {
        let policies = json!({"cu": {"min": 8, "max": 16}});
        let modify = ClusterModify {
            autoscaling: serde_json::from_value(policies.clone()).unwrap(),
            ..ClusterModify::default()
        };
        assert!(is_applied(&modify, json!({"autoscaling": policies})));
        assert!(!is_applied(&modify, json!({})));
        assert!(!is_applied(
            &modify,
            json!({"autoscaling": {"cu": {"min": 8, "max": 32}}})
        ));
    }
}
