//! Promises kept and broken.

use serde_json::{Value as J, json};

use crate::{
    testing::laws::{
        compatible,
        test_support::{house, value as house_value, with},
    },
    value::Value,
};

fn broken(name: &str, planned: &J, actual: &J) -> Vec<String> {
    let violations = compatible(
        &house(),
        &with(name, planned.clone()),
        &with(name, actual.clone()),
    );
    violations.iter().map(ToString::to_string).collect()
}

#[test]
fn an_object_neither_appears_nor_disappears() {
    let present = house_value(&json!({"name": "a"}));
    let reason = |planned, actual| compatible(&house(), planned, actual)[0].to_string();
    assert_eq!(
        reason(&present, &Value::Null),
        "Root object was present, but now absent"
    );
    assert_eq!(
        reason(&Value::Null, &present),
        "Root object was absent, but now present"
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn what_was_known_stays() {
    let unknown = json!("${unknown}");
    let port = |port: J| json!({"port": port});
    for (name, planned, actual, reasons) in [
        ("size", unknown.clone(), json!(3), vec![]),
        ("size", unknown.clone(), json!(null), vec![]),
        ("size", json!(1), json!(1.0), vec![]),
        (
            "id",
            json!("a"),
            json!("b"),
            vec![r#".id: was cty.StringVal("a"), but now cty.StringVal("b")"#],
        ),
        (
            "id",
            json!("a"),
            json!(null),
            vec![r#".id: was cty.StringVal("a"), but now null"#],
        ),
        (
            "id",
            json!(null),
            json!("b"),
            vec![r#".id: was null, but now cty.StringVal("b")"#],
        ),
        (
            "id",
            json!("a"),
            unknown.clone(),
            vec![".id: was known, but now unknown"],
        ),
        (
            "password",
            json!("a"),
            json!("b"),
            vec![".password: inconsistent values for sensitive attribute"],
        ),
        (
            "any",
            json!({"type": "string", "value": "a"}),
            json!({"type": "number", "value": 1}),
            vec![".any: wrong final value type: string required"],
        ),
        (
            "steps",
            json!(["a", "b"]),
            json!(["a"]),
            vec![".steps: element 1 has vanished"],
        ),
        (
            "steps",
            json!(["a"]),
            json!(["x", "b"]),
            vec![
                r#".steps[0]: was cty.StringVal("a"), but now cty.StringVal("x")"#,
                ".steps: new element 1 has appeared",
            ],
        ),
        ("steps", json!([unknown]), json!(["x"]), vec![]),
        (
            "labels",
            json!({"k": "a"}),
            json!({"l": "a"}),
            vec![
                r#".labels: element "k" has vanished"#,
                r#".labels: new element "l" has appeared"#,
            ],
        ),
        ("tags", json!(["a", "b"]), json!(["b", "a"]), vec![]),
        ("tags", json!(["a", unknown]), json!(["b", "a"]), vec![]),
        (
            "tags",
            json!(["a"]),
            json!(["b"]),
            vec![
                r#".tags: planned set element cty.StringVal("a") does not correlate with any element in actual"#,
            ],
        ),
        (
            "tags",
            json!(["a"]),
            json!(["a", "b"]),
            vec![
                r#".tags: actual set element cty.StringVal("b") does not correlate with any element in plan"#,
                ".tags: length changed from 1 to 2",
            ],
        ),
        ("tags", json!([unknown, unknown]), json!(["a"]), vec![]),
        (
            "tags",
            json!(["a", unknown]),
            json!(["a", "b", "c"]),
            vec![".tags: length changed from 2 to 3"],
        ),
        (
            "list",
            json!([port(json!(1)), port(json!(2))]),
            json!([]),
            vec![".list: block count changed from 2 to 0"],
        ),
        ("list", unknown.clone(), json!([port(json!(1))]), vec![]),
        (
            "list",
            json!([port(json!(1))]),
            json!([port(json!(2))]),
            vec![".list[0].port: was cty.NumberIntVal(1), but now cty.NumberIntVal(2)"],
        ),
        (
            "map",
            json!({"k": port(json!(1))}),
            json!({"k": port(json!(2))}),
            vec![r#".map["k"].port: was cty.NumberIntVal(1), but now cty.NumberIntVal(2)"#],
        ),
        (
            "map",
            json!({"k": port(json!(1))}),
            json!({}),
            vec![".map: block count changed from 1 to 0"],
        ),
        (
            "set",
            json!([port(json!(1))]),
            json!([]),
            vec![
                r#".set: planned set element cty.ObjectVal(map[string]cty.Value{"ip":cty.NullVal(cty.String), "key":cty.NullVal(cty.String), "port":cty.NumberIntVal(1)}) does not correlate with any element in actual"#,
            ],
        ),
        (
            "set",
            json!([port(unknown.clone()), port(unknown.clone())]),
            json!([port(json!(1))]),
            vec![],
        ),
        (
            "set",
            json!([port(json!(1))]),
            json!([port(json!(1)), port(json!(2))]),
            vec![
                r#".set: actual set element cty.ObjectVal(map[string]cty.Value{"ip":cty.NullVal(cty.String), "key":cty.NullVal(cty.String), "port":cty.NumberIntVal(2)}) does not correlate with any element in plan"#,
                ".set: block set length changed from 1 to 2",
            ],
        ),
        (
            "single",
            json!({}),
            json!(null),
            vec![".single: was present, but now absent"],
        ),
        (
            "single",
            json!(null),
            json!({}),
            vec![".single: was absent, but now present"],
        ),
        ("single", unknown.clone(), json!(null), vec![]),
    ] {
        assert_eq!(
            broken(name, &planned, &actual),
            reasons,
            "{name} {planned} {actual}"
        );
    }
}
