//! Callers of the control surface: programs on this machine, and no web page.
//!
//! A page in a browser on this machine can send requests here. It can post a form without asking, and under a name that it
//! makes the browser resolve to this machine (DNS rebinding) it can read the answers, too. Browsers say in `Host` and `Origin`
//! what they do, and no page knows the API key.

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::connection::Link;
use super::envelope::Complaint;
use super::service::App;

/// Says whether a page of another site made a request.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request pass that comes from a program on this machine.
pub(super) async fn check(
    State(app): State<App>,
    ConnectInfo(link): ConnectInfo<Link>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let refuse = |status, why: &str| Complaint(status, why.to_owned()).into_response();
    if !link.peer.ip().to_canonical().is_loopback() {
        let why = "the control surface answers callers on its own machine only";
        return refuse(StatusCode::FORBIDDEN, why);
    }
    if !names_this_machine(headers) {
        let why =
            "the control surface answers under the name `localhost` and loopback addresses only";
        return refuse(StatusCode::FORBIDDEN, why);
    }
    if !is_own_site(headers) {
        return refuse(
            StatusCode::FORBIDDEN,
            "the control surface does not answer web pages",
        );
    }
    let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_look && !bears_key(headers, &app.api_key) {
        let why = "what changes something needs the header `Authorization: Bearer <API key>`";
        return refuse(StatusCode::UNAUTHORIZED, why);
    }
    next.run(request).await
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let authority = only(headers, &HOST).and_then(|it| it.parse::<Authority>().ok());
    authority.is_some_and(|it| {
        let host = it.host().trim_start_matches('[').trim_end_matches(']');
        let address = host.parse::<std::net::IpAddr>();
        host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
    })
}

/// True if no page made the request, or a page of this very address.
fn is_own_site(headers: &HeaderMap) -> bool {
    let site = headers.get(&SITE);
    if site.is_some_and(|it| it != "same-origin" && it != "none") {
        return false;
    }
    let own = only(headers, &HOST).map(|it| format!("http://{it}"));
    !headers.contains_key(&ORIGIN) || only(headers, &ORIGIN) == own.as_deref()
}

fn bears_key(headers: &HeaderMap, key: &str) -> bool {
    only(headers, &AUTHORIZATION).and_then(|it| it.strip_prefix("Bearer ")) == Some(key)
}
