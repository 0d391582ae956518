//! The faults of a call: each fault of the simulator, and each answer that is not true.
//!
//! In a message, `$id` stands for the object that the call is about.

use serde_json::{Value, json};

/// How often a call is spoiled. With two retries: it recovers, fails for good, never works.
const TIMES: &[Option<u32>] = &[Some(1), Some(3), None];
/// A lie about what was done is told once, one about what there is always: random answers, some of which recover, are for
/// [`evidence`](crate::evidence).
const ONCE: &[Option<u32>] = &[Some(1)];
const ALWAYS: &[Option<u32>] = &[None];

const GONE: &str = "The object $id does not exist.";

/// A fault, and how often it spoils a call.
pub(super) struct RepeatedFault {
    pub(super) fault: Value,
    pub(super) times: &'static [Option<u32>],
}

/// One of each kind.
pub(super) fn all() -> Vec<RepeatedFault> {
    let of = |faults: Vec<Value>, times| {
        let faults = faults.into_iter();
        faults.map(move |fault| RepeatedFault { fault, times })
    };
    let always = absences()
        .into_iter()
        .chain(codes())
        .chain(lying_failures());
    of(troubles(), TIMES)
        .chain(of(always.collect(), ALWAYS))
        .chain(of(lies_about_what_was_done(), ONCE))
        .collect()
}

/// The answer that an object does not exist, as it is documented.
pub(super) fn gone() -> Value {
    json!({"kind": "envelope", "code": 40_021, "message": GONE})
}

/// How a list fails while the read of one object says that it is gone.
pub(super) fn failures_of_lists() -> Vec<Value> {
    vec![
        json!({"kind": "status", "status": 503}),
        json!({"kind": "status", "status": 404}),
        json!({"kind": "reset_before"}),
        json!({"kind": "truncate"}),
        json!({"kind": "html"}),
        json!({"kind": "envelope", "code": 50_001, "message": "lookup cloud-meta.svc: no such host"}),
        answer(200, r#"{"code":"OK","data":[]}"#),
        answer(200, r#"{"code":0,"data":null}"#),
    ]
}

fn answer(status: u16, body: &str) -> Value {
    json!({"kind": "status", "status": status, "body": body})
}

/// Absence in every form.
fn absences() -> Vec<Value> {
    vec![
        json!({"kind": "status", "status": 404}),
        json!({"kind": "status", "status": 404, "code": 40_021, "message": "It does not exist."}),
        json!({"kind": "status", "status": 404, "code": 40_021, "message": GONE}),
        json!({"kind": "status", "status": 404, "message": GONE}),
        json!({"kind": "envelope", "code": 404, "message": "Not Found"}),
        json!({"kind": "envelope", "code": 40_021, "message": "It does not exist."}),
        gone(),
        json!({"kind": "empty", "status": 404}),
        answer(404, "404 page not found"),
        json!({"kind": "html", "status": 404}),
        answer(404, r#"{"error":"Not Found","message":"$id not found"}"#),
        answer(404, r#"{"code":0,"data":null}"#),
        answer(404, r#"{"code":"NOT_FOUND","message":"$id not found"}"#),
        json!({"kind": "status", "status": 410, "code": 410, "message": "Gone."}),
        json!({"kind": "empty", "status": 410}),
        json!({"kind": "empty", "status": 204}),
        json!({"kind": "envelope", "code": 50_001, "message": "lookup $id: no such host"}),
    ]
}

/// Codes of every type of JSON, none of which is known.
fn codes() -> Vec<Value> {
    let codes = [
        r#""PERMISSION_DENIED""#,
        r#""0""#,
        "0.0",
        "4.5",
        "null",
        "true",
        "[0]",
        r#"{"value":0}"#,
        "18446744073709551616",
    ];
    let answers = codes.map(|code| answer(200, &format!(r#"{{"code":{code},"data":[]}}"#)));
    let bare = r#"{"data":{"count":0,"clusters":[],"projects":[]}}"#;
    answers.into_iter().chain([answer(200, bare)]).collect()
}

/// HTTP 5xx whose body says something else.
fn lying_failures() -> Vec<Value> {
    let status = |status: u16, code: i64, message: &str| json!({"kind": "status", "status": status, "code": code, "message": message});
    vec![
        answer(503, r#"{"code":0,"data":[]}"#),
        answer(500, r#"{"code":200,"data":{"count":0,"clusters":[]}}"#),
        status(503, 40_021, GONE),
        status(500, 40_013, "already exists"),
        status(503, 429, "rate limit exceeded"),
        status(500, 404, "$id not found"),
    ]
}

/// Calls that were processed, and are said not to have been, or at another time.
fn lies_about_what_was_done() -> Vec<Value> {
    let done = |status: u16, code: i64, message: &str| json!({"kind": "status", "status": status, "code": code, "message": message, "processed": true});
    vec![
        done(503, 503, "rate limit exceeded"),
        done(500, 0, "ok"),
        done(500, 40_013, "already exists"),
        done(503, 40_021, GONE),
        done(404, 404, "not found"),
        done(200, 50_001, "already exists"),
        json!({"kind": "date", "seconds": -30}),
        json!({"kind": "date", "seconds": 3600}),
    ]
}

/// What passes, or not, and says nothing.
fn troubles() -> Vec<Value> {
    vec![
        json!({"kind": "status", "status": 429}),
        json!({"kind": "status", "status": 429, "retry_after": 7}),
        json!({"kind": "status", "status": 500}),
        json!({"kind": "status", "status": 503}),
        json!({"kind": "delay", "milliseconds": 40_000}),
        json!({"kind": "reset_before"}),
        json!({"kind": "reset_after"}),
        json!({"kind": "truncate"}),
        json!({"kind": "html"}),
        json!({"kind": "empty"}),
        json!({"kind": "envelope", "code": 80_000, "message": "Out of order."}),
    ]
}
