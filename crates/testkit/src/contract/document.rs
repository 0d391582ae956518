//! The OpenAPI document, operation by operation.

use std::{collections::BTreeMap, fs};

use jsonschema::Validator;
use serde_json::Value;

use super::schemas;

/// The published operations.
pub(crate) struct Document {
    operations: Vec<Operation>,
}

/// One operation.
pub(crate) struct Operation {
    pub(crate) id: String,
    method: String,
    segments: Vec<String>,
    /// Names of the query parameters.
    pub(crate) query: Vec<String>,
    pub(crate) request: Option<Validator>,
    pub(crate) request_required: bool,
    replies: BTreeMap<String, Validator>,
}

impl Document {
    pub(crate) fn read() -> Self {
        let path = crate::root().join("docs/api/zilliz-cloud-openapi.json");
        let document: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut operations = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                operations.push(Operation::read(&document, path, method, operation));
            }
        }
        // A path that is spelled out is meant before one with a parameter.
        operations.sort_by_key(|it| it.segments.iter().filter(|it| is_parameter(it)).count());
        Self { operations }
    }

    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let segments: Vec<_> = path.split('/').collect();
        let fits = |it: &&Operation| it.method == method && it.fits(&segments);
        self.operations.iter().find(fits)
    }
}

impl Operation {
    fn read(document: &Value, path: &str, method: &str, operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let query = parameters.filter(|it| it["in"] == "query");
        let request = &operation["requestBody"];
        let responses = operation["responses"].as_object().into_iter().flatten();
        let replies = responses.filter_map(|(status, response)| {
            let response = match response["$ref"].as_str() {
                Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
                None => response,
            };
            let schema = response.pointer("/content/application~1json/schema")?;
            Some((status.clone(), schemas::of_reply(document, schema)))
        });
        Self {
            id: operation["operationId"].as_str().unwrap().to_owned(),
            method: method.to_uppercase(),
            segments: path.split('/').map(str::to_owned).collect(),
            query: query
                .map(|it| it["name"].as_str().unwrap().to_owned())
                .collect(),
            request: request
                .pointer("/content/application~1json/schema")
                .map(|schema| schemas::of_request(document, schema)),
            request_required: request["required"] == true,
            replies: replies.collect(),
        }
    }

    fn fits(&self, segments: &[&str]) -> bool {
        let pairs = self.segments.iter().zip(segments);
        self.segments.len() == segments.len()
            && pairs
                .into_iter()
                .all(|(known, sent)| is_parameter(known) || known == sent)
    }

    /// What a reply with this HTTP status must be.
    pub(crate) fn reply(&self, status: u16) -> Option<&Validator> {
        self.replies
            .get(&status.to_string())
            .or_else(|| self.replies.get("default"))
    }
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}
