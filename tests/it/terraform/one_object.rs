//! One object that cannot be changed, under the real Terraform: the others are, and everything can be destroyed.

use serde_json::{Value, json};

use crate::cluster::terraform::{RED, red};
use testkit::TerraformCli;

const ADA: &str = "zillizcloud_project_user.ada";
const EMAIL: &str = "ada@example.com";
const DESTROY: &[&str] = &["apply", "-json", "-auto-approve", "-destroy"];

fn ada(person: &str, roles: &str) -> String {
    format!(
        "resource \"zillizcloud_project_user\" \"ada\" {{\n  project_id = local.project_id\n  {person}\n  roles = [{roles}]\n}}\n"
    )
}

/// Another object beside `configuration`, described by `note`.
fn beside(configuration: &str, note: &str) -> String {
    format!(
        "{configuration}\nresource \"zillizcloud_project\" \"other\" {{\n  project_name = \"other\"\n  description = \"{note}\"\n}}\n"
    )
}

/// What `configuration` wants of one object is a warning of the plan and an error of the apply, both at `attribute`, and the
/// other object is changed.
async fn stops_nothing_else(lab: &TerraformCli, configuration: &str, attribute: &str, says: &str) {
    let note = is_warned_of(lab, configuration, attribute, says).await;
    let applied = lab.try_apply().await;
    applied.only_error().is_at(attribute).says([says]);
    is_described(lab, &note).await;
}

/// The other object was changed.
async fn is_described(lab: &TerraformCli, note: &str) {
    lab.remote("projects", "description", note).await;
    assert_eq!(lab.state("zillizcloud_project.other")["description"], note);
}

/// The warning of the plan; answers the description of the other object.
async fn is_warned_of(
    lab: &TerraformCli,
    configuration: &str,
    attribute: &str,
    says: &str,
) -> String {
    let note = format!("beside {says}").replace('"', "'");
    lab.write(&beside(configuration, &note));
    let warnings = lab.try_plan(&[]).await.succeeded().warnings();
    let says_it = |text: &str| text.contains(says);
    let mut all = warnings.iter();
    let warning = all.find(|it| says_it(&it.summary) || says_it(&it.detail));
    let warning = warning.unwrap_or_else(|| panic!("nothing says {says:?}: {warnings:#?}"));
    warning.is_at(attribute);
    note
}

/// Everything is destroyed, whatever is wrong with it.
async fn can_be_destroyed(lab: &TerraformCli) {
    let destroyed = lab.run(DESTROY).await.succeeded();
    assert_eq!(lab.addresses(), Vec::<String>::new(), "{destroyed}");
}

/// Somebody with this role, and a laboratory in which they have it.
async fn with_ada() -> (TerraformCli, String) {
    let lab = TerraformCli::start().await;
    let user_id = lab.add_member(EMAIL).await;
    let by_email = format!("email = \"{EMAIL}\"");
    lab.write(&beside(&ada(&by_email, "\"Data Viewer\""), "first"));
    lab.apply().await;
    (lab, user_id)
}

#[tokio::test]
async fn a_misspelt_role_stops_nothing_else() {
    let (lab, user_id) = with_ada().await;
    let by_email = format!("email = \"{EMAIL}\"");
    let misspelt = ada(&by_email, "\"Data Viewer\", \"Data Amdin\"");
    stops_nothing_else(&lab, &misspelt, "roles", "Unknown role \"Data Amdin\"").await;
    let twice = format!("\"Data Viewer\", \"{}\"", lab.role_id("Data Viewer").await);
    stops_nothing_else(&lab, &ada(&by_email, &twice), "roles", "Duplicate role").await;
    let project = lab.project_id("Default Project").await;
    assert_eq!(lab.roles(&user_id, &project).await, ["Data Viewer"]);
    can_be_destroyed(&lab).await;
}

#[tokio::test]
async fn a_person_who_left_stops_nothing_else_also_with_other_roles() {
    let (lab, user_id) = with_ada().await;
    lab.delete_elsewhere("members", &user_id).await;
    let by_email = format!("email = \"{EMAIL}\"");
    let advice = "If they have left, remove this resource";
    for roles in ["\"Data Viewer\"", "\"Data Admin\""] {
        stops_nothing_else(&lab, &ada(&by_email, roles), "email", advice).await;
    }
    can_be_destroyed(&lab).await;
}

#[tokio::test]
async fn a_person_of_whom_nothing_can_be_proven_stops_nothing_else() {
    let (lab, user_id) = with_ada().await;
    let state = lab.state(ADA);
    lab.fault(json!({
        "match": {"path": format!("/v2/members/{user_id}*")},
        "fault": {"kind": "envelope", "code": 404, "message": "no such user"},
    }))
    .await;
    let by_email = format!("email = \"{EMAIL}\"");
    lab.write(&beside(&ada(&by_email, "\"Data Viewer\""), "second"));
    let applied = lab.try_apply().await.succeeded();
    assert!(
        applied
            .warnings()
            .iter()
            .any(|it| it.detail.contains("no such user") && it.detail.contains("kept")),
        "{applied}"
    );
    assert_eq!(lab.state(ADA), state);
    lab.remote("projects", "description", "second").await;
}

