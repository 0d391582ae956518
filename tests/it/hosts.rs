//! The whole life of a project and a cluster, in words that every promised host understands.
//!
//! `.ci/hosts` runs this under several versions. Each step reads what a person reads and what a program reads: a host
//! that cannot show a plan may still answer that all is well.

use std::fs;

use serde_json::Value;
use tf_provider::testing::executable::Feature;

use testkit::{Outcome, Plan, TerraformCli, counts, executable};

const PLAN: &str = "life.tfplan";
const CLUSTER: &str = "zillizcloud_cluster.red";
const PROJECT: &str = "zillizcloud_project.red";

fn project(name: &str) -> String {
    format!("resource \"zillizcloud_project\" \"red\" {{\n  project_name = \"{name}\"\n}}\n")
}

fn cluster(label: &str, arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"{label}\" {{\n  cluster_name = \"red\"\n  \
         project_id   = zillizcloud_project.red.id\n  region_id    = local.region_id\n  {arguments}\n}}\n"
    )
}

/// The arguments of the cluster from its replacement on.
const SETTLED: &str = "cu_size      = 4\n  cu_type      = \"Capacity-optimized\"";

fn settled() -> String {
    project("crimson") + &cluster("red", SETTLED)
}

/// A life under way, and what has been done in it.
struct Life {
    lab: TerraformCli,
    passed: usize,
    left_out: Vec<String>,
}

#[tokio::test]
async fn the_whole_life_of_a_configuration_passes_under_this_host() {
    let lab = TerraformCli::start().await;
    lab.install_from_mirror();
    let before = lab.estate().await;
    let mut life = Life {
        lab,
        passed: 0,
        left_out: Vec::new(),
    };
    life.is_installed().await;
    life.is_created().await;
    life.changes().await;
    life.is_imported_by_command().await;
    life.moves().await;
    life.is_generated("id", Feature::ImportBlocks).await;
    life.is_generated("identity", Feature::ImportByIdentity)
        .await;
    life.calls_a_function().await;
    // The provider has neither ephemeral resources nor write-only arguments: the toy provider of the conformance suite
    // shows them.
    life.ends(&before).await;
    life.report();
}

impl Life {
    /// `init` and `validate`.
    async fn is_installed(&mut self) {
        self.lab
            .write(&(project("red") + &cluster("red", "cu_size = 2")));
        let said = self.run(&["init", "-no-color"]).await;
        said.says("Installed zilliz-rs/zillizcloud v");
        self.passed += 1;
        self.run(&["validate", "-json"]).await;
        self.passed += 1;
    }

    async fn is_created(&mut self) {
        let says = [
            "zillizcloud_project.red will be created",
            "zillizcloud_cluster.red will be created",
            "Plan: 2 to add, 0 to change, 0 to destroy.",
        ];
        let (said, plan) = self.plan(&says).await;
        assert!(has_line(&said.stdout, "+ cluster_name = \"red\""), "{said}");
        let created = [
            "create zillizcloud_cluster.red",
            "create zillizcloud_project.red",
        ];
        assert_eq!(plan.actions(), created);
        let planned = &plan.0["planned_values"]["root_module"]["resources"];
        assert_eq!(planned[0]["values"]["cu_size"], 2, "{planned:#}");
        assert_eq!(planned[1]["values"]["project_name"], "red", "{planned:#}");
        self.apply("2 added, 0 changed, 0 destroyed").await;
        self.passed += 1;
    }

    /// In place, and by a replacement.
    async fn changes(&mut self) {
        self.lab
            .write(&(project("crimson") + &cluster("red", "cu_size = 4")));
        let says = [
            "updated in-place",
            "Plan: 0 to add, 2 to change, 0 to destroy.",
        ];
        let (_, plan) = self.plan(&says).await;
        let updated = [
            "update zillizcloud_cluster.red",
            "update zillizcloud_project.red",
        ];
        assert_eq!(plan.actions(), updated);
        self.apply("0 added, 2 changed, 0 destroyed").await;
        self.passed += 1;

        self.lab.write(&settled());
        let says = [
            "must be replaced",
            "Plan: 1 to add, 0 to change, 1 to destroy.",
        ];
        let (_, plan) = self.plan(&says).await;
        assert_eq!(plan.actions(), ["replace zillizcloud_cluster.red"]);
        self.apply("1 added, 0 changed, 1 destroyed").await;
        self.passed += 1;
    }

    /// One object at a time: the build of 0.14.6 that `.ci/hosts` installs forgets all others at an import.
    async fn is_imported_by_command(&mut self) {
        let state = self.lab.raw_state();
        let id = |address: &str| self.lab.state(address)["id"].as_str().unwrap().to_owned();
        let (project_id, cluster_id) = (id(PROJECT), id(CLUSTER));
        let in_project = cluster("red", SETTLED)
            .replace("zillizcloud_project.red.id", &format!("\"{project_id}\""));
        for (address, id, configuration) in [
            (PROJECT, project_id, project("crimson")),
            (CLUSTER, cluster_id, in_project),
        ] {
            self.lab.write(&configuration);
            self.lab.forget_state();
            self.run(&["import", "-no-color", address, &id]).await;
            self.is_settled().await;
        }
        self.lab.write_state(&state);
        self.lab.write(&settled());
        self.is_settled().await;
        self.passed += 1;
    }

