//! From the data of a reply to what a call answers.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::exchange::unusable;
use crate::{ApiKey, Client, Error, foreign::ForeignText, reply::Reply, request::Request};

/// Reads the data of a reply, or a part of it.
pub(crate) fn read_data<T: DeserializeOwned>(
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
        let message = ForeignText::message(&message, &reply.key);
        let request_id = reply.request_id.clone();
        unusable(request, reply.status, request_id, reply.attempts, message).without(&reply.key)
    })
}

impl Client {
    /// The error without the key, which a user may have given in the place of an identifier.
    pub(super) fn masked(&self, error: Error) -> Error {
        match &self.inner.settings.api_key {
            ApiKey::Set(key) => error.without(key),
            ApiKey::Missing | ApiKey::Unknown(_) => error,
        }
    }
}
