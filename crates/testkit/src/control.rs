//! The test's hand in the simulated Zilliz Cloud: looking around, scripting trouble, and acting behind Terraform's back.

use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Child;

use super::TerraformCli;

impl TerraformCli {
    /// Everything that exists.
    pub async fn inventory(&self) -> Value {
        self.control(Method::GET, "inventory", None).await
    }

    /// Everything that exists in each organization.
    pub async fn estate(&self) -> Value {
        let mut all = Vec::new();
        for organization in self.sim.organizations() {
            let key = &organization.api_key;
            all.push(self.control_of(key, Method::GET, "inventory", None).await);
        }
        all.into()
    }

    /// The one object of this kind whose `field` is `value`.
    pub async fn remote(&self, kind: &str, field: &str, value: &str) -> Value {
        let mut inventory = self.inventory().await;
        let Value::Array(mut objects) = inventory[kind].take() else {
            panic!("there are no {kind}: {inventory:#}");
        };
        objects.retain(|it| it[field] == value);
        assert_eq!(objects.len(), 1, "{kind} with {field} {value}");
        objects.remove(0)
    }

    /// The identifier of a project by its name.
    pub async fn project_id(&self, name: &str) -> String {
        let project = self.remote("projects", "projectName", name).await;
        text(&project["projectId"]).to_owned()
    }

    /// The cluster of this name.
    pub async fn cluster(&self, name: &str) -> Value {
        self.remote("clusters", "clusterName", name).await
    }

    /// The identifier of a cluster by its name.
    pub async fn cluster_id(&self, name: &str) -> String {
        let cluster = self.cluster(name).await;
        text(&cluster["clusterId"]).to_owned()
    }

    /// The names of the roles that somebody has in a project, sorted.
    pub async fn roles(&self, user_id: &str, project_id: &str) -> Vec<String> {
        let inventory = self.inventory().await;
        let bindings = inventory["bindings"].as_array().unwrap().iter();
        let ids = bindings
            .filter(|it| it["userId"] == user_id && it["projectId"] == project_id)
            .map(|it| &it["roleId"]);
        let roles = inventory["roles"].as_array().unwrap();
        let name =
            |id: &Value| text(&roles.iter().find(|it| it["roleId"] == *id).unwrap()["roleName"]);
        let mut names: Vec<_> = ids.map(|id| name(id).to_owned()).collect();
        names.sort();
        names
    }

    /// The identifier of a role by its name.
    pub async fn role_id(&self, name: &str) -> String {
        let role = self.remote("roles", "roleName", name).await;
        text(&role["roleId"]).to_owned()
    }

    /// Gives somebody a role in a project, as somebody else would.
    pub async fn grant_elsewhere(&self, user_id: &str, role: &str, project_id: &str) {
        let role_id = self.role_id(role).await;
        let url = format!(
            "{}/v2/members/{user_id}/roles/{role_id}?projectId={project_id}",
            self.sim.url()
        );
        let request = self.http.put(url).bearer_auth(self.sim.api_key());
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["code"], 0, "{answer:#}");
    }

    /// Makes something with the API, as somebody else would; answers what the service says of it.
    pub async fn post_elsewhere(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.sim.url());
        let request = self.http.post(url).bearer_auth(self.sim.api_key());
        let answer = request.json(&body).send().await.unwrap();
        let mut answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["code"], 0, "{answer:#}");
        answer["data"].take()
    }

    /// Spoils calls; see `POST /_sim/faults`.
    pub async fn fault(&self, rule: Value) {
        self.control(Method::POST, "faults", Some(rule)).await;
    }

    /// How many calls the scripted faults are still waiting for.
    pub(crate) async fn open_faults(&self) -> u64 {
        let rules = self.control(Method::GET, "faults", None).await;
        let rules = rules.as_array().unwrap().iter();
        rules.map(|it| it["times"].as_u64().unwrap_or(1)).sum()
    }

    /// Ends all trouble.
    pub async fn clear_faults(&self) {
        self.control(Method::DELETE, "faults", None).await;
    }

    /// Switches what the service does where the documents disagree; see `PATCH /_sim/choices`.
    pub async fn choose(&self, choices: Value) {
        self.control(Method::PATCH, "choices", Some(choices)).await;
    }

    /// Changes an object as somebody else would.
    pub async fn change_elsewhere(&self, kind: &str, id: &str, changes: Value) {
        let path = format!("{kind}/{id}");
        self.control(Method::PATCH, &path, Some(changes)).await;
    }

    /// Deletes an object as somebody else would.
    pub async fn delete_elsewhere(&self, kind: &str, id: &str) {
        let path = format!("{kind}/{id}");
        self.control(Method::DELETE, &path, None).await;
    }

    /// Adds a member of the organization; answers the identifier.
    pub async fn add_member(&self, email: &str) -> String {
        let member = json!({"email": email});
        let added = self.control(Method::POST, "members", Some(member)).await;
        text(&added["userId"]).to_owned()
    }

    /// The calls that changed something, or tried to, such as `POST /v2/projects`, oldest first.
    pub async fn writes(&self) -> Vec<String> {
        let calls = self.control(Method::GET, "calls", None).await;
        let calls = calls.as_array().unwrap().iter();
        let writes = calls.filter(|it| it["method"] != "GET");
        writes
            .map(|it| format!("{} {}", text(&it["method"]), text(&it["path"])))
            .collect()
    }

    /// Waits until a running command has had a call answered that changes something.
    pub async fn until_called(&self, child: &mut Child, call: &str) {
        while !self.writes().await.iter().any(|it| it == call) {
            let ended = child.try_wait().unwrap();
            assert_eq!(ended, None, "it ended without {call}");
        }
    }

    /// Begins an apply that creates the cluster "red" and does not get any further: its identifier.
    pub async fn begin_endless_creation(&self) -> (Child, String) {
        // Without news nothing moves on before it is stopped here.
        self.fault(no_news()).await;
        let mut child = self.begin(&["apply", "-json", "-auto-approve"]).await;
        self.until_called(&mut child, "POST /v2/clusters/createDedicated")
            .await;
        let id = self.cluster_id("red").await;
        self.change_elsewhere("clusters", &id, json!({"stall": true}))
            .await;
        self.clear_faults().await;
        (child, id)
    }

    /// Forgets the calls so far.
    pub async fn forget_calls(&self) {
        self.control(Method::DELETE, "calls", None).await;
    }

    async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        self.control_of(self.sim.api_key(), method, path, body)
            .await
    }

    /// Asks the simulator's control surface about the organization of a key.
    pub(crate) async fn control_of(
        &self,
        api_key: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Value {
        let url = format!("{}/_sim/{path}", self.sim.url());
        let mut request = self.http.request(method, url).bearer_auth(api_key);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let answer = response.json().await.unwrap();
        assert!(status.is_success(), "{path}: {answer:#}");
        answer
    }
}

/// Each poll of a cluster fails, so that every wait goes on.
pub fn no_news() -> Value {
    json!({
        "match": {"method": "GET", "path": "/v2/clusters/*"},
        "fault": {"kind": "status", "status": 503},
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
