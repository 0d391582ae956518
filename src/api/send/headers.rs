//! Who is calling, and for which organization.

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::api::error::{Error, Kind};
use crate::api::request::Request;
use crate::api::secret::Secret;
use crate::api::{ApiKey, Client};

const ORGANIZATION: HeaderName = HeaderName::from_static("orgid");

impl Client {
    pub(super) fn key(&self, request: &Request) -> Result<&Secret, Error> {
        match &self.inner.settings.api_key {
            ApiKey::Set(key) if !key.expose().is_empty() => Ok(key),
            ApiKey::Set(_) | ApiKey::Missing => {
                let message = "no API key is configured; nothing was sent";
                Err(Error::new(request, Kind::Auth, message))
            }
            ApiKey::Unknown(setting) => {
                let message = format!("{setting} is not known yet; nothing was sent");
                let mut error = Error::new(request, Kind::Auth, message);
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
            let id = HeaderValue::from_str(id).map_err(|_| {
                let message = "the organization id holds characters that cannot be sent";
                Error::new(request, Kind::Invalid, message)
            })?;
            headers.insert(ORGANIZATION, id);
        }
        Ok(headers)
    }
}

/// The `Authorization` header; an error of kind `Auth` when the key cannot be one.
pub(in crate::api) fn bearer(request: &Request, key: &Secret) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose())).map_err(|_| {
        let message = "the API key holds characters that no key has, such as a line break";
        Error::new(request, Kind::Auth, message)
    })?;
    value.set_sensitive(true);
    Ok(value)
}
