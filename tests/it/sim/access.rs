//! Members, roles and who has which.

use reqwest::Method;
use serde_json::{Value, json};

use super::{SimHandle, text};

const PROJECT_ADMIN: &str = "r-onpocppupmikjqmildbpbeouxsrwvy";

async fn member(lab: &SimHandle, email: &str) -> String {
    let added = lab
        .control(
            Method::POST,
            "members",
            json!({"email": email, "name": "Alice"}),
        )
        .await;
    text(&added["userId"])
}

async fn role(lab: &SimHandle, project: Option<&str>, name: &str) -> String {
    let query = project
        .map(|id| format!("?projectId={id}"))
        .unwrap_or_default();
    let roles = lab.get(&format!("/v2/roles{query}")).await;
    let roles = roles["roles"].as_array().unwrap();
    text(&roles.iter().find(|role| role["roleName"] == name).unwrap()["roleId"])
}

#[tokio::test]
async fn grants_and_revokes_are_not_idempotent() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let user = member(&lab, "alice@example.com").await;
    let viewer = role(&lab, Some(&project), "Data Viewer").await;
    let path = format!("/v2/members/{user}/roles/{viewer}");
    let bound = format!("{path}?projectId={project}");
    assert_eq!(
        lab.refused(Method::PUT, &path, Value::Null).await,
        80_000,
        "projectId is required"
    );
    assert_eq!(
        lab.refused(Method::DELETE, &bound, Value::Null).await,
        99_007
    );
    assert_eq!(lab.put(&bound, Value::Null).await, true);
    assert_eq!(lab.refused(Method::PUT, &bound, Value::Null).await, 99_006);

    let roles = lab.get(&format!("/v2/members/{user}/roles")).await;
    assert_eq!(roles["orgRoles"][0]["roleName"], "Public");
    assert_eq!(roles["projectRoles"][0]["projectId"], json!(project));
    assert_eq!(
        roles["projectRoles"][0]["roles"][0]["roleId"],
        json!(viewer)
    );
    let principals = lab
        .get(&format!(
            "/v2/roles/{viewer}/principals?projectId={project}"
        ))
        .await;
    assert_eq!(principals["count"], 1);
    assert_eq!(principals["principals"][0]["principalId"], json!(user));

    assert_eq!(lab.delete(&bound).await, true);
    assert_eq!(
        lab.refused(Method::DELETE, &bound, Value::Null).await,
        99_007
    );
}

#[tokio::test]
async fn the_last_project_admin_and_the_last_owner_stay() {
    let lab = SimHandle::start().await;
    let project = lab.project("red").await;
    let me = text(&lab.get("/v2/members?email=OWNER@example.com").await["userId"]);
    let admin =
        |user: &str| format!("/v2/members/{user}/roles/{PROJECT_ADMIN}?projectId={project}");
    assert_eq!(
        lab.refused(Method::DELETE, &admin(&me), Value::Null).await,
        99_008
    );
    let owner = role(&lab, None, "Organization Owner").await;
    let path = format!("/v2/members/{me}/roles/{owner}");
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        99_008
    );

    let user = member(&lab, "alice@example.com").await;
    lab.put(&admin(&user), Value::Null).await;
    assert_eq!(lab.delete(&admin(&me)).await, true);
    assert_eq!(
        lab.refused(Method::DELETE, &admin(&user), Value::Null)
            .await,
        99_008
    );
}

#[tokio::test]
async fn who_no_longer_owns_the_organization_may_not_create_projects() {
    let lab = SimHandle::start().await;
    let me = text(&lab.get("/v2/members?email=owner@example.com").await["userId"]);
    let user = member(&lab, "alice@example.com").await;
    let owner = role(&lab, None, "Organization Owner").await;
    lab.put(&format!("/v2/members/{user}/roles/{owner}"), Value::Null)
        .await;
    lab.delete(&format!("/v2/members/{me}/roles/{owner}")).await;
    let body = json!({"projectName": "red", "plan": "Enterprise"});
    let code = lab.refused(Method::POST, "/v2/projects", body).await;
    assert_eq!(code, 99_005);
    lab.dedicated("vectors").await;
    let project = lab.default_project().await;
    let admin = format!("{PROJECT_ADMIN}?projectId={project}");
    lab.put(&format!("/v2/members/{user}/roles/{admin}"), Value::Null)
        .await;
    lab.delete(&format!("/v2/members/{me}/roles/{admin}")).await;
    let create = "/v2/clusters/createDedicated";
    let body = super::dedicated("more", &project);
    assert_eq!(lab.refused(Method::POST, create, body).await, 99_005);
}

