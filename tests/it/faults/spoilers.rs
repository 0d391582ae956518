//! What can go wrong with a call: each fault of the simulator.

use serde_json::{Value, json};

/// How often a call is spoiled. With two retries: it recovers, fails for good, never works.
const TIMES: [Option<u32>; 3] = [Some(1), Some(3), None];

/// One of each kind.
pub(super) fn faults() -> Vec<Value> {
    let mut faults = troubles();
    faults.extend(lies());
    faults
}

/// How often a fault of this kind spoils a call. A lie about what was done is told once, one about what there is always: random
/// answers, some of which recover, are for [`evidence`](crate::evidence).
pub(super) fn times(fault: &Value) -> &'static [Option<u32>] {
    if !lies().contains(fault) {
        &TIMES
    } else if fault["processed"] == true || fault["kind"] == "date" {
        &[Some(1)]
    } else {
        &[None]
    }
}

/// Answers that say what is not so: that something is gone, or was done, or was not, or when.
fn lies() -> Vec<Value> {
    let status =
        |status: u16, body: &str| json!({"kind": "status", "status": status, "body": body});
    vec![
        json!({"kind": "status", "status": 404}),
        json!({"kind": "empty", "status": 404}),
        json!({"kind": "empty", "status": 204}),
        json!({"kind": "envelope", "code": 40_021, "message": "It does not exist."}),
        json!({"kind": "envelope", "code": 50_001, "message": "lookup cloud-meta.svc: no such host"}),
        status(200, r#"{"code":"PERMISSION_DENIED","data":null}"#),
        status(200, r#"{"code":0.0,"data":[]}"#),
        status(200, r#"{"data":{"count":0,"clusters":[],"projects":[]}}"#),
        json!({"kind": "status", "status": 503, "message": "rate limit exceeded", "processed": true}),
        json!({"kind": "status", "status": 200, "code": 50_001, "message": "already exists", "processed": true}),
        json!({"kind": "date", "seconds": -30}),
    ]
}

/// What passes, or not, and says nothing.
fn troubles() -> Vec<Value> {
    vec![
        json!({"kind": "status", "status": 429}),
        json!({"kind": "status", "status": 429, "retry_after": 7}),
        json!({"kind": "status", "status": 500}),
        json!({"kind": "status", "status": 503}),
        json!({"kind": "status", "status": 404, "body": "404 page not found"}),
        json!({"kind": "delay", "milliseconds": 40_000}),
        json!({"kind": "reset_before"}),
        json!({"kind": "reset_after"}),
        json!({"kind": "truncate"}),
        json!({"kind": "html"}),
        json!({"kind": "empty"}),
        json!({"kind": "envelope", "code": 80_000, "message": "Out of order."}),
    ]
}