#[tokio::test]
async fn somebody_else_who_is_no_member_stops_nothing_else() {
    let (lab, user_id) = with_ada().await;
    let project = lab.project_id("Default Project").await;
    for (person, at, says) in [
        ("email = \"bob@example.com\"", "email", "bob@example.com"),
        ("user_id = \"usr-0\"", "user_id", "usr-0 is none"),
    ] {
        let bob = ada(person, "\"Data Viewer\"");
        stops_nothing_else(&lab, &bob, at, says).await;
    }
    assert_eq!(lab.roles(&user_id, &project).await, ["Data Viewer"]);
    can_be_destroyed(&lab).await;
}

#[tokio::test]
async fn two_people_in_one_resource_stop_nothing_else() {
    let (lab, _) = with_ada().await;
    let grace = lab.add_member("grace@example.com").await;
    let both = format!("email = \"{EMAIL}\"\n  user_id = \"{grace}\"");
    stops_nothing_else(
        &lab,
        &ada(&both, "\"Data Viewer\""),
        "user_id",
        "Conflicting user_id and email",
    )
    .await;
    can_be_destroyed(&lab).await;
}

#[tokio::test]
async fn a_suspended_cluster_with_another_size_stops_nothing_else() {
    let lab = TerraformCli::start().await;
    let sized = |cu_size: u32| {
        red(&format!(
            "cu_size = {cu_size}\n desired_status = \"SUSPENDED\""
        ))
    };
    lab.write(&beside(&sized(8), "first"));
    lab.apply().await;
    stops_nothing_else(&lab, &sized(12), "cu_size", "Size of a suspended cluster").await;
    assert_eq!(lab.cluster("red").await["cuSize"], 8);
    assert_eq!(lab.state(RED)["cu_size"], 8);
    can_be_destroyed(&lab).await;
}

#[tokio::test]
async fn a_size_that_does_not_fit_the_replicas_that_somebody_added_stops_nothing_else() {
    let lab = TerraformCli::start().await;
    lab.write(&beside(&red("cu_size = 8"), "first"));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    lab.change_elsewhere("clusters", &id, json!({"replica": 2}))
        .await;
    let small = red("cu_size = 4");
    let note = is_warned_of(&lab, &small, "cu_size", "Size too small for replicas").await;
    let error = lab.try_apply().await.only_error();
    error.says(["Size too small for replicas", "More than one replica"]);
    is_described(&lab, &note).await;
    can_be_destroyed(&lab).await;
}

#[tokio::test]
async fn a_lower_plan_of_a_project_stops_nothing_else() {
    let lab = TerraformCli::start().await;
    let project = |plan: &str| {
        format!(
            "resource \"zillizcloud_project\" \"red\" {{\n  project_name = \"red\"\n  plan = \"{plan}\"\n}}\n"
        )
    };
    lab.write(&beside(&project("BusinessCritical"), "first"));
    lab.apply().await;
    stops_nothing_else(
        &lab,
        &project("Enterprise"),
        "plan",
        "Downgrade of a project",
    )
    .await;
    assert_eq!(
        lab.state("zillizcloud_project.red")["plan"],
        "BusinessCritical"
    );
    can_be_destroyed(&lab).await;
}

#[tokio::test]
async fn a_cluster_that_the_key_may_not_see_stops_nothing_else() {
    let lab = TerraformCli::start().await;
    lab.write(&beside(&red("cu_size = 8"), "first"));
    lab.apply().await;
    let state = lab.state(RED);
    let hidden = json!({
        "match": {"method": "GET", "path": "/v2/clusters/*"}, "times": 1,
        "fault": {"kind": "envelope", "code": 80_020, "message": "Invalid cluster ID or no permission."},
    });
    lab.fault(hidden.clone()).await;
    lab.write(&beside(&red("cu_size = 8"), "second"));
    let applied = lab.try_apply().await.succeeded();
    let warnings = applied.warnings();
    assert!(
        warnings
            .iter()
            .any(|it| it.detail.contains("terraform state rm")),
        "{applied}"
    );
    assert_eq!(lab.state(RED), state);
    lab.remote("projects", "description", "second").await;
    lab.fault(hidden).await;
    can_be_destroyed(&lab).await;
}

/// The default project is for ever. It keeps nobody from destroying the rest.
#[tokio::test]
async fn the_default_project_stops_no_destruction() {
    let lab = TerraformCli::start().await;
    let id = lab.project_id("Default Project").await;
    let default =
        "resource \"zillizcloud_project\" \"default\" { project_name = \"Default Project\" }\n";
    lab.write(default);
    lab.import("zillizcloud_project.default", &id).await;
    lab.write(&beside(default, "first"));
    lab.apply().await;
    let destroyed = lab.run(DESTROY).await;
    destroyed
        .only_error()
        .says(["Deletion of the default project", "terraform state rm"]);
    let projects = lab.inventory().await["projects"].clone();
    let names: Vec<&Value> = projects
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["projectName"])
        .collect();
    assert_eq!(names, ["Default Project"], "{destroyed}");
    assert_eq!(
        lab.addresses(),
        ["zillizcloud_project.default"],
        "{destroyed}"
    );
}
