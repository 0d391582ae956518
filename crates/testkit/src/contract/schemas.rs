//! The document's schemas as a judge needs them: strict about names, and in the words of JSON Schema.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// A body that may hold nothing but what is published.
pub(crate) fn of_request(document: &Value, schema: &Value) -> Validator {
    compile(document, schema)
}

/// A reply that may hold nothing but what is published.
pub(crate) fn of_reply(document: &Value, schema: &Value) -> Validator {
    compile(document, schema)
}

fn compile(document: &Value, schema: &Value) -> Validator {
    let mut root = translate(schema);
    let object = root.as_object_mut().expect("a schema is an object");
    object.insert("components".to_owned(), translate(&document["components"]));
    jsonschema::draft202012::new(&root).unwrap()
}

/// OpenAPI 3.0 says `nullable` where JSON Schema has a type; and an object without a word about other properties is
/// meant to have none.
fn translate(schema: &Value) -> Value {
    match schema {
        Value::Array(all) => all.iter().map(translate).collect(),
        Value::Object(object) => {
            let mut object: Map<_, _> = object
                .iter()
                .map(|(name, it)| (name.clone(), translate(it)))
                .collect();
            let is_closed = object.get("type") == Some(&json!("object"))
                && object.contains_key("properties")
                && !object.contains_key("additionalProperties");
            if is_closed {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
            if object.remove("nullable") == Some(json!(true))
                && let Some(ty) = object.get("type").cloned()
            {
                object.insert("type".to_owned(), json!([ty, "null"]));
            }
            Value::Object(object)
        }
        other => other.clone(),
    }
}
