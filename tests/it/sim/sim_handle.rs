//! A simulator for one test, and how to talk to it.

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use zillizcloud::sim::{Options, Sim};

use testkit::contract::{Contract, Judged};

/// A running simulator and a client of it.
pub(super) struct SimHandle {
    _contract: Contract,
    pub(super) sim: Sim,
    pub(super) http: Client,
}

impl SimHandle {
    pub(super) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(super) async fn with(options: Options) -> Self {
        let contract = Contract::new(Judged::Simulator);
        let traffic = Some(contract.traffic());
        Self {
            _contract: contract,
            sim: Sim::start(Options { traffic, ..options }).await.unwrap(),
            http: Client::builder().no_proxy().build().unwrap(),
        }
    }

    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.sim.url());
        self.http
            .request(method, url)
            .bearer_auth(self.sim.api_key())
    }

    /// The whole envelope of a call that must answer HTTP 200.
    pub(super) async fn envelope(&self, method: Method, path: &str, body: Value) -> Value {
        let mut request = self.request(method, path);
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(response.headers().contains_key("requestid") || path.starts_with("/_sim"));
        response.json().await.unwrap()
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        data(self.envelope(Method::GET, path, Value::Null).await)
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Value {
        data(self.envelope(Method::POST, path, body).await)
    }

    pub(super) async fn put(&self, path: &str, body: Value) -> Value {
        data(self.envelope(Method::PUT, path, body).await)
    }

    pub(super) async fn patch(&self, path: &str, body: Value) -> Value {
        data(self.envelope(Method::PATCH, path, body).await)
    }

    pub(super) async fn delete(&self, path: &str) -> Value {
        data(self.envelope(Method::DELETE, path, Value::Null).await)
    }

    /// The code of a call that must be refused with a message.
    pub(super) async fn refused(&self, method: Method, path: &str, body: Value) -> i64 {
        let envelope = self.envelope(method, path, body).await;
        assert!(
            envelope["message"]
                .as_str()
                .is_some_and(|message| message.len() > 10),
            "{envelope}"
        );
        assert!(envelope.get("data").is_none());
        envelope["code"].as_i64().filter(|code| *code != 0).unwrap()
    }

    pub(super) async fn raw(&self, method: Method, path: &str) -> reqwest::Result<Response> {
        self.request(method, path).send().await
    }

    /// A call of the control surface.
    pub(super) async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        self.envelope(method, &format!("/_sim/{path}"), body).await
    }

    pub(super) async fn inventory(&self) -> Value {
        self.control(Method::GET, "inventory", Value::Null).await
    }

    pub(super) async fn default_project(&self) -> String {
        text(&self.get("/v2/projects").await[0]["projectId"])
    }

    /// A new Enterprise project in the region of the default one.
    pub(super) async fn project(&self, name: &str) -> String {
        let body =
            json!({"projectName": name, "plan": "Enterprise", "regionIds": ["aws-us-west-2"]});
        text(&self.post("/v2/projects", body).await)
    }

    /// A new dedicated cluster of 8 CU.
    pub(super) async fn dedicated(&self, name: &str) -> String {
        let body = dedicated(name, &self.default_project().await);
        text(&self.post("/v2/clusters/createDedicated", body).await["clusterId"])
    }

    pub(super) async fn status(&self, cluster: &str) -> String {
        text(&self.get(&format!("/v2/clusters/{cluster}")).await["status"])
    }

    /// Polls a cluster until it has this status, and tells which it had before.
    pub(super) async fn until(&self, cluster: &str, wanted: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            let status = self.status(cluster).await;
            if status == wanted {
                return seen;
            }
            seen.push(status);
            assert!(seen.len() < 10, "{seen:?}");
        }
    }

    /// Polls a cluster that was dropped until it is no longer there.
    pub(super) async fn until_gone(&self, cluster: &str) {
        let path = format!("/v2/clusters/{cluster}");
        for _ in 0..10 {
            let described = self.envelope(Method::GET, &path, Value::Null).await;
            if described["code"] != 0 {
                return;
            }
        }
        panic!("{cluster} is still there");
    }

    /// A new dedicated cluster that runs.
    pub(super) async fn running(&self, name: &str) -> String {
        let cluster = self.dedicated(name).await;
        self.until(&cluster, "RUNNING").await;
        cluster
    }
}

pub(super) fn dedicated(name: &str, project: &str) -> Value {
    json!({
        "clusterName": name, "projectId": project, "regionId": "aws-us-west-2",
        "cuType": "Performance-optimized", "cuSize": 8,
    })
}

fn data(mut envelope: Value) -> Value {
    assert_eq!(envelope["code"], 0, "{envelope}");
    envelope["data"].take()
}

pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no string"))
        .to_owned()
}
