//! Proofs of absence, against witnesses that lie, err or disagree.

use serde_json::{Value, json};

use super::test_support::{Answer, TestServer, failure, http, ok};
use super::{Assignment, Client, Error, ErrorKind, Presence, Settings};

const ID: &str = "in01-6183d6bac30f801";

fn cluster(id: &str, status: &str) -> Value {
    json!({
        "clusterId": id, "clusterName": "a", "projectId": "p", "regionId": "r", "plan": "Standard", "status": status,
    })
}

fn clusters(count: usize, items: &[Value]) -> Answer {
    ok(&json!({"count": count, "clusters": items}))
}

fn projects(ids: &[&str]) -> Answer {
    let project = |id: &&str| json!({"projectId": id, "projectName": "a"});
    ok(&ids.iter().map(project).collect())
}

/// Makes a look against these answers, without repeats: what came of it, in a word, and how many requests it took.
async fn look<T, F: Future<Output = Result<Presence<T>, Error>>>(
    answers: impl IntoIterator<Item = Answer>,
    look: impl FnOnce(Client) -> F,
) -> (String, usize) {
    let server = TestServer::start(answers).await;
    let settings = Settings {
        max_retries: 0,
        ..server.settings()
    };
    let said = match look(Client::new(settings).unwrap()).await {
        Ok(Presence::Present(_)) => "present".to_owned(),
        Ok(Presence::Absent(_)) => "absent".to_owned(),
        Err(error) => format!("{:?} {error}", error.kind()),
    };
    (said, server.requests().len())
}

async fn look_for_cluster(answers: impl IntoIterator<Item = Answer>) -> (String, usize) {
    look(answers, async |it: Client| it.cluster_presence(ID).await).await
}

async fn look_for_project(answers: impl IntoIterator<Item = Answer>) -> (String, usize) {
    look(answers, async |it: Client| it.project_presence("p1").await).await
}

fn no_cluster() -> Answer {
    failure(200, 40_021, "gone")
}

#[tokio::test]
async fn a_cluster_is_gone_by_its_code_or_its_id_and_a_list_that_lacks_it() {
    let others = || clusters(1, &[cluster("in01-1", "RUNNING")]);
    for denial in [
        no_cluster(),
        failure(404, 40_021, ""),
        failure(200, 7, &format!("The cluster ID {ID} does not exist.")),
        failure(404, 404, &format!("{ID}: not found")),
        ok(&cluster(ID, "DELETED")),
    ] {
        let name = format!("{denial:?}");
        let (said, requests) = look_for_cluster([denial, others()]).await;
        assert_eq!((said.as_str(), requests), ("absent", 2), "{name}");
    }
    let (said, _) = look_for_cluster([no_cluster(), clusters(0, &[])]).await;
    assert_eq!(said, "absent");
    let deleted = clusters(1, &[cluster(ID, "DELETED")]);
    assert_eq!(look_for_cluster([no_cluster(), deleted]).await.0, "absent");
}

