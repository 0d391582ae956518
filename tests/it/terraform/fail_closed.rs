//! Outages and lies under the real Terraform: nothing is gone, done or repeated because of a word.

use serde_json::{Value, json};

use crate::{
    cluster::terraform::{DEDICATED, RED, red},
    terraform::failures::{PROJECT, RED_PROJECT},
};
use testkit::TerraformCli;

const ADA: &str = "zillizcloud_project_user.ada";
const NO_SUCH_HOST: &str = "lookup cloud-meta.svc: no such host";

/// A project, a cluster and a person in it.
const EVERYTHING: &str = r#"
resource "zillizcloud_project" "red" {
  project_name = "red"
  region_ids   = [local.region_id]
}
resource "zillizcloud_cluster" "red" {
  cluster_name = "red"
  project_id   = zillizcloud_project.red.id
  region_id    = local.region_id
  cu_size      = 8
}
resource "zillizcloud_project_user" "ada" {
  project_id = zillizcloud_project.red.id
  email      = "ada@example.com"
  roles      = ["Data Admin"]
}
"#;

/// A laboratory in which all of that exists.
async fn with_everything() -> TerraformCli {
    let lab = TerraformCli::start().await;
    lab.add_member("ada@example.com").await;
    lab.write(EVERYTHING);
    lab.apply().await;
    lab.forget_calls().await;
    lab
}

async fn spoil(lab: &TerraformCli, method: &str, path: &str, times: Option<u32>, fault: Value) {
    lab.fault(json!({
        "match": {"method": method, "path": path}, "times": times, "fault": fault,
    }))
    .await;
}

fn outage() -> Value {
    json!({"kind": "envelope", "code": 50_001, "message": NO_SUCH_HOST})
}

