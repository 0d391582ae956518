//! Signals to the whole process group, as CI systems send them: Terraform and the provider get them at the same time.
//!
//! The law: a cluster that exists is in the state.

use rustix::process::Signal;
use serde_json::json;

use crate::cluster::terraform::RED;
use testkit::{Outcome, TerraformCli};

/// Enough to meet the signal in every phase of a call.
const RUNS: usize = 20;

/// The cluster "red" of one run.
fn configuration(name: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"red\" {{\n  cluster_name = \"{name}\"\n  project_id = local.project_id\n  \
         region_id = local.region_id\n  cu_size = 8\n  timeouts {{ create = \"1m\" }}\n}}"
    )
}

/// Each cluster of this name is in the state, with its password; answers how many there are.
async fn recorded(lab: &TerraformCli, name: &str, outcome: &Outcome) -> usize {
    let existing = lab.clusters(name).await;
    if let [id] = existing.as_slice() {
        assert_eq!(lab.addresses(), [RED], "{name} is lost: {outcome}");
        let state = lab.state(RED);
        assert_eq!(state["id"], *id, "{outcome}");
        assert!(state["password"].is_string(), "{outcome}");
        lab.forget_state();
    }
    existing.len()
}

#[tokio::test]
async fn a_termination_of_the_group_while_a_create_is_answered_loses_no_cluster() {
    let lab = TerraformCli::with_slow_answers().await;
    for run in 0..RUNS {
        let name = format!("red-{run}");
        lab.write(&configuration(&name));
        let mut child = lab.begin(&["apply", "-json", "-auto-approve"]).await;
        lab.until_created(&mut child, &name).await;
        TerraformCli::signal(&child, Signal::TERM);
        let outcome = lab.end(child, "apply").await;
        assert_eq!(outcome.code, Some(1), "{outcome}");
        assert_eq!(recorded(&lab, &name, &outcome).await, 1, "{outcome}");
    }
}

#[tokio::test]
async fn a_termination_of_the_group_before_a_create_is_processed_loses_no_cluster() {
    let lab = TerraformCli::start().await;
    for run in 0..3 {
        let name = format!("red-{run}");
        lab.fault(json!({
            "match": {"method": "POST", "path": "/v2/clusters/createDedicated"},
            "times": 1,
            "fault": {"kind": "delay", "milliseconds": 500},
        }))
        .await;
        lab.write(&configuration(&name));
        let mut child = lab.begin(&["apply", "-json", "-auto-approve"]).await;
        lab.until_held_up(&mut child).await;
        TerraformCli::signal(&child, Signal::TERM);
        let outcome = lab.end(child, "apply").await;
        // The answer is waited for.
        assert_eq!(recorded(&lab, &name, &outcome).await, 1, "{outcome}");
    }
}

/// Terraform may end at once and leave nobody who writes the state: then the next apply names what exists, and sends nothing.
async fn recorded_or_named(lab: &TerraformCli, name: &str, outcome: &Outcome) {
    if !lab.addresses().is_empty() {
        assert_eq!(recorded(lab, name, outcome).await, 1, "{outcome}");
        return;
    }
    let existing = lab.clusters(name).await;
    assert_eq!(existing.len(), 1, "{outcome}");
    lab.forget_calls().await;
    let command = format!("`terraform import <address> '{}'`", existing[0]);
    let next = lab.try_apply().await;
    next.only_error().says(["already exists", &command]);
    assert_eq!(lab.writes().await, Vec::<String>::new(), "{next}");
    assert_eq!(lab.clusters(name).await, existing);
}

#[tokio::test]
async fn a_termination_and_a_hangup_at_once_lose_no_cluster() {
    let lab = TerraformCli::with_slow_answers().await;
    for run in 0..5 {
        let name = format!("red-{run}");
        lab.write(&configuration(&name));
        let mut child = lab.begin(&["apply", "-json", "-auto-approve"]).await;
        lab.until_created(&mut child, &name).await;
        // As systemd does with SendSIGHUP.
        TerraformCli::signal(&child, Signal::TERM);
        TerraformCli::signal(&child, Signal::HUP);
        let outcome = lab.end(child, "apply").await;
        recorded_or_named(&lab, &name, &outcome).await;
    }
}

#[tokio::test]
async fn a_termination_of_the_group_ends_a_wait_with_the_cluster_in_the_state() {
    let lab = TerraformCli::start().await;
    lab.write(&configuration("red"));
    let (child, id) = lab.begin_endless_creation().await;
    TerraformCli::signal(&child, Signal::TERM);
    let outcome = lab.end(child, "apply").await;
    let errors = outcome.problems("error");
    let about_it = errors.iter().find(|it| it.detail.contains(&id));
    about_it
        .expect("an error about the cluster")
        .says(["interrupted", "tainted"]);
    assert!(lab.is_tainted(RED));
    assert_eq!(recorded(&lab, "red", &outcome).await, 1);
}