#[tokio::test]
async fn a_member_is_resolved_by_exactly_one_of_email_and_id() {
    let lab = SimHandle::start().await;
    let user = member(&lab, "alice@example.com").await;
    let alice = json!({"userId": user, "name": "Alice", "email": "alice@example.com"});
    assert_eq!(lab.get("/v2/members?email=alice@example.com").await, alice);
    assert_eq!(lab.get(&format!("/v2/members?userId={user}")).await, alice);
    for (query, code) in [
        ("", 80_000),
        ("?email=a@example.com&userId=u", 80_000),
        ("?email=bob@example.com", 404),
    ] {
        assert_eq!(
            lab.refused(Method::GET, &format!("/v2/members{query}"), Value::Null)
                .await,
            code,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_custom_role_lives_in_its_project_and_is_not_deleted_while_bound() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let policies =
        json!([{"resourceType": "serving_cluster", "resources": ["*"], "privileges": ["view"]}]);
    let body = json!({"projectId": project, "roleName": "Reader", "policies": policies});
    let id = text(&lab.post("/v2/roles", body.clone()).await["roleId"]);
    assert_eq!(id.len(), 32);
    assert_eq!(
        lab.refused(Method::POST, "/v2/roles", body.clone()).await,
        99_010
    );
    for (field, value) in [
        ("policies", json!([])),
        ("projectId", Value::Null),
        (
            "policies",
            json!([{"resourceType": "moon", "privileges": ["view"]}]),
        ),
    ] {
        let mut body = body.clone();
        body["roleName"] = json!("Other");
        body[field] = value;
        assert_eq!(
            lab.refused(Method::POST, "/v2/roles", body).await,
            80_000,
            "{field}"
        );
    }
    let user = member(&lab, "alice@example.com").await;
    let binding = format!("/v2/members/{user}/roles/{id}");
    lab.put(&binding, Value::Null).await;
    let path = format!("/v2/roles/{id}");
    assert_eq!(
        lab.put(&path, json!({"description": "reads"})).await["description"],
        "reads"
    );
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        21_141
    );
    lab.delete(&binding).await;
    assert_eq!(lab.delete(&path).await, true);
    assert_eq!(
        lab.refused(
            Method::DELETE,
            &format!("/v2/roles/{PROJECT_ADMIN}"),
            Value::Null
        )
        .await,
        99_011
    );
}

#[tokio::test]
async fn bindings_and_members_can_be_removed_from_outside() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let user = member(&lab, "alice@example.com").await;
    let query = format!("{PROJECT_ADMIN}?projectId={project}");
    lab.put(&format!("/v2/members/{user}/roles/{query}"), Value::Null)
        .await;
    lab.control(
        Method::DELETE,
        &format!("bindings/{user}/{query}"),
        Value::Null,
    )
    .await;
    let roles = lab.get(&format!("/v2/members/{user}/roles")).await;
    assert_eq!(roles["projectRoles"], json!([]));
    lab.control(Method::DELETE, &format!("members/{user}"), Value::Null)
        .await;
    assert_eq!(
        lab.refused(
            Method::GET,
            &format!("/v2/members?userId={user}"),
            Value::Null
        )
        .await,
        404
    );
}

