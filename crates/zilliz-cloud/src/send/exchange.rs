//! One attempt: the HTTP client, the whole answer, or why there is none.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderName, RETRY_AFTER};
use reqwest::{NoProxy, Response, Url, redirect};
use tokio::time::Instant;

use crate::classify::ErrorKind;
use crate::error::Error;
use crate::foreign::ForeignText;
use crate::reply::{self, Answer, Reply};
use crate::request::Request;
use crate::route::{self, NoConnection};
use crate::secret::Secret;
use crate::watch::SHORT;
use crate::{Client, Proxy, Settings, endpoint, retry, trace};

/// More than any answer of the API; a body beyond it comes from something else.
const BODY_LIMIT: usize = 16 * 1024 * 1024;
/// How long a connection may take; a failure to connect is repeated for every call.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Below the idle time after which gateways drop a connection: a create sent on a dropped one fails ambiguously.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

const REQUEST_ID: HeaderName = HeaderName::from_static("requestid");
/// The longest request id shown, in characters.
const REQUEST_ID_LENGTH: usize = 200;

impl Client {
    /// Makes one attempt, and puts it into the log.
    pub(super) async fn attempt(
        &self,
        http: &reqwest::Client,
        request: &Request,
        url: Url,
        key: &Secret,
        attempt: u32,
    ) -> Result<Reply, Error> {
        let started = Instant::now();
        let headers = self.headers(request, key)?;
        trace::sent(request, &headers, key);
        let mut builder = http.request(request.method.clone(), url).headers(headers);
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        if self.watch.is_some() {
            builder = builder.timeout(self.inner.settings.request_timeout.min(SHORT));
        }
        let result = match exchange(builder, key).await {
            Ok(answer) => {
                trace::received(request, &answer.headers, &answer.body, key);
                reply::read(request, answer, key)
            }
            Err(failure) => Err(failure.into_error(request, key, &self.inner.base)),
        };
        let (status, code, request_id) = match &result {
            Ok(reply) => (Some(reply.status), None, reply.request_id.as_ref()),
            Err(error) => (error.status(), error.code(), error.request_id_text()),
        };
        tracing::debug!(
            call = request.name,
            method = %request.method,
            path = request.path().without(key).as_str(),
            attempt,
            status = status.map(|it| it.as_u16()),
            code,
            request_id = request_id.map(ForeignText::as_str),
            elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "called Zilliz Cloud"
        );
        result
    }

    /// Built at the first call: it loads the machine's root certificates, which takes longer than a start may.
    pub(super) async fn http(&self, request: &Request) -> Result<&reqwest::Client, Error> {
        let build = async || build(&self.inner.settings, &self.inner.base);
        self.inner
            .http
            .get_or_try_init(build)
            .await
            .map_err(|error| {
                let message = format!("the HTTP client cannot be set up: {}", chain(&error));
                // It may quote the address of the proxy, which may hold a password.
                let proxy = self.inner.settings.proxy.as_ref().map(|it| &it.address);
                let none = Secret::new("");
                let message = ForeignText::message(&message, proxy.unwrap_or(&none));
                request.error(ErrorKind::Unexpected, message)
            })
    }
}

fn build(settings: &Settings, base: &Url) -> reqwest::Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .user_agent(&settings.user_agent)
        .timeout(settings.request_timeout)
        .connect_timeout(settings.request_timeout.min(CONNECT_TIMEOUT))
        .pool_idle_timeout(IDLE_TIMEOUT)
        .https_only(base.scheme() == "https")
        .redirect(redirect::Policy::none())
        .referer(false);
    if base.scheme() == "http" {
        // Only this machine is reached so: reading its certificates would take longer than most calls.
        builder = builder.tls_certs_only([]);
    }
    if endpoint::is_loopback(base) {
        builder = builder.no_proxy();
    } else if let Some(proxy) = &settings.proxy {
        let exceptions = proxy.exceptions.as_deref().and_then(NoProxy::from_string);
        let proxy = reqwest::Proxy::https(proxy.address.expose())?;
        builder = builder.no_proxy().proxy(proxy.no_proxy(exceptions));
    }
    builder.build()
}

