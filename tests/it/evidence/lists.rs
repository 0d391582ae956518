//! Successes that lie: lists that lack what is there, and reads of one object that say little or nothing.
//!
//! A list that was answered and lacks an object is one half of a proof. The other half, a documented absence, is never in the
//! same case.

use fastrand::Rng;
use serde_json::{Value, json};

use super::kind::Kind;

/// The identifier of an object that does not exist.
const OTHER: &str = "0000other";

/// A rule by which a list lies.
pub(super) fn list(random: &mut Rng, kind: Kind, project_id: &str) -> Value {
    let (path, member) = *random.choice(kind.lists()).expect("there are some");
    let is_proof = member == "invitations";
    let data = match member {
        "" => bare(random, path, project_id),
        "projectRoles" => member_roles(random, project_id),
        _ => page(random, path, member, is_proof),
    };
    let times = if is_proof {
        // A lie and the truth after it can make a whole list together.
        None
    } else {
        *random
            .choice([Some(1), Some(2), None, None].iter())
            .expect("there are some")
    };
    rule("GET", path, times, &data, false)
}

/// A rule by which the reads of one object succeed and say nothing, or speak of another one; or a create names none.
pub(super) fn thin(random: &mut Rng, kind: Kind, id: &str) -> Value {
    let times = *random
        .choice([Some(1), Some(3), None].iter())
        .expect("there are some");
    if let Some(path) = kind.creates().filter(|_| random.u8(0..4) == 0) {
        let nothing = [json!(null), json!({}), json!([]), json!(true)];
        let data = random.choice(nothing).expect("there are some");
        return rule("POST", path, times, &data, random.bool());
    }
    let path = *random.choice(kind.describes()).expect("there are some");
    let data = match random.u8(0..10) {
        0..2 => json!(null),
        2 => json!({}),
        3 => json!([]),
        4 => json!("ok"),
        5 => json!(true),
        6 => json!({"projectId": id, "clusterId": id, "orgId": id, "userId": id}),
        7 => {
            json!({"projectId": null, "clusterId": "", "orgId": null, "userId": "", "status": null})
        }
        _ => item(path),
    };
    rule("GET", path, times, &data, false)
}

fn rule(method: &str, path: &str, times: Option<u32>, data: &Value, is_processed: bool) -> Value {
    let body = json!({"code": 0, "data": data}).to_string();
    json!({
        "match": {"method": method, "path": path}, "times": times,
        "fault": {"kind": "status", "status": 200, "body": body, "processed": is_processed},
    })
}

/// A list without pages.
fn bare(random: &mut Rng, path: &str, project_id: &str) -> Value {
    let known = json!({"projectId": project_id, "projectName": "Default Project"});
    match random.u8(0..8) {
        0 => json!(null),
        1..4 => json!([]),
        4..6 if path == "/v2/projects" => json!([known]),
        6 => json!([{}]),
        _ => json!([item(path)]),
    }
}

/// A page that may count more or less than it has.
fn page(random: &mut Rng, path: &str, member: &str, is_proof: bool) -> Value {
    let items = match random.u8(0..6) {
        0..3 => json!([]),
        3 => json!(null),
        _ => json!([item(path)]),
    };
    let length = items.as_array().map_or(0, Vec::len);
    let wrong = [
        json!(length + 1),
        json!(length + 100),
        json!(null),
        json!(""),
    ];
    let count = match random.u8(0..6) {
        0..3 if !is_proof => json!(length),
        3 if !is_proof => json!(0),
        4 => json!(-1),
        _ => random.choice(wrong).expect("there are some"),
    };
    let mut page = json!({"count": count});
    page[member] = items;
    page
}

fn member_roles(random: &mut Rng, project_id: &str) -> Value {
    let role = json!({"roleId": OTHER, "roleName": "Other"});
    let projects = match random.u8(0..6) {
        0..2 => json!([]),
        2 => json!(null),
        3 => json!([{"projectId": project_id, "roles": []}]),
        4 => json!([{"projectId": project_id, "roles": null}]),
        _ => json!([{"projectId": OTHER, "roles": [role]}]),
    };
    json!({"orgRoles": [], "projectRoles": projects})
}

/// An object of another project, as the service would write it.
fn item(path: &str) -> Value {
    let time = "2026-11-05T06:38:00Z";
    match path.split('/').nth(2).unwrap_or_default() {
        "projects" => json!({
            "projectId": OTHER, "projectName": "other", "description": "", "plan": "Enterprise",
            "regionIds": ["aws-us-west-2"], "createTime": time,
        }),
        "clusters" => json!({
            "clusterId": OTHER, "clusterName": "other", "projectId": OTHER, "regionId": "aws-us-west-2",
            "plan": "Enterprise", "status": "RUNNING", "cuSize": 8, "replica": 1, "createTime": time,
        }),
        "members" => json!({"userId": OTHER, "email": "other@example.com", "name": "Other"}),
        "roles" if path.ends_with("principals") => {
            json!({"principalType": "user", "principalId": OTHER})
        }
        "roles" => json!({
            "roleId": OTHER, "roleName": "Other", "roleType": "project", "roleKind": "custom", "projectId": OTHER,
        }),
        "organizations" if path.ends_with("invitations") => json!({
            "invitationId": OTHER, "email": "other@example.com", "status": "PENDING",
            "projects": [{"projectId": OTHER, "roleIds": [OTHER]}],
        }),
        "organizations" => json!({"orgId": OTHER, "orgName": "other", "createTime": time}),
        _ => json!({"id": OTHER, "orgId": OTHER}),
    }
}
