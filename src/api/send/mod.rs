//! Sending a request until it is answered or the budget is spent.
//!
//! `headers` says who is calling, `exchange` makes one attempt and tells why there is no answer.

mod exchange;
mod headers;
#[cfg(test)]
mod repeat_tests;
#[cfg(test)]
mod tests;

use reqwest::Url;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::Client;
use super::error::Error;
use super::reply::{self, Reply};
use super::request::Request;
use super::retry::{self, Decision};
use super::secret::Secret;

use exchange::{exchange, unusable};
pub(super) use headers::bearer;

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
}