    /// There and back again.
    async fn moves(&mut self) {
        if self.lacks("moved", Feature::MovedBlocks) {
            return;
        }
        for (from, to) in [("red", "blue"), ("blue", "red")] {
            let block = format!(
                "moved {{\n  from = zillizcloud_cluster.{from}\n  to   = zillizcloud_cluster.{to}\n}}\n"
            );
            self.lab
                .write(&(project("crimson") + &cluster(to, SETTLED) + &block));
            let said = format!("zillizcloud_cluster.{from} has moved to zillizcloud_cluster.{to}");
            self.plan(&[&said]).await;
            self.apply("0 added, 0 changed, 0 destroyed").await;
        }
        self.lab.write(&settled());
        self.is_settled().await;
        self.passed += 1;
    }

    /// The cluster is forgotten, is found by an `import` block, and gets a configuration from the host.
    async fn is_generated(&mut self, by: &str, feature: Feature) {
        let step = format!("import block by {by}");
        if self.lacks(&step, feature) {
            return;
        }
        let id = self.lab.state(CLUSTER)["id"].clone();
        self.run(&["state", "rm", CLUSTER]).await;
        let named = if by == "id" {
            format!("id = {id}")
        } else {
            format!("identity = {{ id = {id} }}")
        };
        let block = format!("import {{\n  to = {CLUSTER}\n  {named}\n}}\n");
        self.lab.write(&(project("crimson") + &block));
        let generate = "-generate-config-out=generated.tf";
        let out = format!("-out={PLAN}");
        let said = self.run(&["plan", "-no-color", generate, &out]).await;
        said.says("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
        assert_eq!(self.show().await.actions(), Vec::<String>::new());
        let said = self
            .apply("1 imported, 0 added, 0 changed, 0 destroyed")
            .await;
        // A plan that generates warns that this is an experiment of Terraform.
        for output in [&said.stdout, &said.stderr] {
            assert!(!output.contains("Warning"), "{said}");
        }
        let generated = self.lab.configuration_folder().join("generated.tf");
        fs::remove_file(generated).unwrap();
        self.lab.write(&settled());
        self.is_settled().await;
        self.passed += 1;
    }

    async fn calls_a_function(&mut self) {
        if self.lacks("function", Feature::Functions) {
            return;
        }
        let call = format!("provider::zillizcloud::cluster_kind({CLUSTER}.id)");
        let output = format!("output \"kind\" {{\n  value = {call}\n}}\n");
        self.lab.write_file("output.tf", &output);
        self.apply("0 added, 0 changed, 0 destroyed").await;
        let said = self.run(&["output", "-raw", "kind"]).await;
        assert_eq!(said.stdout, "Dedicated");
        self.passed += 1;
    }

    async fn ends(&mut self, before: &Value) {
        let arguments = ["destroy", "-no-color", "-auto-approve"];
        let said = self.run(&arguments).await;
        said.says("Destroy complete! Resources: 2 destroyed.");
        assert_eq!(&self.lab.estate().await, before);
        self.passed += 1;
    }

    /// Plans changes, and reads the plan as a person and as a program.
    async fn plan(&self, says: &[&str]) -> (Outcome, Plan) {
        let out = format!("-out={PLAN}");
        let arguments = ["plan", "-no-color", "-detailed-exitcode", &out];
        let said = self.lab.run(&arguments).await;
        assert_eq!(said.code, Some(2), "{said}");
        for text in says {
            said.says(text);
        }
        (said, self.show().await)
    }

    async fn show(&self) -> Plan {
        let shown = self.run(&["show", "-json", PLAN]).await;
        // Terraform 0.14 marks what it writes for a process around it, which it does not always have.
        let text = shown.stdout.trim_start_matches("o:");
        Plan(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {shown}")))
    }

    /// Applies without a plan file: the build of 0.14.6 that `.ci/hosts` installs applies nothing of one.
    async fn apply(&self, says: &str) -> Outcome {
        let said = self.run(&["apply", "-no-color", "-auto-approve"]).await;
        said.says(&format!("Resources: {says}."));
        self.is_settled().await;
        said
    }

    async fn is_settled(&self) {
        let said = self.run(&["plan", "-no-color", "-detailed-exitcode"]).await;
        said.says("No changes.");
    }

    /// Runs a command that must succeed and have nothing to do.
    async fn run(&self, arguments: &[&str]) -> Outcome {
        self.lab.run(arguments).await.succeeded()
    }

    fn lacks(&mut self, step: &str, feature: Feature) -> bool {
        let lacks = !executable().has(feature);
        if lacks {
            self.left_out.push(format!("{step} needs {feature}"));
        }
        lacks
    }

    fn report(&self) {
        let (passed, left_out) = (self.passed, self.left_out.len());
        let reasons = self.left_out.join("; ");
        let line = format!(
            "{}: {passed} steps passed, {left_out} left out ({reasons})",
            executable()
        );
        counts::record("host", line.trim_end_matches(" ()"));
    }
}

fn has_line(text: &str, line: &str) -> bool {
    let words = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().any(|it| words(it) == line)
}
