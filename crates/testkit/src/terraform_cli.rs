//! The laboratory: a folder with a configuration, and Terraform to run on it.
//!
//! `dev_overrides` makes Terraform take the provider from a folder without `terraform init`. The binary is linked into
//! the laboratory's own folder, so that its processes can be told from those of other tests.

use std::{
    collections::BTreeMap, ffi::OsString, fs, os::unix::fs::symlink, path::PathBuf, process::Stdio,
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    sync::OnceCell,
};
use zilliz_cloud_sim::{Exchange, Options, Preview, Sim};

use super::{Outcome, Plan, Secrets, binary, executable, secrets};
use crate::contract::{Contract, Judged};

const STATE: &str = "terraform.tfstate";
const PLAN: &str = "lab.tfplan";
const LOG: &str = "log.txt";

/// What `terraform plan -detailed-exitcode` answers when there is something to do.
const CHANGES: i32 = 2;

/// A simulator, and a folder in which Terraform manages what is in it.
#[derive(Debug)]
pub struct TerraformCli {
    _contract: Contract,
    pub(crate) sim: Sim,
    pub(crate) http: reqwest::Client,
    folder: TempDir,
    environment: BTreeMap<String, OsString>,
    secrets: Secrets,
    /// What existed before the first command.
    untouched: OnceCell<Value>,
}

impl TerraformCli {
    /// A laboratory in which nothing has been made yet. Configurations have `local.project_id`, the default project, and
    /// `local.region_id`, its region.
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// One in which the proposed calls are served, and the provider may use them.
    pub async fn with_previews() -> Self {
        let options = Options {
            preview: [Preview::Organizations, Preview::Invitations].into(),
            ..Options::default()
        };
        let mut lab = Self::with(options).await;
        lab.set("ZILLIZCLOUD_PREVIEW_FEATURES", "organizations,invitations");
        lab
    }

    pub(crate) async fn with(options: Options) -> Self {
        let lab = Self::bare(options).await;
        let project_id = lab.project_id("Default Project").await;
        lab.write_file("common.tf", &common(&project_id));
        lab
    }

    /// One in which nothing is configured.
    pub(crate) async fn bare(options: Options) -> Self {
        let contract = Contract::new(Judged::Both);
        let secrets = Secrets::default();
        let passwords = secrets.clone();
        let watch = move |exchange: &Exchange| passwords.overhear(exchange);
        let options = Options {
            seed: 7,
            traffic: Some(contract.traffic_and(watch)),
            ..options
        };
        let sim = Sim::start(options).await.unwrap();
        for organization in sim.organizations() {
            secrets.learn("the API key", &organization.api_key);
        }
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let folder = TempDir::new().unwrap();
        let environment = environment(&sim, &folder);
        let lab = Self {
            _contract: contract,
            sim,
            http,
            folder,
            environment,
            secrets,
            untouched: OnceCell::new(),
        };
        lab.furnish();
        lab
    }

    fn furnish(&self) {
        let provider = self.provider_folder();
        fs::create_dir(&provider).unwrap();
        symlink(binary(), provider.join("terraform-provider-zillizcloud")).unwrap();
        // Ours also stands in for the vendor's, which Terraform wants to see before anything can move from it.
        let provider = provider.display();
        let overridden = |address: String| format!("    \"{address}\" = \"{provider}\"\n");
        let cli = format!(
            "provider_installation {{\n  dev_overrides {{\n{}  }}\n  direct {{}}\n}}\n",
            addresses().map(overridden).collect::<String>()
        );
        fs::write(self.path("terraformrc"), cli).unwrap();
        fs::create_dir(self.path("config")).unwrap();
    }

    /// Makes `configuration` all that is configured.
    pub fn write(&self, configuration: &str) {
        self.write_file("main.tf", configuration);
    }

