//! The comparison of one call with the published document.

use std::sync::atomic::Ordering;

use serde_json::Value;
use zilliz_cloud_sim::Exchange;

use super::{DOCUMENT, Judged, REPLIES, REQUESTS, deviations, document::Operation};

/// Everything about a call that is not as published, apart from what is known.
pub(crate) fn judge(exchange: &Exchange, judged: Judged) -> Vec<String> {
    let title = format!("{} {}", exchange.method, exchange.path);
    let Some(operation) = DOCUMENT.operation(&exchange.method, &exchange.path) else {
        let items = format!("{title}: no such operation is published");
        return if judged == Judged::Both {
            vec![items]
        } else {
            Vec::new()
        };
    };
    let mut items = Vec::new();
    if judged == Judged::Both {
        REQUESTS.fetch_add(1, Ordering::Relaxed);
        items.extend(judge_query(operation, exchange));
        items.extend(judge_body(operation, exchange));
    }
    if !exchange.is_faulted {
        REPLIES.fetch_add(1, Ordering::Relaxed);
        items.extend(judge_reply(operation, exchange));
    }
    items.retain(|it| !deviations::is_known(&operation.id, it));
    items
        .into_iter()
        .map(|it| format!("{title} ({}): {it}", operation.id))
        .collect()
}

fn judge_query(operation: &Operation, exchange: &Exchange) -> Vec<String> {
    let pairs = exchange.query.as_deref().unwrap_or_default().split('&');
    let names = pairs
        .filter_map(|it| it.split('=').next())
        .filter(|it| !it.is_empty());
    let unknown = names.filter(|it| !operation.query.iter().any(|known| known == it));
    unknown
        .map(|it| format!("query parameter `{it}` is not published"))
        .collect()
}

fn judge_body(operation: &Operation, exchange: &Exchange) -> Vec<String> {
    if exchange.request.is_empty() {
        let missing = operation.request.is_some() && operation.request_required;
        return missing
            .then(|| "request: the body is missing".to_owned())
            .into_iter()
            .collect();
    }
    let Some(schema) = &operation.request else {
        return vec!["request: a body is not published".to_owned()];
    };
    match serde_json::from_slice(&exchange.request) {
        Ok(body) => problems("request", schema, &body),
        Err(error) => vec![format!("request: not JSON: {error}")],
    }
}

fn judge_reply(operation: &Operation, exchange: &Exchange) -> Vec<String> {
    let Some(schema) = operation.reply(exchange.status) else {
        return vec![format!("reply: HTTP {} is not published", exchange.status)];
    };
    match serde_json::from_slice(&exchange.response) {
        Ok(body) if exchange.status == 404 && is_gateways(&body) => {
            vec!["reply: HTTP 404 of the gateway".to_owned()]
        }
        Ok(body) => problems("reply", schema, &body),
        Err(error) => vec![format!("reply: not JSON: {error}")],
    }
}

/// Whether it has a message and no code, which the service itself always gives.
fn is_gateways(body: &Value) -> bool {
    body["message"].is_string() && body["code"].is_null()
}

fn problems(what: &str, schema: &jsonschema::Validator, body: &Value) -> Vec<String> {
    let errors = schema.iter_errors(body);
    errors
        .map(|it| format!("{what}{}: {it}", it.instance_path()))
        .collect()
}

#[test]
fn the_contract_sees_what_is_wrong() {
    let exchange = |request: &str, response: &str| Exchange {
        method: "POST".to_owned(),
        path: "/v2/projects".to_owned(),
        query: Some("color=red".to_owned()),
        headers: http::HeaderMap::new(),
        request: request.to_owned().into(),
        status: 200,
        response: response.to_owned().into(),
        is_faulted: false,
    };
    let good = exchange(
        r#"{"projectName":"a","plan":"Standard"}"#,
        r#"{"code":0,"data":"proj-1"}"#,
    );
    let good = Exchange {
        query: None,
        ..good
    };
    assert_eq!(judge(&good, Judged::Both), [""; 0]);
    let bad = exchange(r#"{"name":"a","plan":"Gold"}"#, r#"{"code":0,"data":7}"#);
    let actual = judge(&bad, Judged::Both).join("\n");
    for expected in ["color", "`name`", "projectName", "Gold", "reply"] {
        let expected = expected.trim_matches('`');
        assert!(actual.contains(expected), "{expected} is not in\n{actual}");
    }
    let unpublished = Exchange {
        path: "/v2/secrets".to_owned(),
        ..good
    };
    assert!(judge(&unpublished, Judged::Both)[0].contains("no such operation"));
}
