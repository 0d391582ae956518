//! Data sources under the real Terraform.

use serde_json::{Value, json};

use testkit::TerraformCli;

/// What the output `found` is after an apply.
async fn data(lab: &TerraformCli, configuration: &str) -> Value {
    lab.write(configuration);
    lab.apply().await;
    let state: Value = serde_json::from_str(&lab.raw_state()).unwrap();
    state["outputs"]["found"]["value"].clone()
}

fn project(arguments: &str) -> String {
    format!(
        "data \"zillizcloud_project\" \"this\" {{\n{arguments}\n}}\n\
         output \"found\" {{ value = data.zillizcloud_project.this }}"
    )
}

#[tokio::test]
async fn a_project_is_found_by_identifier_by_name_and_by_default() {
    let mut lab = TerraformCli::start().await;
    let default = lab
        .remote("projects", "projectName", "Default Project")
        .await;
    let default_id = default["projectId"].as_str().unwrap();
    let expected = json!({
        "id": default_id,
        "name": "Default Project",
        "project_name": "Default Project",
        "description": "",
        "plan": "Enterprise",
        "region_ids": ["aws-us-west-2"],
        "instance_count": 0,
        "create_time": default["createTime"],
        "created_at": null,
        "org_type": "SAAS",
    });
    for arguments in ["", "id = local.project_id", "name = \"Default Project\""] {
        assert_eq!(data(&lab, &project(arguments)).await, expected);
    }

    let red = r#"resource "zillizcloud_project" "red" { project_name = "red" }"#;
    lab.write(red);
    lab.apply().await;
    let id = lab.project_id("red").await;
    lab.set("ZILLIZCLOUD_PROJECT_ID", &id);
    let data = data(&lab, &format!("{red}\n{}", project(""))).await;
    assert_eq!(data["project_name"], "red");
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_that_is_made_in_the_same_step_is_found() {
    let lab = TerraformCli::start().await;
    let red = r#"resource "zillizcloud_project" "red" { project_name = "red" }"#;
    let lookup = project("id = zillizcloud_project.red.id");
    let data = data(&lab, &format!("{red}\n{lookup}")).await;
    assert_eq!(data["name"], "red");
    lab.destroy().await;
}

#[tokio::test]
async fn a_project_that_cannot_be_found_is_one_clear_error() {
    let lab = TerraformCli::start().await;
    lab.write(&project("name = \"red\""));
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["project \"red\"", "Default Project"]);
    lab.write(&project("id = \"proj-none\""));
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["project proj-none", "does not exist"]);
    lab.write(&project("id = local.project_id\n name = \"red\""));
    lab.try_plan(&[]).await.only_error().is_at("name");
}

#[tokio::test]
async fn regions_are_listed_all_or_by_cloud_provider() {
    let lab = TerraformCli::start().await;
    let regions = |arguments: &str| {
        format!(
            "data \"zillizcloud_regions\" \"this\" {{ {arguments} }}\n\
             output \"found\" {{ value = data.zillizcloud_regions.this.items }}"
        )
    };
    let all = data(&lab, &regions("")).await;
    let of_gcp = data(&lab, &regions("cloud_id = \"gcp\"")).await;
    assert!(all.as_array().unwrap().len() > of_gcp.as_array().unwrap().len());
    let regions = of_gcp.as_array().unwrap();
    let west = regions.iter().find(|it| it["region_id"] == "gcp-us-west1");
    assert_eq!(west.unwrap()["domain"], "api.cloud.zilliz.com");
}
