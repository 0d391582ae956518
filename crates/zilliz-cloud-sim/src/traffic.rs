//! Calls as they went over the wire, for tests that hold them against the published API.

use std::fmt;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;

/// More than any body of a test.
const BODY_LIMIT: usize = 64 << 20;

/// One call under `/v2`.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The verb.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query as it was sent.
    pub query: Option<String>,
    /// The headers of the request.
    pub headers: HeaderMap,
    /// The body of the request.
    pub request: Bytes,
    /// The HTTP status of the reply.
    pub status: u16,
    /// The body of the reply.
    pub response: Bytes,
    /// Whether a fault made or maimed the reply, so that it says nothing about the service.
    pub is_faulted: bool,
}

/// A function that records every call.
#[derive(Clone)]
pub struct Traffic(Arc<dyn Fn(&Exchange) + Send + Sync>);

impl Traffic {
    /// Calls `record` with each call, before its reply is sent.
    pub fn new(record: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        Self(Arc::new(record))
    }

    pub(super) fn record(&self, exchange: &Exchange) {
        (self.0)(exchange);
    }
}

impl fmt::Debug for Traffic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Traffic")
    }
}

/// A copy of the body of a request, which stays readable.
pub(super) async fn copy_request(request: Request) -> (Request, Bytes) {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    (Request::from_parts(parts, Body::from(bytes.clone())), bytes)
}

/// A copy of the body of a reply, which stays readable.
pub(super) async fn copy_response(response: Response) -> (Response, Bytes) {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    (
        Response::from_parts(parts, Body::from(bytes.clone())),
        bytes,
    )
}
