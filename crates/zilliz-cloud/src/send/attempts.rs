//! As many attempts of one call as its kind and its time allow.

use std::sync::Arc;

use tokio::time::Instant;

use crate::{
    Client,
    classify::ErrorKind,
    error::Error,
    reply::Reply,
    request::Request,
    retry::{self, Decision},
};

/// How often the first call is repeated that nothing answers: enough for a short fault, and no long silence before the message.
const FIRST_RETRIES: u32 = 2;

impl Client {
    pub(super) async fn attempts(&self, request: &Request) -> Result<Reply, Error> {
        let key = self.key(request)?;
        let url = request.url(&self.inner.base);
        let url = url.map_err(|error| self.masked(error))?;
        if let Some(error) = self.recent_silence() {
            return Err(error);
        }
        let http = self.http(request).await?;
        let (deadline, throttle) = (&self.deadline, &self.inner.throttle);
        let mut maybe_processed = false;
        let mut retries = 0;
        let mut last = None;
        let (attempts, mut error) = loop {
            if let Err(aborted) = deadline.before(request, retries, throttle.admit()).await {
                break (retries, aborted.into_error(request, last));
            }
            let started = Instant::now();
            let attempt = self.attempt(http, request, url.clone(), key, retries + 1);
            let error = match deadline.during(request, attempt).await {
                Ok(Ok(reply)) => {
                    self.inner.reach.answered();
                    throttle.succeeded();
                    return Ok(Reply {
                        attempts: retries + 1,
                        ..reply
                    });
                }
                Ok(Err(error)) => error,
                Err(aborted) => break (retries + 1, aborted.into_error(request, last)),
            };
            if error.kind() == ErrorKind::Throttled {
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
            if let Err(aborted) = deadline.sleep(wait).await {
                break (retries, aborted.into_error(request, Some(error)));
            }
            last = Some(error);
        };
        let inner = error.inner_mut();
        inner.attempts = attempts;
        inner.maybe_processed = maybe_processed;
        Err(self.aborted(error.without(key)))
    }

    /// The error of a call that is not repeated, with the way that it took.
    fn aborted(&self, mut error: Error) -> Error {
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
