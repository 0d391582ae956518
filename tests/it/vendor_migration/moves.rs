//! A state that this provider wrote under one of its addresses goes on under another.
//!
//! A change of the address alone is no move. One that comes with a `moved` block or with `count` is.

use serde_json::{Value, json};

use testkit::TerraformCli;

/// The addresses that the provider is published under, and those of the vendor's provider, for which it can stand in.
const ADDRESSES: &[&str] = &[
    "registry.terraform.io/zilliz-rs/zillizcloud",
    "registry.opentofu.org/zilliz-rs/zillizcloud",
    "registry.terraform.io/zilliztech/zillizcloud",
    "registry.opentofu.org/zilliztech/zillizcloud",
];
/// An address that this provider does not know, at a host for which OpenTofu puts no other.
const STRANGE: &str = "terraform.example.com/acme/zillizcloud";

/// One object of each type.
const OBJECTS: &[(&str, &str)] = &[
    ("zillizcloud_organization", ""),
    (
        "zillizcloud_project",
        "project_name = \"red\"\n plan = \"Enterprise\"",
    ),
    (
        "zillizcloud_cluster",
        "cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n cu_size = 2",
    ),
    (
        "zillizcloud_project_user",
        "project_id = local.project_id\n email = \"ada@example.com\"\n roles = [\"Data Viewer\"]",
    ),
];

/// All objects, under this name and with this meta-argument.
fn resources(name: &str, more: &str) -> String {
    let resource = |(type_name, arguments): &(&str, &str)| {
        format!("resource \"{type_name}\" \"{name}\" {{\n{more}\n{arguments}\n}}\n")
    };
    OBJECTS.iter().map(resource).collect()
}

fn moved(from: &str, to: &str) -> String {
    let block = |(type_name, _): &(&str, &str)| {
        format!("moved {{\n from = {type_name}.{from}\n to = {type_name}.{to}\n}}\n")
    };
    OBJECTS.iter().map(block).collect()
}

/// The attributes of each object in the state, and its private data.
fn instances(lab: &TerraformCli) -> Vec<[Value; 3]> {
    let state: Value = serde_json::from_str(&lab.raw_state()).unwrap();
    let instance = |(type_name, _): &(&str, &str)| {
        let mut resources = state["resources"].as_array().unwrap().iter();
        let resource = resources.find(|it| it["type"] == *type_name).unwrap();
        let instance = &resource["instances"][0];
        ["attributes", "private", "identity"].map(|it| instance[it].clone())
    };
    OBJECTS.iter().map(instance).collect()
}

/// The address by which the state names the provider.
fn address(lab: &TerraformCli) -> String {
    let state: Value = serde_json::from_str(&lab.raw_state()).unwrap();
    let provider = state["resources"][0]["provider"].as_str().unwrap();
    provider.split('"').nth(1).unwrap().to_owned()
}

/// Says that what is in the state was made under this address; answers the one by which it was.
fn made_under(lab: &TerraformCli, other: &str) -> String {
    let own = address(lab);
    lab.write_state(&lab.raw_state().replace(&own, other));
    own
}

/// A laboratory in which everything was made.
async fn furnished() -> TerraformCli {
    let lab = TerraformCli::start().await;
    lab.add_member("ada@example.com").await;
    lab.write(&resources("red", ""));
    lab.apply().await;
    // The organization may have been read before the project was made.
    lab.apply().await;
    lab
}

#[tokio::test]
async fn everything_moves_from_another_address_and_nothing_is_left_to_do() {
    for other in ADDRESSES {
        for configuration in [
            resources("red", "count = 1"),
            format!("{}{}", moved("red", "blue"), resources("blue", "")),
        ] {
            let lab = furnished().await;
            let own = made_under(&lab, other);
            let before = instances(&lab);
            assert!(before.iter().any(|it| !it[1].is_null()), "{before:#?}");
            lab.write(&configuration);
            let applied = lab.apply().await;
            let expected = "0 added, 0 changed, 0 imported, 0 removed";
            assert_eq!(applied.summary(), expected, "{other}: {applied}");
            assert_eq!(instances(&lab), before, "{other}");
            assert_eq!(address(&lab), own);
        }
    }
}

#[tokio::test]
async fn a_change_of_the_address_alone_changes_nothing() {
    let lab = furnished().await;
    let before = instances(&lab);
    for other in ADDRESSES {
        made_under(&lab, other);
        lab.apply().await;
        assert_eq!(instances(&lab), before, "{other}");
    }
}

#[tokio::test]
async fn an_address_that_is_not_known_is_refused_with_the_command_that_helps() {
    let lab = furnished().await;
    let own = made_under(&lab, STRANGE);
    lab.write(&format!(
        "{}{}",
        moved("red", "blue"),
        resources("blue", "")
    ));
    let refused = lab.try_plan(&[]).await;
    let errors = refused.problems("error");
    assert_eq!(errors.len(), OBJECTS.len(), "{refused}");
    let command = format!("state replace-provider {STRANGE}");
    for error in &errors {
        error.says([&command]);
    }
    let replace = ["state", "replace-provider", "-auto-approve", STRANGE, &own];
    lab.run(&replace).await.succeeded();
    let applied = lab.apply().await;
    let expected = "0 added, 0 changed, 0 imported, 0 removed";
    assert_eq!(applied.summary(), expected, "{applied}");
}

/// Nobody is a member yet who is only invited: there is no identity.
#[tokio::test]
async fn somebody_who_is_invited_moves_too() {
    let lab = TerraformCli::with_previews().await;
    let user = |more: &str| {
        format!(
            "resource \"zillizcloud_project_user\" \"bob\" {{\n{more}\n project_id = local.project_id\n email = \
             \"bob@example.com\"\n roles = [\"Data Viewer\"]\n}}\n"
        )
    };
    lab.write(&user(""));
    lab.apply().await;
    for (other, more) in ADDRESSES.iter().zip(["count = 1", "", "count = 1", ""]) {
        made_under(&lab, other);
        lab.write(&user(more));
        let applied = lab.apply().await;
        let expected = "0 added, 0 changed, 0 imported, 0 removed";
        assert_eq!(applied.summary(), expected, "{applied}");
        let state = lab.state("zillizcloud_project_user.bob");
        assert_eq!(
            (&state["status"], &state["user_id"]),
            (&json!("PENDING"), &Value::Null)
        );
    }
}
