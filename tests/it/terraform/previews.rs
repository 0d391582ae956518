//! The preview features, under the real Terraform.

use serde_json::json;

use testkit::TerraformCli;

const ACME: &str = "zillizcloud_organization.acme";
const BOB: &str = "zillizcloud_project_user.bob";

fn acme(arguments: &str) -> String {
    format!("resource \"zillizcloud_organization\" \"acme\" {{\n{arguments}\n}}")
}

fn bob(roles: &str) -> String {
    format!(
        "resource \"zillizcloud_project_user\" \"bob\" {{\n  project_id = local.project_id\n  email = \"bob@example.com\"\n  \
         roles = [{roles}]\n}}"
    )
}

#[tokio::test]
async fn an_organization_is_made_changed_imported_and_deleted() {
    let lab = TerraformCli::with_previews().await;
    lab.write(&acme("name = \"acme\"\n timezone = \"Europe/Berlin\""));
    lab.apply().await;
    let made = lab.state(ACME);
    assert_eq!(made["timezone"], "Europe/Berlin");

    lab.write(&acme("name = \"umbrella\""));
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), [format!("update {ACME}")]);
    assert_eq!(plan.changed(ACME), ["name"]);
    lab.apply().await;
    let id = made["id"].as_str().unwrap();
    let remote = lab.remote("organizations", "orgId", id).await;
    assert_eq!(remote["orgName"], "umbrella");

    lab.forget_state();
    lab.import(ACME, id).await;
    let error = lab.try_plan(&["-destroy"]).await.only_error();
    error.says(["Protected from deletion"]);
    lab.change_elsewhere("organizations", id, json!({"orgName": "elsewhere"}))
        .await;
    assert_eq!(lab.plan().await.changed(ACME), ["name"]);
    lab.write(&acme("name = \"umbrella\"\n deletion_protection = false"));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn somebody_is_invited_accepts_and_leaves() {
    let lab = TerraformCli::with_previews().await;
    lab.write(&bob("\"Data Viewer\""));
    lab.apply().await;
    assert_eq!(lab.state(BOB)["status"], "PENDING");

    lab.write(&bob("\"Data Admin\""));
    assert_eq!(lab.plan().await.actions(), [format!("update {BOB}")]);
    lab.apply().await;
    let user = lab.add_member("bob@example.com").await;
    lab.apply().await;
    let state = lab.state(BOB);
    assert_eq!(state["status"], "ACTIVE");
    assert_eq!(state["user_id"], json!(user));
    let project = lab.project_id("Default Project").await;
    assert_eq!(lab.roles(&user, &project).await, ["Data Admin"]);

    lab.write("");
    lab.apply().await;
    assert_eq!(lab.roles(&user, &project).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_invitation_outlives_its_preview_and_is_forgotten_with_a_word() {
    let mut lab = TerraformCli::with_previews().await;
    lab.write(&bob("\"Data Viewer\""));
    lab.apply().await;
    let state = lab.state(BOB);
    lab.set("ZILLIZCLOUD_PREVIEW_FEATURES", "");
    lab.apply().await;
    assert_eq!(lab.state(BOB), state);
    lab.write("");
    let warnings = lab.apply().await.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    warnings[0].says([
        "Pending invitation of",
        "forgotten and not revoked",
        "Revoke it in the console",
    ]);
    assert_eq!(lab.addresses(), Vec::<String>::new());
}
