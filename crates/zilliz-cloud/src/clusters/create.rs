//! New clusters, of which the password is told only once.

use super::{ClusterCreate, ClusterCreated, DedicatedClusterCreate};
use crate::lost_create::{Created, Lookup};
use crate::request::Request;
use crate::{Client, Error};

impl Client {
    /// Creates a free cluster. Should the answer be lost, the cluster is looked for.
    pub async fn create_free_cluster(
        &self,
        cluster: &ClusterCreate,
    ) -> Result<ClusterCreated, Error> {
        let request = Request::post("create free cluster", ["clusters", "createFree"]);
        let wanted = Lookup::Cluster {
            name: &cluster.cluster_name,
            project_id: &cluster.project_id,
            region_id: &cluster.region_id,
        };
        self.create_cluster(request.json(cluster), wanted).await
    }

    /// Creates a serverless cluster. Should the answer be lost, the cluster is looked for.
    pub async fn create_serverless_cluster(
        &self,
        cluster: &ClusterCreate,
    ) -> Result<ClusterCreated, Error> {
        let request = Request::post(
            "create serverless cluster",
            ["clusters", "createServerless"],
        );
        let wanted = Lookup::Cluster {
            name: &cluster.cluster_name,
            project_id: &cluster.project_id,
            region_id: &cluster.region_id,
        };
        self.create_cluster(request.json(cluster), wanted).await
    }

    /// Creates a dedicated cluster. Should the answer be lost, the cluster is looked for.
    pub async fn create_dedicated_cluster(
        &self,
        cluster: &DedicatedClusterCreate,
    ) -> Result<ClusterCreated, Error> {
        let request = Request::post("create dedicated cluster", ["clusters", "createDedicated"]);
        let wanted = Lookup::Cluster {
            name: &cluster.cluster_name,
            project_id: &cluster.project_id,
            region_id: &cluster.region_id,
        };
        self.create_cluster(request.json(cluster), wanted).await
    }

    async fn create_cluster(
        &self,
        request: Request,
        wanted: Lookup<'_>,
    ) -> Result<ClusterCreated, Error> {
        let request = request.with_secret_reply();
        let created = self.create(request, wanted, |it: &ClusterCreated| it.cluster_id.clone());
        Ok(match created.await? {
            Created::Answered(created) => created,
            Created::Found(cluster_id) => ClusterCreated {
                cluster_id,
                username: None,
                password: None,
                prompt: None,
                is_reconciled: true,
            },
        })
    }
}