#[tokio::test]
async fn a_short_outage_destroys_nothing() {
    let lab = with_everything().await;
    let (before, cluster) = (lab.raw_state(), lab.cluster_id("red").await);
    for path in ["/v2/projects*", "/v2/clusters*", "/v2/members*", "/v2/*"] {
        spoil(&lab, "GET", path, Some(2), outage()).await;
        let outcome = lab.try_apply().await;
        assert_eq!(outcome.code, Some(1), "{path}: {outcome}");
        assert!(outcome.to_string().contains(NO_SUCH_HOST), "{outcome}");
        assert_eq!(lab.raw_state(), before, "{path}");
        lab.clear_faults().await;
    }
    assert_eq!(lab.writes().await, Vec::<String>::new());
    assert_eq!(lab.cluster_id("red").await, cluster);
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn one_404_takes_no_cluster_and_no_password_out_of_the_state() {
    let lab = TerraformCli::start().await;
    lab.write(&red("cu_size = 8\n deletion_protection = true"));
    lab.apply().await;
    let before = lab.raw_state();
    for fault in [
        json!({"kind": "status", "status": 404}),
        json!({"kind": "status", "status": 404, "code": 40_021, "message": "The cluster does not exist."}),
        json!({"kind": "status", "status": 410, "body": "{\"code\":\"NOT_FOUND\",\"message\":\"gone\"}"}),
    ] {
        spoil(&lab, "GET", "/v2/clusters/*", Some(1), fault.clone()).await;
        lab.try_apply()
            .await
            .only_error()
            .says(["Error reading", "nothing was forgotten"]);
        assert_eq!(lab.raw_state(), before, "{fault}");
    }
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn witnesses_that_disagree_are_an_error_that_says_both() {
    let lab = TerraformCli::start().await;
    lab.write(&red(DEDICATED));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let fault = json!({"kind": "envelope", "code": 40_021, "message": format!("The cluster ID {id} does not exist.")});
    spoil(&lab, "GET", "/v2/clusters/*", None, fault).await;
    let error = lab.try_apply().await.only_error();
    error.says([
        &format!("{id} does not exist"),
        "but the list of clusters has it",
        "terraform state rm",
    ]);
    assert_eq!(lab.state(RED)["id"], id);
}

#[tokio::test]
async fn a_destroy_during_an_outage_is_an_error_and_everything_is_still_known() {
    let lab = with_everything().await;
    for method in ["GET", "DELETE"] {
        spoil(&lab, method, "/v2/*", None, outage()).await;
        let outcome = lab.run(&["destroy", "-auto-approve"]).await;
        assert_eq!(outcome.code, Some(1), "{outcome}");
        assert!(
            !outcome.to_string().contains("Destroy complete"),
            "{outcome}"
        );
        lab.clear_faults().await;
    }
    assert_eq!(lab.addresses().len(), 3);
    lab.project_id("red").await;
    lab.cluster_id("red").await;
    lab.has_nothing_to_do().await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_code_that_is_no_number_is_no_success() {
    let lab = with_everything().await;
    let user = lab.state(ADA)["user_id"].as_str().unwrap().to_owned();
    let project = lab.project_id("red").await;
    for body in [
        r#"{"code":"PERMISSION_DENIED","data":null}"#,
        r#"{"code":"0","data":true}"#,
        r#"{"data":true}"#,
    ] {
        let fault = json!({"kind": "status", "status": 200, "body": body});
        spoil(&lab, "DELETE", "/v2/members/*", None, fault).await;
        let target = format!("-target={ADA}");
        let outcome = lab
            .run(&["destroy", "-auto-approve", "-json", &target])
            .await;
        let error = outcome.only_error();
        error.says(["revoking role \"Data Admin\"", "outside the API's envelope"]);
        assert_eq!(lab.roles(&user, &project).await, ["Data Admin"]);
        assert!(lab.addresses().contains(&ADA.to_owned()), "{body}");
        lab.clear_faults().await;
    }
    lab.destroy().await;
}

#[tokio::test]
async fn a_5xx_that_speaks_of_a_rate_limit_makes_one_project() {
    let mut lab = TerraformCli::start().await;
    lab.set("ZILLIZCLOUD_MAX_RETRIES", "5");
    lab.choose(json!({"duplicate_project_name": "accepted"}))
        .await;
    let fault = json!({
        "kind": "status", "status": 503, "message": "rate limit exceeded", "processed": true,
    });
    spoil(&lab, "POST", "/v2/projects", Some(1), fault).await;
    lab.write(RED_PROJECT);
    let warnings = lab.apply().await.warnings();
    let id = lab.project_id("red").await;
    warnings[0].says(["Project \"red\"", &id]);
    assert_eq!(lab.state(PROJECT)["id"], id);
    assert_eq!(lab.writes().await, ["POST /v2/projects"]);
}

#[tokio::test]
async fn a_colleagues_project_is_not_adopted_whatever_the_clock_of_a_gateway_says() {
    for seconds in [-30, 30, -86_400] {
        let lab = TerraformCli::start().await;
        lab.choose(json!({"duplicate_project_name": "accepted"}))
            .await;
        lab.write(RED_PROJECT);
        lab.apply().await;
        let theirs = lab.project_id("red").await;
        lab.forget_state();
        lab.forget_calls().await;

        spoil(
            &lab,
            "GET",
            "/v2/*",
            None,
            json!({"kind": "date", "seconds": seconds}),
        )
        .await;
        spoil(
            &lab,
            "POST",
            "/v2/projects",
            None,
            json!({"kind": "reset_before"}),
        )
        .await;
        let error = lab.try_apply().await.only_error();
        error.says([
            "already exists",
            "nothing was sent",
            &format!("`terraform import <address> '{theirs}'`"),
        ]);
        assert_eq!(lab.addresses(), Vec::<String>::new());
        assert_eq!(lab.writes().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_run_that_was_killed_before_the_record_leads_to_no_second_object() {
    let lab = TerraformCli::start().await;
    lab.choose(json!({"duplicate_project_name": "accepted"}))
        .await;
    lab.write(&format!("{RED_PROJECT}\n{}", red(DEDICATED)));
    lab.apply().await;
    let (project, cluster) = (lab.project_id("red").await, lab.cluster_id("red").await);
    // What a kill between the call and its record leaves: it exists, and no state knows.
    lab.forget_state();
    lab.forget_calls().await;

    let outcome = lab.try_apply().await;
    let errors = outcome.problems("error");
    for id in [&project, &cluster] {
        let command = format!("`terraform import <address> '{id}'`");
        assert!(
            errors.iter().any(|it| it.detail.contains(&command)),
            "{outcome}"
        );
    }
    assert_eq!(lab.writes().await, Vec::<String>::new());
    lab.write(RED_PROJECT);
    lab.import(PROJECT, &project).await;
    lab.write(&format!("{RED_PROJECT}\n{}", red(DEDICATED)));
    lab.import(RED, &cluster).await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_thin_or_contradictory_answer_replaces_nothing() {
    let lab = TerraformCli::start().await;
    lab.write(&red("cu_size = 8"));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let described = lab.remote("clusters", "clusterName", "red").await;
    for (change, is_thin) in [
        (json!({"projectId": ""}), true),
        (json!({"cuType": "unknown", "clusterName": ""}), true),
        (json!({"plan": "", "regionId": ""}), true),
        (json!({"projectId": "proj-of-somebody-else"}), false),
        (json!({"regionId": "aws-eu-central-1"}), false),
        (json!({"cuType": "Tiered-storage"}), true),
    ] {
        let mut answer = described.clone();
        for (name, value) in change.as_object().unwrap() {
            answer[name] = value.clone();
        }
        let body = json!({"code": 0, "data": answer}).to_string();
        let fault = json!({"kind": "status", "status": 200, "body": body});
        spoil(&lab, "GET", "/v2/clusters/*", Some(1), fault).await;
        if is_thin {
            lab.has_nothing_to_do().await;
        } else {
            let warnings = lab.try_apply().await.succeeded().warnings();
            warnings[0].says(["A cluster cannot change that", "kept in the state"]);
        }
        lab.clear_faults().await;
        assert_eq!(lab.state(RED)["id"], id, "{change}");
    }
    assert_eq!(lab.cluster_id("red").await, id);
    lab.has_nothing_to_do().await;
}

/// Some look-ups of a person answer with somebody else, as a cache does that ignores the query.
async fn mistake_everybody_for_eve(lab: &TerraformCli, user_id: &str, times: Option<u32>) {
    let eve = json!({"userId": user_id, "email": "eve@example.com", "name": "eve"});
    let body = json!({"code": 0, "data": eve}).to_string();
    let fault = json!({"kind": "status", "status": 200, "body": body});
    spoil(lab, "GET", "/v2/members", times, fault).await;
}

#[tokio::test]
async fn an_answer_about_another_person_takes_nothing() {
    let lab = with_everything().await;
    let eve = lab.add_member("eve@example.com").await;
    let before = lab.raw_state();
    for times in [Some(1), None] {
        for command in ["apply", "destroy"] {
            mistake_everybody_for_eve(&lab, &eve, times).await;
            let outcome = lab.run(&[command, "-auto-approve"]).await;
            assert_eq!(outcome.code, Some(1), "{outcome}");
            assert_eq!(lab.raw_state(), before, "{outcome}");
            lab.clear_faults().await;
        }
    }
    assert_eq!(lab.writes().await, Vec::<String>::new());
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn an_answer_about_another_person_gives_them_nothing() {
    let lab = TerraformCli::start().await;
    lab.add_member("ada@example.com").await;
    let eve = lab.add_member("eve@example.com").await;
    mistake_everybody_for_eve(&lab, &eve, None).await;
    let ada = EVERYTHING.find("resource \"zillizcloud_project_user\"");
    let ada = &EVERYTHING[ada.unwrap()..];
    lab.write(&ada.replace("zillizcloud_project.red.id", "local.project_id"));
    let outcome = lab.try_apply().await;
    assert_eq!(outcome.code, Some(1), "{outcome}");
    assert_eq!(lab.addresses(), Vec::<String>::new(), "{outcome}");
    assert!(lab.writes().await.iter().all(|it| !it.contains("roles")));
    lab.clear_faults().await;
    lab.apply().await;
}
