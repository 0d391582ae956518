//! Who may connect, and how.

use std::sync::Arc;

use rustls::{
    ClientConfig,
    version::{TLS12, TLS13},
};
use tf_provider::testing::process::{Identity, Plugin, tls_stream};
use tokio::net::UnixStream;

use crate::host::{echo, host};

pub(crate) async fn the_host_of_terraform_is_served() {
    let plugin = host().start().await.unwrap();
    let mut config = plugin.client_config().unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = tls_stream(&plugin.socket(), Arc::new(config), "localhost").await;
    let stream = stream.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    assert!(accepts(&plugin, plugin.client_config().unwrap()).await);
}

pub(crate) async fn the_certificate_is_for_localhost_only() {
    let plugin = host().start().await.unwrap();
    let (socket, config) = (plugin.socket(), Arc::new(plugin.client_config().unwrap()));
    let localhost = tls_stream(&socket, Arc::clone(&config), "localhost").await;
    localhost.unwrap();
    let other = tls_stream(&socket, config, "example.com").await;
    let error = other.unwrap_err().to_string();
    assert!(error.contains("not valid for name"), "{error}");
}

pub(crate) async fn either_version_of_tls_will_do() {
    let plugin = host().start().await.unwrap();
    for version in [&TLS12, &TLS13] {
        let resolver = plugin.host.identity.resolver().unwrap();
        let config = plugin
            .client(&[version])
            .unwrap()
            .with_client_cert_resolver(resolver);
        assert!(accepts(&plugin, config).await, "{version:?}");
    }
}

pub(crate) async fn strangers_are_refused_and_the_host_is_served_on() {
    let plugin = host().start().await.unwrap();
    let host = plugin.connect().await.unwrap();
    let stranger = Identity::new().unwrap();
    for version in [&TLS12, &TLS13] {
        let client = || plugin.client(&[version]).unwrap();
        let another = client().with_client_cert_resolver(stranger.resolver().unwrap());
        assert!(!accepts(&plugin, another).await, "another certificate");
        let nameless = client().with_no_client_auth();
        assert!(!accepts(&plugin, nameless).await, "no certificate");
        let thief = plugin.host.identity.signing_with(&stranger.key).unwrap();
        let thief = client().with_client_cert_resolver(thief);
        assert!(
            !accepts(&plugin, thief).await,
            "a certificate without its key"
        );
    }
    if let Ok(plaintext) = plugin.connect_in_plaintext().await {
        echo(&plaintext, "blue").await.unwrap_err();
    }
    assert_eq!(echo(&host, "red").await.unwrap(), "red");
    assert!(accepts(&plugin, plugin.client_config().unwrap()).await);
}

pub(crate) async fn a_silent_connection_holds_up_nobody() {
    let plugin = host().start().await.unwrap();
    let _silent = UnixStream::connect(plugin.socket()).await.unwrap();
    assert!(accepts(&plugin, plugin.client_config().unwrap()).await);
}

/// Whether a client so configured gets an answer. With TLS 1.3 it learns of a refusal only when it reads.
async fn accepts(plugin: &Plugin, config: ClientConfig) -> bool {
    match plugin.connect_with(config).await {
        Ok(channel) => echo(&channel, "blue").await.is_ok(),
        Err(_) => false,
    }
}
