//! Clusters that exist: reading them, and everything that happens to them after their creation.
//!
//! A dropped cluster stays in the list with status DELETED (the recycle bin) and is not live.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    ambiguities::{DroppedCluster, FreePlan, NewPolicy, Replies, Rule},
    envelope::Refusal,
    lifecycle::Status,
    state::{
        World, catalog,
        checks::check_description,
        cluster::Cluster,
        plan::Plan,
        scaling::{Modification, ReplicaModification},
    },
};

/// Body of `PATCH /v2/clusters/{clusterId}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ClusterChange {
    cluster_name: Option<String>,
    description: Option<String>,
}

impl World {
    /// The clusters that are not gone, oldest first.
    pub(crate) fn live_clusters(&self) -> impl Iterator<Item = &Cluster> {
        let clusters = self.clusters.iter();
        clusters.filter(|cluster| cluster.life.status != Status::Deleted)
    }

    /// What `GET /v2/clusters` lists, newest first. Listing is no poll.
    pub(crate) fn list_clusters(&self, region: Option<&str>) -> Result<Vec<Value>, Refusal> {
        if let Some(region) = region {
            catalog::check_region(region)?;
        }
        let live: Vec<&Cluster> = self.live_clusters().collect();
        let newest_first = live.into_iter().rev();
        let wanted = newest_first.filter(|cluster| region.is_none_or(|id| id == cluster.region_id));
        Ok(wanted.map(|cluster| self.list_item(cluster)).collect())
    }

    /// One cluster. At instant speed it then makes a step.
    pub(crate) fn describe_cluster(&mut self, id: &str) -> Result<Value, Refusal> {
        let shown = match self.cluster(id) {
            Ok(cluster) => self.detail(cluster),
            Err(refusal) => return self.dropped(id).ok_or(refusal),
        };
        let (speed, now) = (self.rules.speed, self.rules.now);
        let cluster = self.cluster_mut(id)?;
        if cluster.pending_change.is_some() {
            cluster.advance(now);
        } else {
            cluster.life.polled(speed, now);
        }
        Ok(shown)
    }

    /// Renames a dedicated cluster or changes its description.
    pub(crate) fn update_cluster(
        &mut self,
        id: &str,
        change: ClusterChange,
    ) -> Result<Value, Refusal> {
        self.dedicated(id)?;
        if change.cluster_name.is_none() && change.description.is_none() {
            return Err(Refusal::invalid("Give clusterName, description or both."));
        }
        check_description(change.description.as_deref().unwrap_or_default(), 256)?;
        let name = match change.cluster_name {
            Some(name) => name,
            None => self.cluster(id)?.cluster_name.clone(),
        };
        self.rename_cluster(id, name)?;
        let cluster = self.cluster_mut(id)?;
        cluster.description = change
            .description
            .unwrap_or_else(|| cluster.description.clone());
        Ok(json!({"clusterId": id, "prompt": "successfully submitted."}))
    }

    /// Renames any cluster.
    pub(crate) fn rename_cluster(&mut self, id: &str, name: String) -> Result<Value, Refusal> {
        let cluster = self.idle_cluster(id, "renamed")?;
        self.check_cluster_name(&name, &cluster.project_id, Some(id))?;
        self.cluster_mut(id)?.cluster_name = name;
        Ok(json!({"clusterId": id}))
    }

    /// Scales a dedicated cluster, or sets how it scales itself.
    pub(crate) fn modify_cluster(
        &mut self,
        id: &str,
        change: Modification,
    ) -> Result<Value, Refusal> {
        self.dedicated(id)?;
        let is_policy = change.is_policy();
        let cluster = self.to_be_scaled(id, is_policy)?;
        let scaled = cluster.clone().modified(change, &self.rules.choices)?;
        self.scale(&scaled, is_policy)?;
        let prompt = "successfully submitted. Cluster is being upgraded.";
        Ok(json!({"clusterId": id, "prompt": prompt}))
    }

    /// Sets the replicas of a dedicated cluster.
    pub(crate) fn modify_replica(
        &mut self,
        id: &str,
        change: ReplicaModification,
    ) -> Result<Value, Refusal> {
        self.dedicated(id)?;
        let is_policy = change.is_policy();
        let cluster = self.to_be_scaled(id, is_policy)?;
        let scaled = cluster.clone().replicated(change, &self.rules.choices)?;
        self.scale(&scaled, is_policy)?;
        Ok(json!({"clusterId": id, "prompt": "successfully submitted."}))
    }

