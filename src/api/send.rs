//! Sending a request until it is answered or the budget is spent.

use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Response, Url, redirect};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::error::{Error, Kind};
use super::reply::{self, Answer, Reply};
use super::request::Request;
use super::retry::{self, Decision};
use super::secret::Secret;
use super::{ApiKey, Client, Settings, endpoint};

/// More than any answer of the API; a body beyond it comes from something else.
const BODY_LIMIT: usize = 16 * 1024 * 1024;
/// How long a connection may take; a failure to connect is repeated for every call.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Below the idle time after which gateways drop a connection: a create sent on a dropped one fails ambiguously.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

const ORGANIZATION: HeaderName = HeaderName::from_static("orgid");
const REQUEST_ID: HeaderName = HeaderName::from_static("requestid");

impl Client {
    /// Sends a request and reads the data of its reply.
    pub(super) async fn fetch<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let reply = self.send(&request).await?;
        let Reply { data, .. } = reply;
        serde_json::from_value(data).map_err(|error| {
            // serde quotes what it found.
            let reason = if request.secret_reply {
                "not shown, it may hold a password".to_owned()
            } else {
                error.to_string()
            };
            let message = format!("the reply does not have the documented form: {reason}");
            unusable(
                &request,
                reply.status,
                reply.request_id,
                reply.attempts,
                message,
            )
        })
    }

    /// Sends a request whose reply says no more than that it was done; the form of that varies.
    pub(super) async fn perform(&self, request: Request) -> Result<(), Error> {
        let reply = self.send(&request).await?;
        if reply.data == Value::Bool(false) {
            let message = "the service answered `false`".to_owned();
            return Err(unusable(
                &request,
                reply.status,
                reply.request_id,
                reply.attempts,
                message,
            ));
        }
        Ok(())
    }

    /// The one way out: every call of the client goes through here.
    async fn send(&self, request: &Request) -> Result<Reply, Error> {
        let key = self.key(request)?;
        let url = request.url(&self.0.base)?;
        let http = self.http(request).await?;
        let max_retries = self.0.settings.max_retries;
        let mut maybe_processed = false;
        let mut retries = 0;
        loop {
            let mut error = match self
                .attempt(http, request, url.clone(), key, retries + 1)
                .await
            {
                Ok(reply) => {
                    return Ok(Reply {
                        attempts: retries + 1,
                        ..reply
                    });
                }
                Err(error) => error,
            };
            let trouble = retry::classify(&error);
            maybe_processed |= error.maybe_processed();
            if retry::decide(trouble, request.repeat, retries, max_retries) == Decision::GiveUp {
                let inner = error.inner_mut();
                inner.attempts = retries + 1;
                inner.maybe_processed = maybe_processed;
                return Err(error);
            }
            let wait = retry::delay(retries, error.retry_after(), fastrand::f64());
            tracing::debug!(call = request.name, ?wait, ?trouble, "retrying");
            tokio::time::sleep(wait).await;
            retries += 1;
        }
    }

    async fn attempt(
        &self,
        http: &reqwest::Client,
        request: &Request,
        url: Url,
        key: &Secret,
        attempt: u32,
    ) -> Result<Reply, Error> {
        let started = Instant::now();
        let headers = self.headers(request, key)?;
        let mut builder = http.request(request.method.clone(), url).headers(headers);
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let result = match exchange(builder).await {
            Ok(answer) => reply::read(request, answer, key),
            Err(failure) => Err(failure.into_error(request, key)),
        };
        let (status, code, request_id) = match &result {
            Ok(reply) => (Some(reply.status), None, reply.request_id.as_deref()),
            Err(error) => (error.status(), error.code(), error.request_id()),
        };
        tracing::debug!(
            call = request.name,
            method = %request.method,
            path = request.path(),
            attempt,
            status = status.map(|it| it.as_u16()),
            code,
            request_id,
            elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "called Zilliz Cloud"
        );
        result
    }

    fn key(&self, request: &Request) -> Result<&Secret, Error> {
        let message = match &self.0.settings.api_key {
            ApiKey::Set(key) if !key.expose().is_empty() => return Ok(key),
            ApiKey::Set(_) | ApiKey::Missing => "no API key is configured; nothing was sent",
            ApiKey::Unknown => "the API key is not known yet; nothing was sent",
        };
        Err(Error::new(request, Kind::Auth, message))
    }

    fn headers(&self, request: &Request, key: &Secret) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, bearer(request, key)?);
        if request.names_organization
            && let Some(id) = self.organization_id()
        {
            let id = HeaderValue::from_str(id).map_err(|_| {
                let message = "the organization id holds characters that cannot be sent";
                Error::new(request, Kind::Invalid, message)
            })?;
            headers.insert(ORGANIZATION, id);
        }
        Ok(headers)
    }

    /// Built at the first call: it loads the machine's root certificates, which takes longer than a start may.
    async fn http(&self, request: &Request) -> Result<&reqwest::Client, Error> {
        let build = async || build(&self.0.settings, &self.0.base);
        self.0.http.get_or_try_init(build).await.map_err(|error| {
            let message = format!("the HTTP client cannot be set up: {}", chain(&error));
            Error::new(request, Kind::Unexpected, message)
        })
    }
}

/// The `Authorization` header; an error of kind `Auth` when the key cannot be one.
pub(super) fn bearer(request: &Request, key: &Secret) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose())).map_err(|_| {
        let message = "the API key holds characters that no key has, such as a line break";
        Error::new(request, Kind::Auth, message)
    })?;
    value.set_sensitive(true);
    Ok(value)
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
    if endpoint::is_loopback(base) {
        builder = builder.no_proxy();
    }
    builder.build()
}

/// Why there is no answer.
enum Failure {
    Transport(reqwest::Error),
    TooLarge(Response),
}

impl Failure {
    fn into_error(self, request: &Request, key: &Secret) -> Error {
        match self {
            Self::Transport(error) => {
                let connecting = error.is_connect();
                let kind = if error.is_timeout() {
                    Kind::Timeout
                } else {
                    Kind::Unavailable
                };
                let what = match (connecting, kind) {
                    (true, _) => "cannot connect",
                    (false, Kind::Timeout) => "no answer in time",
                    (false, _) => "the connection broke before the answer was complete",
                };
                let status = error.status();
                // The address holds the query.
                let reason = chain(&error.without_url());
                let message = reply::tidy(&format!("{what}: {reason}"), key, 500);
                let mut error = Error::new(request, kind, message);
                error.inner_mut().status = status;
                error.inner_mut().maybe_processed = !connecting;
                error
            }
            Self::TooLarge(response) => {
                let message = format!("an answer of more than {} MiB", BODY_LIMIT / 1024 / 1024);
                unusable(
                    request,
                    response.status(),
                    request_id(&response),
                    0,
                    message,
                )
            }
        }
    }
}

async fn exchange(builder: reqwest::RequestBuilder) -> Result<Answer, Failure> {
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
        request_id: request_id(&response),
        retry_after: retry_after.and_then(|it| retry::parse_retry_after(it, SystemTime::now())),
        body,
    })
}

fn request_id(response: &Response) -> Option<String> {
    let value = response.headers().get(REQUEST_ID)?.to_str().ok()?;
    Some(value.to_owned())
}

/// An answer that came but is of no use.
fn unusable(
    request: &Request,
    status: reqwest::StatusCode,
    request_id: Option<String>,
    attempts: u32,
    message: String,
) -> Error {
    let mut error = Error::new(request, Kind::Unexpected, message);
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

#[cfg(test)]
mod repeat_tests;
#[cfg(test)]
mod tests;
