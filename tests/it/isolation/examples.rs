//! The modules that isolate environments, under the real Terraform.

use std::fs;

use serde_json::{Value, json};

use testkit::{Outcome, TerraformCli};

const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "prod"];

/// One key and one organization for each environment.
async fn organization_level() -> TerraformCli {
    let mut lab = TerraformCli::with_module("examples/isolation/organization-level", 3).await;
    let organizations = lab.organizations();
    let (ids, keys): (Vec<_>, Vec<_>) = organizations.into_iter().unzip();
    name(&mut lab, "organization_ids", ids);
    name(&mut lab, "api_keys", keys);
    lab
}

fn name(lab: &mut TerraformCli, variable: &str, values: Vec<String>) {
    let named: serde_json::Map<_, _> = ENVIRONMENTS
        .map(str::to_owned)
        .into_iter()
        .zip(values.into_iter().map(Value::from))
        .collect();
    let value = Value::from(named).to_string();
    lab.set(&format!("TF_VAR_{variable}"), &value);
}

async fn project_level() -> TerraformCli {
    TerraformCli::with_module("examples/isolation/project-level", 1).await
}

async fn cluster_level() -> TerraformCli {
    TerraformCli::with_module("examples/isolation/cluster-level", 1).await
}

async fn all() -> [TerraformCli; 3] {
    [
        organization_level().await,
        project_level().await,
        cluster_level().await,
    ]
}

/// The checks that did not hold, by what they said.
fn failed_checks(outcome: &Outcome) -> Vec<String> {
    let warnings = outcome.warnings().into_iter();
    let failed = warnings.filter(|it| it.summary == "Check block assertion failed");
    failed.map(|it| it.detail).collect()
}

/// The diagram in a README; the identifiers of organizations are anybody's.
fn diagram_in(readme: &str) -> String {
    let path = format!("{}/{readme}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let (_, text) = text.split_once("```mermaid\n").unwrap();
    text.split_once("```").unwrap().0.to_owned()
}

#[tokio::test]
async fn the_diagrams_that_are_shown_are_those_that_are_drawn() {
    for (lab, readmes) in all().await.into_iter().zip([
        &["examples/isolation/organization-level/README.md"][..],
        &["examples/isolation/project-level/README.md", "README.md"],
        &["examples/isolation/cluster-level/README.md"],
    ]) {
        lab.apply().await;
        let state: Value = serde_json::from_str(&lab.raw_state()).unwrap();
        let mut drawn = state["outputs"]["diagram"]["value"].to_string();
        for (number, (id, _)) in lab.organizations().into_iter().enumerate() {
            drawn = drawn.replace(&id, &format!("org-{number}"));
        }
        for readme in readmes {
            let shown = Value::from(diagram_in(readme)).to_string();
            assert_eq!(shown, drawn, "{readme}");
        }
    }
}

#[tokio::test]
async fn each_level_is_applied_protected_and_destroyed() {
    for mut lab in all().await {
        let applied = lab.apply().await;
        assert_eq!(failed_checks(&applied), [""; 0]);
        let refused = lab.try_plan(&["-destroy"]).await;
        let refused = refused.problems("error");
        assert!(!refused.is_empty());
        for it in refused {
            assert_eq!(it.summary, "Protected from deletion", "{it:?}");
        }
        lab.set("TF_VAR_protected", "[]");
        lab.apply().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn the_tests_of_each_level_pass_and_leave_nothing_behind() {
    for lab in all().await {
        let before = lab.estate().await;
        let tested = lab.test().await.succeeded();
        assert!(tested.stdout.contains(", 0 failed."), "{tested}");
        assert_eq!(lab.estate().await, before);
    }
}

#[tokio::test]
async fn a_test_of_a_level_fails_when_its_check_does_not_see_what_it_should() {
    let mut lab = project_level().await;
    // Nobody is a surprise to a check that expects everybody.
    lab.set(
        "TF_VAR_write_everywhere",
        r#"["owner@example.com", "ada@example.com"]"#,
    );
    let tested = lab.test().await;
    assert_eq!(tested.code, Some(1), "{tested}");
    assert!(
        tested
            .stdout
            .contains("writes_in_two_environments_is_noticed\"... fail"),
        "{tested}"
    );
}

#[tokio::test]
async fn who_is_let_into_a_second_environment_is_said_in_the_plan_and_after_it() {
    let mut lab = project_level().await;
    lab.apply().await;
    let environments = json!({
        "dev": {"writers": ["ada@example.com"], "monthly_budget": 50},
        "staging": {"monthly_budget": 50},
        "prod": {"plan": "Enterprise", "cu_size": 8, "writers": ["ADA@example.com"], "monthly_budget": 2000},
    });
    lab.set("TF_VAR_environments", &environments.to_string());
    let planned = lab.try_plan(&[]).await;
    let said = failed_checks(&planned).join("\n");
    assert!(
        said.contains("would write in several environments: ada@example.com"),
        "{said}"
    );
    let applied = lab.try_apply().await.succeeded();
    let said = failed_checks(&applied).join("\n");
    assert!(said.contains("dev and prod: ada@example.com"), "{said}");
}

#[tokio::test]
async fn a_grant_in_the_console_that_breaks_the_isolation_is_noticed_by_the_next_plan() {
    let lab = project_level().await;
    lab.apply().await;
    let barbara = lab.remote("members", "email", "barbara@example.com").await;
    let dev = lab.project_id("search-dev").await;
    let barbara = barbara["userId"].as_str().unwrap();
    lab.grant_elsewhere(barbara, "Data Admin", &dev).await;
    let planned = lab.try_plan(&[]).await.succeeded();
    // Nothing is to be done, and something to be said.
    assert!(!planned.stdout.contains("planned_change"), "{planned}");
    let said = failed_checks(&planned).join("\n");
    assert!(said.contains("dev and prod: barbara@example.com"), "{said}");
    assert!(!said.contains("would write"), "{said}");
}

#[tokio::test]
async fn keys_that_were_mixed_up_are_noticed_before_anything_is_made() {
    let mut lab = organization_level().await;
    let mut keys: Vec<_> = lab.organizations().into_iter().map(|(_, it)| it).collect();
    keys.swap(0, 2);
    name(&mut lab, "api_keys", keys);
    let before = lab.estate().await;
    let planned = lab.try_plan(&[]).await;
    let errors = planned.problems("error");
    assert!(
        errors
            .iter()
            .any(|it| it.summary == "API key of another organization"),
        "{planned}"
    );
    assert_eq!(lab.estate().await, before);
}
