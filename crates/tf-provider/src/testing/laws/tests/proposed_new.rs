//! Terraform's proposal for a new state.

use serde_json::json;

use crate::testing::laws::{
    proposed_new,
    test_support::{house, value},
};

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn what_is_proposed() {
    let old = json!({"name": "a", "size": 1, "id": "7", "tags": ["x"]});
    let rows = [
        (
            "a new object",
            json!(null),
            json!({"name": "a"}),
            json!({"name": "a"}),
        ),
        ("a destruction", old.clone(), json!(null), json!(null)),
        (
            "open computed attributes keep their value, a removed optional one does not",
            old.clone(),
            json!({"name": "b"}),
            json!({"name": "b", "size": 1, "id": "7"}),
        ),
        (
            "what is configured wins, also if it is unknown",
            old,
            json!({"name": "a", "size": "${unknown}"}),
            json!({"name": "a", "size": "${unknown}", "id": "7"}),
        ),
        (
            "write-only values stay",
            json!(null),
            json!({"name": "a", "secret": "s"}),
            json!({"name": "a", "secret": "s"}),
        ),
        (
            "list blocks go by index, and further ones are as configured",
            json!({"name": "a", "list": [{"port": 1, "ip": "one"}]}),
            json!({"name": "a", "list": [{"port": 2}, {"port": 3}]}),
            json!({"name": "a", "list": [{"port": 2, "ip": "one"}, {"port": 3}]}),
        ),
        (
            "map blocks go by key",
            json!({"name": "a", "map": {"k": {"port": 1, "ip": "one"}, "l": {"port": 1, "ip": "two"}}}),
            json!({"name": "a", "map": {"l": {"port": 5}, "m": {"port": 6}}}),
            json!({"name": "a", "map": {"l": {"port": 5, "ip": "two"}, "m": {"port": 6}}}),
        ),
        (
            "set blocks go by what is configured, each old one once",
            json!({"name": "a", "set": [{"port": 1, "ip": "one"}, {"port": 2, "ip": "two"}]}),
            json!({"name": "a", "set": [{"port": 2}, {"port": 3}]}),
            json!({"name": "a", "set": [{"port": 2, "ip": "two"}, {"port": 3}]}),
        ),
        (
            "a single block is merged, or absent",
            json!({"name": "a", "single": {"port": 1, "ip": "one"}}),
            json!({"name": "a", "single": {"port": 2}}),
            json!({"name": "a", "single": {"port": 2, "ip": "one"}}),
        ),
        (
            "an absent single block stays absent",
            json!({"name": "a", "single": {"port": 1, "ip": "one"}}),
            json!({"name": "a"}),
            json!({"name": "a"}),
        ),
        (
            "a group is merged even if nothing in it is configured",
            json!({"name": "a", "group": {"port": 1, "ip": "one"}}),
            json!({"name": "a"}),
            json!({"name": "a", "group": {"ip": "one"}}),
        ),
        (
            "unknown blocks stay as they are",
            json!({"name": "a", "list": [{"port": 1}]}),
            json!({"name": "a", "list": "${unknown}"}),
            json!({"name": "a", "list": "${unknown}"}),
        ),
    ];
    for (what, prior, config, proposed) in rows {
        let (prior, config) = (value(&prior), value(&config));
        assert_eq!(
            proposed_new(&house(), &prior, &config),
            value(&proposed),
            "{what}"
        );
    }
}
