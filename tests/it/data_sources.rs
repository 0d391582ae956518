//! What each data source finds, does not find, and is not allowed to find.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tf_provider::testing::Failure;

use crate::faults::rig::{EMAIL, Rig};

const FORBIDDEN: (u16, u32) = (403, 80_002);

async fn found(rig: &Rig, data_source: &str, config: Value) -> Value {
    let name = format!("zillizcloud_{data_source}");
    let found = rig.terraform.data_source(&name, config).await;
    found.unwrap_or_else(|failure| panic!("{failure}")).json
}

async fn failure(rig: &Rig, data_source: &str, config: Value) -> Failure {
    let name = format!("zillizcloud_{data_source}");
    rig.terraform
        .data_source(&name, config)
        .await
        .map(|it| it.json)
        .unwrap_err()
}

async fn make(rig: &Rig, resource: &str, name: &str, config: Value) -> Value {
    let object = rig.terraform.resource(resource).named(name);
    object.apply(config).await.unwrap();
    object.state()
}

/// The values of one field, in the order in which they are listed.
fn each<'a>(listed: &'a Value, field: &str) -> Vec<&'a str> {
    let listed = listed.as_array().unwrap().iter();
    listed.map(|it| it[field].as_str().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn projects_are_listed_by_name_and_filtered() {
    let rig = Rig::start(7, || {}).await;
    for name in ["red", "blue"] {
        make(
            &rig,
            "zillizcloud_project",
            name,
            json!({"project_name": name, "plan": "Standard"}),
        )
        .await;
    }
    let all = found(&rig, "projects", json!({})).await;
    let names = each(&all["projects"], "project_name");
    assert_eq!(names, ["Default Project", "blue", "red"]);
    let standard = found(&rig, "projects", json!({"plan": "Standard"})).await;
    assert_eq!(each(&standard["projects"], "project_name"), ["blue", "red"]);
    let nowhere = found(&rig, "projects", json!({"region_id": "gcp-us-west1"})).await;
    assert_eq!(nowhere["projects"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn a_cluster_is_found_by_identifier_and_by_name() {
    let rig = Rig::start(7, || {}).await;
    let config = json!({"cluster_name": "red", "cu_size": 2, "labels": {"team": "red"}, "description": "mine"});
    let state = make(&rig, "zillizcloud_cluster", "red", config).await;
    let by_id = found(&rig, "cluster", json!({"id": state["id"]})).await;
    for field in [
        "id",
        "cluster_name",
        "project_id",
        "region_id",
        "plan",
        "deployment_option",
        "cu_type",
        "cu_size",
        "replica",
        "description",
        "labels",
        "status",
        "connect_address",
        "create_time",
    ] {
        assert_eq!(by_id[field], state[field], "{field}");
    }
    assert_eq!(by_id["create_progress"], 100);
    let by_name = found(&rig, "cluster", json!({"cluster_name": "red"})).await;
    assert_eq!(by_name, by_id);
    let project = json!({"cluster_name": "red", "project_id": rig.project_id});
    assert_eq!(found(&rig, "cluster", project).await, by_id);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_not_there_is_an_error() {
    let rig = Rig::start(7, || {}).await;
    let absent = json!({"cluster_name": "red"});
    let error = failure(&rig, "cluster", absent).await;
    assert!(
        error.summary().contains("looking for cluster \"red\""),
        "{error}"
    );
    let absent = json!({"id": "in01-000000000000000"});
    let error = failure(&rig, "cluster", absent).await;
    assert!(
        error
            .summary()
            .contains("looking for cluster in01-000000000000000"),
        "{error}"
    );
    let state = make(
        &rig,
        "zillizcloud_cluster",
        "red",
        json!({"cluster_name": "red"}),
    )
    .await;
    let elsewhere = json!({"id": state["id"], "project_id": "proj-elsewhere"});
    let error = failure(&rig, "cluster", elsewhere).await;
    assert!(error.to_string().contains(&rig.project_id), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_lookup_says_what_it_needs() {
    let rig = Rig::start(7, || {}).await;
    for (data_source, config, summary) in [
        ("cluster", json!({}), "Which cluster?"),
        (
            "cluster",
            json!({"id": "in01-1", "cluster_name": "red"}),
            "Either id or cluster_name",
        ),
        ("member", json!({}), "Which member?"),
        (
            "member",
            json!({"email": EMAIL, "user_id": "usr-1"}),
            "Either email or user_id",
        ),
    ] {
        let error = failure(&rig, data_source, config).await;
        assert_eq!(error.summary(), summary);
    }
}

#[tokio::test(start_paused = true)]
async fn clusters_are_filtered_by_project_region_plan_status_and_labels() {
    let rig = Rig::start(7, || {}).await;
    let clusters = [
        (
            "red",
            json!({"cluster_name": "red", "cu_size": 1, "labels": {"team": "red", "env": "dev"}}),
        ),
        (
            "blue",
            json!({"cluster_name": "blue", "cu_size": 1, "labels": {"team": "blue"}, "desired_status": "SUSPENDED"}),
        ),
        ("free", json!({"cluster_name": "free"})),
    ];
    for (name, config) in clusters {
        make(&rig, "zillizcloud_cluster", name, config).await;
    }
    let project_id = &rig.project_id;
    for (filter, names) in [
        (json!({}), &["blue", "free", "red"][..]),
        (json!({"project_id": project_id}), &["blue", "free", "red"]),
        (json!({"project_id": "proj-elsewhere"}), &[]),
        (
            json!({"region_id": "aws-us-west-2"}),
            &["blue", "free", "red"],
        ),
        (json!({"region_id": "gcp-us-west1"}), &[]),
        (json!({"plan": "Free"}), &["free"]),
        (json!({"plan": "Enterprise", "status": "RUNNING"}), &["red"]),
        (json!({"status": "SUSPENDED"}), &["blue"]),
        (json!({"labels": {"team": "red"}}), &["red"]),
        (json!({"labels": {"team": "red", "env": "prod"}}), &[]),
        (json!({"labels": {}}), &["blue", "free", "red"]),
    ] {
        let found = found(&rig, "clusters", filter.clone()).await;
        assert_eq!(each(&found["clusters"], "cluster_name"), names, "{filter}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_member_is_found_with_their_roles() {
    let rig = Rig::start(7, || {}).await;
    let roles = json!({"email": EMAIL, "roles": ["Data Operator", "Data Viewer"]});
    let state = make(&rig, "zillizcloud_project_user", "ada", roles).await;
    let by_email = found(&rig, "member", json!({"email": EMAIL})).await;
    assert_eq!(
        by_email["project_roles"],
        json!({&rig.project_id: ["Data Operator", "Data Viewer"]})
    );
    let by_id = found(&rig, "member", json!({"user_id": by_email["user_id"]})).await;
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
    let rig = Rig::start(7, || {}).await;
    let roles = json!({"email": EMAIL, "roles": ["Data Operator", "Data Viewer"]});
    let ada = make(&rig, "zillizcloud_project_user", "ada", roles).await;
    let found_all = found(&rig, "project_users", json!({})).await;
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
    let groups = found(&rig, "project_users", only_groups.clone()).await;
    assert_eq!(groups["principals"], json!([]));
    let group = rig.group(&[EMAIL], "Data Admin", &rig.project_id).await;
    let groups = found(&rig, "project_users", only_groups).await;
    let engineering = json!([{
        "principal_type": "group", "principal_id": group, "principal_name": "engineering", "roles": ["Data Admin"],
    }]);
    assert_eq!(groups["principals"], engineering);
}

#[tokio::test(start_paused = true)]
async fn roles_are_those_of_the_project_or_of_the_organization() {
    let rig = Rig::start(7, || {}).await;
    let of_project = found(&rig, "roles", json!({"project_id": rig.project_id})).await;
    assert!(each(&of_project["roles"], "role_name").contains(&"Project Admin"));
    let of_organization = found(&rig, "roles", json!({})).await;
    assert!(
        each(&of_organization["roles"], "role_type")
            .iter()
            .all(|it| *it == "org")
    );
    let custom = found(&rig, "roles", json!({"role_kind": "custom"})).await;
    assert_eq!(custom["roles"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn cloud_providers_are_listed() {
    let rig = Rig::start(7, || {}).await;
    let clouds = found(&rig, "cloud_providers", json!({})).await;
    assert_eq!(
        each(&clouds["cloud_providers"], "cloud_id"),
        ["aws", "gcp", "azure"]
    );
}

#[tokio::test(start_paused = true)]
async fn invoices_are_listed_with_their_amounts() {
    let rig = Rig::start(7, || {}).await;
    let all = found(&rig, "invoices", json!({})).await;
    let invoice = &all["invoices"][0];
    assert_eq!(invoice["org_id"], rig.sim.organization_id());
    assert_eq!(invoice["period_start"], "2025-01-01T00:00:00Z");
    assert_eq!(invoice["total"], 45000);
    assert_eq!(invoice["amount_due"], 0);
    for (filter, count) in [
        (json!({"status": "paid"}), 1),
        (json!({"status": "overdue"}), 0),
        (json!({"since": "2025-01-31T00:00:00Z"}), 1),
        (json!({"since": "2025-02-01T00:00:00Z"}), 0),
    ] {
        let found = found(&rig, "invoices", filter.clone()).await;
        assert_eq!(
            found["invoices"].as_array().unwrap().len(),
            count,
            "{filter}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_the_key_may_not_see_is_an_error_and_not_an_empty_list() {
    let rig = Rig::start(7, || {}).await;
    let (status, code) = FORBIDDEN;
    rig.fault(json!({
        "match": {"method": "GET", "path": "/v2/*"},
        "fault": {"kind": "status", "status": status, "code": code, "message": "no permission"},
    }))
    .await;
    for (data_source, config) in [
        ("cloud_providers", json!({})),
        ("cluster", json!({"cluster_name": "red"})),
        ("clusters", json!({})),
        ("invoices", json!({})),
        ("member", json!({"email": EMAIL})),
        ("project", json!({"name": "red"})),
        ("project_users", json!({})),
        ("projects", json!({})),
        ("regions", json!({})),
        ("roles", json!({})),
    ] {
        let error = failure(&rig, data_source, config).await;
        assert!(
            error.to_string().contains("no permission"),
            "{data_source}: {error}"
        );
    }
}

/// Creates a cluster as somebody else does, and answers its identifier.
async fn create_elsewhere(rig: &Rig, project_id: &Value, name: &str) -> String {
    let cluster = json!({
        "clusterName": name, "projectId": project_id, "regionId": "aws-us-west-2", "cuSize": 1,
        "cuType": "Performance-optimized",
    });
    let created = rig.call("clusters/createDedicated", cluster).await;
    created["data"]["clusterId"].as_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_clusters_are_listed_completely_while_others_come_and_go() {
    let rig = Rig::start(7, || {}).await;
    let (mut ids, mut homes) = (BTreeSet::new(), Vec::new());
    // One project may have a hundred clusters.
    for home in 0..11 {
        let name = format!("home-{home}");
        let state = make(
            &rig,
            "zillizcloud_project",
            &name,
            json!({"project_name": name}),
        )
        .await;
        homes.push(state["id"].clone());
    }
    for number in 0..1000 {
        let home = &homes[number / 100];
        ids.insert(create_elsewhere(&rig, home, &format!("cluster-{number:03}")).await);
    }
    let come_and_go = async {
        for number in 0.. {
            let id = create_elsewhere(&rig, &homes[10], &format!("passing-{number}")).await;
            rig.remove("clusters", &id).await;
        }
    };
    let all = tokio::select! {
        all = found(&rig, "clusters", json!({})) => all,
        () = come_and_go => unreachable!(),
    };
    let listed: BTreeSet<_> = each(&all["clusters"], "id").into_iter().collect();
    let missing: Vec<_> = ids
        .iter()
        .filter(|it| !listed.contains(it.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let count = all["clusters"].as_array().unwrap().len();
    assert_eq!(count, listed.len(), "each is listed once");
}