#[tokio::test]
async fn nothing_else_is_a_witness() {
    for answer in [
        failure(404, 404, "Not Found"),
        failure(200, 404, "The cluster does not exist."),
        failure(200, 50_001, "lookup cloud-meta.svc: no such host"),
        failure(200, 50_001, &format!("lookup {ID}.svc: host not found")),
        failure(404, 404, &format!("/v2/clusters/{ID} not found")),
        failure(
            200,
            80_020,
            &format!("{ID} does not exist or you have no permission"),
        ),
        failure(200, 40_022, &format!("{ID} does not exist")),
        failure(401, 40_021, &format!("{ID} does not exist")),
        failure(403, 40_021, &format!("{ID} does not exist")),
        failure(503, 40_021, &format!("{ID} does not exist")),
        failure(429, 40_021, &format!("{ID} does not exist")),
        failure(302, 40_021, &format!("{ID} does not exist")),
        failure(200, 40_003, &format!("replica of {ID} not found: busy")),
        http(404, "", ""),
        http(404, "", &format!("{ID} does not exist")),
        http(404, "", r#"{"code":"40021","message":"gone"}"#),
        http(404, "", r#"{"code":40021.0,"message":"gone"}"#),
        http(410, "", r#"{"error":"Gone"}"#),
        ok(&cluster("in01-1", "DELETED")),
        ok(&json!(null)),
    ] {
        let name = format!("{answer:?}");
        let (said, requests) = look_for_cluster([answer, clusters(0, &[])]).await;
        assert!(!["present", "absent"].contains(&said.as_str()), "{name}");
        assert_eq!(requests, 1, "{name}: {said}");
    }
}

#[tokio::test]
async fn witnesses_that_disagree_are_an_error_that_says_both() {
    let has_it = clusters(1, &[cluster(ID, "RUNNING")]);
    let (said, _) = look_for_cluster([failure(200, 40_021, "The cluster is gone."), has_it]).await;
    assert!(said.starts_with("Unproven"), "{said}");
    for part in [
        "The cluster is gone, but the list of clusters has it",
        "40021",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[tokio::test]
async fn a_list_that_failed_or_ended_early_is_no_witness() {
    let other = || cluster("in01-1", "RUNNING");
    for list in [
        vec![http(503, "", "")],
        vec![failure(403, 7, "no permission")],
        vec![ok(&json!({"clusters": []}))],
        vec![ok(&json!({"count": 0}))],
        vec![ok(&json!(null))],
        vec![clusters(2, &[other()]), clusters(2, &[other()])],
        vec![clusters(2, &[other()]), http(502, "", "")],
        vec![clusters(1, &[json!({"clusterId": ID})])],
    ] {
        let name = format!("{list:?}");
        let (said, _) = look_for_cluster(std::iter::once(no_cluster()).chain(list)).await;
        assert!(!["present", "absent"].contains(&said.as_str()), "{name}");
    }
    // The second page has it.
    let pages = [
        no_cluster(),
        clusters(2, &[other()]),
        clusters(2, &[cluster(ID, "RUNNING")]),
    ];
    assert!(look_for_cluster(pages).await.0.starts_with("Unproven"));
}

#[tokio::test]
async fn only_after_a_drop_leaves_no_permission_one_meaning() {
    let doubt = || {
        failure(
            200,
            80_020,
            "The cluster ID is invalid or you have no permission.",
        )
    };
    let (said, _) = look_for_cluster([doubt(), clusters(0, &[])]).await;
    assert!(said.starts_with("Invalid"), "{said}");
    let after = async |it: Client| it.dropped_cluster_presence(ID).await;
    let (said, _) = look([doubt(), clusters(0, &[])], after).await;
    assert_eq!(said, "absent");
    let has_it = clusters(1, &[cluster(ID, "DELETING")]);
    let (said, _) = look([doubt(), has_it], after).await;
    assert!(said.starts_with("Unproven"), "{said}");
}

#[tokio::test]
async fn a_project_is_gone_by_its_id_and_a_list_that_lacks_it() {
    let denial = || failure(200, 404, "The project p1 does not exist.");
    let (said, requests) = look_for_project([projects(&["p2"]), denial()]).await;
    assert_eq!((said.as_str(), requests), ("absent", 2));
    assert_eq!(look_for_project([projects(&["p1"])]).await.0, "present");
    let described = ok(&json!({"projectId": "p1", "projectName": "a"}));
    assert_eq!(
        look_for_project([http(503, "", ""), described]).await.0,
        "present"
    );
    for answers in [
        vec![projects(&["p2"]), failure(200, 404, "project not found")],
        vec![projects(&["p2"]), failure(200, 40_021, "gone")],
        vec![
            projects(&["p2"]),
            failure(200, 404, "The project p11 does not exist."),
        ],
        vec![projects(&["p2"]), http(404, "", "404 page not found")],
        vec![http(503, "", ""), denial()],
        vec![projects(&[]), denial()],
        vec![ok(&json!(null)), denial()],
        vec![ok(&json!({"projects": []})), denial()],
        vec![ok(&json!([{"projectId": "p1"}])), denial()],
    ] {
        let name = format!("{answers:?}");
        let (said, _) = look_for_project(answers).await;
        assert!(!["present", "absent"].contains(&said.as_str()), "{name}");
    }
}

const ASSIGNMENT: Assignment<'_> = Assignment {
    user_id: "usr-1",
    email: Some("a@b.c"),
    project_id: "p",
};

/// The roles of a person who has one in a project.
fn held(project: &str) -> Answer {
    let role = json!({"roleId": "r-1", "roleName": "Data Viewer"});
    ok(&json!({"orgRoles": [], "projectRoles": [{"projectId": project, "roles": [role]}]}))
}

/// The holders of a role.
fn holders(ids: &[&str]) -> Answer {
    let holder = |id: &&str| json!({"principalType": "user", "principalId": id});
    let holders: Vec<_> = ids.iter().map(holder).collect();
    ok(&json!({"count": ids.len(), "principals": holders}))
}

#[tokio::test]
async fn roles_are_gone_where_no_role_has_the_person_for_a_holder() {
    let roles = || {
        let role = json!({"roleId": "r-1", "roleName": "Data Viewer", "roleType": "project", "roleKind": "pre-defined"});
        ok(&json!({"count": 1, "roles": [role]}))
    };
    let left = || failure(200, 404, "The member usr-1 does not exist.");
    let at = async |answers: Vec<Answer>| {
        look(answers, async |it: Client| {
            it.roles_presence(ASSIGNMENT, &["r-1".to_owned()].into())
                .await
        })
        .await
        .0
    };
    assert_eq!(at(vec![held("p")]).await, "present");
    for first in [held("q"), left()] {
        assert_eq!(
            at(vec![first, roles(), holders(&["usr-2"])]).await,
            "absent"
        );
    }
    for holder in ["usr-1", "A@b.c"] {
        let said = at(vec![held("q"), roles(), holders(&[holder])]).await;
        assert!(said.starts_with("Unproven"), "{said}");
    }
    for answers in [
        vec![http(404, "", "404 page not found")],
        vec![failure(404, 404, "Not Found")],
        vec![failure(200, 404, "no such user")],
        vec![ok(&json!(null))],
        vec![held("q"), http(503, "", "")],
        vec![left(), roles(), http(404, "", "")],
        // Every project has roles, and a list without a count may be a part.
        vec![held("q"), ok(&json!({"count": 0, "roles": []}))],
        vec![held("q"), ok(&json!({"roles": [{"roleId": "r"}]}))],
    ] {
        let name = format!("{answers:?}");
        let said = at(answers).await;
        assert!(!["present", "absent"].contains(&said.as_str()), "{name}");
    }
    let no_project = || failure(200, 404, "The project p does not exist.");
    let gone = vec![held("q"), no_project(), projects(&["q"]), no_project()];
    assert_eq!(at(gone).await, "absent");
}

#[tokio::test]
async fn a_role_is_gone_where_neither_the_person_nor_its_holders_have_it() {
    let at = async |answers: Vec<Answer>| {
        look(answers, async |it: Client| {
            it.role_presence("r-1", ASSIGNMENT).await
        })
        .await
        .0
    };
    assert_eq!(at(vec![held("p")]).await, "present");
    assert_eq!(at(vec![held("q"), holders(&["usr-2"])]).await, "absent");
    let said = at(vec![held("q"), holders(&["A@b.c"])]).await;
    assert!(said.starts_with("Unproven"), "{said}");
    for answers in [
        vec![failure(200, 404, "The member usr-1 does not exist.")],
        vec![held("q"), http(503, "", "")],
        vec![held("q"), ok(&json!({"count": 1, "principals": []}))],
    ] {
        let name = format!("{answers:?}");
        let said = at(answers).await;
        assert!(!["present", "absent"].contains(&said.as_str()), "{name}");
    }
}

#[tokio::test]
async fn a_deletion_that_failed_is_a_success_only_with_a_proof() {
    let delete = async |answers: Vec<Answer>| {
        let server = TestServer::start(answers).await;
        let settings = Settings {
            max_retries: 0,
            ..server.settings()
        };
        let deleted = Client::new(settings).unwrap().delete_project("p1").await;
        (
            deleted.map(drop).map_err(|it| it.kind()),
            server.requests().len(),
        )
    };
    let denial = || failure(200, 404, "The project p1 does not exist.");
    let proof = || [projects(&["p2"]), denial()];
    for lost in [denial(), Answer::Close, http(502, "", "")] {
        let answers = std::iter::once(lost).chain(proof()).collect();
        assert_eq!(delete(answers).await, (Ok(()), 3));
    }
    let refused = vec![failure(200, 99_002, "not empty")];
    assert_eq!(delete(refused).await, (Err(ErrorKind::Invalid), 1));
    for (answers, expected) in [
        (vec![denial(), projects(&["p1"])], ErrorKind::NotFound),
        (
            vec![Answer::Close, projects(&["p1"])],
            ErrorKind::Unavailable,
        ),
        (
            vec![http(200, "", r#"{"code":"PERMISSION_DENIED","data":null}"#)],
            ErrorKind::Unexpected,
        ),
        (vec![denial(), projects(&[]), denial()], ErrorKind::Unproven),
    ] {
        assert_eq!(delete(answers).await.0, Err(expected));
    }
}