/// Refuses a proxy whose address is none, where it would be used. The message does not quote it: it may hold a password.
pub(crate) fn check_proxy(setup: &Request, proxy: &Proxy, base: &Url) -> Result<(), Error> {
    let address = proxy.address.expose();
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    let is_scheme =
        scheme.is_none_or(|it| schemes.iter().any(|known| it.eq_ignore_ascii_case(known)));
    let is_plain = !address.contains(|it: char| it.is_whitespace() || it.is_control());
    if endpoint::is_loopback(base)
        || (is_scheme && is_plain && reqwest::Proxy::https(address).is_ok())
    {
        return Ok(());
    }
    let message = format!(
        "{} does not hold the URL of a proxy, such as http://proxy.example:3128 or socks5h://proxy.example:1080. Correct it, or \
         unset it.",
        proxy.origin
    );
    Err(setup.error(ErrorKind::Unavailable, message))
}

/// Why there is no answer.
enum Failure {
    Transport(reqwest::Error),
    TooLarge(Response),
}

impl Failure {
    fn into_error(self, request: &Request, key: &Secret, base: &Url) -> Error {
        match self {
            Self::Transport(error) => {
                let connecting = error.is_connect();
                let kind = if error.is_timeout() {
                    ErrorKind::Timeout
                } else {
                    ErrorKind::Unavailable
                };
                let what = match (connecting, kind) {
                    (true, _) => "cannot connect",
                    (false, ErrorKind::Timeout) => "no answer in time",
                    (false, _) => "the connection broke before the answer was complete",
                };
                let status = error.status();
                // The address holds the query.
                let cause = error.without_url();
                let reason = chain(&cause);
                let message = ForeignText::message(&format!("{what}: {reason}"), key);
                let no_connection = match (connecting, kind) {
                    (_, ErrorKind::Timeout) => Some(NoConnection::Silence),
                    (true, _) => Some(NoConnection::of(&cause, &reason)),
                    (false, _) if base.scheme() == "http" && route::is_no_http(&cause) => {
                        Some(NoConnection::Tls)
                    }
                    (false, _) => None,
                };
                let mut error = request.error(kind, message);
                error.inner_mut().status = status;
                error.inner_mut().no_connection = no_connection;
                error.inner_mut().maybe_processed = !connecting;
                error
            }
            Self::TooLarge(response) => {
                let message = format!("an answer of more than {} MiB", BODY_LIMIT / 1024 / 1024);
                let id = request_id(&response, key);
                unusable(request, response.status(), id, 0, message)
            }
        }
    }
}

async fn exchange(builder: reqwest::RequestBuilder, key: &Secret) -> Result<Answer, Failure> {
    let mut response = builder.send().await.map_err(Failure::Transport)?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Failure::Transport)? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(Failure::TooLarge(response));
        }
        body.extend_from_slice(&chunk);
    }
    let retry_after = response.headers().get(RETRY_AFTER);
    let retry_after = retry_after.and_then(|it| it.to_str().ok());
    Ok(Answer {
        status: response.status(),
        request_id: request_id(&response, key),
        retry_after: retry_after.and_then(|it| retry::parse_retry_after(it, SystemTime::now())),
        headers: response.headers().clone(),
        body,
    })
}

fn request_id(response: &Response, key: &Secret) -> Option<ForeignText> {
    let value = response.headers().get(REQUEST_ID)?;
    let text = String::from_utf8_lossy(value.as_bytes());
    Some(ForeignText::excerpt(&text, key, REQUEST_ID_LENGTH))
}

/// An answer that came but is of no use.
pub(super) fn unusable(
    request: &Request,
    status: reqwest::StatusCode,
    request_id: Option<ForeignText>,
    attempts: u32,
    message: impl Into<ForeignText>,
) -> Error {
    let mut error = request.error(ErrorKind::Unexpected, message);
    let inner = error.inner_mut();
    inner.status = Some(status);
    inner.request_id = request_id;
    inner.attempts = attempts;
    inner.maybe_processed = true;
    error
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |it| it.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
