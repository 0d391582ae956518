//! The provider and the simulator in one runtime, with a small Terraform between them.
//!
//! With tokio's clock paused, retries and waits cost no time: nothing here leaves the runtime, so the clock only jumps
//! while everybody waits.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::Terraform;
use zillizcloud::{
    env::{self, Env},
    provider::ZillizCloud,
    sim::{Exchange, Options, Preview, Sim, Witness},
};

use super::said::Said;
use crate::contract::{Contract, Judged};

pub(crate) const EMAIL: &str = "ada@example.com";
const REGION: &str = "aws-us-west-2";

/// A provider that was never asked anything, and a simulated Zilliz Cloud of its own.
pub(crate) struct Rig {
    _contract: Contract,
    pub(crate) sim: Sim,
    http: reqwest::Client,
    passwords: Passwords,
    pub(crate) terraform: Terraform,
    pub(crate) project_id: String,
    /// What existed in the beginning.
    untouched: Remote,
}

/// The initial passwords of clusters by identifier, overheard.
type Passwords = Arc<Mutex<BTreeMap<String, String>>>;

/// What exists and matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Remote {
    /// Name by identifier.
    pub(crate) projects: BTreeMap<String, String>,
    /// Name by identifier.
    pub(crate) clusters: BTreeMap<String, String>,
    /// The roles of Ada.
    pub(crate) roles: BTreeSet<String>,
}

impl Rig {
    /// The same identifiers for the same `seed`; `watch` sees each call after it was carried out, before its answer leaves.
    pub(crate) async fn start(seed: u64, watch: impl Fn() + Send + Sync + 'static) -> Self {
        let options = Options {
            seed,
            ..Options::default()
        };
        Self::with(options, json!({}), watch).await
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
        let passwords = Passwords::default();
        let options = Options {
            witness: Some(witness(&contract, &passwords, watch)),
            ..options
        };
        let sim = Sim::start(options).await.unwrap();
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
        terraform.configure(config).await.unwrap();
        let mut rig = Self {
            _contract: contract,
            sim,
            http,
            passwords,
            terraform,
            project_id,
            untouched: Remote::default(),
        };
        let ada = Some(json!({"email": EMAIL}));
        rig.control(Method::POST, "members", ada).await;
        rig.untouched = rig.remote().await;
        rig
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
        let held = bindings
            .filter(|it| Some(&text(&it["userId"])) == ada && it["projectId"] == self.project_id);
        Remote {
            projects: named("projects", "projectId", "projectName"),
            clusters: named("clusters", "clusterId", "clusterName"),
            roles: held.map(|it| text(&it["roleId"])).collect(),
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
    }

    /// The password that a cluster began with.
    pub(crate) fn password(&self, cluster_id: &str) -> Option<String> {
        let passwords = self.passwords.lock();
        let passwords = passwords.unwrap_or_else(PoisonError::into_inner);
        passwords.get(cluster_id).cloned()
    }

    /// No secret was said.
    pub(crate) fn keeps_secrets(&self, said: &Said) {
        let passwords = self.passwords.lock();
        let passwords = passwords.unwrap_or_else(PoisonError::into_inner);
        let key = self.sim.api_key();
        for secret in passwords.values().map(String::as_str).chain([key]) {
            assert!(!said.text().contains(secret), "a secret is in\n{said:?}");
        }
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
    let mut request = http.request(method, format!("{}/_sim/{path}", sim.url()));
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    let is_success = response.status().is_success();
    let answer = response.json().await.unwrap();
    assert!(is_success, "{path}: {answer:#}");
    answer
}

/// Judges each call, and overhears passwords.
fn witness(
    contract: &Contract,
    passwords: &Passwords,
    watch: impl Fn() + Send + Sync + 'static,
) -> Witness {
    let passwords = Arc::clone(passwords);
    contract.witness_and(move |exchange: &Exchange| {
        if let Ok(reply) = serde_json::from_slice::<Value>(&exchange.response) {
            let data = &reply["data"];
            if let (Some(id), Some(password)) =
                (data["clusterId"].as_str(), data["password"].as_str())
            {
                let mut passwords = passwords.lock().unwrap_or_else(PoisonError::into_inner);
                passwords.insert(id.to_owned(), password.to_owned());
            }
        }
        watch();
    })
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
