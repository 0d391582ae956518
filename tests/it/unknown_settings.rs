//! Settings of the provider that a plan does not know yet: they are named, and nothing is taken for them.

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{Terraform, laws::Action};
use zillizcloud::{
    env::{self, Env},
    provider::ZillizCloud,
};

use crate::in_process::InProcess;

/// The ways out for a setting that is not known yet.
const WAYS_OUT: [&str; 3] = ["`-target`", "`-exclude`", "`-refresh=false`"];

#[tokio::test]
async fn a_call_that_cannot_be_made_yet_names_the_setting() {
    for (attribute, others) in [
        ("api_key", ["host_address", "region_id"]),
        ("host_address", ["api_key", "region_id"]),
        ("region_id", ["api_key", "host_address"]),
    ] {
        let variables = [(env::API_KEY, "key")].into_iter().collect::<Env>();
        let terraform = Terraform::start(ZillizCloud::new(variables)).await.unwrap();
        let config = json!({attribute: "${unknown}"});
        terraform.configure(config).await.unwrap();
        let project = terraform.resource("zillizcloud_project");
        let refused = project.import("proj-1").await.unwrap_err();
        let said = refused.to_string();
        let named = format!("`{attribute}` of the provider block is not known yet");
        assert!(said.contains(&named), "{said}");
        for other in others {
            assert!(!said.contains(other), "{other}: {said}");
        }
        for way in WAYS_OUT {
            assert!(said.contains(way), "{way}: {said}");
        }
    }
}

/// A rig whose preview features were on when it began and are not known now.
async fn forget_previews(rig: &InProcess) {
    for config in [json!("${unknown}"), json!(["${unknown}"])] {
        rig.terraform
            .configure(json!({"preview_features": config}))
            .await
            .unwrap();
    }
    tokio::time::advance(std::time::Duration::from_secs(60)).await;
}

#[tokio::test(start_paused = true)]
async fn an_organization_is_not_read_without_the_previews_it_was_read_with() {
    let rig = InProcess::with_previews(7).await;
    let red = rig.terraform.resource("zillizcloud_organization");
    red.apply(json!({"name": "red"})).await.unwrap();
    let before = red.state();
    forget_previews(&rig).await;
    let refused = red.refresh().await.unwrap_err();
    let said = refused.to_string();
    for part in ["`preview_features`", "not known yet"]
        .iter()
        .chain(&WAYS_OUT)
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(red.state(), before);
    // One that does not exist yet may be made once they are known.
    let blue = red.named("blue");
    let plan = blue.plan(json!({"name": "blue"})).await.unwrap();
    assert_eq!(plan.action, Action::Create, "{plan}");
}

#[tokio::test(start_paused = true)]
async fn who_may_be_invited_once_the_previews_are_known_is_not_refused() {
    let rig = InProcess::with_previews(7).await;
    let user = rig.terraform.resource("zillizcloud_project_user");
    let bob = |role: &str| json!({"email": "bob@example.com", "roles": [role]});
    user.apply(bob("Data Viewer")).await.unwrap();
    let before = user.state();
    forget_previews(&rig).await;
    user.refresh().await.unwrap();
    assert_eq!(user.state(), before);
    for config in [bob("Data Viewer"), bob("Data Admin")] {
        let plan = user.plan(config).await.unwrap();
        assert!(plan.warnings.iter().next().is_none(), "{plan}");
    }
    let eve = json!({"email": "eve@example.com", "roles": ["Data Viewer"]});
    let new = user.named("eve").plan(eve.clone()).await.unwrap();
    assert!(new.warnings.iter().next().is_none(), "{new}");
    // Nobody makes way for somebody who perhaps cannot be invited.
    let member = json!({"email": "ada@example.com", "roles": ["Data Viewer"]});
    let ada = user.named("ada");
    ada.apply(member).await.unwrap();
    let refused = ada.plan(eve).await.unwrap_err().to_string();
    assert!(refused.contains("`preview_features`"), "{refused}");
    let id = format!("{}/eve@example.com", rig.project_id);
    let refused = user.named("eve").import(&id).await.unwrap_err().to_string();
    assert!(refused.contains("`preview_features`"), "{refused}");
}

/// The known part of a list counts.
#[tokio::test(start_paused = true)]
async fn a_preview_that_is_named_beside_one_that_is_not_known_is_on() {
    let rig = InProcess::with_previews(7).await;
    let both = json!({"preview_features": ["organizations", "${unknown}"]});
    rig.terraform.configure(both).await.unwrap();
    let red = rig.terraform.resource("zillizcloud_organization");
    red.apply(json!({"name": "red"})).await.unwrap();
    let inventory = rig.control(Method::GET, "inventory", None).await;
    let names: Vec<&Value> = inventory["organizations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["orgName"])
        .collect();
    assert!(names.contains(&&json!("red")), "{names:?}");
}

/// It is given, so nobody is asked to give it.
#[tokio::test(start_paused = true)]
async fn an_organization_that_is_not_known_yet_is_named_as_such() {
    let rig = InProcess::start(7, || {}).await;
    rig.fault(json!({
        "match": {"path": "/v2/invoices"},
        "fault": {"kind": "envelope", "code": 80001, "message": "no permission"},
    }))
    .await;
    let config = json!({"organization_id": "${unknown}"});
    rig.terraform.configure(config).await.unwrap();
    let organization = rig
        .terraform
        .data_source("zillizcloud_organization", json!({}));
    let said = organization.await.unwrap_err().to_string();
    for part in ["`organization_id`", "not known yet"]
        .iter()
        .chain(&WAYS_OUT)
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}
