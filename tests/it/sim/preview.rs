//! Proposed endpoints, which exist only when asked for.

use reqwest::Method;
use serde_json::{Value, json};
use zillizcloud::sim::{Options, Preview};

use super::{SimHandle, text};

async fn lab(previews: &[Preview]) -> SimHandle {
    let preview = previews.iter().copied().collect();
    SimHandle::with(Options {
        preview,
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn without_the_preview_its_routes_do_not_exist() {
    for (previews, there) in [(&[][..], false), (&[Preview::Organizations][..], true)] {
        let lab = lab(previews).await;
        let response = lab.raw(Method::GET, "/v2/organizations").await.unwrap();
        assert_eq!(response.status() == 200, there);
        let members = format!("/v2/organizations/{}/members", lab.sim.organization_id());
        let response = lab.raw(Method::GET, &members).await.unwrap();
        assert_eq!(response.status(), 404);
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["code"], Value::Null);
    }
}

#[tokio::test]
async fn organizations_are_created_renamed_and_deleted() {
    let lab = lab(&[Preview::Organizations]).await;
    let id = text(
        &lab.post("/v2/organizations", json!({"orgName": "Acme"}))
            .await["orgId"],
    );
    let path = format!("/v2/organizations/{id}");
    lab.patch(&path, json!({"timezone": "Europe/Berlin"})).await;
    let described = lab.get(&path).await;
    assert_eq!(
        (&described["orgName"], &described["timezone"]),
        (&json!("Acme"), &json!("Europe/Berlin"))
    );
    assert_eq!(lab.delete(&path).await, "ok");
    assert_eq!(lab.refused(Method::GET, &path, Value::Null).await, 404);
    let own = format!("/v2/organizations/{}", lab.sim.organization_id());
    assert_eq!(lab.refused(Method::DELETE, &own, Value::Null).await, 99_005);
}

#[tokio::test]
async fn an_invitation_gives_its_roles_when_it_is_accepted() {
    let lab = lab(&[Preview::Invitations]).await;
    let project = lab.default_project().await;
    let roles = lab.get(&format!("/v2/roles?projectId={project}")).await;
    let viewer = text(&roles["roles"][3]["roleId"]);
    let organization = format!("/v2/organizations/{}", lab.sim.organization_id());
    let body = json!({"emails": ["bob@example.com"], "projects": [{"projectId": project, "roleIds": [viewer]}]});
    let invited = lab
        .post(&format!("{organization}/invitations"), body.clone())
        .await;
    assert_eq!(invited[0]["status"], "PENDING");
    assert_eq!(
        lab.refused(Method::POST, &format!("{organization}/invitations"), body)
            .await,
        99_012
    );
    let invitation = format!(
        "{organization}/invitations/{}",
        text(&invited[0]["invitationId"])
    );
    assert_eq!(
        lab.post(&format!("{invitation}/resend"), Value::Null).await,
        true
    );

    let bob = lab
        .control(Method::POST, "members", json!({"email": "bob@example.com"}))
        .await;
    let members = lab.get(&format!("/v2/projects/{project}/members")).await;
    assert_eq!(members["count"], 2);
    assert_eq!(members["members"][1]["userId"], bob["userId"]);
    assert_eq!(members["members"][1]["roles"][0]["roleId"], json!(viewer));
    let listed = lab.get(&format!("{organization}/invitations")).await;
    assert_eq!(listed["invitations"][0]["status"], "ACCEPTED");
    assert_eq!(
        lab.refused(Method::DELETE, &invitation, Value::Null).await,
        404
    );
}

#[tokio::test]
async fn the_roles_of_a_project_member_are_set_as_a_whole() {
    let lab = lab(&[Preview::Invitations]).await;
    let project = lab.default_project().await;
    let roles = lab.get(&format!("/v2/roles?projectId={project}")).await;
    let role = |at: usize| text(&roles["roles"][at]["roleId"]);
    let bob = lab
        .control(Method::POST, "members", json!({"email": "bob@example.com"}))
        .await;
    let path = format!("/v2/projects/{project}/members/{}", text(&bob["userId"]));
    lab.put(&path, json!({"roleIds": [role(1), role(2)]})).await;
    let set = lab.put(&path, json!({"roleIds": [role(2), role(3)]})).await;
    let ids: Vec<_> = set["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| text(&role["roleId"]))
        .collect();
    assert_eq!(ids, [role(2), role(3)]);
    assert_eq!(lab.delete(&path).await, true);
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        99_007
    );
    let owner = text(&lab.inventory().await["keys"][0]["userId"]);
    let path = format!("/v2/projects/{project}/members/{owner}");
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        99_008
    );
}
