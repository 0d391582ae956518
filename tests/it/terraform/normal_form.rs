//! Names that were made elsewhere in another normal form of Unicode, under the real Terraform. Terraform composes all text,
//! macOS and some clients decompose it.

use serde_json::json;

use testkit::TerraformCli;

/// As a configuration has it: Terraform composes it.
const COMPOSED: &str = "Köln";
/// The same name, as it was made elsewhere.
const DECOMPOSED: &str = "Ko\u{308}ln";

const PROJECT: &str = "zillizcloud_project.cologne";
const CLUSTER: &str = "zillizcloud_cluster.cologne";
const USER: &str = "zillizcloud_project_user.ada";

fn project(arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_project\" \"cologne\" {{\n  project_name = \"{COMPOSED}\"\n  {arguments}\n}}\n"
    )
}

/// A project that was made elsewhere.
async fn project_elsewhere(lab: &TerraformCli) -> String {
    let body = json!({"projectName": DECOMPOSED, "plan": "Enterprise"});
    let id = lab.post_elsewhere("/v2/projects", body).await;
    id.as_str().unwrap().to_owned()
}

/// A Free cluster of the default project that was made elsewhere.
async fn cluster_elsewhere(lab: &TerraformCli) -> String {
    lab.choose(json!({"cluster_names": "any"})).await;
    let body = json!({
        "clusterName": DECOMPOSED, "regionId": "aws-us-west-2", "projectId": lab.project_id("Default Project").await,
    });
    let made = lab.post_elsewhere("/v2/clusters/createFree", body).await;
    made["clusterId"].as_str().unwrap().to_owned()
}

fn cluster(arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"cologne\" {{\n  cluster_name = \"{COMPOSED}\"\n  project_id = local.project_id\n  \
         region_id = local.region_id\n  plan = \"Free\"\n  {arguments}\n}}\n"
    )
}

/// Neither a plan nor a refresh finds anything.
async fn is_quiet(lab: &TerraformCli) {
    for refresh_only in [&["-refresh-only"][..], &[]] {
        let planned = lab
            .try_plan(&[&["-detailed-exitcode"], refresh_only].concat())
            .await;
        assert_eq!(planned.code, Some(0), "{planned}");
    }
}

#[tokio::test]
async fn a_project_is_found_and_imported_by_either_form_of_its_name() {
    let lab = TerraformCli::start().await;
    let id = project_elsewhere(&lab).await;
    for name in [COMPOSED, DECOMPOSED] {
        lab.write(&format!(
            "data \"zillizcloud_project\" \"it\" {{\n  name = \"{name}\"\n}}\noutput \"id\" {{\n  value = data.zillizcloud_project.it.id\n}}\n"
        ));
        lab.apply().await;
        let shown = lab.run(&["output", "-raw", "id"]).await.succeeded();
        assert_eq!(shown.stdout, id);
    }
    lab.write(&project(""));
    for name in [COMPOSED, DECOMPOSED] {
        lab.forget_state();
        // An identifier on the command line is text that Terraform passes on as it is.
        let import = format!("name:{name}");
        lab.run(&["import", PROJECT, &import]).await.succeeded();
        assert_eq!(lab.state(PROJECT)["id"], json!(id));
        is_quiet(&lab).await;
    }
}

