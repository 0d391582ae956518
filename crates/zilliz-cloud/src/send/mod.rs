//! Sending a request until it is answered or the budget is spent.
//!
//! `headers` says who is calling, `exchange` makes one attempt and tells why there is no answer, `attempts` repeats it.

mod attempts;
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

use super::error::Error;
use super::request::Request;
use super::request_cache::Sharing;
use super::{Client, request_cache};

pub(super) use exchange::check_proxy;
use exchange::unusable;
pub(super) use headers::bearer;
pub(super) use read::read_data;

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
        let remote = read_data(&request, &reply, &reply.data)?;
        if is_it(&remote) {
            return Ok(remote);
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
    pub(super) async fn send(&self, request: &Request) -> request_cache::Answer {
        let answer = self.answer(request).await;
        self.note(&answer);
        answer
    }

    async fn answer(&self, request: &Request) -> request_cache::Answer {
        let answers = &self.inner.answers;
        if !request.is_read {
            let _writing = answers.writing();
            return self.attempts(request).await.map(Arc::new);
        }
        if self.deadline.is_operation {
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
}
