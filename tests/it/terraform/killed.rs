//! Runs that are killed between a create and its record: what exists then is in no state, and is not made again in silence.

use rustix::process::Signal;
use serde_json::json;

use crate::terraform::failures::PROJECT;
use testkit::TerraformCli;

/// Enough for a kill to come before the record.
const RUNS: usize = 5;

/// What is created, under the name of one run.
struct Created {
    address: &'static str,
    configuration: fn(&str) -> String,
    /// Where the service keeps it, and the fields of its name and its identifier there.
    kind: &'static str,
    name: &'static str,
    id: &'static str,
}

const A_PROJECT: Created = Created {
    address: PROJECT,
    configuration: |name| {
        format!("resource \"zillizcloud_project\" \"red\" {{ project_name = \"{name}\" }}")
    },
    kind: "projects",
    name: "projectName",
    id: "projectId",
};

const A_CLUSTER: Created = Created {
    address: "zillizcloud_cluster.red",
    configuration: |name| {
        format!(
            "resource \"zillizcloud_cluster\" \"red\" {{\n  cluster_name = \"{name}\"\n  project_id = local.project_id\n  \
             region_id = local.region_id\n  cu_size = 8\n}}"
        )
    },
    kind: "clusters",
    name: "clusterName",
    id: "clusterId",
};

/// Kills Terraform and the provider while the create is answered, until one was killed before the record.
async fn kill_before_the_record(created: &Created) {
    let lab = TerraformCli::with_slow_answers().await;
    // Nobody but the provider prevents a second one.
    lab.choose(json!({"duplicate_project_name": "accepted", "duplicate_cluster_name": "accepted"}))
        .await;
    for run in 0..RUNS {
        let name = format!("red-{run}");
        lab.write(&(created.configuration)(&name));
        let mut child = lab.begin(&["apply", "-json", "-auto-approve"]).await;
        lab.until_exists(&mut child, (created.kind, created.name), &name)
            .await;
        TerraformCli::signal(&child, Signal::KILL);
        let outcome = lab.end(child, "apply").await;
        assert_eq!(outcome.code, None, "{outcome}");
        if lab.addresses().is_empty() {
            return nothing_is_made_in_silence(&lab, created, &name).await;
        }
        lab.destroy().await;
    }
    panic!("the record was quicker than the kill {RUNS} times");
}

/// The next apply sends nothing, and says how to import what there is.
async fn nothing_is_made_in_silence(lab: &TerraformCli, created: &Created, name: &str) {
    lab.forget_calls().await;
    // One object, or this panics.
    let existing = lab.remote(created.kind, created.name, name).await;
    let id = existing[created.id].as_str().unwrap();
    for _ in 0..2 {
        lab.try_apply().await.only_error().says([
            "already exists",
            "nothing was sent",
            &format!("`terraform import <address> '{id}'`"),
        ]);
    }
    assert_eq!(lab.addresses(), Vec::<String>::new());
    assert_eq!(lab.writes().await, Vec::<String>::new());
    lab.remote(created.kind, created.name, name).await;
    lab.import(created.address, id).await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_of_a_run_that_was_killed_is_named_by_the_next_and_not_made_again() {
    kill_before_the_record(&A_PROJECT).await;
}

#[tokio::test]
async fn a_cluster_of_a_run_that_was_killed_is_named_by_the_next_and_not_made_again() {
    kill_before_the_record(&A_CLUSTER).await;
}
