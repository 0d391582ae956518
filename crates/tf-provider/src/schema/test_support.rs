//! Values for tests, written as JSON.

use serde_json::Value as Json;

use crate::{
    schema::Block,
    value::{Type, Value, decode_json},
};

/// A value from JSON, in which `"?"` is unknown and what is missing is null, or no block.
pub(crate) fn value_of(block: &Block, json: &Json) -> Value {
    block.complete(typed(&block.ty(), json))
}

fn typed(ty: &Type, json: &Json) -> Value {
    let all = |element: &Type, elements: &[Json]| -> Vec<_> {
        elements.iter().map(|it| typed(element, it)).collect()
    };
    match (ty, json) {
        (_, Json::String(text)) if text == "?" => Value::Unknown,
        (Type::List(element), Json::Array(elements)) => Value::List(all(element, elements)),
        (Type::Set(element), Json::Array(elements)) => Value::Set(all(element, elements)),
        (Type::Map(element), Json::Object(members)) => {
            let each = |(key, it): (&String, &Json)| (key.clone(), typed(element, it));
            Value::Map(members.iter().map(each).collect())
        }
        (Type::Object(object), Json::Object(members)) => {
            let each = |(name, ty): (&String, &Type)| {
                (
                    name.clone(),
                    typed(ty, members.get(name).unwrap_or(&Json::Null)),
                )
            };
            assert!(
                members.keys().all(|it| object.attributes.contains_key(it)),
                "{json}"
            );
            Value::Object(object.attributes.iter().map(each).collect())
        }
        (ty, json) => decode_json(ty, &json.to_string().parse().unwrap()).unwrap(),
    }
}
