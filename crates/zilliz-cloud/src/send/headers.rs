//! The headers that say who is calling, and for which organization.

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::classify::ErrorKind;
use crate::error::Error;
use crate::request::Request;
use crate::secret::Secret;
use crate::{ApiKey, Client, id};

const ORGANIZATION: HeaderName = HeaderName::from_static("orgid");

impl Client {
    pub(super) fn key(&self, request: &Request) -> Result<&Secret, Error> {
        match &self.inner.settings.api_key {
            ApiKey::Set(key) if !key.expose().is_empty() => Ok(key),
            ApiKey::Set(_) | ApiKey::Missing => {
                let message = "no API key is configured; nothing was sent";
                Err(request.error(ErrorKind::Auth, message))
            }
            ApiKey::Unknown(setting) => {
                let message = format!("{setting} is not known yet; nothing was sent");
                let mut error = request.error(ErrorKind::Auth, message);
                error.inner_mut().unknown_setting = Some(setting);
                Err(error)
            }
        }
    }

    pub(super) fn headers(&self, request: &Request, key: &Secret) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, bearer(request, key)?);
        if request.names_organization
            && let Some(id) = self.organization_id()
        {
            let refuse = |why: String| {
                let message = format!("organization {why}; nothing was sent");
                request.error(ErrorKind::Invalid, message)
            };
            id::check(id).map_err(refuse)?;
            let id = HeaderValue::from_str(id).expect("an identifier is printable ASCII");
            headers.insert(ORGANIZATION, id);
        }
        Ok(headers)
    }
}

/// The `Authorization` header; an error of kind `Auth` when the key cannot be one.
pub(crate) fn bearer(request: &Request, key: &Secret) -> Result<HeaderValue, Error> {
    let header = Zeroizing::new(format!("Bearer {}", key.expose()));
    let is_key = key.expose().chars().all(|it| it.is_ascii_graphic());
    let value = HeaderValue::from_str(&header).ok().filter(|_| is_key);
    let mut value = value.ok_or_else(|| {
        let message =
            "the API key holds characters that no key has, such as a space or a line break";
        request.error(ErrorKind::Auth, message)
    })?;
    value.set_sensitive(true);
    Ok(value)
}
