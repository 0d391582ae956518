//! The provider and the simulator in one runtime, with a small Terraform between them.
//!
//! With tokio's clock paused, retries and waits cost no time: nothing here leaves the runtime, so the clock only jumps
//! while everybody waits.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{Log, Terraform};
use zillizcloud::{
    env::{self, Env},
    provider::ZillizCloud,
    sim::{Exchange, Options, Preview, Sim},
};

use crate::messages::Messages;
use testkit::{
    Secrets,
    contract::{Contract, Judged},
    secrets,
};

pub(crate) const EMAIL: &str = "ada@example.com";
const REGION: &str = "aws-us-west-2";

/// A provider that was never asked anything, and a simulated Zilliz Cloud of its own.
pub(crate) struct InProcess {
    _contract: Contract,
    pub(crate) sim: Sim,
    http: reqwest::Client,
    pub(crate) secrets: Secrets,
    log: Log,
    /// The configuration of the provider.
    config: Value,
    pub(crate) terraform: Terraform,
    pub(crate) project_id: String,
    /// What existed in the beginning.
    untouched: Remote,
}

/// An object of the state.
pub(crate) struct StateObject {
    pub(crate) resource: &'static str,
    pub(crate) state: Value,
}

/// What exists and matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Remote {
    /// Name by identifier.
    pub(crate) projects: BTreeMap<String, String>,
    /// Name by identifier.
    pub(crate) clusters: BTreeMap<String, String>,
    /// The roles of Ada.
    pub(crate) roles: BTreeSet<String>,
    /// Name by identifier.
    pub(crate) organizations: BTreeMap<String, String>,
    /// Whose invitations are pending, one entry each.
    pub(crate) invitations: Vec<String>,
}

impl InProcess {
    /// Configures the provider once more, as for the next command.
    pub(crate) async fn configure_again(&self) {
        let config = self.config.clone();
        self.terraform.configure(config).await.unwrap();
    }

    /// The same identifiers for the same `seed`; `watch` sees each call after it was carried out, before its answer leaves.
    pub(crate) async fn start(seed: u64, watch: impl Fn() + Send + Sync + 'static) -> Self {
        let options = Options {
            seed,
            ..Options::default()
        };
        Self::with(options, json!({}), watch).await
    }

    /// The same beside another organization.
    pub(crate) async fn beside_another(
        seed: u64,
        watch: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let options = Options {
            seed,
            more_api_keys: vec!["another-api-key".to_owned()],
            ..Options::default()
        };
        let driver = Self::with(options, json!({}), watch).await;
        driver.secrets.learn("the API key", &driver.foreign_key());
        driver
    }

    /// The key of the other organization.
    pub(crate) fn foreign_key(&self) -> String {
        self.sim.organizations()[1].api_key.clone()
    }

    /// With proposed endpoints, all of which the provider may use.
    pub(crate) async fn with_previews(seed: u64) -> Self {
        let options = Options {
            seed,
            preview: [Preview::Organizations, Preview::Invitations].into(),
            ..Options::default()
        };
        let config = json!({"preview_features": ["organizations", "invitations"]});
        Self::with(options, config, || {}).await
    }

    async fn with(
        options: Options,
        config: Value,
        watch: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let contract = Contract::new(Judged::Both);
        let log = Log::listen();
        let secrets = Secrets::default();
        let passwords = secrets.clone();
        let traffic = contract.traffic_and(move |exchange: &Exchange| {
            passwords.overhear(exchange);
            watch();
        });
        let options = Options {
            traffic: Some(traffic),
            ..options
        };
        let sim = Sim::start(options).await.unwrap();
        secrets.learn("the API key", sim.api_key());
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .build()
            .unwrap();
        let project_id = default_project(&http, &sim).await;
        let variables = [
            (env::API_KEY, sim.api_key()),
            (env::HOST_ADDRESS, &sim.url()),
            (env::PROJECT_ID, &project_id),
            (env::REGION_ID, REGION),
            (env::MAX_RETRIES, "2"),
        ];
        let provider = ZillizCloud::new(variables.into_iter().collect::<Env>());
        let terraform = Terraform::start(provider).await.unwrap();
        terraform.configure(config.clone()).await.unwrap();
        let mut driver = Self {
            _contract: contract,
            sim,
            http,
            secrets,
            log,
            config,
            terraform,
            project_id,
            untouched: Remote::default(),
        };
        let ada = Some(json!({"email": EMAIL}));
        driver.control(Method::POST, "members", ada).await;
        driver.untouched = driver.remote().await;
        driver
    }

    /// Spoils calls; see `POST /_sim/faults`.
    pub(crate) async fn fault(&self, rule: Value) {
        self.control(Method::POST, "faults", Some(rule)).await;
    }

    pub(crate) async fn clear_faults(&self) {
        self.control(Method::DELETE, "faults", None).await;
    }

    pub(crate) async fn forget_calls(&self) {
        self.control(Method::DELETE, "calls", None).await;
    }

    /// The calls since they were last forgotten: method and path.
    pub(crate) async fn calls(&self) -> Vec<(String, String)> {
        let calls = self.control(Method::GET, "calls", None).await;
        let calls = calls.as_array().unwrap().iter();
        calls
            .map(|it| (text(&it["method"]), text(&it["path"])))
            .collect()
    }

