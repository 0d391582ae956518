//! Projects, their plan and their regions.

use reqwest::Method;
use serde_json::{Value, json};

use super::{SimHandle, dedicated, text};

#[tokio::test]
async fn a_project_is_created_changed_and_deleted() {
    let lab = SimHandle::start().await;
    let id = lab.project("red").await;
    assert!(id.starts_with("proj-") && id.len() == 27, "{id}");
    let path = format!("/v2/projects/{id}");
    assert_eq!(
        lab.patch(&path, json!({"projectName": "blue", "description": "sea"}))
            .await,
        "ok"
    );
    let described = lab.get(&path).await;
    assert_eq!(
        (&described["projectName"], &described["description"]),
        (&json!("blue"), &json!("sea"))
    );
    assert_eq!(described["instanceCount"], 0);
    assert_eq!(lab.get("/v2/projects").await[0], described, "newest first");
    assert_eq!(lab.delete(&path).await, json!({}));
    assert_eq!(lab.refused(Method::GET, &path, Value::Null).await, 404);
}

#[tokio::test]
async fn malformed_projects_are_refused() {
    let lab = SimHandle::start().await;
    lab.project("red").await;
    for (body, code) in [
        (json!({"projectName": "red", "plan": "Enterprise"}), 99_001),
        (json!({"projectName": "", "plan": "Enterprise"}), 80_000),
        (json!({"projectName": "blue"}), 80_000),
        (json!({"projectName": "blue", "plan": "Serverless"}), 96_004),
        (
            json!({"projectName": "blue", "plan": "Enterprise", "regionIds": ["moon"]}),
            96_001,
        ),
        (
            json!({"projectName": "blue", "plan": "Enterprise", "regionIds": ["aws-us-east-1", "aws-us-east-2"]}),
            99_009,
        ),
        (
            json!({"projectName": "blue", "plan": "Enterprise", "color": "blue"}),
            80_000,
        ),
    ] {
        let shown = body.to_string();
        assert_eq!(
            lab.refused(Method::POST, "/v2/projects", body).await,
            code,
            "{shown}"
        );
    }
    assert_eq!(lab.get("/v2/projects").await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_plan_only_goes_up_and_takes_the_clusters_along() {
    let lab = SimHandle::start().await;
    let id = lab.running("vectors").await;
    let path = format!("/v2/projects/{}/plan", lab.default_project().await);
    for plan in ["Standard", "Enterprise"] {
        let envelope = lab
            .envelope(Method::PATCH, &path, json!({"plan": plan}))
            .await;
        let message = "Project plan can only be upgraded, not downgraded.";
        assert_eq!(envelope, json!({"code": 63_104, "message": message}));
    }
    lab.patch(&path, json!({"plan": "BusinessCritical"})).await;
    assert_eq!(
        lab.get(&format!("/v2/clusters/{id}")).await["plan"],
        "BusinessCritical"
    );
}

#[tokio::test]
async fn regions_are_added_and_removed() {
    let lab = SimHandle::start().await;
    let id = lab.project("red").await;
    let path = format!("/v2/projects/{id}/regions");
    let east = json!({"regionIds": ["aws-us-east-1"]});
    assert_eq!(lab.refused(Method::POST, &path, east.clone()).await, 99_009);
    lab.patch(
        &format!("/v2/projects/{id}/plan"),
        json!({"plan": "BusinessCritical"}),
    )
    .await;
    assert_eq!(
        lab.post(&path, east.clone()).await,
        json!(["aws-us-west-2", "aws-us-east-1"])
    );
    assert_eq!(lab.refused(Method::POST, &path, east).await, 99_009);
    lab.post("/v2/clusters/createDedicated", dedicated("vectors", &id))
        .await;
    assert_eq!(
        lab.refused(
            Method::DELETE,
            &format!("{path}/aws-us-west-2"),
            Value::Null
        )
        .await,
        99_009
    );
    assert_eq!(
        lab.delete(&format!("{path}/aws-us-east-1")).await,
        json!(["aws-us-west-2"])
    );
}

#[tokio::test]
async fn a_project_is_deleted_only_when_its_clusters_are_gone() {
    let lab = SimHandle::start().await;
    let id = lab.project("red").await;
    let path = format!("/v2/projects/{id}");
    let created = lab
        .post("/v2/clusters/createDedicated", dedicated("vectors", &id))
        .await;
    let cluster = text(&created["clusterId"]);
    lab.until(&cluster, "RUNNING").await;
    assert_eq!(lab.get(&path).await["instanceCount"], 1);
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        99_002
    );
    lab.delete(&format!("/v2/clusters/{cluster}/drop")).await;
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        99_002
    );
    assert_eq!(
        lab.get(&path).await["instanceCount"],
        1,
        "polling the project advances its deletions"
    );
    assert_eq!(lab.get(&path).await["instanceCount"], 0);
    lab.delete(&path).await;
}

#[tokio::test]
async fn the_default_project_cannot_be_deleted() {
    let lab = SimHandle::start().await;
    let path = format!("/v2/projects/{}", lab.default_project().await);
    assert_eq!(
        lab.refused(Method::DELETE, &path, Value::Null).await,
        99_003
    );
}

#[tokio::test]
async fn choices_switch_the_shapes_of_replies() {
    let lab = SimHandle::start().await;
    let choices = json!({
        "created_project": "object", "added_regions": "guide", "upgraded_project": "object",
        "deleted_project": "ok", "duplicate_project_name": "accepted", "replies": "thin",
    });
    lab.control(Method::PATCH, "choices", choices).await;
    let body = json!({"projectName": "red", "plan": "Enterprise", "regionIds": ["aws-us-west-2"]});
    lab.post("/v2/projects", body.clone()).await;
    let id = text(&lab.post("/v2/projects", body).await["projectId"]);
    let path = format!("/v2/projects/{id}");
    let upgrade = json!({"plan": "BusinessCritical"});
    assert_eq!(
        lab.patch(&format!("{path}/plan"), upgrade).await,
        json!({"projectId": id})
    );
    let added = lab
        .post(
            &format!("{path}/regions"),
            json!({"regionIds": ["aws-us-east-1"]}),
        )
        .await;
    assert_eq!(
        added,
        json!({"projectId": id, "regions": ["aws-us-west-2", "aws-us-east-1"]})
    );
    assert!(lab.get(&path).await.get("plan").is_none());
    assert_eq!(lab.delete(&path).await, "ok");

    let wrong = lab
        .request(Method::PATCH, "/_sim/choices")
        .json(&json!({"created_project": "tuple"}));
    assert_eq!(wrong.send().await.unwrap().status(), 400);
}
