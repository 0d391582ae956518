//! Items 18 to 26: who may connect, and how.

use std::sync::{Arc, Mutex};

use rustls::{
    ClientConfig, SignatureScheme, SupportedProtocolVersion,
    client::ResolvesClientCert,
    sign::CertifiedKey,
    version::{TLS12, TLS13},
};
use tf_provider::testing::process::{Identity, Plugin, tls_stream};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
};

use crate::{
    frame::{Item, item},
    support::{echo, host, plain_host},
};

pub(crate) const ITEMS: &[Item] = &[
    item!(18, the_host_of_terraform_is_served),
    item!(19, a_client_without_a_certificate_is_refused),
    item!(20, a_client_with_another_certificate_is_refused),
    item!(21, a_client_with_the_certificate_but_not_its_key_is_refused),
    item!(22, plaintext_and_tls_do_not_mix_and_the_host_is_served_on),
    item!(23, either_version_of_tls_will_do),
    item!(23, an_older_version_of_tls_is_refused),
    item!(24, a_client_that_does_not_ask_for_http_2_harms_nobody),
    item!(25, the_curve_of_the_hosts_certificate_is_offered),
    item!(26, a_silent_connection_holds_up_nobody),
];

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

async fn the_host_of_terraform_is_served() {
    let plugin = host().start().await.unwrap();
    let mut config = plugin.client_config().unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = tls_stream(&plugin.socket(), Arc::new(config), "localhost").await;
    let stream = stream.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    assert!(accepts(&plugin, plugin.client_config().unwrap()).await);
}

async fn either_version_of_tls_will_do() {
    let plugin = host().start().await.unwrap();
    for version in VERSIONS {
        let resolver = plugin.host.identity.resolver().unwrap();
        let config = plugin
            .client(&[version])
            .unwrap()
            .with_client_cert_resolver(resolver);
        assert!(accepts(&plugin, config).await, "{version:?}");
    }
}

async fn a_client_without_a_certificate_is_refused() {
    let plugin = host().start().await.unwrap();
    for version in VERSIONS {
        let nameless = plugin.client(&[version]).unwrap().with_no_client_auth();
        assert!(!accepts(&plugin, nameless).await, "{version:?}");
    }
    assert_host_is_served(&plugin).await;
}

async fn a_client_with_another_certificate_is_refused() {
    let plugin = host().start().await.unwrap();
    let stranger = Identity::new().unwrap().resolver().unwrap();
    for version in VERSIONS {
        let client = plugin.client(&[version]).unwrap();
        let stranger = client.with_client_cert_resolver(stranger.clone());
        assert!(!accepts(&plugin, stranger).await, "{version:?}");
    }
    assert_host_is_served(&plugin).await;
}

async fn a_client_with_the_certificate_but_not_its_key_is_refused() {
    let plugin = host().start().await.unwrap();
    let stranger = Identity::new().unwrap();
    for version in VERSIONS {
        let client = plugin.client(&[version]).unwrap();
        let thief = plugin.host.identity.signing_with(&stranger.key).unwrap();
        let thief = client.with_client_cert_resolver(thief);
        assert!(!accepts(&plugin, thief).await, "{version:?}");
    }
    assert_host_is_served(&plugin).await;
}

async fn plaintext_and_tls_do_not_mix_and_the_host_is_served_on() {
    let plugin = host().start().await.unwrap();
    if let Ok(plaintext) = plugin.connect_in_plaintext().await {
        echo(&plaintext, "blue").await.unwrap_err();
    }
    assert_host_is_served(&plugin).await;

    let plain = plain_host().start().await.unwrap();
    let host = plain.connect().await.unwrap();
    let config = Arc::new(plugin.client_config().unwrap());
    let tls = tls_stream(&plain.socket(), config, "localhost").await;
    tls.unwrap_err();
    assert_eq!(echo(&host, "red").await.unwrap(), "red");
}

