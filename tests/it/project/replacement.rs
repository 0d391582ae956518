//! A project that is replaced on demand, with what is in it, under the real Terraform.

use serde_json::json;

use crate::cluster::terraform::RED;
use testkit::{Outcome, TerraformCli};

const ADA: &str = "zillizcloud_project_user.ada";
const EMAIL: &str = "ada@example.com";
const REPLACE: &str = "-replace=zillizcloud_project.p";

fn project(arguments: &str) -> String {
    format!("resource \"zillizcloud_project\" \"p\" {{\n  project_name = \"p\"\n{arguments}\n}}\n")
}

fn ada(arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_project_user\" \"ada\" {{\n  project_id = zillizcloud_project.p.id\n  email = \"{EMAIL}\"\n  \
         roles = [\"Data Viewer\", \"Project Admin\"]\n{arguments}\n}}\n"
    )
}

fn cluster(arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"red\" {{\n  cluster_name = \"red\"\n  project_id = zillizcloud_project.p.id\n  \
         region_id = local.region_id\n  cu_size = 8\n{arguments}\n}}\n"
    )
}

async fn replace(lab: &TerraformCli) -> Outcome {
    lab.run(&["apply", "-json", "-auto-approve", REPLACE]).await
}

/// Ada has her roles in the project, and nothing is left to do.
async fn is_whole(lab: &TerraformCli, user_id: &str) {
    let project_id = lab.project_id("p").await;
    let roles = lab.roles(user_id, &project_id).await;
    assert_eq!(roles, ["Data Viewer", "Project Admin"]);
    assert_eq!(lab.state(ADA)["project_id"], project_id);
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn the_roles_of_a_person_follow_a_project_that_is_replaced() {
    for arguments in ["", "  depends_on = [zillizcloud_project.p]"] {
        let lab = TerraformCli::start().await;
        let user_id = lab.add_member(EMAIL).await;
        lab.write(&format!("{}{}", project(""), ada(arguments)));
        lab.apply().await;
        let old = lab.project_id("p").await;
        replace(&lab).await.succeeded();
        assert_ne!(lab.project_id("p").await, old);
        is_whole(&lab, &user_id).await;
        // The next one has an object of a replacement to start from.
        replace(&lab).await.succeeded();
        is_whole(&lab, &user_id).await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_project_that_another_resource_replaces_takes_what_is_in_it_along() {
    let lab = TerraformCli::start().await;
    let user_id = lab.add_member(EMAIL).await;
    let of = |input: &str| {
        let trigger = format!("resource \"terraform_data\" \"it\" {{ input = \"{input}\" }}\n");
        let by = "  lifecycle { replace_triggered_by = [terraform_data.it] }";
        format!("{trigger}{}{}{}", project(by), ada(""), cluster(""))
    };
    lab.write(&of("one"));
    lab.apply().await;
    let old = (lab.project_id("p").await, lab.cluster_id("red").await);
    lab.write(&of("two"));
    let actions = lab.plan().await.actions();
    for address in [ADA, RED, "zillizcloud_project.p"] {
        let replace = format!("replace {address}");
        assert!(actions.contains(&replace), "{actions:?}");
    }
    lab.apply().await;
    let new = (lab.project_id("p").await, lab.cluster_id("red").await);
    assert!(new.0 != old.0 && new.1 != old.1, "{old:?} {new:?}");
    assert_eq!(lab.state(RED)["project_id"], new.0);
    is_whole(&lab, &user_id).await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_change_of_the_project_that_replaces_nothing_leaves_what_is_in_it_alone() {
    let lab = TerraformCli::start().await;
    let user_id = lab.add_member(EMAIL).await;
    let of = |description: &str| {
        let description = format!("  description = \"{description}\"");
        format!("{}{}{}", project(&description), ada(""), cluster(""))
    };
    lab.write(&of("one"));
    lab.apply().await;
    lab.write(&of("two"));
    assert_eq!(lab.plan().await.actions(), ["update zillizcloud_project.p"]);
    lab.apply().await;
    is_whole(&lab, &user_id).await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_protected_cluster_keeps_its_project_from_being_replaced_and_the_plan_says_so() {
    let lab = TerraformCli::start().await;
    let user_id = lab.add_member(EMAIL).await;
    let of = |protected: bool| {
        let protection = format!("  deletion_protection = {protected}");
        format!("{}{}{}", project(""), ada(""), cluster(&protection))
    };
    lab.write(&of(true));
    lab.apply().await;
    let (id, writes) = (lab.cluster_id("red").await, lab.writes().await.len());
    for outcome in [lab.try_plan(&[REPLACE]).await, replace(&lab).await] {
        let error = outcome.only_error();
        error
            .is_at("deletion_protection")
            .says(["`deletion_protection`", "red"]);
    }
    assert_eq!(lab.writes().await.len(), writes);
    assert_eq!(lab.cluster_id("red").await, id);
    is_whole(&lab, &user_id).await;
    lab.write(&of(false));
    lab.apply().await;
    replace(&lab).await.succeeded();
    assert_ne!(lab.cluster_id("red").await, id);
    is_whole(&lab, &user_id).await;
    lab.destroy().await;
}

/// The apply would destroy what is in it before the project itself is refused.
#[tokio::test]
async fn a_project_that_cannot_be_deleted_is_not_replaced_and_what_is_in_it_stays() {
    let lab = TerraformCli::start().await;
    let user_id = lab.add_member(EMAIL).await;
    let protected = project("  deletion_protection = true");
    lab.write(&format!("{protected}{}{}", ada(""), cluster("")));
    lab.apply().await;
    let (id, writes) = (lab.cluster_id("red").await, lab.writes().await.len());
    for outcome in [lab.try_plan(&[REPLACE]).await, replace(&lab).await] {
        let error = outcome.only_error();
        error
            .is_at("deletion_protection")
            .says(["`deletion_protection`", "project \"p\""]);
    }
    assert_eq!(lab.writes().await.len(), writes);
    assert_eq!(lab.cluster_id("red").await, id);
    is_whole(&lab, &user_id).await;
    // It can be, once it may.
    lab.write(&format!("{}{}{}", project(""), ada(""), cluster("")));
    lab.apply().await;
    replace(&lab).await.succeeded();
    is_whole(&lab, &user_id).await;
    lab.destroy().await;
}

#[tokio::test]
async fn the_default_project_is_not_replaced_and_what_is_in_it_stays() {
    let lab = TerraformCli::start().await;
    let project = project("").replace("= \"p\"", "= \"Default Project\"");
    lab.write(&format!("{project}{}", cluster("")));
    let id = lab.project_id("Default Project").await;
    let imported = lab.run(&["import", "zillizcloud_project.p", &id]).await;
    imported.succeeded();
    lab.apply().await;
    let (cluster_id, writes) = (lab.cluster_id("red").await, lab.writes().await.len());
    let outcome = replace(&lab).await;
    outcome.only_error().says(["Default Project", "-replace"]);
    assert_eq!(lab.writes().await.len(), writes);
    assert_eq!(lab.cluster_id("red").await, cluster_id);
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn a_grant_of_what_is_not_there_guesses_no_deletion_of_an_object_of_the_state() {
    for (method, path) in [
        ("PUT", "/v2/members/*/roles/*"),
        ("GET", "/v2/members/*/roles"),
    ] {
        let lab = TerraformCli::start().await;
        lab.add_member(EMAIL).await;
        lab.write(&format!("{}{}", project(""), ada("")));
        lab.run(&[
            "apply",
            "-json",
            "-auto-approve",
            "-target=zillizcloud_project.p",
        ])
        .await
        .succeeded();
        lab.fault(json!({
            "match": {"method": method, "path": path},
            "fault": {"kind": "envelope", "code": 40_021, "message": "Not found."},
        }))
        .await;
        let error = lab.try_apply().await.only_error();
        error.says(["was not found", "then apply again"]);
        assert!(
            !error.detail.contains("deleted outside of Terraform"),
            "{error:#?}"
        );
        assert!(!error.detail.contains("state rm"), "{error:#?}");
        lab.clear_faults().await;
        lab.apply().await;
        lab.destroy().await;
    }
}
