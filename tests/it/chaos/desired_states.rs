//! The desired states of the objects of a run, and the faults meanwhile.

use fastrand::Rng;
use serde_json::{Value, json};

/// An object that comes and goes during a run.
#[derive(Debug)]
pub(super) struct DesiredState {
    pub(super) resource: &'static str,
    pub(super) name: &'static str,
    variants: Vec<Value>,
    /// Whether its block has another name than at first.
    pub(super) is_renamed: bool,
}

impl DesiredState {
    /// One of the configurations that it can have, which differ in what can change in place.
    pub(super) fn any(&self, random: &mut Rng) -> Value {
        random.choice(&self.variants).expect("it has some").clone()
    }
}

/// Some objects.
pub(super) fn some(random: &mut Rng) -> Vec<DesiredState> {
    let mut all = all();
    all.retain(|_| random.bool());
    if all.is_empty() {
        all = self::all();
        all.truncate(3);
    }
    all
}

/// Each in two variants. The names stay: what nobody has heard of can only be met by its name.
fn all() -> Vec<DesiredState> {
    let timeouts = json!({"create": "2m", "update": "2m", "delete": "2m"});
    let desired_state = |resource, name, variants: [Value; 2]| DesiredState {
        resource,
        name,
        variants: variants.into(),
        is_renamed: false,
    };
    vec![
        desired_state(
            "zillizcloud_project",
            "red",
            [
                json!({"project_name": "red"}),
                json!({"project_name": "red", "description": "warm"}),
            ],
        ),
        desired_state(
            "zillizcloud_project",
            "blue",
            [
                json!({"project_name": "blue"}),
                json!({"project_name": "blue", "description": "cold"}),
            ],
        ),
        desired_state(
            "zillizcloud_cluster",
            "free",
            [
                json!({"cluster_name": "free", "timeouts": timeouts}),
                json!({"cluster_name": "free", "deletion_protection": false, "timeouts": timeouts}),
            ],
        ),
        desired_state(
            "zillizcloud_cluster",
            "warm",
            [
                json!({"cluster_name": "warm", "cu_size": 8, "timeouts": timeouts}),
                json!({
                    "cluster_name": "warm", "cu_size": 16, "replica": 2, "labels": {"team": "red"},
                    "description": "warm", "timeouts": timeouts,
                }),
            ],
        ),
        desired_state(
            "zillizcloud_cluster",
            "cold",
            [
                json!({"cluster_name": "cold", "cu_size": 8, "desired_status": "SUSPENDED", "timeouts": timeouts}),
                json!({"cluster_name": "cold", "cu_size": 8, "desired_status": "RUNNING", "timeouts": timeouts}),
            ],
        ),
        desired_state(
            "zillizcloud_project_user",
            "ada",
            [
                json!({"email": "ada@example.com", "roles": ["Data Viewer"]}),
                json!({"email": "ada@example.com", "roles": ["Data Admin", "Data Operator"]}),
            ],
        ),
    ]
}

/// A fault for some calls.
pub(super) fn trouble(random: &mut Rng) -> Value {
    let methods = [None, Some("GET"), Some("POST"), Some("PUT"), Some("DELETE")];
    let paths = [
        "/v2/*",
        "/v2/projects*",
        "/v2/clusters*",
        "/v2/clusters/create*",
        "/v2/members*",
    ];
    let faults = [
        json!({"kind": "status", "status": 429, "retry_after": 3}),
        json!({"kind": "status", "status": 500}),
        json!({"kind": "status", "status": 404, "body": "404 page not found"}),
        json!({"kind": "delay", "milliseconds": 40_000}),
        json!({"kind": "reset_before"}),
        json!({"kind": "reset_after"}),
        json!({"kind": "truncate"}),
        json!({"kind": "html"}),
        json!({"kind": "empty"}),
        json!({"kind": "envelope", "code": 80_000, "message": "Out of order."}),
    ];
    json!({
        "match": {"method": random.choice(methods).flatten(), "path": random.choice(paths)},
        "after": random.u32(0..6), "times": random.u32(1..10), "fault": random.choice(faults),
    })
}
