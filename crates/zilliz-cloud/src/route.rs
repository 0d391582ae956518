//! The way to the service, and why nothing answered at its end.
//!
//! An error carries both, so that its message can name the address and who set it.

use std::error::Error as StdError;
use std::io;

use reqwest::Url;

use super::{Settings, endpoint};

type Cause = dyn StdError + 'static;

/// The way that a request took, and who chose it. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The address of the service without a path.
    pub address: String,
    /// Who set it, such as "`host_address` of the provider block".
    pub address_origin: String,
    /// The proxy in between.
    pub proxy: Option<ProxyRoute>,
    /// Who set the key.
    pub key_origin: String,
}

/// A proxy on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyRoute {
    /// Its address without user and password.
    pub address: String,
    /// Who set it, such as `HTTPS_PROXY`.
    pub origin: String,
    /// Whether some hosts are exempt from it, which may be this one.
    pub has_exceptions: bool,
}

/// Why nothing answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoConnection {
    /// The name of the host is not known.
    UnknownHost,
    /// Nobody listens at the address.
    Refused,
    /// The certificate of the other side cannot be verified.
    Certificate,
    /// The address says https, and the other side does not speak TLS.
    PlainHttp,
    /// The address says http, and the other side speaks TLS.
    Tls,
    /// The proxy does not let the call through.
    Proxy,
    /// No answer in time.
    Silence,
    /// Anything else.
    Other,
}

impl NoConnection {
    /// Whether it stays so until somebody changes something.
    pub fn is_lasting(self) -> bool {
        matches!(self, Self::Certificate | Self::PlainHttp | Self::Tls)
    }

    /// Reads a failure to connect from its causes.
    pub(super) fn of(error: &Cause, text: &str) -> Self {
        if text.contains("tunnel error") || text.to_lowercase().contains("socks") {
            return Self::Proxy;
        }
        let mut kind = Self::Other;
        for cause in causes(error) {
            if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
                return Self::of_tls(tls);
            }
            let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
            if io == Some(io::ErrorKind::ConnectionRefused) {
                kind = Self::Refused;
            }
        }
        if text.contains("dns error") {
            Self::UnknownHost
        } else {
            kind
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
                Self::Certificate
            }
            rustls::Error::InvalidMessage(_) => Self::PlainHttp,
            _ => Self::Other,
        }
    }
}

/// Whether an answer is no HTTP at all, as TLS is not.
pub(super) fn is_no_http(error: &Cause) -> bool {
    causes(error).any(|it| {
        it.downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_parse)
    })
}

/// An error and what is inside of it. `io::Error` hides the error that it holds: its source is the source of that one.
fn causes(error: &Cause) -> impl Iterator<Item = &Cause> {
    std::iter::successors(Some(error), |it| inside(*it))
}

fn inside(error: &Cause) -> Option<&Cause> {
    match error.downcast_ref::<io::Error>().map(io::Error::get_ref) {
        Some(Some(held)) => Some(held),
        _ => error.source(),
    }
}

impl Route {
    pub(super) fn new(settings: &Settings, base: &Url) -> Self {
        let proxy = settings.proxy.as_ref();
        let proxy = proxy.filter(|_| !endpoint::is_loopback(base));
        Self {
            address: origin_of(base),
            address_origin: settings.origins.address.clone(),
            proxy: proxy.map(|it| ProxyRoute {
                address: without_user(it.address.expose()),
                origin: it.origin.clone(),
                has_exceptions: it.exceptions.is_some(),
            }),
            key_origin: settings.origins.api_key.clone(),
        }
    }
}

fn origin_of(url: &Url) -> String {
    let port = url.port().map(|it| format!(":{it}")).unwrap_or_default();
    let host = url.host_str().unwrap_or_default();
    format!("{}://{host}{port}", url.scheme())
}

/// The address of a proxy, as far as it may be shown.
fn without_user(address: &str) -> String {
    let parsed: Result<Url, _> = address.parse();
    match parsed.ok().filter(Url::has_host) {
        Some(url) => origin_of(&url),
        None => match address.rsplit_once('@') {
            Some((_, host)) => host.to_owned(),
            None => address.to_owned(),
        },
    }
}
