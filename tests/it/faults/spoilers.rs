//! What can go wrong with a call: each fault of the simulator.

use serde_json::{Value, json};

/// How often a call is spoiled. With two retries: it recovers, fails for good, never works.
pub(super) const TIMES: [Option<u32>; 3] = [Some(1), Some(3), None];

/// One of each kind. Only a not-found in the service's own envelope is missing: it would be a lie, not a fault.
pub(super) fn faults() -> Vec<Value> {
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
