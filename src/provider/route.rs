//! Diagnostics about a key that is refused, and about an address that does not answer: who set it, and what to try.

use crate::api::{self, ErrorKind, NoConnection, Route};

/// What to do about the key or the connection, if one of them is to blame.
pub(crate) fn advice(error: &api::Error) -> Option<String> {
    let route = error.route()?;
    if error.kind() == ErrorKind::Auth {
        return Some(about_key(error, route));
    }
    if let Some(why) = error.no_connection() {
        let detail = match error.kind() {
            ErrorKind::Canceled => return None,
            _ => about_connection(why, route),
        };
        return Some(detail);
    }
    let is_refused_as_http = error.kind() == ErrorKind::Unexpected
        && route.address.starts_with("http://")
        && error.message().contains("HTTPS");
    if is_refused_as_http {
        return Some(about_connection(NoConnection::Tls, route));
    }
    let is_strange = matches!(error.kind(), ErrorKind::Unexpected | ErrorKind::Unavailable);
    is_strange.then(|| about_strangers(error, route))
}

fn about_key(error: &api::Error, route: &Route) -> String {
    let origin = &route.key_origin;
    let advice = if error.is_key_refused() {
        format!(
            "The API key is refused. It comes from {origin}: check that it is whole, and in the console under API Keys that it still exists."
        )
    } else {
        format!(
            "The API key may not do this. It comes from {origin}. Use a key of this organization that may; keys are made in the console \
             under API Keys."
        )
    };
    format!(
        "{advice} Set `api_key` in the provider block or ZILLIZCLOUD_API_KEY. A key belongs to one platform: the Chinese one has another \
         `host_address`. This call went to {}, the address from {}.",
        route.address, route.address_origin
    )
}

fn about_connection(why: NoConnection, route: &Route) -> String {
    let Route {
        address,
        address_origin,
        ..
    } = route;
    let advice = match why {
        NoConnection::UnknownHost => "No such host is known. Check its spelling, and the network.",
        NoConnection::Refused => {
            "Nothing listens there. Check host and port, and whether the server runs, if it is one of your own such as the simulator."
        }
        NoConnection::Certificate => {
            "Its certificate cannot be verified, so nothing was sent, and trying again does not help. If your network inspects TLS, or the \
             server has a certificate of an authority of your own, name a file with the certificates to trust in the variable \
             SSL_CERT_FILE."
        }
        NoConnection::PlainHttp => {
            "What answers there does not speak TLS, so https cannot work. Check the port. A simulator on this machine has an address with \
             http://."
        }
        NoConnection::Tls => {
            "What answers there speaks TLS, so http cannot work. Write https:// in its address."
        }
        NoConnection::Proxy => "The proxy does not let the call through.",
        NoConnection::Silence => {
            "Nothing came back in time. Check the network, or give one attempt more time with `request_timeout` (or \
             ZILLIZCLOUD_REQUEST_TIMEOUT)."
        }
        NoConnection::Other => "Check the network.",
    };
    let proxy = proxy(route);
    format!(
        "The address {address} comes from {address_origin}. {advice}{proxy} Then run Terraform again: nothing that exists has been \
         forgotten."
    )
}

fn about_strangers(error: &api::Error, route: &Route) -> String {
    let proxy = proxy(route);
    let who = format!(
        "The call went to {}, the address from {}.{proxy}",
        route.address, route.address_origin
    );
    if error.kind() == ErrorKind::Unavailable {
        return format!(
            "{who} Check the network and `host_address` (or ZILLIZCLOUD_HOST_ADDRESS), then run Terraform again: nothing that exists has \
             been forgotten."
        );
    }
    format!(
        "This is not how Zilliz Cloud answers: check `host_address` (or ZILLIZCLOUD_HOST_ADDRESS), and whether a proxy answers in its \
         place. {who} Such an answer proves nothing, so nothing was forgotten."
    )
}

/// The proxy that the call takes, as a sentence after another.
fn proxy(route: &Route) -> String {
    let Some(proxy) = &route.proxy else {
        return String::new();
    };
    let exceptions = if proxy.has_exceptions {
        ", unless NO_PROXY lists the host"
    } else {
        ""
    };
    format!(
        " The call goes through the proxy {}, which {} names{exceptions}.",
        proxy.address, proxy.origin
    )
}
