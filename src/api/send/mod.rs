//! Sending a request until it is answered or the budget is spent.
//!
//! `headers` says who is calling, `exchange` makes one attempt and tells why there is no answer.

mod exchange;
mod headers;
mod read;
#[cfg(test)]
mod repeat_tests;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::error::{Error, Kind};
use super::reply::Reply;
use super::request::Request;
use super::retry::{self, Decision};
use super::share::Sharing;
use super::{Client, share};

pub(super) use exchange::check_proxy;
use exchange::unusable;
pub(super) use headers::bearer;
pub(super) use read::read_data;

/// How often the first call is repeated that nothing answers: enough for a short fault, and no long silence before the message.
const FIRST_RETRIES: u32 = 2;

impl Client {
    /// Sends a request and reads the data of its reply.
    pub(super) async fn fetch<T: DeserializeOwned>(&self, request: Request) -> Result<T, Error> {
        let reply = self.send(&request).await?;
        read_data(&request, &reply, &reply.data)
    }

    /// Sends a request for one object. An answer that is about another one, as from a cache in between, is of no use.
    pub(super) async fn fetch_one<T: DeserializeOwned>(
        &self,
        request: Request,
        is_it: impl FnOnce(&T) -> bool + Send,
    ) -> Result<T, Error> {
        let reply = self.send(&request).await?;
        let found = read_data(&request, &reply, &reply.data)?;
        if is_it(&found) {
            return Ok(found);
        }
        let message = "the answer is about another object".to_owned();
        let (status, id) = (reply.status, reply.request_id.clone());
        Err(unusable(&request, status, id, reply.attempts, message))
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
        let answer = self.answer(request).await;
        self.note(&answer);
        answer
    }

    async fn answer(&self, request: &Request) -> share::Answer {
        let answers = &self.inner.answers;
        if !request.is_read {
            let _writing = answers.writing();
            return self.attempts(request).await.map(Arc::new);
        }
        if self.limits.is_operation {
            return self.attempts(request).await.map(Arc::new);
        }
        let body = request.body.as_ref().map(ToString::to_string);
        let url = request.url(&self.inner.base);
        let url = url.map_err(|error| self.masked(error))?;
        let key = format!("{} {url} {}", request.method, body.unwrap_or_default());
        let (client, owned) = (self.clone(), request.clone());
        let read = async move { client.attempts(&owned).await.map(Arc::new) };
        let sharing = Sharing {
            is_kept: request.is_kept,
            is_watched: self.watch.is_some(),
        };
        answers.get(key, sharing, || Box::pin(read)).await
    }

    async fn attempts(&self, request: &Request) -> Result<Reply, Error> {
        let key = self.key(request)?;
        let url = request.url(&self.inner.base);
        let url = url.map_err(|error| self.masked(error))?;
        if let Some(error) = self.recent_silence() {
            return Err(error);
        }
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
                    self.inner.reach.answered();
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
            if error.status().is_some() {
                self.inner.reach.answered();
            }
            let trouble = retry::classify(&error);
            maybe_processed |= error.maybe_processed();
            let max_retries = self.retries_after(&error);
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
        Err(self.ended(error.without(key)))
    }

    /// The error of a call that is not repeated, with the way that it took.
    fn ended(&self, mut error: Error) -> Error {
        error.inner_mut().route = Some(Arc::clone(&self.inner.route));
        if error.no_connection().is_some() {
            match self.watch {
                Some(_) => self.inner.reach.silent(&error),
                None => self.inner.reach.give_up(),
            }
        }
        error
    }

    /// How often a call is repeated at most that failed so. An address from which nothing has come yet may be the wrong one.
    fn retries_after(&self, error: &Error) -> u32 {
        let most = self.inner.settings.max_retries;
        match error.no_connection() {
            Some(_) if self.watch.is_some() => 0,
            Some(_) if self.inner.reach.has_answered() => most,
            Some(_) if self.inner.reach.may_repeat() => most.min(FIRST_RETRIES),
            Some(_) => 0,
            _ => most,
        }
    }
}
