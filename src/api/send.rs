//! Sending a request until it is answered or the budget is spent.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{
    ACCEPT, AUTHORIZATION, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use reqwest::{NoProxy, Response, Url, redirect};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::error::{Error, Kind};
use super::reply::{self, Answer, Reply};
use super::request::Request;
use super::retry::{self, Decision};
use super::secret::Secret;
use super::{ApiKey, Client, Settings, endpoint, share, trace};

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
        read_data(&request, &reply, &reply.data)
    }

    /// Sends a request whose reply says no more than that it was done; the form of that varies.
    pub(super) async fn perform(&self, request: Request) -> Result<(), Error> {
        let reply = self.send(&request).await?;
        if reply.data == Value::Bool(false) {
            let message = "the service answered `false`".to_owned();
            return Err(unusable(
                &request,
                reply.status,
                reply.request_id.clone(),
                reply.attempts,
                message,
            ));
        }
        Ok(())
    }

    /// The one way out: every call of the client goes through here.
    pub(super) async fn send(&self, request: &Request) -> share::Answer {
        let answers = &self.inner.answers;
        if !request.is_read() {
            let _writing = answers.writing();
            return self.attempts(request).await.map(Arc::new);
        }
        if self.limits.is_operation {
            return self.attempts(request).await.map(Arc::new);
        }
        let key = request.url(&self.inner.base)?.to_string();
        let (client, owned) = (self.clone(), request.clone());
        let read = async move { client.attempts(&owned).await.map(Arc::new) };
        answers.get(key, request.is_kept, || Box::pin(read)).await
    }

    async fn attempts(&self, request: &Request) -> Result<Reply, Error> {
        let key = self.key(request)?;
        let url = request.url(&self.inner.base)?;
        let http = self.http(request).await?;
        let (limits, throttle) = (&self.limits, &self.inner.throttle);
        let mut maybe_processed = false;
        let mut retries = 0;
        let mut last = None;
        let (attempts, mut error) = loop {
            if let Err(ended) = limits.before(request, retries, throttle.admit()).await {
                break (retries, ended.into_error(request, last));
            }
            let started = Instant::now();
            let attempt = self.attempt(http, request, url.clone(), key, retries + 1);
            let error = match limits.during(request, attempt).await {
                Ok(Ok(reply)) => {
                    throttle.succeeded();
                    return Ok(Reply {
                        attempts: retries + 1,
                        ..reply
                    });
                }
                Ok(Err(error)) => error,
                Err(ended) => break (retries + 1, ended.into_error(request, last)),
            };
            if error.kind() == Kind::Throttled {
                throttle.throttled(started, error.retry_after());
            }
            let trouble = retry::classify(&error);
            maybe_processed |= error.maybe_processed();
            let max_retries = self.inner.settings.max_retries;
            if retry::decide(trouble, request.repeat, retries, max_retries) == Decision::GiveUp {
                break (retries + 1, error);
            }
            let wait = retry::delay(retries, error.retry_after(), fastrand::f64());
            tracing::debug!(call = request.name, ?wait, ?trouble, "retrying");
            retries += 1;
            if let Err(ended) = limits.sleep(wait).await {
                break (retries, ended.into_error(request, Some(error)));
            }
            last = Some(error);
        };
        let inner = error.inner_mut();
        inner.attempts = attempts;
        inner.maybe_processed = maybe_processed;
        Err(error)
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
        trace::sent(request, &headers, key);
        let mut builder = http.request(request.method.clone(), url).headers(headers);
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let result = match exchange(builder).await {
            Ok(answer) => {
                self.heed_date(&answer.headers);
                trace::received(request, &answer.headers, &answer.body, key);
                reply::read(request, answer, key)
            }
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

    fn heed_date(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|it| it.to_str().ok());
        if let Some(date) = date.and_then(|it| httpdate::parse_http_date(it).ok()) {
            self.inner.clock.observe(date);
        }
    }

    fn key(&self, request: &Request) -> Result<&Secret, Error> {
        let message = match &self.inner.settings.api_key {
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
        let build = async || build(&self.inner.settings, &self.inner.base);
        self.inner
            .http
            .get_or_try_init(build)
            .await
            .map_err(|error| {
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
    } else if let Some(proxy) = &settings.proxy {
        let exceptions = proxy.exceptions.as_deref().and_then(NoProxy::from_string);
        let proxy = reqwest::Proxy::https(proxy.address.expose())?;
        builder = builder.no_proxy().proxy(proxy.no_proxy(exceptions));
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
        headers: response.headers().clone(),
        body,
    })
}

fn request_id(response: &Response) -> Option<String> {
    let value = response.headers().get(REQUEST_ID)?.to_str().ok()?;
    Some(value.to_owned())
}

/// Reads the data of a reply, or a part of it.
pub(super) fn read_data<T: DeserializeOwned>(
    request: &Request,
    reply: &Reply,
    data: &Value,
) -> Result<T, Error> {
    T::deserialize(data).map_err(|error| {
        // serde quotes what it found.
        let reason = if request.secret_reply {
            "not shown, it may hold a password".to_owned()
        } else {
            error.to_string()
        };
        let message = format!("the reply does not have the documented form: {reason}");
        let request_id = reply.request_id.clone();
        unusable(request, reply.status, request_id, reply.attempts, message)
    })
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
