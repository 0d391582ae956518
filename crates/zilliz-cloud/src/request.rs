//! A request as data: built and tested without a network.

use http::Method;
use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

use super::classify::ErrorKind;
use super::error::Error;
use super::foreign::ForeignText;
use super::id;

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

    /// A failure of this call before any answer.
    pub(super) fn error(&self, kind: ErrorKind, message: impl Into<ForeignText>) -> Error {
        Error::new(self.name, self.method.clone(), self.path(), kind, message)
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
    pub(super) fn path(&self) -> ForeignText {
        let mut path = String::new();
        for segment in &self.segments {
            path.push_str(if path.is_empty() { "/v2/" } else { "/" });
            path.push_str(segment);
        }
        path.into()
    }

    /// The address under `base`, which ends in `/v2`; everything percent-encoded.
    pub(super) fn url(&self, base: &Url) -> Result<Url, Error> {
        let refuse = |why: String| {
            let message = format!("{why}; nothing was sent");
            self.error(ErrorKind::Invalid, message)
        };
        let names = self.query.iter().filter(|(name, _)| *name != "email");
        let mut ids = self.segments.iter().chain(names.map(|(_, value)| value));
        ids.try_for_each(|it| id::check(it)).map_err(refuse)?;
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
        let request = Request::get("x", ["projects", "a+b@c"]).query("email", "a+b&c=d@e");
        assert_eq!(
            request.url(&base()).unwrap().as_str(),
            "https://api.example/v2/projects/a+b@c?email=a%2Bb%26c%3Dd%40e"
        );
    }

    #[test]
    fn an_id_that_would_address_something_else_is_refused() {
        for id in [
            "",
            " ",
            ".",
            "..",
            "%2e%2e",
            "a/b",
            "in01-\tabc",
            "a\r\nb",
            "é",
        ] {
            let in_path = Request::delete("x", ["projects", id]);
            let in_query = Request::get("x", ["roles"]).query("projectId", id);
            for request in [in_path, in_query] {
                let error = request.url(&base()).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Invalid);
                let text = error.to_string();
                assert!(!text.contains(char::is_control), "{text}");
            }
        }
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