    /// Sets an environment variable for the commands that follow.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.into());
    }

    /// Removes an environment variable for the commands that follow, and answers its value.
    pub fn unset(&mut self, name: &str) -> Option<String> {
        self.environment.remove(name)?.into_string().ok()
    }

    /// Applies the configuration, which must succeed and leave nothing to do.
    pub async fn apply(&self) -> Outcome {
        let applied = self.try_apply().await.succeeded();
        self.has_nothing_to_do().await;
        applied
    }

    /// Applies the configuration and answers what came of it, for better or worse.
    pub async fn try_apply(&self) -> Outcome {
        self.run(&["apply", "-json", "-auto-approve"]).await
    }

    /// Plans without applying.
    pub async fn plan(&self) -> Plan {
        let planned = self
            .try_plan(&["-detailed-exitcode", &format!("-out={PLAN}")])
            .await;
        assert!(matches!(planned.code, Some(0 | CHANGES)), "{planned}");
        let shown = self.run(&["show", "-json", PLAN]).await.succeeded();
        let plan = Plan(serde_json::from_str(&shown.stdout).unwrap());
        let is_empty = plan.actions().is_empty();
        assert_eq!(is_empty, planned.code == Some(0), "{planned}");
        plan
    }

    /// Plans with more arguments, such as `-destroy`, and answers what came of it.
    pub async fn try_plan(&self, arguments: &[&str]) -> Outcome {
        self.run(&[&["plan", "-json"], arguments].concat()).await
    }

    /// Takes an object that exists under Terraform's management. That must leave nothing to do: the state is complete,
    /// and the configuration is what is there.
    pub async fn import(&self, address: &str, id: &str) {
        let block = format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n");
        self.write_file("import.tf", &block);
        let imported = self.apply().await;
        let expected = "0 added, 0 changed, 1 imported, 0 removed";
        assert_eq!(imported.summary(), expected, "{imported}");
        fs::remove_file(self.path("config/import.tf")).unwrap();
    }

    /// Forgets the state, as if Terraform had never run here.
    pub fn forget_state(&self) {
        fs::remove_file(self.path("config").join(STATE)).unwrap();
    }

    /// Makes `state` what Terraform remembers.
    pub fn write_state(&self, state: &str) {
        self.write_file(STATE, state);
    }

    /// Destroys everything in the state. What is left is what was there in the beginning.
    pub async fn destroy(&self) -> Outcome {
        let destroyed = self.run(&["apply", "-json", "-auto-approve", "-destroy"]);
        let destroyed = destroyed.await.succeeded();
        assert_eq!(self.addresses(), Vec::<String>::new(), "{destroyed}");
        let untouched = self.untouched.get().expect("something was applied");
        assert_eq!(&self.estate().await, untouched, "{destroyed}");
        destroyed
    }

    /// The plan is empty.
    pub async fn has_nothing_to_do(&self) {
        let planned = self.try_plan(&["-detailed-exitcode"]).await;
        assert_eq!(planned.code, Some(0), "a second plan: {planned}");
    }

    /// The attributes of a resource in the state.
    #[track_caller]
    pub fn state(&self, address: &str) -> Value {
        self.instance(address)["attributes"].take()
    }

    /// Whether Terraform would replace the resource, because it was not finished.
    #[track_caller]
    pub fn is_tainted(&self, address: &str) -> bool {
        self.instance(address)["status"] == "tainted"
    }

    /// The addresses in the state.
    pub fn addresses(&self) -> Vec<String> {
        self.resources().into_iter().map(|(it, _)| it).collect()
    }

    /// The state to the letter; empty when there is none.
    pub fn raw_state(&self) -> String {
        fs::read_to_string(self.path("config").join(STATE)).unwrap_or_default()
    }

    /// Has Terraform log as much as the provider does from now on.
    pub fn log_everything(&mut self) {
        self.set("TF_LOG", "trace");
    }

    /// What was logged.
    pub fn log(&self) -> String {
        let log = fs::read(self.path(LOG)).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// The key that the simulator accepts.
    pub fn api_key(&self) -> &str {
        self.sim.api_key()
    }

    /// Where the simulator listens.
    pub fn sim_address(&self) -> std::net::SocketAddr {
        self.sim.address()
    }

    /// The organization that everything is in.
    pub fn organization_id(&self) -> &str {
        self.sim.organization_id()
    }

    /// The folder in which Terraform runs.
    pub fn configuration_folder(&self) -> PathBuf {
        self.path("config")
    }

    /// The folder that the provider is started from.
    pub fn provider_folder(&self) -> PathBuf {
        self.path("provider")
    }

    /// Runs Terraform to its end.
    pub async fn run(&self, arguments: &[&str]) -> Outcome {
        let child = self.begin(arguments).await;
        self.end(child, &arguments.join(" ")).await
    }

    /// Starts Terraform in a process group of its own, as a terminal does.
    pub async fn begin(&self, arguments: &[&str]) -> Child {
        self.untouched.get_or_init(|| self.estate()).await;
        let mut terraform = Command::new(executable().program());
        self.in_configuration(terraform.args(arguments))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Has a command run where the configuration is, with the environment of Terraform.
    pub fn in_configuration<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .current_dir(self.path("config"))
            .env_clear()
            .envs(&self.environment)
    }

    /// Waits for Terraform to end.
    pub async fn end(&self, child: Child, command: &str) -> Outcome {
        let output = child.wait_with_output().await.unwrap();
        let outcome = Outcome {
            command: format!("terraform {command}"),
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        for unwanted in ["bug in the provider", "panicked"] {
            let is_said = [&outcome.stdout, &outcome.stderr].map(|it| it.contains(unwanted));
            assert_eq!(is_said, [false, false], "{unwanted:?} in: {outcome}");
        }
        self.search(&outcome);
        outcome
    }

    /// No secret is in what a command said and left behind. It is `show` that shows them, in what is for machines.
    fn search(&self, outcome: &Outcome) {
        self.secrets.are_not_in(&outcome.stderr, &outcome.command);
        if !outcome.command.contains(" show ") {
            self.secrets.are_not_in(&outcome.stdout, &outcome.command);
        }
        let resources = self.resources().into_iter();
        for (_, instance) in resources.filter(|(address, _)| address.starts_with("zillizcloud_")) {
            self.secrets.are_not_in_state(&instance["attributes"]);
        }
    }

    #[track_caller]
    fn instance(&self, address: &str) -> Value {
        let actual = self.resources().into_iter().find(|(it, _)| it == address);
        let (_, instance) = actual.expect("the state has the resource");
        instance
    }

    fn resources(&self) -> Vec<(String, Value)> {
        let text = self.raw_state();
        let state: Value = serde_json::from_str(&text).unwrap_or_default();
        let resources = state["resources"].as_array().into_iter().flatten();
        let mut items = Vec::new();
        for resource in resources.filter(|it| it["mode"] == "managed") {
            let text = |name: &str| resource[name].as_str().unwrap();
            for instance in resource["instances"].as_array().unwrap() {
                items.push((
                    format!("{}.{}", text("type"), text("name")),
                    instance.clone(),
                ));
            }
        }
        items
    }

    /// Writes a file into the folder of the configuration.
    pub fn write_file(&self, name: &str, text: &str) {
        let path = self.path("config").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for TerraformCli {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.secrets.are_not_in(&self.log(), "the log");
            secrets::record();
        }
    }
}

/// The addresses under which states may name the provider, with one that it does not know.
fn addresses() -> impl Iterator<Item = String> {
    let hosts = ["registry.terraform.io", "registry.opentofu.org"].into_iter();
    let namespaces = ["zilliz-rs", "zilliztech"];
    hosts
        .flat_map(move |host| namespaces.map(|it| format!("{host}/{it}/zillizcloud")))
        .chain(["terraform.example.com/acme/zillizcloud".to_owned()])
}

/// What every configuration of a test has.
fn common(project_id: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    zillizcloud = {{ source = \"zilliz-rs/zillizcloud\" }}\n  }}\n}}\n\
         locals {{\n  project_id = \"{project_id}\"\n  region_id = \"aws-us-west-2\"\n}}\n"
    )
}

/// Everything that Terraform and the provider get to see of the environment.
fn environment(sim: &Sim, folder: &TempDir) -> BTreeMap<String, OsString> {
    #[expect(
        clippy::disallowed_methods,
        reason = "Terraform is found like any program"
    )]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let inside = |name: &str| folder.path().join(name).into_os_string();
    let variables = [
        ("PATH", path),
        ("HOME", inside("")),
        ("TMPDIR", inside("")),
        ("TF_CLI_CONFIG_FILE", inside("terraformrc")),
        ("TF_DATA_DIR", inside("data")),
        ("TF_IN_AUTOMATION", "1".into()),
        ("TF_INPUT", "0".into()),
        ("TF_LOG_PROVIDER", "trace".into()),
        ("TF_LOG_PATH", inside(LOG)),
        ("CHECKPOINT_DISABLE", "1".into()),
        // A command of Terraform is short; its garbage may stay until it ends.
        ("GOGC", "off".into()),
        ("ZILLIZCLOUD_API_KEY", sim.api_key().into()),
        ("ZILLIZCLOUD_HOST_ADDRESS", sim.url().into()),
        ("ZILLIZCLOUD_POLL_INTERVAL", "1ms".into()),
        ("ZILLIZCLOUD_MAX_RETRIES", "0".into()),
    ];
    variables
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}
