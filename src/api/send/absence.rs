//! What is not there, in words that any gateway has for any address.

use crate::api::{Client, Error, Kind, request::Request};

/// What is added where such words prove nothing.
const ASTRAY: &str = ", which proves nothing: there is no list of projects either, so the address may not be that of the API";

impl Client {
    /// The absence, if it is the service that told of it: then a list is there that it always has.
    pub(super) async fn confirmed(&self, mut absence: Error) -> Error {
        let probe = Request::get("list projects", ["projects"]).kept();
        match self.send_shared(&probe).await {
            Err(other) if other.is_transient() => other,
            Err(other) if matches!(other.kind(), Kind::NotFound | Kind::Unexpected) => {
                let inner = absence.inner_mut();
                inner.kind = Kind::Unexpected;
                inner.message.push(ASTRAY);
                absence
            }
            _ => absence,
        }
    }
}
