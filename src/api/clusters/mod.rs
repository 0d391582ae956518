//! Free, serverless and dedicated clusters.
//!
//! Every change is accepted at once and done later, without a job to ask about: describe until the status settles.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::reconcile::{Created, Wanted};
use super::request::Request;
use super::{Client, Error, Found};

mod types;

pub use types::{
    Autoscaling, BucketInfo, Cluster, ClusterCreate, ClusterCreated, ClusterModify, ClusterStatus,
    ClusterUpdate, CuType, DedicatedClusterCreate, DeploymentOption, ScalingPolicy,
    ScalingSchedule,
};

impl Client {
    /// All clusters that the key can see, in every project; the service filters by region only.
    pub async fn clusters(&self, region_id: Option<&str>) -> Result<Vec<Cluster>, Error> {
        let list = Request::get("list clusters", ["clusters"]).query_opt("region", region_id);
        self.all_pages(&list, |it: &Cluster| it.cluster_id.clone())
            .await
    }

    /// One cluster.
    pub async fn cluster(&self, id: &str) -> Result<Cluster, Error> {
        self.fetch(Request::get("describe cluster", ["clusters", id]))
            .await
    }

    /// Creates a free cluster. Should the answer be lost, the cluster is looked for.
    pub async fn create_free_cluster(
        &self,
        cluster: &ClusterCreate,
    ) -> Result<ClusterCreated, Error> {
        let request = Request::post("create free cluster", ["clusters", "createFree"]);
        let wanted = Wanted::Cluster {
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
        let wanted = Wanted::Cluster {
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
        let wanted = Wanted::Cluster {
            name: &cluster.cluster_name,
            project_id: &cluster.project_id,
            region_id: &cluster.region_id,
        };
        self.create_cluster(request.json(cluster), wanted).await
    }

    async fn create_cluster(
        &self,
        request: Request,
        wanted: Wanted<'_>,
    ) -> Result<ClusterCreated, Error> {
        let request = request.with_secret_reply();
        let created = self.create(request, wanted, |it: &ClusterCreated| &it.cluster_id);
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

    /// Changes name and description of a dedicated cluster.
    pub async fn update_cluster(&self, id: &str, update: &ClusterUpdate) -> Result<(), Error> {
        let request = Request::patch("update cluster", ["clusters", id]).json(update);
        self.perform(request.naming_organization().repeatable())
            .await
    }

    /// Renames any cluster through an older route, for those that [`Client::update_cluster`] does not serve.
    pub async fn rename_cluster(&self, id: &str, name: &str) -> Result<(), Error> {
        let request = Request::post("rename cluster", ["clusters", id, "modifyProperties"]);
        let is_so = async |client: Self| Ok(client.cluster(id).await?.cluster_name == name);
        let request = request.json(&json!({ "clusterName": name }));
        self.change(request, is_so).await
    }

    /// Scales a dedicated cluster; each call replaces the whole autoscaling.
    pub async fn modify_cluster(&self, id: &str, modify: &ClusterModify) -> Result<(), Error> {
        let request = Request::post("modify cluster", ["clusters", id, "modify"]);
        let is_so =
            async |client: Self| Ok(modify.is_made_or_under_way(&client.cluster(id).await?));
        self.change(request.json(modify), is_so).await
    }

    /// Suspends a dedicated cluster.
    pub async fn suspend_cluster(&self, id: &str) -> Result<(), Error> {
        use ClusterStatus::{Stopped, Stopping, Suspended, Suspending};
        let request = Request::post("suspend cluster", ["clusters", id, "suspend"]);
        let is_so = async |client: Self| {
            let status = client.cluster(id).await?.status;
            Ok(matches!(
                status,
                Stopped | Stopping | Suspended | Suspending
            ))
        };
        self.change(request, is_so).await
    }

    /// Resumes a suspended cluster.
    pub async fn resume_cluster(&self, id: &str) -> Result<(), Error> {
        use ClusterStatus::{Resuming, Running};
        let request = Request::post("resume cluster", ["clusters", id, "resume"]);
        let is_so = async |client: Self| {
            let status = client.cluster(id).await?.status;
            Ok(matches!(status, Resuming | Running))
        };
        self.change(request, is_so).await
    }

    /// Deletes a cluster.
    pub async fn drop_cluster(&self, id: &str) -> Result<(), Error> {
        use ClusterStatus::{Deleted, Deleting};
        let request = Request::delete("drop cluster", ["clusters", id, "drop"]);
        let is_so = async |client: Self| {
            let found = client.cluster(id).await.found()?;
            Ok(found.is_none_or(|it| matches!(it.status, Deleted | Deleting)))
        };
        self.change(request.repeatable(), is_so).await
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

impl ClusterModify {
    /// Whether a cluster has this size, or is on its way to some size: no other change is accepted then.
    fn is_made_or_under_way(&self, found: &Cluster) -> bool {
        use ClusterStatus::{Modifying, Resizing};
        let has = |wanted: Option<i64>, found| wanted.is_none() || wanted == found;
        let has_policies = self.autoscaling.is_none() || self.autoscaling == found.autoscaling;
        matches!(found.status, Modifying | Resizing)
            || (has(self.cu_size, found.cu_size)
                && has(self.replica, found.replica)
                && has_policies)
    }
}

#[derive(Deserialize)]
struct Labels {
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct SecurityGroups {
    ids: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;
    use crate::api::test_support::{TestServer, failure, ok};

    #[tokio::test]
    async fn each_call_has_its_method_path_and_body() {
        let done = || ok(&json!({"clusterId": "in01-1", "prompt": "submitted"}));
        let server = TestServer::start(std::iter::repeat_with(done).take(9)).await;
        let client = server.client();
        let update = ClusterUpdate {
            description: Some(String::new()),
            ..Default::default()
        };
        client.update_cluster("in01-1", &update).await.unwrap();
        client.rename_cluster("in01-1", "b").await.unwrap();
        let modify = ClusterModify {
            replica: Some(2),
            ..Default::default()
        };
        client.modify_cluster("in01-1", &modify).await.unwrap();
        client.suspend_cluster("in01-1").await.unwrap();
        client.resume_cluster("in01-1").await.unwrap();
        client.drop_cluster("in01-1").await.unwrap();
        let labels = BTreeMap::from([("env".to_owned(), "prod".to_owned())]);
        client
            .replace_cluster_labels("in01-1", &labels)
            .await
            .unwrap();
        client
            .replace_cluster_security_groups("in01-1", &["sg-1".to_owned()])
            .await
            .unwrap();
        assert_eq!(
            client.cluster_labels("in01-1").await.unwrap(),
            BTreeMap::new()
        );
        let seen: Vec<_> = server
            .requests()
            .iter()
            .map(|it| format!("{} {}", it.line, it.body))
            .collect();
        assert_eq!(
            seen.join("\n")
                .replace(" HTTP/1.1", "")
                .replace("/v2/clusters/in01-1", ""),
            "PATCH  {\"description\":\"\"}\nPOST /modifyProperties {\"clusterName\":\"b\"}\n\
             POST /modify {\"replica\":2}\nPOST /suspend \nPOST /resume \nDELETE /drop \n\
             PUT /labels {\"labels\":{\"env\":\"prod\"}}\nPUT /securityGroups {\"ids\":[\"sg-1\"]}\nGET /labels "
        );
    }

    #[tokio::test]
    async fn a_new_clusters_password_does_not_print() {
        let reply = json!({"clusterId": "in03-1", "username": "db_1", "password": "hunter2"});
        let broken = json!({"username": "db_1", "password": "hunter2"});
        let wrong = json!("hunter2");
        let server = TestServer::start([ok(&reply), ok(&broken), ok(&wrong)]).await;
        let client = server.client();
        let draft = ClusterCreate {
            cluster_name: "a".to_owned(),
            project_id: "proj-1".to_owned(),
            region_id: "gcp-us-west1".to_owned(),
            ..Default::default()
        };
        let created = client.create_free_cluster(&draft).await.unwrap();
        assert_eq!(created.password.as_ref().unwrap().expose(), "hunter2");
        assert!(!format!("{created:?}").contains("hunter2"));
        for _ in 0..2 {
            let request = Request::post("create", ["clusters", "createFree"]).with_secret_reply();
            let error = client.fetch::<ClusterCreated>(request).await.unwrap_err();
            assert!(error.maybe_processed());
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
        let request = &server.requests()[0];
        assert_eq!(request.line, "POST /v2/clusters/createFree HTTP/1.1");
        assert_eq!(
            request.body,
            r#"{"clusterName":"a","projectId":"proj-1","regionId":"gcp-us-west1"}"#
        );
    }

    #[tokio::test]
    async fn the_clusters_of_one_region_are_asked_for_by_region() {
        let server = TestServer::start([ok(&json!({"count": 0, "clusters": []}))]).await;
        assert_eq!(
            server
                .client()
                .clusters(Some("aws-us-east-1"))
                .await
                .unwrap(),
            []
        );
        let line = &server.requests()[0].line;
        assert!(
            line.contains("/clusters?region=aws-us-east-1&currentPage=1&pageSize=100 "),
            "{line}"
        );
    }

    #[tokio::test]
    async fn labels_that_a_cluster_cannot_have_are_a_refusal() {
        let server = TestServer::start([failure(200, 96022, "not supported on serverless")]).await;
        let error = server.client().cluster_labels("in05-1").await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (Kind::Invalid, Some(96022)));
    }
}
