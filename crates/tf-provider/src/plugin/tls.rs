//! Mutual TLS as go-plugin does it: each side makes a certificate for one run and tells the other.
//!
//! The host's certificate is self-signed, P-521 and marked as an authority. Stock verifiers refuse such a leaf, and
//! rustls over *ring* does not even offer P-521, upon which the host presents nothing. Hence aws-lc-rs, and a verifier
//! of our own that accepts exactly that certificate, from somebody who holds its key.

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{
        CryptoProvider, aws_lc_rs::default_provider, verify_tls12_signature, verify_tls13_signature,
    },
    pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime, pem::PemObject as _},
    server::{
        NoServerSessionStorage, ParsedCertificate,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};

use super::Error;

/// What this process needs to speak TLS with the one host that started it.
#[derive(Debug)]
pub(super) struct Tls {
    /// How connections are accepted.
    pub(super) config: Arc<ServerConfig>,
    /// Our own certificate, which the host learns from the handshake line.
    pub(super) certificate: CertificateDer<'static>,
}

impl Tls {
    /// Makes a key and certificate for this process, to talk with the owner of `client_cert` (PEM) only.
    ///
    /// The key never leaves memory.
    pub(super) fn with_client(client_cert: &str) -> Result<Self, Error> {
        let client = parse_client_certificate(client_cert)?;
        let (certificate, key) = own_certificate().map_err(|error| Error::Tls(error.into()))?;
        let provider = Arc::new(default_provider());
        let verifier = OnlyThisClient {
            client,
            provider: Arc::clone(&provider),
        };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder
                    .with_client_cert_verifier(Arc::new(verifier))
                    .with_single_cert(vec![certificate.clone()], key.into())
            })
            .map_err(|error| Error::Tls(error.into()))?;
        // Terraform from 1.12 on refuses a server that does not choose `h2`.
        config.alpn_protocols = vec![b"h2".to_vec()];
        // A resumed session would skip the proof that the client holds its key.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self {
            config: Arc::new(config),
            certificate,
        })
    }
}

fn parse_client_certificate(pem: &str) -> Result<CertificateDer<'static>, Error> {
    let refuse = |reason: String| Error::ClientCertificate { reason };
    let client = CertificateDer::from_pem_slice(pem.as_bytes())
        .map_err(|error| refuse(error.to_string()))?;
    ParsedCertificate::try_from(&client).map_err(|error| refuse(error.to_string()))?;
    Ok(client)
}

/// P-256 is what every host accepts, also one restricted to FIPS. The validity is rcgen's default, from 1975 to 4096:
/// the certificate lives as long as the process, and a clock that is off must not matter.
fn own_certificate() -> Result<(CertificateDer<'static>, PrivatePkcs8KeyDer<'static>), rcgen::Error>
{
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    // The host connects to a socket but asks for this name.
    let certificate = CertificateParams::new(["localhost".to_owned()])?.self_signed(&key)?;
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    Ok((certificate.into(), key))
}

/// Accepts the certificate the host announced, byte for byte, and nobody else's.
///
/// A certificate is public, so equality alone proves nothing: the handshake's signature is checked as for any client.
#[derive(Debug)]
struct OnlyThisClient {
    client: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for OnlyThisClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn client_auth_mandatory(&self) -> bool {
        true
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if *end_entity == self.client {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_of_the_hosts_certificate_is_offered() {
        let verifier = OnlyThisClient {
            client: CertificateDer::from(Vec::new()),
            provider: Arc::new(default_provider()),
        };
        let schemes = verifier.supported_verify_schemes();
        assert!(schemes.contains(&SignatureScheme::ECDSA_NISTP521_SHA512));
    }

    #[test]
    fn a_client_certificate_that_is_none_is_an_error() {
        let not_der = "-----BEGIN CERTIFICATE-----\nAAECAwQF\n-----END CERTIFICATE-----\n";
        for garbage in ["garbage", not_der] {
            let error = Tls::with_client(garbage).unwrap_err();
            assert!(matches!(error, Error::ClientCertificate { .. }), "{error}");
        }
    }
}