#[tokio::test]
async fn a_group_holds_roles_that_its_members_do_not_hold_directly() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let user = member(&lab, "alice@example.com").await;
    let viewer = role(&lab, Some(&project), "Data Viewer").await;
    let group = json!({"name": "engineering", "emails": ["Alice@example.com"]});
    let group = lab.control(Method::POST, "groups", group).await;
    let group = text(&group["groupId"]);
    let path = format!("/v2/groups/{group}/roles/{viewer}?projectId={project}");
    assert_eq!(lab.put(&path, Value::Null).await, true);
    assert_eq!(lab.refused(Method::PUT, &path, Value::Null).await, 99_006);
    let wrong = format!("/v2/members/{group}/roles/{viewer}?projectId={project}");
    assert_eq!(lab.refused(Method::PUT, &wrong, Value::Null).await, 404);

    let listed = lab.get("/v2/groups?groupName=engin").await;
    let shown = json!([{"groupId": group, "groupName": "engineering", "memberCount": 1}]);
    assert_eq!(listed["groups"], shown);
    assert_eq!(
        lab.get("/v2/groups?groupName=sales").await["groups"],
        json!([])
    );
    let members = lab.get(&format!("/v2/groups/{group}/members")).await;
    let alice = json!([{"username": "Alice", "email": "alice@example.com"}]);
    assert_eq!(members["members"], alice);
    let principals = format!("/v2/roles/{viewer}/principals?projectId={project}");
    let principals = lab.get(&principals).await;
    assert_eq!(principals["principals"][0]["principalType"], "group");
    assert_eq!(principals["principals"][0]["principalId"], json!(group));
    let of_group = lab.get(&format!("/v2/groups/{group}/roles")).await;
    assert_eq!(
        of_group["projectRoles"][0]["roles"][0]["roleId"],
        json!(viewer)
    );
    let direct = lab.get(&format!("/v2/members/{user}/roles")).await;
    assert_eq!(direct["projectRoles"], json!([]));
    assert_eq!(lab.delete(&path).await, true);
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        99_007
    );
}

#[tokio::test]
async fn members_come_one_or_several_at_a_time() {
    let lab = SimHandle::start().await;
    let several =
        json!([{"email": "ada@example.com", "name": "Ada"}, {"email": "bob@example.com"}]);
    lab.control(Method::POST, "members", several).await;
    let eve = json!({"email": "eve@example.com"});
    lab.control(Method::POST, "members", eve).await;
    let members = lab.inventory().await["members"].as_array().unwrap().len();
    assert_eq!(members, 4);
}

#[tokio::test]
async fn the_older_vocabulary_has_the_same_roles_under_other_names() {
    let lab = SimHandle::start().await;
    let project = lab.default_project().await;
    let user = member(&lab, "alice@example.com").await;
    let viewer = role(&lab, Some(&project), "Data Viewer").await;
    lab.put(
        &format!("/v2/members/{user}/roles/{viewer}?projectId={project}"),
        Value::Null,
    )
    .await;
    let legacy = json!({"role_names": "legacy"});
    lab.control(Method::PATCH, "choices", legacy).await;
    assert_eq!(
        role(&lab, Some(&project), "Project Read-Only").await,
        viewer
    );
    role(&lab, None, "Organization Member").await;
    let held = lab.get(&format!("/v2/members/{user}/roles")).await;
    let held = &held["projectRoles"][0]["roles"][0];
    assert_eq!(held["roleName"], "Project Read-Only");
    let described = lab.get(&format!("/v2/roles/{viewer}")).await;
    assert_eq!(described["roleName"], "Project Read-Only");
    let taken = json!({
        "projectId": project, "roleName": "Cluster Admin",
        "policies": [{"resourceType": "serving_cluster", "privileges": ["view"]}],
    });
    lab.refused(Method::POST, "/v2/roles", taken).await;
}

#[tokio::test]
async fn a_member_can_get_another_address_elsewhere() {
    let lab = SimHandle::start().await;
    let user = member(&lab, "alice@example.com").await;
    let changed = json!({"email": "alice@new.example"});
    lab.control(Method::PATCH, &format!("members/{user}"), changed)
        .await;
    let actual = lab.get("/v2/members?email=alice@new.example").await;
    assert_eq!(actual["userId"], user);
    let old = "/v2/members?email=alice@example.com";
    lab.refused(Method::GET, old, Value::Null).await;
}
