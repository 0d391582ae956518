//! The key of another organization, under the real Terraform: it never makes the state look deleted.

use serde_json::{Value, json};

use testkit::{Outcome, TerraformCli};

/// The provider, and everything that it can manage, in the organization of the key.
fn everything(extra: &str) -> String {
    format!(
        r#"terraform {{
  required_providers {{
    zillizcloud = {{ source = "zilliz-rs/zillizcloud" }}
  }}
}}
resource "zillizcloud_project" "red" {{
  project_name = "red"
  deletion_protection = true
}}
resource "zillizcloud_cluster" "red" {{
  project_id = zillizcloud_project.red.id
  region_id = "aws-us-west-2"
  cluster_name = "red"
  cu_size = 1
  deletion_protection = true
}}
resource "zillizcloud_project_user" "ada" {{
  project_id = zillizcloud_project.red.id
  email = "ada@example.com"
  roles = ["Data Viewer"]
}}
{extra}
"#
    )
}

struct Two {
    lab: TerraformCli,
    foreign: String,
    state: String,
    estate: Value,
}

impl Two {
    /// Two organizations, and everything in the first.
    async fn start(has_invoices: bool) -> Self {
        let lab = TerraformCli::with_organizations(2).await;
        let keys: Vec<_> = lab.organizations().into_iter().map(|(_, it)| it).collect();
        for key in &keys {
            lab.add_member_of(key, "ada@example.com").await;
            if !has_invoices {
                lab.forget_invoices(key).await;
            }
        }
        lab.write(&everything(""));
        lab.apply().await;
        Self {
            foreign: keys[1].clone(),
            state: lab.raw_state(),
            estate: lab.estate().await,
            lab,
        }
    }

    async fn nothing_has_changed(&self, outcome: &Outcome) {
        assert_eq!(outcome.code, Some(1), "{outcome}");
        let errors = outcome.problems("error");
        for error in &errors {
            error.says(["API key of another organization", "terraform state rm"]);
        }
        assert_eq!(self.lab.raw_state(), self.state, "{outcome}");
        assert_eq!(self.lab.estate().await, self.estate, "{outcome}");
    }
}

#[tokio::test]
async fn another_organizations_key_forgets_and_makes_nothing() {
    for has_invoices in [true, false] {
        let mut two = Two::start(has_invoices).await;
        let key = two.foreign.clone();
        two.lab.set("ZILLIZCLOUD_API_KEY", &key);
        for command in [
            &["plan", "-json"][..],
            &["apply", "-json", "-auto-approve"],
            &["apply", "-json", "-auto-approve", "-destroy"],
            &["apply", "-json", "-auto-approve", "-refresh-only"],
        ] {
            let outcome = two.lab.run(command).await;
            two.nothing_has_changed(&outcome).await;
        }
    }
}

#[tokio::test]
async fn another_organizations_key_deletes_nothing_without_a_refresh() {
    let mut two = Two::start(true).await;
    two.lab.write(
        &everything("").replace("deletion_protection = true", "deletion_protection = false"),
    );
    two.lab.apply().await;
    two.state = two.lab.raw_state();
    two.estate = two.lab.estate().await;
    let key = two.foreign.clone();
    two.lab.set("ZILLIZCLOUD_API_KEY", &key);
    let command = [
        "apply",
        "-json",
        "-auto-approve",
        "-destroy",
        "-refresh=false",
    ];
    let outcome = two.lab.run(&command).await;
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert_eq!(two.lab.addresses().len(), 3, "{outcome}");
    assert_eq!(two.lab.estate().await, two.estate, "{outcome}");
}

#[tokio::test]
async fn another_organizations_key_makes_nothing_new_without_a_refresh() {
    let mut two = Two::start(true).await;
    let key = two.foreign.clone();
    two.lab.set("ZILLIZCLOUD_API_KEY", &key);
    two.lab.write(&everything(
        "resource \"zillizcloud_project\" \"blue\" { project_name = \"blue\" }",
    ));
    let outcome = two
        .lab
        .run(&["apply", "-json", "-auto-approve", "-refresh=false"])
        .await;
    two.nothing_has_changed(&outcome).await;
}

#[tokio::test]
async fn two_providers_with_each_others_keys_forget_nothing() {
    let lab = TerraformCli::with_organizations(2).await;
    let keys: Vec<_> = lab.organizations().into_iter().map(|(_, it)| it).collect();
    let both = |one: &str, other: &str| {
        let sides = [("one", one), ("other", other)].map(|(name, key)| {
            format!(
                "provider \"zillizcloud\" {{\n  alias = \"{name}\"\n  api_key = \"{key}\"\n}}\nresource \"zillizcloud_project\" \"{name}\" \
                 {{\n  provider = zillizcloud.{name}\n  project_name = \"red\"\n}}\n"
            )
        });
        format!(
            "terraform {{\n  required_providers {{\n    zillizcloud = {{ source = \"zilliz-rs/zillizcloud\" }}\n  }}\n}}\n{}",
            sides.concat()
        )
    };
    lab.write(&both(&keys[0], &keys[1]));
    lab.apply().await;
    let (state, estate) = (lab.raw_state(), lab.estate().await);
    lab.write(&both(&keys[1], &keys[0]));
    let outcome = lab.try_apply().await;
    let errors = outcome.problems("error");
    assert_eq!(errors.len(), 2, "{outcome}");
    assert_eq!((lab.raw_state(), lab.estate().await), (state, estate));
    lab.write(&both(&keys[0], &keys[1]));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn what_is_gone_is_forgotten_by_the_key_of_its_organization() {
    for has_invoices in [true, false] {
        let two = Two::start(has_invoices).await;
        let id = two.lab.cluster_id("red").await;
        two.lab.delete_elsewhere("clusters", &id).await;
        let plan = two.lab.plan().await;
        assert_eq!(plan.actions(), ["create zillizcloud_cluster.red"]);
        two.lab.apply().await;
    }
}

#[tokio::test]
async fn an_older_state_is_kept_until_the_object_was_seen_once() {
    let two = Two::start(true).await;
    let mut state: Value = serde_json::from_str(&two.state).unwrap();
    for resource in state["resources"].as_array_mut().unwrap() {
        resource["instances"][0]
            .as_object_mut()
            .unwrap()
            .remove("private");
    }
    two.lab.write_state(&state.to_string());
    let id = two.lab.cluster_id("red").await;
    two.lab.delete_elsewhere("clusters", &id).await;
    let error = two.lab.try_apply().await.only_error();
    error.says([&id, "terraform state rm", "organization"]);
    let state = two.lab.raw_state();
    assert!(state.contains(&id));
    // The others were seen, which is on record once anything is applied.
    let red = two.lab.project_id("red").await;
    two.lab
        .run(&["state", "rm", "zillizcloud_cluster.red"])
        .await
        .succeeded();
    two.lab.apply().await;
    two.lab
        .change_elsewhere("projects", &red, json!({"description": "seen"}))
        .await;
    two.lab.apply().await;
    let id = two.lab.cluster_id("red").await;
    two.lab.delete_elsewhere("clusters", &id).await;
    two.lab.apply().await;
}
