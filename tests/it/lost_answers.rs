//! Creates whose answer never arrives, from Terraform's side: what is in the state then, and what the user is told.

use serde_json::{Value, json};
use tf_provider::protocol::Server;
use tf_provider::protocol::generated::tfplugin5::{
    DynamicValue, apply_resource_change, configure, plan_resource_change,
    provider_server::Provider as _,
};
use tonic::Request;
use zillizcloud::env::{self, Env};
use zillizcloud::provider::ZillizCloud;
use zillizcloud::sim::{Options, Sim};

struct Lab {
    sim: Sim,
    server: Server<ZillizCloud>,
    http: reqwest::Client,
}

impl Lab {
    async fn start() -> Self {
        let sim = Sim::start(Options::default()).await.unwrap();
        let env = Env::from_iter([
            (env::HOST_ADDRESS, sim.url().as_str()),
            (env::API_KEY, sim.api_key()),
            (env::POLL_INTERVAL, "1ms"),
        ]);
        let server = Server::new(ZillizCloud::new(env));
        let request = configure::Request {
            terraform_version: "1.11.4".to_owned(),
            config: Some(wire(&json!({}))),
            ..Default::default()
        };
        let configured = server.configure(Request::new(request)).await.unwrap();
        assert_eq!(configured.into_inner().diagnostics, []);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { sim, server, http }
    }

    /// Spoils the next call of this kind.
    async fn spoil(&self, path: &str, fault: &str) {
        let rule = json!({"match": {"method": "POST", "path": path}, "times": 1, "fault": {"kind": fault}});
        let url = format!("{}/_sim/faults", self.sim.url());
        let added = self.http.post(url).json(&rule).send().await.unwrap();
        assert!(added.status().is_success());
    }

    /// The names of all objects of a kind that exist.
    async fn names(&self, list: &str, name: &str) -> Vec<String> {
        let url = format!("{}/v2/{list}", self.sim.url());
        let reply = self.http.get(url).bearer_auth(self.sim.api_key());
        let reply: Value = reply.send().await.unwrap().json().await.unwrap();
        let data = &reply["data"];
        let items = data.as_array().or_else(|| data[list].as_array()).unwrap();
        let names = items.iter().filter_map(|it| it[name].as_str());
        names.map(str::to_owned).collect()
    }

    /// Plans and creates a resource.
    async fn create(&self, type_name: &str, config: &Value) -> Outcome {
        let plan = plan_resource_change::Request {
            type_name: type_name.to_owned(),
            proposed_new_state: Some(wire(config)),
            config: Some(wire(config)),
            ..Default::default()
        };
        let planned = self.server.plan_resource_change(Request::new(plan));
        let planned = planned.await.unwrap().into_inner();
        assert_eq!(planned.diagnostics, []);
        let apply = apply_resource_change::Request {
            type_name: type_name.to_owned(),
            planned_state: planned.planned_state,
            config: Some(wire(config)),
            planned_private: planned.planned_private,
            ..Default::default()
        };
        let applied = self.server.apply_resource_change(Request::new(apply));
        let applied = applied.await.unwrap().into_inner();
        let said = applied.diagnostics.iter();
        Outcome {
            state: String::from_utf8_lossy(&applied.new_state.unwrap().msgpack).into_owned(),
            said: said
                .map(|it| format!("{} {}\n{}", it.severity, it.summary, it.detail))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    async fn cluster(&self) -> Outcome {
        let url = format!("{}/v2/projects", self.sim.url());
        let reply = self.http.get(url).bearer_auth(self.sim.api_key());
        let reply: Value = reply.send().await.unwrap().json().await.unwrap();
        let config = json!({
            "cluster_name": "lost", "project_id": reply["data"][0]["projectId"], "region_id": "aws-us-west-2",
            "plan": "Free",
        });
        self.create("zillizcloud_cluster", &config).await
    }
}

/// What Terraform gets: the state with its texts readable, and the diagnostics.
struct Outcome {
    state: String,
    said: String,
}

fn wire(value: &Value) -> DynamicValue {
    DynamicValue {
        json: value.to_string().into_bytes(),
        msgpack: Vec::new(),
    }
}

fn project() -> Value {
    json!({"project_name": "red", "plan": "Enterprise", "region_ids": ["aws-us-west-2"]})
}

#[tokio::test]
async fn a_project_whose_answer_was_lost_is_in_the_state_with_a_warning() {
    let lab = Lab::start().await;
    lab.spoil("/v2/projects", "reset_after").await;
    let outcome = lab.create("zillizcloud_project", &project()).await;
    assert!(outcome.state.contains("proj-"), "{}", outcome.said);
    assert!(
        outcome.said.starts_with("2 Project \"red\" (proj-"),
        "{}",
        outcome.said
    );
    assert!(
        outcome.said.contains("its answer was lost"),
        "{}",
        outcome.said
    );
    let names = lab.names("projects", "projectName").await;
    assert_eq!(names.iter().filter(|it| *it == "red").count(), 1);
}

#[tokio::test]
async fn a_project_that_may_exist_is_an_error_with_the_import_command() {
    let lab = Lab::start().await;
    lab.spoil("/v2/projects", "reset_before").await;
    let outcome = lab.create("zillizcloud_project", &project()).await;
    assert!(
        outcome.said.starts_with("1 Error creating project \"red\""),
        "{}",
        outcome.said
    );
    let import = "`terraform import <address> 'name:red'`, where <address> is that of this resource, such as \
                  zillizcloud_project.example";
    assert!(outcome.said.contains(import), "{}", outcome.said);
    let names = lab.names("projects", "projectName").await;
    assert!(!names.contains(&"red".to_owned()));
}

#[tokio::test]
async fn a_cluster_whose_answer_was_lost_is_in_the_state_and_its_password_is_missed() {
    let lab = Lab::start().await;
    lab.spoil("/v2/clusters/createFree", "reset_after").await;
    let outcome = lab.cluster().await;
    assert!(outcome.state.contains("in03-"), "{}", outcome.said);
    assert!(
        outcome.said.starts_with("2 Cluster \"lost\" (in03-"),
        "{}",
        outcome.said
    );
    assert!(outcome.said.contains("Reset Password"), "{}", outcome.said);
    assert_eq!(lab.names("clusters", "clusterName").await, ["lost"]);
}

#[tokio::test]
async fn a_cluster_that_never_arrived_is_created_again_with_its_password() {
    let lab = Lab::start().await;
    lab.spoil("/v2/clusters/createFree", "reset_before").await;
    let outcome = lab.cluster().await;
    assert_eq!(outcome.said, "");
    assert!(outcome.state.contains("db_"), "the initial user");
    assert_eq!(lab.names("clusters", "clusterName").await, ["lost"]);
}