    /// The cluster, if it can get another size now, or another policy.
    fn to_be_scaled(&self, id: &str, is_policy: bool) -> Result<&Cluster, Refusal> {
        let cluster = self.cluster(id)?;
        let is_new = cluster.life.status == Status::Creating;
        if is_policy && is_new && self.rules.choices.policy_while_creating == Rule::Accepted {
            return Ok(cluster);
        }
        self.in_status(id, &Status::Running, "modified")
    }

    /// Gives a cluster its new size or policy: on the way through MODIFYING, unless a policy shows at once.
    fn scale(&mut self, scaled: &Cluster, is_policy: bool) -> Result<(), Refusal> {
        let is_quiet = self.rules.choices.new_policy == NewPolicy::Running;
        if is_policy && (is_quiet || scaled.life.status == Status::Creating) {
            *self.cluster_mut(&scaled.cluster_id)? = scaled.clone();
            return Ok(());
        }
        self.begin(scaled, Status::Modifying)
    }

    /// Suspends a running dedicated cluster.
    pub(crate) fn suspend_cluster(&mut self, id: &str) -> Result<Value, Refusal> {
        self.dedicated(id)?;
        let cluster = self.in_status(id, &Status::Running, "suspended")?.clone();
        self.begin(&cluster, Status::Stopping)?;
        let prompt = "Successfully Submitted. The cluster will not incur any computing costs when suspended.";
        Ok(json!({"clusterId": id, "prompt": prompt}))
    }

    /// Resumes a stopped dedicated cluster.
    pub(crate) fn resume_cluster(&mut self, id: &str) -> Result<Value, Refusal> {
        self.dedicated(id)?;
        let cluster = self.in_status(id, &Status::Stopped, "resumed")?.clone();
        self.begin(&cluster, Status::Resuming)?;
        let prompt = "successfully Submitted. Cluster is being resumed.";
        Ok(json!({"clusterId": id, "prompt": prompt}))
    }

    /// Drops a cluster in any settled status.
    pub(crate) fn drop_cluster(&mut self, id: &str) -> Result<Value, Refusal> {
        let project = self.idle_cluster(id, "deleted")?.project_id.clone();
        self.check_project_admin(&project, "delete clusters")?;
        let now = self.rules.now;
        self.cluster_mut(id)?.life.enter(Status::Deleting, now);
        Ok(json!({"clusterId": id, "prompt": "The cluster has been deleted."}))
    }

    /// Labels of any cluster.
    pub(crate) fn labels(&self, id: &str) -> Result<Value, Refusal> {
        Ok(json!({"labels": self.cluster(id)?.labels}))
    }

    /// Replaces the labels of a dedicated cluster.
    pub(crate) fn set_labels(
        &mut self,
        id: &str,
        labels: BTreeMap<String, String>,
    ) -> Result<Value, Refusal> {
        self.dedicated(id)?;
        self.idle_cluster(id, "labeled")?;
        check_labels(&labels)?;
        self.cluster_mut(id)?.labels = labels;
        Ok(json!({"clusterId": id}))
    }

    /// The live cluster with this ID.
    pub(crate) fn cluster(&self, id: &str) -> Result<&Cluster, Refusal> {
        let object = self
            .live_clusters()
            .find(|cluster| cluster.cluster_id == id);
        object.ok_or_else(|| match self.rules.choices.dropped_cluster {
            DroppedCluster::InvalidOrNoPermission => Refusal::new(
                80_020,
                "The cluster ID is invalid or you have no permission.",
            ),
            _ => Refusal::new(40_021, format!("The cluster ID {id} does not exist.")),
        })
    }

    /// The live cluster with this ID, to change it.
    pub(crate) fn cluster_mut(&mut self, id: &str) -> Result<&mut Cluster, Refusal> {
        self.cluster(id)?;
        let mut clusters = self.clusters.iter_mut();
        let object = clusters.find(|cluster| cluster.cluster_id == id);
        Ok(object.expect("a cluster that was just found is still there"))
    }

