//! Random answers, none of which is a success in the documented form; those that are, are in [`lists`](super::lists).

use fastrand::Rng;
use serde_json::{Value, json};

/// What services and what stands before them say when something fails; `{id}` is the object that the call is about.
const SENTENCES: &[&str] = &[
    "",
    "Not Found",
    "404 page not found",
    "not found",
    "The requested resource was not found.",
    "The object does not exist.",
    "The project does not exist.",
    "The cluster does not exist or you have no permission.",
    "The organization does not exist.",
    "The tenant of this token does not exist.",
    "The account was not found.",
    "project not found",
    "cluster not found in the cache",
    "role not found",
    "no such user",
    "No such object.",
    "lookup cloud-meta.svc: no such host",
    "lookup {id}.svc.cluster.local: no such host",
    "dial tcp 10.1.2.3:443: connect: connection refused",
    "exec: no such file or directory",
    "no route to host",
    "no Route matched with those values",
    "Service cloud-meta not found in namespace prod",
    "table `meta`.`clusters` doesn't exist",
    "shard 7 not found, retry later",
    "upstream request timeout",
    "upstream not found",
    "rate limit exceeded",
    "Too many requests, slow down.",
    "The quota of projects is used up.",
    "already exists",
    "The role is already granted.",
    "The role is already revoked.",
    "The cluster has already been deleted.",
    "The project was deleted.",
    "deleted",
    "gone",
    "Gone.",
    "ok",
    "success",
    "Success.",
    "Permission denied",
    "You are not authorized to read {id}.",
    "You have no permission for {id}, or it does not exist.",
    "The apikey is illegal",
    "User hasn't authenticated",
    "Invalid cluster ID",
    "Incorrect parameter.",
    "internal error",
    "context deadline exceeded",
    "{id}",
    "{id} is locked by another operation.",
    "{id} does not exist.",
    "The cluster ID {id} does not exist.",
    "The project {id} does not exist.",
    "The member {id} does not exist.",
    "{id} not found",
    "record of {id}-replica not found",
    "Der Cluster wurde nicht gefunden.",
    "集群不存在",
];

const STATUSES: &[u16] = &[
    200, 200, 200, 200, 201, 202, 204, 207, 301, 302, 400, 400, 401, 402, 403, 404, 404, 404, 405,
    408, 409, 410, 412, 422, 423, 425, 429, 451, 500, 500, 501, 502, 503, 504, 520, 599,
];

/// The codes by which a cluster does not exist.
const ABSENCES: [i64; 2] = [40_021, 80_020];

/// Codes of every type that JSON has; those that mean success come with other statuses only.
fn code(random: &mut Rng) -> Value {
    let known = [
        0, 200, 400, 401, 402, 403, 404, 405, 408, 409, 410, 429, 500, 503, 1800, 21_119, 21_141,
        40_003, 40_013, 40_021, 40_022, 63_032, 63_104, 63_240, 80_000, 80_001, 80_002, 80_007,
        80_010, 80_020, 80_021, 80_022, 96_001, 99_001, 99_005,
    ];
    match random.u8(0..10) {
        0..4 => json!(random.choice(known)),
        4..6 => json!(random.i64(-10..100_000)),
        _ => {
            let odd = [
                json!("PERMISSION_DENIED"),
                json!("NOT_FOUND"),
                json!("OK"),
                json!("0"),
                json!("200"),
                json!("404"),
                json!("40021"),
                json!(""),
                json!(0.0),
                json!(200.0),
                json!(40_021.0),
                json!(4.5),
                json!(u64::MAX),
                json!(false),
                json!(true),
                json!(null),
                json!([0]),
                json!({"value": 0}),
            ];
            random.choice(odd).expect("there are some")
        }
    }
}

/// An answer in the service's place, or after the service did what was asked. Without `ids` it is no documented absence.
pub(super) fn lie(random: &mut Rng, ids: &[String]) -> Value {
    let status = *random.choice(STATUSES).expect("there are some");
    let sentence = random.choice(SENTENCES).expect("there are some");
    let id = random.choice(ids).map_or("nothing", String::as_str);
    let sentence = sentence.replace("{id}", id);
    // By this status whoever answers says that nothing was done, and nothing else could be heeded.
    let is_lie = status != 429 && random.u8(0..4) == 0;
    let body = if status == 204 {
        String::new()
    } else {
        body(random, status, &sentence, !ids.is_empty())
    };
    json!({
        "kind": "status", "status": status, "body": body, "processed": is_lie,
    })
}

fn body(random: &mut Rng, status: u16, sentence: &str, may_deny: bool) -> String {
    let code = code(random);
    let is_success = (200..300).contains(&status) && (code == json!(0) || code == json!(200));
    let is_denial = ABSENCES.iter().any(|it| code == json!(it));
    let is_left_out = is_success || (is_denial && !may_deny);
    let code = if is_left_out { json!(50_001) } else { code };
    let data = random.choice([
        json!(null),
        json!([]),
        json!({}),
        json!(true),
        json!("ok"),
        json!({"count": 0, "clusters": [], "roles": [], "invitations": [], "principals": []}),
        json!({"orgRoles": [], "projectRoles": []}),
    ]);
    let answer = match random.u8(0..12) {
        0..6 => json!({"code": code, "message": sentence}),
        6 => json!({"code": code, "message": sentence, "data": data}),
        7 => json!({"code": code, "data": data}),
        8 => json!({"data": data, "message": sentence}),
        9 => json!({"status": status, "error": "Not Found", "message": sentence}),
        10 => json!(sentence),
        _ => {
            let texts = [
                sentence.to_owned(),
                format!("<html><body><h1>{sentence}</h1></body></html>"),
                format!(
                    "{{\"code\": 40021, \"message\": \"{sentence}\", \"code\": 0, \"data\": []}}"
                ),
                format!(
                    "{{\"code\": 0, \"data\": [], \"code\": 50001, \"message\": \"{sentence}\"}}"
                ),
                String::new(),
            ];
            return random.choice(texts).unwrap_or_default();
        }
    };
    answer.to_string()
}