    /// What exists now.
    pub(crate) async fn remote(&self) -> Remote {
        let inventory = self.control(Method::GET, "inventory", None).await;
        let named = |kind: &str, id: &str, name: &str| {
            let objects = inventory[kind].as_array().unwrap().iter();
            objects
                .map(|it| (text(&it[id]), text(&it[name])))
                .collect::<BTreeMap<_, _>>()
        };
        let members = named("members", "email", "userId");
        let ada = members.get(EMAIL);
        let bindings = inventory["bindings"].as_array().unwrap().iter();
        let roles = bindings
            .filter(|it| Some(&text(&it["userId"])) == ada && it["projectId"] == self.project_id);
        let pending = inventory["invitations"].as_array().unwrap().iter();
        let pending = pending.filter(|it| it["status"] == "PENDING");
        Remote {
            projects: named("projects", "projectId", "projectName"),
            clusters: named("clusters", "clusterId", "clusterName"),
            roles: roles.map(|it| text(&it["roleId"])).collect(),
            organizations: named("organizations", "orgId", "orgName"),
            invitations: pending.map(|it| text(&it["email"])).collect(),
        }
    }

    /// What exists and did not in the beginning.
    pub(crate) async fn news(&self) -> Remote {
        let mut remote = self.remote().await;
        let old = &self.untouched;
        remote
            .projects
            .retain(|id, _| !old.projects.contains_key(id));
        remote
            .clusters
            .retain(|id, _| !old.clusters.contains_key(id));
        remote.roles.retain(|id| !old.roles.contains(id));
        remote
            .organizations
            .retain(|id, _| !old.organizations.contains_key(id));
        remote
    }

    /// No secret was said, logged, or kept where it is not to be.
    pub(crate) fn keeps_secrets(&self, messages: &Messages, state: &[StateObject]) {
        self.secrets.are_not_in(messages.text(), "the diagnostics");
        self.secrets.are_not_in(&self.log.take(), "the log");
        for it in state {
            self.secrets.are_not_in_state(&it.state);
        }
        secrets::record();
    }

    /// What the provider logged since this was last asked.
    pub(crate) fn log(&self) -> String {
        self.log.take()
    }

    /// Removes something behind the provider's back.
    pub(crate) async fn remove(&self, kind: &str, id: &str) {
        self.control(Method::DELETE, &format!("{kind}/{id}"), None)
            .await;
    }

    /// What somebody else does with the key.
    pub(crate) async fn call(&self, path: &str, body: Value) -> Value {
        self.send(self.http.post(self.address(path)).json(&body))
            .await
    }

    /// A group of the identity provider, and what the role with this name lets it do in a project.
    pub(crate) async fn group(&self, emails: &[&str], role: &str, project_id: &str) -> String {
        let group = json!({"name": "engineering", "emails": emails});
        let group = self.control(Method::POST, "groups", Some(group)).await;
        let group_id = text(&group["groupId"]);
        let inventory = self.control(Method::GET, "inventory", None).await;
        let mut roles = inventory["roles"].as_array().unwrap().iter();
        let role = roles.find(|it| it["roleName"] == role).unwrap();
        let role_id = text(&role["roleId"]);
        let path = format!("groups/{group_id}/roles/{role_id}?projectId={project_id}");
        self.put(&path).await;
        group_id
    }

    /// A grant that somebody else makes with the key.
    pub(crate) async fn put(&self, path: &str) {
        let answer = self.send(self.http.put(self.address(path))).await;
        assert_eq!(answer["code"], 0, "{answer}");
    }

    fn address(&self, path: &str) -> String {
        format!("{}/v2/{path}", self.sim.url())
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Value {
        let request = request.bearer_auth(self.sim.api_key());
        request.send().await.unwrap().json().await.unwrap()
    }

    /// Changes what the service has, behind everybody's back.
    pub(crate) async fn change_elsewhere(&self, kind: &str, id: &str, changes: Value) {
        self.control(Method::PATCH, &format!("{kind}/{id}"), Some(changes))
            .await;
    }

    /// The one cluster that exists, as the service has it.
    pub(crate) async fn cluster(&self) -> Value {
        let clusters = self.clusters().await;
        assert_eq!(clusters.len(), 1, "{clusters:#?}");
        clusters[0].clone()
    }

    /// The clusters that exist, as the service has them.
    pub(crate) async fn clusters(&self) -> Vec<Value> {
        let inventory = self.control(Method::GET, "inventory", None).await;
        inventory["clusters"].as_array().unwrap().clone()
    }

    /// Asks the simulator's control surface.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        control(&self.http, &self.sim, method, path, body).await
    }
}

async fn default_project(http: &reqwest::Client, sim: &Sim) -> String {
    let inventory = control(http, sim, Method::GET, "inventory", None).await;
    text(&inventory["projects"][0]["projectId"])
}

async fn control(
    http: &reqwest::Client,
    sim: &Sim,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Value {
    let url = format!("{}/_sim/{path}", sim.url());
    let mut request = http.request(method, url).bearer_auth(sim.api_key());
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    let is_success = response.status().is_success();
    let answer = response.json().await.unwrap();
    assert!(is_success, "{path}: {answer:#}");
    answer
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