async fn an_older_version_of_tls_is_refused() {
    let plugin = host().start().await.unwrap();
    let (tls_1_1, tls_1_2) = ([3, 2], [3, 3]);
    let (alert, handshake) = (0x15, 0x16);
    let (mut client, kind) = greeted(&plugin, tls_1_1).await;
    assert_eq!(kind, alert);
    let mut rest = Vec::new();
    client.read_to_end(&mut rest).await.unwrap();
    let (fatal, protocol_version) = (2, 70);
    assert!(rest.ends_with(&[fatal, protocol_version]), "{rest:?}");
    assert_eq!(greeted(&plugin, tls_1_2).await.1, handshake);
    assert_host_is_served(&plugin).await;
}

/// Says hello in this version and no later one. Answers the kind of what comes back.
async fn greeted(plugin: &Plugin, version: [u8; 2]) -> (UnixStream, u8) {
    let (random, no_session, no_compression) = ([7; 32], [0], [1, 0]);
    let ecdhe_ecdsa_with_aes_128_gcm_sha256 = [0, 2, 0xc0, 0x2b];
    let secp256r1 = [0, 10, 0, 4, 0, 2, 0, 0x17];
    let ecdsa_secp256r1_sha256 = [0, 13, 0, 4, 0, 2, 4, 3];
    let uncompressed = [0, 11, 0, 2, 1, 0];
    let extensions = [0, 22];
    let hello: &[&[u8]] = &[
        &version,
        &random,
        &no_session,
        &ecdhe_ecdsa_with_aes_128_gcm_sha256,
        &no_compression,
        &extensions,
        &secp256r1,
        &ecdsa_secp256r1_sha256,
        &uncompressed,
    ];
    let hello = hello.concat();
    let length = u8::try_from(hello.len()).unwrap();
    let record = [0x16, 3, 1, 0, length + 4, 1, 0, 0, length];
    let mut client = UnixStream::connect(plugin.socket()).await.unwrap();
    let sent = [record.as_slice(), hello.as_slice()].concat();
    client.write_all(&sent).await.unwrap();
    let kind = client.read_u8().await.unwrap();
    (client, kind)
}

async fn a_client_that_does_not_ask_for_http_2_harms_nobody() {
    let plugin = host().start().await.unwrap();
    let config = Arc::new(plugin.client_config().unwrap());
    let stream = tls_stream(&plugin.socket(), config, "localhost").await;
    let mut stream = stream.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), None);
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // How the server says no does not matter.
    let _ = stream.read_to_end(&mut answer).await;
    assert_host_is_served(&plugin).await;
}

async fn the_curve_of_the_hosts_certificate_is_offered() {
    #[derive(Debug, Default)]
    struct Offered(Mutex<Vec<SignatureScheme>>);

    impl ResolvesClientCert for Offered {
        fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
            self.0.lock().unwrap().extend(schemes);
            None
        }

        fn has_certs(&self) -> bool {
            true
        }
    }

    let plugin = host().start().await.unwrap();
    for version in VERSIONS {
        let offered = Arc::new(Offered::default());
        let client = plugin.client(&[version]).unwrap();
        let client = client.with_client_cert_resolver(offered.clone());
        assert!(!accepts(&plugin, client).await);
        let offered = offered.0.lock().unwrap();
        let wanted = SignatureScheme::ECDSA_NISTP521_SHA512;
        assert!(offered.contains(&wanted), "{version:?}: {offered:?}");
    }
}

async fn a_silent_connection_holds_up_nobody() {
    let plugin = host().start().await.unwrap();
    let _silent = UnixStream::connect(plugin.socket()).await.unwrap();
    assert!(accepts(&plugin, plugin.client_config().unwrap()).await);
}

async fn assert_host_is_served(plugin: &Plugin) {
    assert!(accepts(plugin, plugin.client_config().unwrap()).await);
}

/// Whether a client so configured gets an answer. With TLS 1.3 it learns of a refusal only when it reads.
async fn accepts(plugin: &Plugin, config: ClientConfig) -> bool {
    match plugin.connect_with(config).await {
        Ok(channel) => echo(&channel, "blue").await.is_ok(),
        Err(_) => false,
    }
}
