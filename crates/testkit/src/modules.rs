//! Whole modules, as people copy them out of `examples`.

use std::{fs, path::Path};

use reqwest::Method;
use serde_json::{Value, json};
use zilliz_cloud_sim::{Options, Speed};

use super::{Outcome, TerraformCli, root};

const MEMBERS: &str = "members.json";

impl TerraformCli {
    /// A laboratory with the module in this folder, and with the members that it names in `organizations` organizations.
    pub async fn with_module(folder: &str, organizations: usize) -> Self {
        let lab = Self::with_organizations(organizations).await;
        let folder = root().join(folder);
        lab.copy(&folder, Path::new(""));
        if let Ok(members) = fs::read_to_string(folder.join(MEMBERS)) {
            let members: Value = serde_json::from_str(&members).unwrap();
            for organization in lab.sim.organizations() {
                let members = Some(members.clone());
                lab.control_of(&organization.api_key, Method::POST, "members", members)
                    .await;
            }
        }
        lab.run(&["get"]).await.succeeded();
        lab
    }

    /// A laboratory in which nothing is configured, with as many organizations.
    pub async fn with_organizations(organizations: usize) -> Self {
        let more = (1..organizations).map(|it| format!("another-api-key-{it}"));
        Self::bare(Options {
            more_api_keys: more.collect(),
            ..Options::default()
        })
        .await
    }

    /// A laboratory in which time passes, this many times as fast as elsewhere.
    pub async fn with_speed(times: u32) -> Self {
        Self::with(Options {
            speed: Speed::Times(times),
            ..Options::default()
        })
        .await
    }

    /// Adds a member of the organization of a key.
    pub async fn add_member_of(&self, api_key: &str, email: &str) {
        let member = Some(json!({"email": email}));
        self.control_of(api_key, Method::POST, "members", member)
            .await;
    }

    /// Runs the tests that a module has.
    pub async fn test(&self) -> Outcome {
        self.run(&["test", "-no-color"]).await
    }

    /// The identifier and the key of each organization.
    pub fn organizations(&self) -> Vec<(String, String)> {
        let organizations = self.sim.organizations().iter();
        organizations
            .map(|it| (it.id.clone(), it.api_key.clone()))
            .collect()
    }

    /// Makes the organization of a key one that was never billed, as new ones are.
    pub async fn forget_invoices(&self, api_key: &str) {
        let url = format!("{}/v2/invoices", self.sim.url());
        let listed = self.http.get(url).bearer_auth(api_key).send();
        let listed: Value = listed.await.unwrap().json().await.unwrap();
        for invoice in listed["data"]["invoices"].as_array().unwrap() {
            let path = format!("invoices/{}", invoice["id"].as_str().unwrap());
            self.control_of(api_key, Method::DELETE, &path, None).await;
        }
    }

    fn copy(&self, from: &Path, to: &Path) {
        let to_folder = self.path("config").join(to);
        fs::create_dir_all(&to_folder).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let to = to.join(path.file_name().unwrap());
            if path.is_dir() {
                self.copy(&path, &to);
            } else {
                fs::copy(&path, self.path("config").join(to)).unwrap();
            }
        }
    }
}
