//! Plans that Terraform takes, and plans that it refuses.

use serde_json::{Value as J, json};

use crate::{
    testing::laws::{
        plan_valid,
        test_support::{house, value, with},
    },
    value::Value,
};

fn judged(prior: &Value, config: &Value, planned: &Value) -> Vec<String> {
    let violations = plan_valid(&house(), prior, config, planned);
    violations.iter().map(ToString::to_string).collect()
}

/// One member of the house: before, configured, planned.
fn changed(name: &str, prior: &J, config: &J, planned: &J) -> Vec<String> {
    let of = |json: &J| with(name, json.clone());
    let prior = if *prior == json!("no house") {
        Value::Null
    } else {
        of(prior)
    };
    judged(&prior, &of(config), &of(planned))
}

#[test]
fn an_object_exists_as_configured() {
    let house = value(&json!({"name": "a"}));
    assert_eq!(
        judged(&Value::Null, &house, &Value::Null),
        ["planned for absence but config wants existence"]
    );
    assert_eq!(
        judged(&house, &Value::Null, &house),
        ["planned for existence but config wants absence"]
    );
    assert_eq!(judged(&house, &Value::Null, &Value::Null), [""; 0]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn attributes_follow_the_configuration() {
    let none = json!("no house");
    for (name, prior, config, planned, reason) in [
        ("tags", &none, json!(["x"]), json!(["x"]), ""),
        ("tags", &json!(["x"]), json!(["y"]), json!(["x"]), ""),
        ("size", &none, json!(null), json!("${unknown}"), ""),
        ("size", &json!(1), json!(null), json!(7), ""),
        ("id", &none, json!(null), json!("x"), ""),
        ("size", &none, json!("${unknown}"), json!("${unknown}"), ""),
        (
            "size",
            &none,
            json!("${unknown}"),
            json!(3),
            ".size: planned value cty.NumberIntVal(3) does not match config value cty.UnknownVal(cty.Number)",
        ),
        (
            "size",
            &none,
            json!(3),
            json!("${unknown}"),
            ".size: planned value cty.UnknownVal(cty.Number) does not match config value cty.NumberIntVal(3)",
        ),
        (
            "size",
            &json!(1),
            json!(3),
            json!(2),
            ".size: planned value cty.NumberIntVal(2) does not match config value cty.NumberIntVal(3) nor prior value cty.NumberIntVal(1)",
        ),
        (
            "tags",
            &none,
            json!(null),
            json!(["x"]),
            r#".tags: planned value cty.SetVal([]cty.Value{cty.StringVal("x")}) for a non-computed attribute"#,
        ),
        (
            "tags",
            &json!(["x"]),
            json!(null),
            json!(["x"]),
            r#".tags: planned value cty.SetVal([]cty.Value{cty.StringVal("x")}) for a non-computed attribute"#,
        ),
        (
            "password",
            &none,
            json!(null),
            json!("p"),
            ".password: sensitive planned value for a non-computed attribute",
        ),
        (
            "password",
            &none,
            json!("q"),
            json!("p"),
            ".password: sensitive planned value does not match config value",
        ),
        (
            "password",
            &json!("r"),
            json!("q"),
            json!("p"),
            ".password: sensitive planned value does not match config value nor prior value",
        ),
        (
            "secret",
            &none,
            json!("s"),
            json!("s"),
            ".secret: planned value for write-only attribute is not null",
        ),
        ("secret", &none, json!("s"), json!(null), ""),
    ] {
        let wanted: Vec<_> = Some(reason)
            .filter(|it| !it.is_empty())
            .into_iter()
            .collect();
        assert_eq!(
            changed(name, prior, &config, &planned),
            wanted,
            "{name} {config} {planned}"
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one table")]
fn blocks_are_as_many_as_configured() {
    let none = json!("no house");
    let port = |port: i64| json!({"port": port});
    for (name, config, planned, reason) in [
        (
            "list",
            json!([port(1)]),
            json!([{"port": 1, "ip": "${unknown}"}]),
            "",
        ),
        (
            "list",
            json!([port(1)]),
            json!([]),
            ".list: block count in plan (0) disagrees with count in config (1)",
        ),
        (
            "list",
            json!([port(1), port(2)]),
            json!([port(1), port(3)]),
            ".list[1].port: planned value cty.NumberIntVal(3) does not match config value cty.NumberIntVal(2)",
        ),
        ("list", json!("${unknown}"), json!("${unknown}"), ""),
        (
            "list",
            json!([port(1)]),
            json!("${unknown}"),
            ".list: attribute representing nested block must not be unknown itself; set nested attribute values to unknown instead",
        ),
        (
            "list",
            json!([port(1)]),
            json!(["${unknown}"]),
            ".list[0]: element representing nested block must not be unknown itself; set nested attribute values to unknown instead",
        ),
        (
            "map",
            json!({"k": port(1)}),
            json!({}),
            r#".map: block key "k" from config is not present in plan"#,
        ),
        (
            "map",
            json!({}),
            json!({"k": port(1)}),
            r#".map: block key "k" from plan is not present in config"#,
        ),
        (
            "map",
            json!({"k": port(1)}),
            json!({"k": port(2)}),
            r#".map["k"].port: planned value cty.NumberIntVal(2) does not match config value cty.NumberIntVal(1)"#,
        ),
        (
            "single",
            json!(null),
            json!(port(1)),
            ".single: planned for existence but config wants absence",
        ),
        (
            "single",
            json!(port(1)),
            json!(null),
            ".single: planned for absence but config wants existence",
        ),
        ("set", json!([port(1)]), json!([port(2), port(3)]), ""),
        (
            "set",
            json!([port(1)]),
            json!(["${unknown}"]),
            ".set: element representing nested block must not be unknown itself; set nested attribute values to unknown instead",
        ),
    ] {
        let wanted: Vec<_> = Some(reason)
            .filter(|it| !it.is_empty())
            .into_iter()
            .collect();
        assert_eq!(
            changed(name, &none, &config, &planned),
            wanted,
            "{name} {config} {planned}"
        );
    }
}

#[test]
fn blocks_are_empty_and_not_null() {
    let config = value(&json!({"name": "a"}));
    for (name, kind) in [("list", "list"), ("set", "set"), ("map", "map")] {
        let Value::Object(mut planned) = config.clone() else {
            panic!()
        };
        planned.insert(name.to_owned(), Value::Null);
        assert_eq!(
            judged(&Value::Null, &config, &Value::Object(planned)),
            [format!(
                ".{name}: attribute representing a {kind} of nested blocks must be empty to indicate no blocks, not null"
            )]
        );
    }
    let unknown = with("set", json!("${unknown}"));
    let violations = judged(&Value::Null, &unknown, &config);
    assert!(
        violations[0].starts_with(".set: planned value cty.SetValEmpty("),
        "{violations:?}"
    );
    assert!(
        violations[0].ends_with(" for unknown dynamic block"),
        "{violations:?}"
    );
}
