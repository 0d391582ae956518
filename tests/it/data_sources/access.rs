//! Members, roles, and who has which.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{data, each, failure, make};
use crate::in_process::{EMAIL, InProcess, text};

#[tokio::test(start_paused = true)]
async fn a_member_is_found_with_their_roles() {
    let rig = InProcess::start(7, || {}).await;
    let roles = json!({"email": EMAIL, "roles": ["Data Operator", "Data Viewer"]});
    let state = make(&rig, "zillizcloud_project_user", "ada", roles).await;
    let by_email = data(&rig, "member", json!({"email": EMAIL})).await;
    assert_eq!(
        by_email["project_roles"],
        json!({&rig.project_id: ["Data Operator", "Data Viewer"]})
    );
    let assigned = by_email["assignments"].as_array().unwrap().iter();
    let assigned: Vec<_> = assigned
        .map(|it| [&it["project_id"], &it["role_name"], &it["assigned_by"]])
        .collect();
    let (project, owner) = (json!(rig.project_id), json!("Simulator Owner"));
    assert_eq!(
        assigned,
        [
            [&Value::Null, &json!("Public"), &json!("system")],
            [&project, &json!("Data Operator"), &owner],
            [&project, &json!("Data Viewer"), &owner],
        ]
    );
    let by_id = data(&rig, "member", json!({"user_id": by_email["user_id"]})).await;
    assert_eq!(by_id, by_email);
    let id = format!(
        "{}/{}",
        rig.project_id,
        by_email["user_id"].as_str().unwrap()
    );
    assert_eq!(state["id"], id);

    let error = failure(&rig, "member", json!({"email": "bob@example.com"})).await;
    assert!(
        error
            .summary()
            .contains("looking for member bob@example.com"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn everybody_who_holds_a_role_in_a_project_is_listed() {
    let rig = InProcess::start(7, || {}).await;
    let roles = json!({"email": EMAIL, "roles": ["Data Operator", "Data Viewer"]});
    let ada = make(&rig, "zillizcloud_project_user", "ada", roles).await;
    let found_all = data(&rig, "project_users", json!({})).await;
    assert_eq!(found_all["project_id"], rig.project_id);
    let principals = found_all["principals"].as_array().unwrap();
    let is_ada = |it: &&Value| {
        ada["id"]
            .as_str()
            .unwrap()
            .ends_with(it["principal_id"].as_str().unwrap())
    };
    let found_ada = principals.iter().find(is_ada).unwrap();
    assert_eq!(found_ada["principal_type"], "user");
    assert_eq!(found_ada["roles"], json!(["Data Operator", "Data Viewer"]));
    let only_groups = json!({"principal_type": "group"});
    let groups = data(&rig, "project_users", only_groups.clone()).await;
    assert_eq!(groups["principals"], json!([]));
    let group = rig.group(&[EMAIL], "Data Admin", &rig.project_id).await;
    let groups = data(&rig, "project_users", only_groups).await;
    let engineering = json!([{
        "principal_type": "group", "principal_id": group, "principal_name": "engineering", "roles": ["Data Admin"],
        "email": null, "assignments": groups["principals"][0]["assignments"],
    }]);
    assert_eq!(groups["principals"], engineering);
}

#[tokio::test(start_paused = true)]
async fn roles_are_those_of_the_project_or_of_the_organization() {
    let rig = InProcess::start(7, || {}).await;
    let of_project = data(&rig, "roles", json!({"project_id": rig.project_id})).await;
    assert!(each(&of_project["roles"], "role_name").contains(&"Project Admin"));
    let of_organization = data(&rig, "roles", json!({})).await;
    assert!(
        each(&of_organization["roles"], "role_type")
            .iter()
            .all(|it| *it == "org")
    );
    let custom = data(&rig, "roles", json!({"role_kind": "custom"})).await;
    assert_eq!(custom["roles"], json!([]));
}

/// A custom role in the project, as somebody else makes it.
async fn custom_role(rig: &InProcess, name: &str) -> Value {
    let policies = json!([{"resourceType": "serving_cluster", "resources": ["*"], "privileges": ["view", "modify"]}]);
    let role = json!({"projectId": rig.project_id, "roleName": name, "policies": policies});
    let role = rig.call("roles", role).await;
    assert_eq!(role["code"], 0, "{role}");
    role["data"].clone()
}

#[tokio::test(start_paused = true)]
async fn a_custom_role_is_told_with_what_it_lets_do() {
    let rig = InProcess::start(7, || {}).await;
    let scaler = custom_role(&rig, "Scaler").await;
    let custom = json!({"project_id": rig.project_id, "role_kind": "custom"});
    let roles = data(&rig, "roles", custom).await["roles"].clone();
    let expected = json!([{
        "role_id": scaler["roleId"], "role_name": "Scaler", "role_type": "project", "role_kind": "custom",
        "project_id": rig.project_id, "description": "",
        "policies": [{"resource_type": "serving_cluster", "privileges": ["modify", "view"], "resources": ["*"]}],
    }]);
    assert_eq!(roles, expected);
    let all = data(&rig, "roles", json!({"project_id": rig.project_id})).await["roles"].clone();
    let admin = all
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["role_name"] == "Project Admin");
    assert_eq!(admin.unwrap()["policies"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn all_pages_of_roles_are_listed() {
    let rig = InProcess::start(7, || {}).await;
    for number in 0..130 {
        custom_role(&rig, &format!("role-{number}")).await;
    }
    let custom = json!({"project_id": rig.project_id, "role_kind": "custom"});
    let roles = data(&rig, "roles", custom).await;
    assert_eq!(each(&roles["roles"], "role_id").len(), 130);
}

#[tokio::test(start_paused = true)]
async fn all_pages_of_people_are_listed_with_their_addresses() {
    let rig = InProcess::start(7, || {}).await;
    let limits = json!({"limits": {"members": 1000}});
    rig.control(Method::PATCH, "choices", Some(limits)).await;
    let emails: Vec<_> = (100..230)
        .map(|it| format!("person-{it}@example.com"))
        .collect();
    let members: Value = emails.iter().map(|it| json!({"email": it})).collect();
    let members = rig.control(Method::POST, "members", Some(members)).await;
    let roles = data(&rig, "roles", json!({"project_id": rig.project_id})).await;
    let roles = roles["roles"].as_array().unwrap().iter();
    let viewer = roles
        .clone()
        .find(|it| it["role_name"] == "Data Viewer")
        .unwrap();
    for member in members.as_array().unwrap() {
        let path = format!(
            "members/{}/roles/{}?projectId={}",
            text(&member["userId"]),
            text(&viewer["role_id"]),
            rig.project_id
        );
        rig.put(&path).await;
    }
    let people = data(&rig, "project_users", json!({"principal_type": "user"})).await;
    let people = people["principals"].as_array().unwrap();
    let listed: BTreeSet<_> = people.iter().map(|it| text(&it["email"])).collect();
    assert!(emails.iter().all(|it| listed.contains(it)), "{listed:?}");
    let one = people
        .iter()
        .find(|it| it["email"] == "person-100@example.com")
        .unwrap();
    let assigned = &one["assignments"][0];
    assert_eq!(assigned["role_id"], viewer["role_id"]);
    assert_eq!(
        [&assigned["role_name"], &assigned["role_kind"]],
        ["Data Viewer", "pre-defined"]
    );
    assert_eq!(assigned["assigned_by"], "Simulator Owner");
    assert!(assigned["assigned_at"].is_string());
}
