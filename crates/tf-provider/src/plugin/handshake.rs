//! The words exchanged before gRPC starts: the cookie in, one line on stdout out. Pure.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use rustls::pki_types::CertificateDer;

/// What a host that is Terraform or OpenTofu puts into `TF_PLUGIN_MAGIC_COOKIE`; a check against accidents, not a secret.
pub const MAGIC_COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// go-plugin's own version, which never changed.
const CORE_VERSION: u32 = 1;
/// Terraform's plugin protocol; answered always, even to a host that does not list it.
const PROTOCOL_VERSION: u32 = 5;

/// Whether the host put exactly the cookie there.
pub(super) fn is_cookie(cookie: Option<&str>) -> bool {
    cookie == Some(MAGIC_COOKIE)
}

/// The line that tells the host where to connect and which certificate to expect, with its line break.
///
/// Without TLS the sixth field stays, empty. The seventh (no multiplexing) exists only for hosts that ask for it.
pub(super) fn line(
    socket: &Path,
    certificate: Option<&CertificateDer<'_>>,
    multiplex: bool,
) -> String {
    let socket = socket.display();
    // The host decodes without padding: `=` would be a parse error.
    let certificate = certificate.map_or_else(String::new, |der| STANDARD_NO_PAD.encode(der));
    let multiplex = if multiplex { "|false" } else { "" };
    format!("{CORE_VERSION}|{PROTOCOL_VERSION}|unix|{socket}|grpc|{certificate}{multiplex}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_cookie_is_accepted() {
        assert!(is_cookie(Some(MAGIC_COOKIE)));
        assert!(!is_cookie(None));
        assert!(!is_cookie(Some("")));
        assert!(!is_cookie(Some(&format!("{MAGIC_COOKIE}\n"))));
        assert!(!is_cookie(Some(&format!("{MAGIC_COOKIE} "))));
        assert!(!is_cookie(Some(&MAGIC_COOKIE.to_uppercase())));
    }

    #[test]
    fn the_certificate_is_base64_without_padding() {
        let certificate = CertificateDer::from(vec![0xfb, 0xff, 0xfe, 0x01]);
        assert_eq!(
            line(Path::new("/tmp/p/s"), Some(&certificate), false),
            "1|5|unix|/tmp/p/s|grpc|+//+AQ\n"
        );
    }

    #[test]
    fn without_tls_the_sixth_field_is_empty() {
        assert_eq!(
            line(Path::new("/tmp/p/s"), None, false),
            "1|5|unix|/tmp/p/s|grpc|\n"
        );
    }

    #[test]
    fn a_host_that_asks_for_multiplexing_is_refused_it() {
        assert_eq!(
            line(Path::new("/tmp/p/s"), None, true),
            "1|5|unix|/tmp/p/s|grpc||false\n"
        );
    }
}
