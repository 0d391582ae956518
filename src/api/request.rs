//! A request as data: built and tested without a network.

use http::Method;
use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

use super::error::{Error, Kind};

/// Whether a request may be sent again when nobody knows whether it was processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Twice does no more than once.
    Safe,
    /// Twice may do harm, or fail because once succeeded.
    Never,
}

/// One call, before it is sent.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent facts about a call"
)]
pub(super) struct Request {
    pub(super) name: &'static str,
    pub(super) method: Method,
    segments: Vec<String>,
    query: Vec<(&'static str, String)>,
    pub(super) body: Option<Value>,
    pub(super) repeat: Repeat,
    /// Sends the `OrgId` header where the organization is known.
    pub(super) names_organization: bool,
    /// The route is not live for every account yet, so a bare 404 means "not enabled".
    pub(super) rolling_out: bool,
    /// The reply may hold a secret, so no error quotes it.
    pub(super) secret_reply: bool,
    /// Many objects are read from the reply, so it is kept for others for a moment.
    pub(super) is_kept: bool,
    /// It changes nothing, so it may be repeated, shared and interrupted.
    pub(super) is_read: bool,
}

impl Request {
    pub(super) fn get<const N: usize>(name: &'static str, path: [&str; N]) -> Self {
        Self::new(name, Method::GET, &path).reading()
    }

    pub(super) fn post<const N: usize>(name: &'static str, path: [&str; N]) -> Self {
        Self::new(name, Method::POST, &path)
    }

    pub(super) fn put<const N: usize>(name: &'static str, path: [&str; N]) -> Self {
        Self::new(name, Method::PUT, &path)
    }

    pub(super) fn patch<const N: usize>(name: &'static str, path: [&str; N]) -> Self {
        Self::new(name, Method::PATCH, &path)
    }

    pub(super) fn delete<const N: usize>(name: &'static str, path: [&str; N]) -> Self {
        Self::new(name, Method::DELETE, &path)
    }

    /// Stands for the work before any request, in errors about the settings.
    pub(super) fn none() -> Self {
        Self::get("set up the client", [])
    }

    fn new(name: &'static str, method: Method, path: &[&str]) -> Self {
        Self {
            name,
            method,
            segments: path.iter().map(|&it| it.to_owned()).collect(),
            query: Vec::new(),
            body: None,
            repeat: Repeat::Never,
            names_organization: false,
            rolling_out: false,
            secret_reply: false,
            is_kept: false,
            is_read: false,
        }
    }

    pub(super) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(super) fn query_opt(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    pub(super) fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_value(body).expect("request types are plain data"));
        self
    }

    pub(super) fn repeatable(mut self) -> Self {
        self.repeat = Repeat::Safe;
        self
    }

    pub(super) fn naming_organization(mut self) -> Self {
        self.names_organization = true;
        self
    }

    pub(super) fn rolling_out(mut self) -> Self {
        self.rolling_out = true;
        self
    }

    pub(super) fn with_secret_reply(mut self) -> Self {
        self.secret_reply = true;
        self
    }

    pub(super) fn kept(mut self) -> Self {
        self.is_kept = true;
        self
    }

    pub(super) fn reading(mut self) -> Self {
        self.is_read = true;
        self.repeatable()
    }

    /// The path for people, without the query; empty when it is about no request.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for segment in &self.segments {
            path.push_str(if path.is_empty() { "/v2/" } else { "/" });
            path.extend(segment.chars().filter(|it| !it.is_control()));
        }
        path
    }

    /// The address under `base`, which ends in `/v2`; everything percent-encoded.
    pub(super) fn url(&self, base: &Url) -> Result<Url, Error> {
        // An empty or dotted id would silently address the collection instead of the object.
        if self
            .segments
            .iter()
            .any(|it| matches!(it.trim(), "" | "." | ".."))
        {
            let message = "an id in the path is empty or dots; nothing was sent";
            return Err(Error::new(self, Kind::Invalid, message));
        }
        let mut url = base.clone();
        url.path_segments_mut()
            .expect("an http base has a path")
            .extend(&self.segments);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        "https://api.example/v2".parse().unwrap()
    }

    #[test]
    fn path_and_query_are_percent_encoded() {
        let request = Request::get("x", ["projects", "a/b?c#d é"]).query("email", "a+b&c=d@e");
        assert_eq!(
            request.url(&base()).unwrap().as_str(),
            "https://api.example/v2/projects/a%2Fb%3Fc%23d%20%C3%A9?email=a%2Bb%26c%3Dd%40e"
        );
    }

    #[test]
    fn an_id_that_would_address_something_else_is_refused() {
        for id in ["", " ", ".", ".."] {
            let error = Request::delete("x", ["projects", id])
                .url(&base())
                .unwrap_err();
            assert_eq!(error.kind(), Kind::Invalid);
        }
        let encoded = Request::delete("x", ["projects", "%2e%2e"]).url(&base());
        assert_eq!(encoded.unwrap().path(), "/v2/projects/%252e%252e");
    }

    #[test]
    fn only_reads_are_repeatable_unless_a_call_says_so() {
        assert_eq!(Request::get("x", []).repeat, Repeat::Safe);
        for request in [
            Request::post("x", []),
            Request::put("x", []),
            Request::delete("x", []),
        ] {
            assert_eq!(request.repeat, Repeat::Never);
        }
        assert_eq!(Request::put("x", []).repeatable().repeat, Repeat::Safe);
    }
}
