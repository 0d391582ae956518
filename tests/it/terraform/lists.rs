//! Lists that say neither less nor more than they know, under the real Terraform.

use serde_json::{Value, json};

use testkit::TerraformCli;

fn cluster(name: &str, arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_cluster\" \"{name}\" {{\n  cluster_name = \"{name}\"\n  project_id = local.project_id\n  \
         region_id = local.region_id\n  {arguments}\n}}\n"
    )
}

/// What a data source lists.
async fn list(
    lab: &TerraformCli,
    more: &str,
    data_source: &str,
    arguments: &str,
    attribute: &str,
) -> Value {
    lab.write(&format!(
        "{more}\ndata \"zillizcloud_{data_source}\" \"all\" {{\n  {arguments}\n}}\n\
         output \"all\" {{\n  value = data.zillizcloud_{data_source}.all.{attribute}\n}}\n"
    ));
    lab.try_apply().await.succeeded();
    let shown = lab.run(&["output", "-json", "all"]).await.succeeded();
    serde_json::from_str(&shown.stdout).unwrap()
}

#[tokio::test]
async fn what_the_list_of_clusters_does_not_report_is_null() {
    let lab = TerraformCli::start().await;
    let clusters = [
        cluster("blue", "cu_size = 1"),
        cluster("free", "plan = \"Free\""),
        cluster(
            "red",
            "cu_settings = { dynamic_scaling = { min = 8, max = 16 } }\n  replica = 2\n  labels = { team = \"red\" }",
        ),
    ]
    .concat();
    lab.write(&clusters);
    lab.apply().await;
    let listed = list(&lab, &clusters, "clusters", "", "clusters").await;
    let of = |listed: &Value, field: &str| -> Vec<Value> {
        let listed = listed.as_array().unwrap().iter();
        listed.map(|it| it[field].clone()).collect()
    };
    assert_eq!(of(&listed, "cluster_name"), ["blue", "free", "red"]);
    for field in ["labels", "replica", "cu_settings", "replica_settings"] {
        let nothing = vec![Value::Null; 3];
        assert_eq!(of(&listed, field), nothing, "{field}");
    }

    let labels = list(&lab, &clusters, "clusters", "labels = {}", "clusters").await;
    let expected = vec![json!({}), json!({}), json!({"team": "red"})];
    assert_eq!(of(&labels, "labels"), expected);

    let described = list(&lab, &clusters, "clusters", "describe = true", "clusters").await;
    assert_eq!(of(&described, "labels"), expected);
    assert_eq!(of(&described, "replica"), [json!(1), Value::Null, json!(2)]);
    let bounds = &described[2]["cu_settings"]["dynamic_scaling"];
    assert_eq!(bounds, &json!({"min": 8, "max": 16}));
    assert_eq!(described[0]["cu_settings"], Value::Null);
}

#[tokio::test]
async fn usage_of_a_project_or_cluster_that_does_not_exist_is_refused() {
    let lab = TerraformCli::start().await;
    let usage = |arguments: &str| {
        format!(
            "data \"zillizcloud_usage\" \"it\" {{\n  start = \"2026-01-01\"\n  end = \"2026-02-01\"\n  {arguments}\n}}\n\
             output \"total\" {{\n  value = data.zillizcloud_usage.it.total\n}}\n"
        )
    };
    for (arguments, at, id) in [
        ("project_ids = [\"proj-none\"]", "project_ids", "proj-none"),
        (
            "environments = { dev = { project_ids = [\"proj-none\"] } }",
            "environments",
            "proj-none",
        ),
        (
            "environments = { dev = { cluster_ids = [\"in01-none\"] } }",
            "environments",
            "in01-none",
        ),
        (
            "environments = { dev = { project_ids = [local.project_id], whole_project_ids = [\"proj-none\"] } }",
            "environments",
            "proj-none",
        ),
    ] {
        lab.write(&usage(arguments));
        let error = lab.try_plan(&[]).await.only_error();
        if at == "project_ids" {
            error.is_at(at);
        }
        error.says(["There is no", id]);
    }
    lab.write(&usage("project_ids = [local.project_id]"));
    lab.apply().await;
}

/// A project whose platform does not report its regions may have the region or not.
#[tokio::test]
async fn a_filter_that_cannot_be_applied_is_refused() {
    let lab = TerraformCli::start().await;
    lab.choose(json!({"replies": "thin"})).await;
    for (filter, value) in [("region_id", "aws-us-west-2"), ("plan", "Enterprise")] {
        lab.write(&format!(
            "data \"zillizcloud_projects\" \"all\" {{\n  {filter} = \"{value}\"\n}}\n"
        ));
        let error = lab.try_plan(&[]).await.only_error();
        error.is_at(filter).says(["does not report"]);
    }
}