#[tokio::test]
async fn a_project_of_the_same_name_in_another_form_is_not_made_again() {
    let lab = TerraformCli::start().await;
    let id = project_elsewhere(&lab).await;
    lab.write(&project(""));
    let warnings = lab.try_plan(&[]).await.succeeded().warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    warnings[0].is_at("project_name").says([&id]);
    let error = lab.try_apply().await.only_error();
    error.says(["already exists", &id]);
    let inventory = lab.inventory().await;
    assert_eq!(inventory["projects"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_project_that_gets_its_name_in_another_form_is_not_renamed() {
    let lab = TerraformCli::start().await;
    lab.write(&project(""));
    lab.apply().await;
    let id = lab.project_id(COMPOSED).await;
    let renamed = json!({"projectName": DECOMPOSED});
    lab.change_elsewhere("projects", &id, renamed).await;
    is_quiet(&lab).await;
    lab.write(&project("description = \"warm\""));
    lab.apply().await;
    let remote = lab.remote("projects", "projectId", &id).await;
    assert_eq!(remote["projectName"], DECOMPOSED);
    assert_eq!(remote["description"], "warm");
    lab.destroy().await;
}

#[tokio::test]
async fn a_cluster_is_found_imported_and_not_made_again_by_either_form_of_its_name() {
    let lab = TerraformCli::start().await;
    let id = cluster_elsewhere(&lab).await;
    lab.write(&format!(
        "data \"zillizcloud_cluster\" \"it\" {{\n  project_id = local.project_id\n  cluster_name = \"{COMPOSED}\"\n}}\n\
         output \"id\" {{\n  value = data.zillizcloud_cluster.it.id\n}}\n"
    ));
    lab.apply().await;
    let shown = lab.run(&["output", "-raw", "id"]).await.succeeded();
    assert_eq!(shown.stdout, id);

    lab.write(&cluster(""));
    let error = lab.try_apply().await.only_error();
    error.says(["already exists", &id]);
    let default = lab.project_id("Default Project").await;
    for name in [COMPOSED, DECOMPOSED] {
        lab.forget_state();
        let import = format!("name:{default}/{name}");
        lab.run(&["import", CLUSTER, &import]).await.succeeded();
        assert_eq!(lab.state(CLUSTER)["id"], json!(id));
        is_quiet(&lab).await;
    }
}

#[tokio::test]
async fn a_role_is_given_by_either_form_of_its_name() {
    let lab = TerraformCli::start().await;
    let default = lab.project_id("Default Project").await;
    let user = lab.add_member("ada@example.com").await;
    let policies =
        json!([{"resourceType": "serving_cluster", "privileges": ["view"], "resources": ["*"]}]);
    let role = json!({"roleName": DECOMPOSED, "projectId": default, "policies": policies});
    lab.post_elsewhere("/v2/roles", role).await;
    for name in [COMPOSED, DECOMPOSED] {
        lab.write(&format!(
            "resource \"zillizcloud_project_user\" \"ada\" {{\n  project_id = local.project_id\n  email = \"ada@example.com\"\n  \
             roles = [\"{name}\"]\n}}\n"
        ));
        lab.apply().await;
        is_quiet(&lab).await;
        assert_eq!(lab.roles(&user, &default).await, [DECOMPOSED]);
        assert_eq!(lab.state(USER)["roles"], json!([COMPOSED]));
    }
    lab.destroy().await;
}

/// An address with a letter outside of ASCII, as some mail services allow.
#[tokio::test]
async fn an_address_in_another_form_is_the_same_one() {
    let lab = TerraformCli::start().await;
    let default = lab.project_id("Default Project").await;
    let user = lab.add_member(&format!("{DECOMPOSED}@example.com")).await;
    let ada = |arguments: &str| {
        format!(
            "resource \"zillizcloud_project_user\" \"ada\" {{\n  project_id = local.project_id\n  user_id = \"{user}\"\n  \
             {arguments}\n  roles = [\"Data Viewer\"]\n}}\n"
        )
    };
    lab.write(&ada(""));
    lab.apply().await;
    lab.write(&ada(&format!("email = \"{COMPOSED}@example.com\"")));
    is_quiet(&lab).await;
    lab.apply().await;
    assert_eq!(lab.roles(&user, &default).await, ["Data Viewer"]);
    lab.destroy().await;
}

#[tokio::test]
async fn two_roles_of_one_name_in_two_forms_are_told_apart_by_their_identifiers() {
    let lab = TerraformCli::start().await;
    let default = lab.project_id("Default Project").await;
    lab.add_member("ada@example.com").await;
    let policies =
        json!([{"resourceType": "serving_cluster", "privileges": ["view"], "resources": ["*"]}]);
    let mut ids = Vec::new();
    for name in [COMPOSED, DECOMPOSED] {
        let role = json!({"roleName": name, "projectId": default, "policies": policies});
        let made = lab.post_elsewhere("/v2/roles", role).await;
        ids.push(made["roleId"].as_str().unwrap().to_owned());
    }
    lab.write(&format!(
        "resource \"zillizcloud_project_user\" \"ada\" {{\n  project_id = local.project_id\n  email = \"ada@example.com\"\n  \
         roles = [\"{COMPOSED}\"]\n}}\n"
    ));
    let error = lab.try_apply().await.only_error();
    error
        .is_at("roles")
        .says(["Ambiguous role", &ids[0], &ids[1]]);
}
