//! Adopting an organization, under the real Terraform.

use serde_json::json;

use testkit::TerraformCli;

const THIS: &str = "zillizcloud_organization.this";

fn organization(arguments: &str) -> String {
    format!("resource \"zillizcloud_organization\" \"this\" {{\n{arguments}\n}}")
}

#[tokio::test]
async fn an_organization_is_found_by_its_key_and_forgotten_with_a_word() {
    let lab = TerraformCli::start().await;
    lab.write(&organization(""));
    lab.apply().await;

    let state = lab.state(THIS);
    assert_eq!(state["organization_id"], lab.organization_id());
    assert_eq!(state["id"], lab.organization_id());
    let default = lab.project_id("Default Project").await;
    assert_eq!(state["default_project_id"], default);
    assert_eq!(state["project_ids"], json!([default]));
    assert_eq!(state["org_type"], "SAAS");
    let owner = lab.role_id("Organization Owner").await;
    assert_eq!(state["roles"]["Organization Owner"], owner);

    assert_eq!(lab.writes().await, Vec::<String>::new());
    let warnings = lab.destroy().await.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    warnings[0].says(["no longer managed", "Nothing was deleted"]);
}

#[tokio::test]
async fn an_organization_that_gets_a_project_leaves_nothing_to_do() {
    let lab = TerraformCli::start().await;
    let red = r#"
        resource "zillizcloud_project" "red" {
          project_name = "red"
          depends_on   = [zillizcloud_organization.this]
        }"#;
    lab.write(&format!("{}\n{red}", organization("")));
    lab.apply().await;
    lab.apply().await;
    // The new project is no drift of the organization.
    let projects = lab.state(THIS)["project_ids"].clone();
    assert_eq!(projects.as_array().unwrap().len(), 1);
    lab.destroy().await;
}

#[tokio::test]
async fn naming_the_organization_that_it_is_changes_nothing() {
    let lab = TerraformCli::start().await;
    lab.write(&organization(""));
    lab.apply().await;
    let named = format!("organization_id = \"{}\"", lab.organization_id());
    lab.write(&organization(&named));
    lab.has_nothing_to_do().await;
    lab.destroy().await;
}

#[tokio::test]
async fn an_organization_is_imported_by_its_identifier() {
    let lab = TerraformCli::start().await;
    lab.write(&organization(""));
    lab.apply().await;
    let state = lab.state(THIS);
    lab.forget_state();
    lab.import(THIS, lab.organization_id()).await;
    assert_eq!(lab.state(THIS), state);
    lab.destroy().await;
}

#[tokio::test]
async fn the_key_of_another_organization_is_found_out_in_the_plan() {
    let mut lab = TerraformCli::start().await;
    lab.write(&organization("organization_id = \"org-other\""));
    let error = lab.try_plan(&[]).await.only_error();
    error.is_at("organization_id");
    error.says(["another organization", "org-other", lab.organization_id()]);

    lab.set("ZILLIZCLOUD_ORGANIZATION_ID", "org-other");
    lab.write(&organization(""));
    lab.try_plan(&[]).await.only_error().says(["org-other"]);
}

#[tokio::test]
async fn an_organization_that_no_invoice_tells_must_be_named() {
    let lab = TerraformCli::start().await;
    lab.fault(json!({
        "match": {"path": "/v2/invoices"},
        "fault": {"kind": "envelope", "code": 80001, "message": "no permission"},
    }))
    .await;
    lab.write(&organization(""));
    let error = lab.try_apply().await.only_error();
    error.says(["Unknown organization", "organization_id", "console"]);

    let named = format!("organization_id = \"{}\"", lab.organization_id());
    lab.write(&organization(&named));
    lab.apply().await;
    lab.destroy().await;
}

#[tokio::test]
async fn what_only_the_console_can_do_is_refused_in_the_plan() {
    let lab = TerraformCli::start().await;
    for attribute in ["name", "timezone"] {
        lab.write(&organization(&format!("{attribute} = \"red\"")));
        let error = lab.try_plan(&[]).await.only_error();
        error.is_at(attribute).says(["console", "Support Portal"]);
    }
}

#[tokio::test]
async fn a_key_of_another_organization_changes_nothing_and_forgets_nothing() {
    let mut lab = TerraformCli::start().await;
    lab.write("resource \"zillizcloud_project\" \"red\" {\n project_name = \"red\"\n}");
    lab.apply().await;
    let state = lab.raw_state();

    lab.set("ZILLIZCLOUD_ORGANIZATION_ID", "org-of-somebody-else");
    let red = lab.project_id("red").await;
    lab.delete_elsewhere("projects", &red).await;
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["org-of-somebody-else", "nothing was changed"]);
    assert_eq!(lab.raw_state(), state);

    lab.write("resource \"zillizcloud_project\" \"blue\" {\n project_name = \"blue\"\n}");
    lab.forget_state();
    lab.try_apply()
        .await
        .only_error()
        .says(["org-of-somebody-else"]);
    let inventory = lab.inventory().await;
    let names = inventory["projects"].as_array().unwrap().iter();
    assert!(
        names.map(|it| &it["projectName"]).all(|it| it != "blue"),
        "{inventory:#}"
    );
}