    fn dropped(&self, id: &str) -> Option<Value> {
        let shown = self.rules.choices.dropped_cluster == DroppedCluster::Deleted;
        let mut clusters = self.clusters.iter();
        let object = clusters.find(|cluster| shown && cluster.cluster_id == id);
        object.map(|cluster| self.detail(cluster))
    }

    pub(crate) fn dedicated(&self, id: &str) -> Result<&Cluster, Refusal> {
        let cluster = self.cluster(id)?;
        if !cluster.is_dedicated() {
            let message = "Serverless cluster does not support this operation.";
            return Err(Refusal::new(96_022, message));
        }
        Ok(cluster)
    }

    fn idle_cluster(&self, id: &str, done: &str) -> Result<&Cluster, Refusal> {
        let cluster = self.cluster(id)?;
        match &cluster.life.status {
            status if status.next().is_some() || cluster.pending_change.is_some() => {
                Err(wrong_status(id, status, done))
            }
            _ => Ok(cluster),
        }
    }

    fn in_status(&self, id: &str, needed: &Status, done: &str) -> Result<&Cluster, Refusal> {
        let cluster = self.cluster(id)?;
        if cluster.life.status == *needed && cluster.pending_change.is_none() {
            return Ok(cluster);
        }
        Err(wrong_status(id, &cluster.life.status, done))
    }

    fn list_item(&self, cluster: &Cluster) -> Value {
        let plan = match (cluster.plan, self.rules.choices.free_plan) {
            (Plan::Free, FreePlan::Serverless) => Plan::Serverless,
            (plan, _) => plan,
        };
        let mut shown = json!({
            "clusterId": cluster.cluster_id, "clusterName": cluster.cluster_name,
            "projectId": cluster.project_id, "regionId": cluster.region_id,
            "cuType": cluster.cu_type, "cuSize": cluster.cu_size, "plan": plan,
            "status": cluster.life.status,
            "connectAddress": cluster.connect_address,
            "privateLinkAddress": cluster.private_link_address, "createTime": cluster.create_time,
        });
        if self.rules.choices.replies != Replies::Thin {
            shown["description"] = json!(cluster.description);
            shown["deploymentOption"] = json!(cluster.deployment_option);
        }
        shown
    }

    fn detail(&self, cluster: &Cluster) -> Value {
        let (speed, now) = (self.rules.speed, self.rules.now);
        let mut shown = self.list_item(cluster);
        shown["replica"] = json!(cluster.replica);
        shown["storageSize"] = json!(cluster.storage_size);
        shown["snapshotNumber"] = json!(cluster.snapshot_number);
        let progress = cluster
            .life
            .create_progress(speed, now, cluster.is_dedicated());
        shown["createProgress"] = json!(progress);
        if let Some(key) = &cluster.byoc.key_identifier {
            shown["keyIdentifier"] = json!(key);
        }
        if let Some(autoscaling) = &cluster.autoscaling {
            shown["autoscaling"] = json!(autoscaling);
        }
        if self.rules.choices.replies == Replies::WithLabels {
            shown["labels"] = json!(cluster.labels);
        }
        shown
    }
}

/// Refuses labels that Kubernetes would refuse by length or characters.
pub(crate) fn check_labels(labels: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let plain = |text: &str| {
        let inner =
            |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        let outer = |character: Option<char>| character.is_none_or(|it| it.is_ascii_alphanumeric());
        text.len() <= 63
            && text.chars().all(inner)
            && outer(text.chars().next())
            && outer(text.chars().last())
    };
    for (key, value) in labels {
        let name = key.rsplit_once('/').map_or(key.as_str(), |(_, name)| name);
        if name.is_empty() || !plain(name) || !plain(value) {
            let message = format!(
                "The label {key}={value} is invalid: use up to 63 alphanumerics, '-', '_' and '.'."
            );
            return Err(Refusal::invalid(message));
        }
    }
    Ok(())
}

fn wrong_status(id: &str, status: &Status, done: &str) -> Refusal {
    let status = json!(status);
    let status = status.as_str().unwrap_or_default();
    Refusal::new(
        40_003,
        format!("The cluster {id} cannot be {done} while its status is {status}."),
    )
}
