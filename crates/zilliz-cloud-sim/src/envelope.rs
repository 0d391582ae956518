//! The envelope of every reply, and strict reading of requests.
//!
//! Business errors travel as HTTP 200 with a non-zero code. Whatever is wrong with a request's shape answers code 80000
//! and says what was expected.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::ambiguities::{Choices, Rule};

/// Code of a malformed request.
pub(crate) const INVALID: i64 = 80_000;

/// What a handler answers.
pub(crate) type Answer = Result<Data, Refusal>;

/// The payload of a successful reply.
#[derive(Debug)]
pub(crate) struct Data(pub(crate) Value);

impl IntoResponse for Data {
    fn into_response(self) -> Response {
        enveloped(StatusCode::OK, 0, &json!({"code": 0, "data": self.0}))
    }
}

/// A refused request.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: i64,
    pub(crate) message: String,
}

impl Refusal {
    /// A business error: HTTP 200 with this code.
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self::with_status(StatusCode::OK, code, message)
    }

    /// A malformed request.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(INVALID, message)
    }

    /// An error with an HTTP status of its own.
    pub(crate) fn with_status(status: StatusCode, code: i64, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"code": self.code, "message": self.message});
        enveloped(self.status, self.code, &body)
    }
}

/// The envelope's code, kept beside a response for the log of calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code(pub(crate) i64);

fn enveloped(status: StatusCode, code: i64, body: &Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.extensions_mut().insert(Code(code));
    response
}

/// A JSON body that holds known fields of the right types and nothing else.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(Refusal::invalid(format!(
                "Incorrect request body. {}",
                rejection.body_text()
            ))),
        }
    }
}

/// A call that takes no body: nothing, or `{}`.
#[derive(Debug)]
pub(crate) struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let body = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Refusal::invalid(rejection.body_text()))?;
        match body.trim_ascii() {
            b"" | b"{}" => Ok(Self),
            _ => Err(Refusal::invalid(
                "Incorrect request body. This call takes none.",
            )),
        }
    }
}

/// A query string that holds known parameters and nothing else.
#[derive(Debug)]
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(rejection) => Err(Refusal::invalid(format!(
                "Incorrect query parameters. {}",
                rejection.body_text()
            ))),
        }
    }
}

/// One page of `items`: `{"count", "currentPage", "pageSize", "<name>"}`.
pub(crate) fn page(
    name: &str,
    items: Vec<Value>,
    (current_page, page_size): (Option<i64>, Option<i64>),
    choices: &Choices,
) -> Result<Value, Refusal> {
    let current_page = current_page.unwrap_or(1);
    if current_page < 1 {
        let message = format!("currentPage must be at least 1, not {current_page}.");
        return Err(Refusal::new(96_009, message));
    }
    let page_size = match page_size.unwrap_or(10) {
        size @ 1..=100 => size,
        _ if choices.page_size_out_of_range == Rule::Accepted => 10,
        size => {
            let message = format!("pageSize must be between 1 and 100, not {size}.");
            return Err(Refusal::new(96_008, message));
        }
    };
    let count = items.len();
    let start = usize::try_from((current_page - 1).saturating_mul(page_size)).unwrap_or(usize::MAX);
    let length = usize::try_from(page_size).expect("a page size is at most 100");
    let shown: Vec<Value> = items.into_iter().skip(start).take(length).collect();
    Ok(json!({"count": count, "currentPage": current_page, "pageSize": page_size, name: shown}))
}

/// Checks the `OrgId` header of the calls whose pages require it.
pub(crate) fn check_org_id(headers: &HeaderMap, choices: &Choices) -> Result<(), Refusal> {
    if choices.missing_org_id == Rule::Refused && !headers.contains_key("OrgId") {
        return Err(Refusal::invalid(
            "The header OrgId is required for this call.",
        ));
    }
    Ok(())
}

/// What is wrong with a control call: `{"error": …}`.
#[derive(Debug)]
pub(super) struct Complaint(pub(super) StatusCode, pub(super) String);

impl IntoResponse for Complaint {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<Refusal> for Complaint {
    fn from(refusal: Refusal) -> Self {
        Self(StatusCode::BAD_REQUEST, refusal.message)
    }
}

impl From<JsonRejection> for Complaint {
    fn from(rejection: JsonRejection) -> Self {
        Self(StatusCode::BAD_REQUEST, rejection.body_text())
    }
}
