//! The pipeline of every call under `/v2`: faults, rate limit, key, the handler, latency, request ID, log.

use axum::body::HttpBody as _;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, DATE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::calls::Call;
use super::clock::timestamp;
use super::connection::Link;
use super::envelope::{Code, Refusal};
use super::faults::Fault;
use super::service::{App, Service};
use super::traffic::{Exchange, copy_request, copy_response};

/// Serves one call and remembers it; calls of the control surface pass through.
pub(crate) async fn serve(
    State(app): State<App>,
    ConnectInfo(link): ConnectInfo<Link>,
    request: Request,
    next: Next,
) -> Response {
    if !request.uri().path().starts_with("/v2/") {
        return next.run(request).await;
    }
    let time = timestamp(app.clock.now());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let query = request.uri().query().map(str::to_owned);
    let request_id = app.request_id();
    let fault = app.parts().faults.take(&method, &path);
    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay()).await;
    }
    let mut response = recorded(&app, request, next, fault.as_ref()).await;
    tokio::time::sleep(app.latency).await;
    let name = HeaderValue::from_str(&request_id).expect("request IDs are hexadecimal");
    response.headers_mut().insert("requestid", name);
    if let Some(date) = fault.as_ref().and_then(Fault::date) {
        response.headers_mut().insert(DATE, date);
    }
    match &fault {
        Some(Fault::ResetBefore {} | Fault::ResetAfter {}) => link.reset(),
        Some(Fault::Truncate {}) => {
            let length = response.body().size_hint().lower();
            link.truncate(usize::try_from(length / 2).unwrap_or_default());
        }
        _ => {}
    }
    let cut = matches!(fault, Some(Fault::ResetBefore {} | Fault::ResetAfter {}));
    let call = Call {
        time,
        method: method.to_string(),
        path,
        query,
        status: (!cut).then(|| response.status().as_u16()),
        code: response
            .extensions()
            .get::<Code>()
            .filter(|_| !cut)
            .map(|code| code.0),
        fault: fault.as_ref().map(Fault::kind),
        request_id,
    };
    tracing::info!(
        method = call.method,
        path = call.path,
        status = call.status,
        code = call.code,
        fault = call.fault,
        "call"
    );
    app.parts().calls.push(call);
    response
}

/// The answer to a served path with another verb.
pub(crate) async fn wrong_verb(method: Method, uri: Uri) -> Refusal {
    let message = format!("{method} is not supported on {}.", uri.path());
    Refusal::with_status(StatusCode::METHOD_NOT_ALLOWED, 405, message)
}

/// The reply, which whoever watches has seen.
async fn recorded(app: &Service, request: Request, next: Next, fault: Option<&Fault>) -> Response {
    let Some(traffic) = &app.traffic else {
        return reply(app, request, next, fault).await;
    };
    let (request, sent) = copy_request(request).await;
    let (method, uri) = (request.method().to_string(), request.uri().clone());
    let headers = request.headers().clone();
    let (response, answered) = copy_response(reply(app, request, next, fault).await).await;
    traffic.record(&Exchange {
        method,
        path: uri.path().to_owned(),
        query: uri.query().map(str::to_owned),
        headers,
        request: sent,
        status: response.status().as_u16(),
        response: answered,
        is_faulted: fault.is_some(),
    });
    response
}

async fn reply(app: &Service, request: Request, next: Next, fault: Option<&Fault>) -> Response {
    let Some(response) = fault.and_then(Fault::reply) else {
        return process(app, request, next).await;
    };
    if fault.is_some_and(Fault::is_lie) {
        process(app, request, next).await;
    }
    response
}

async fn process(app: &Service, request: Request, next: Next) -> Response {
    if let Err(refusal) = app.check_rate() {
        let mut response = refusal.into_response();
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(1));
        return response;
    }
    match check_caller(app, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn check_caller(app: &Service, headers: &HeaderMap) -> Result<(), Refusal> {
    let refuse = |code, message| {
        Err(Refusal::with_status(
            StatusCode::UNAUTHORIZED,
            code,
            message,
        ))
    };
    let Some(given) = headers.get(AUTHORIZATION) else {
        let message =
            "User hasn't authenticated. Send the header `Authorization: Bearer <API key>`.";
        return refuse(1800, message);
    };
    if given
        .to_str()
        .ok()
        .and_then(|text| text.strip_prefix("Bearer "))
        != Some(&app.api_key)
    {
        return refuse(21_119, "The apikey is illegal");
    }
    let Some(org_id) = headers.get("OrgId") else {
        return Ok(());
    };
    let org_id = org_id.to_str().unwrap_or_default();
    app.with(|world| {
        let known = world.organization(org_id).is_ok();
        let code = world.rules.choices.codes.permission;
        let message = format!("The API key does not belong to the organization {org_id}.");
        if known {
            Ok(())
        } else {
            Err(Refusal::new(code, message))
        }
    })
}
