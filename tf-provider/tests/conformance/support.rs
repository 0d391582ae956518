//! The provider under test in the hands of the framework's own host.

use tf_provider::testing::process::{Ended, Host};

/// Will start the toy provider as Terraform does.
pub(crate) fn host() -> Host {
    as_provider(Host::new(std::env::current_exe().unwrap()).unwrap())
}

/// The same without TLS.
pub(crate) fn plain_host() -> Host {
    as_provider(Host::without_tls(std::env::current_exe().unwrap()).unwrap())
}

fn as_provider(host: Host) -> Host {
    host.with("CONFORMANCE_ROLE", "provider")
}

/// Checks that a provider ended as it should, with nothing on stdout but its line.
pub(crate) fn assert_clean(ended: &Ended) {
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""));
}
