//! Free, serverless and dedicated clusters.
//!
//! Every change is accepted at once and done later, without a job to ask about: describe until the status settles.

use std::collections::BTreeMap;

use serde_json::json;

use super::request::Request;
use super::{Client, Error};

mod changes;
mod create;
#[cfg(test)]
mod tests;
mod types;

pub use types::{
    Autoscaling, BucketInfo, Cluster, ClusterCreate, ClusterCreated, ClusterModify, ClusterStatus,
    ClusterUpdate, CuType, DedicatedClusterCreate, DeploymentOption, GlobalClusterMeta,
    ScalingPolicy, ScalingSchedule,
};
use types::{Labels, SecurityGroups};

impl Client {
    /// All clusters that the key can see, in every project; the service filters by region only.
    pub async fn clusters(&self, region_id: Option<&str>) -> Result<Vec<Cluster>, Error> {
        let list = Request::get("list clusters", ["clusters"]).query_opt("region", region_id);
        self.all_pages(&list, |it: &Cluster| it.cluster_id.clone())
            .await
    }

    /// The same, of every region and to the last one, so that one that is missing is not there for this key.
    pub(super) async fn all_clusters(&self) -> Result<Vec<Cluster>, Error> {
        let list = Request::get("list clusters", ["clusters"]);
        self.whole_list(&list, |it: &Cluster| it.cluster_id.clone())
            .await
    }

    /// One cluster.
    pub async fn cluster(&self, id: &str) -> Result<Cluster, Error> {
        let request = Request::get("describe cluster", ["clusters", id]);
        self.fetch_one(request, |it: &Cluster| it.cluster_id == id)
            .await
    }

    /// Changes name and description of a dedicated cluster.
    pub async fn update_cluster(&self, id: &str, update: &ClusterUpdate) -> Result<(), Error> {
        let request = Request::patch("update cluster", ["clusters", id]).json(update);
        self.perform(request.naming_organization().repeatable())
            .await
    }

    /// The labels of a dedicated cluster; the service refuses the question for others.
    pub async fn cluster_labels(&self, id: &str) -> Result<BTreeMap<String, String>, Error> {
        let request = Request::get("read labels of cluster", ["clusters", id, "labels"]);
        let Labels { labels } = self.fetch(request).await?;
        Ok(labels.unwrap_or_default())
    }

    /// Replaces all labels.
    pub async fn replace_cluster_labels(
        &self,
        id: &str,
        labels: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let request = Request::put("replace labels of cluster", ["clusters", id, "labels"]);
        self.perform(request.json(&json!({ "labels": labels })).repeatable())
            .await
    }

    /// The load balancer security groups of a cluster on the user's own cloud account.
    pub async fn cluster_security_groups(&self, id: &str) -> Result<Vec<String>, Error> {
        let path = ["clusters", id, "securityGroups"];
        let request = Request::get("read security groups of cluster", path);
        let SecurityGroups { ids } = self.fetch(request).await?;
        Ok(ids.unwrap_or_default())
    }

    /// Replaces all load balancer security groups.
    pub async fn replace_cluster_security_groups(
        &self,
        id: &str,
        group_ids: &[String],
    ) -> Result<(), Error> {
        let path = ["clusters", id, "securityGroups"];
        let request = Request::put("replace security groups of cluster", path);
        self.perform(request.json(&json!({ "ids": group_ids })).repeatable())
            .await
    }
}
