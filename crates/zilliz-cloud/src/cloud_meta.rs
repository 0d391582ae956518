//! The cloud providers and regions that clusters can run in.

use serde::Deserialize;

use super::request::Request;
use super::wire::non_empty;
use super::{Client, Error};

/// A cloud provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cloud {
    /// `aws`, `gcp`, `azure`; in China `ali`, `tc`.
    pub cloud_id: String,
    /// The name for people.
    #[serde(default, deserialize_with = "non_empty")]
    pub description: Option<String>,
}

/// A region of a cloud provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// The provider.
    pub cloud_id: String,
    /// `aws-us-west-2`
    pub region_id: String,
    /// The host of the API that serves the region.
    #[serde(default, deserialize_with = "non_empty")]
    pub domain: Option<String>,
    /// The address of that API, where the service tells.
    #[serde(default, deserialize_with = "non_empty")]
    pub api_base_url: Option<String>,
    /// The kinds of clusters it supports, where the service tells.
    pub supported_cluster_types: Option<Vec<String>>,
}

impl Client {
    /// All cloud providers.
    pub async fn clouds(&self) -> Result<Vec<Cloud>, Error> {
        self.fetch(Request::get("list clouds", ["clouds"])).await
    }

    /// All regions, or those of one provider.
    pub async fn regions(&self, cloud_id: Option<&str>) -> Result<Vec<Region>, Error> {
        let request = Request::get("list regions", ["regions"]);
        self.fetch(request.query_opt("cloudId", cloud_id).kept())
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::test_support::{TestServer, ok};

    #[tokio::test]
    async fn clouds_and_regions_are_read() {
        let region = json!({"cloudId": "aws", "regionId": "aws-us-west-2", "domain": "api.cloud.zilliz.com"});
        let server =
            TestServer::start([ok(&json!([{"cloudId": "aws"}])), ok(&json!([region]))]).await;
        let client = server.client();
        assert_eq!(client.clouds().await.unwrap()[0].cloud_id, "aws");
        assert_eq!(
            client.regions(Some("aws")).await.unwrap()[0].region_id,
            "aws-us-west-2"
        );
        let lines: Vec<_> = server.requests().into_iter().map(|it| it.line).collect();
        assert_eq!(
            lines,
            [
                "GET /v2/clouds HTTP/1.1",
                "GET /v2/regions?cloudId=aws HTTP/1.1"
            ]
        );
    }
}
