//! The certificate by which a provider recognizes its host.

use std::{io, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P521_SHA512,
};
use rustls::{
    client::ResolvesClientCert,
    crypto::aws_lc_rs::sign::any_supported_type,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    sign::{CertifiedKey, SingleCertAndKey},
};

/// A certificate and its key, made as go-plugin makes them: P-521, self-signed, an authority for `localhost`.
#[derive(Debug)]
pub struct Identity {
    /// The certificate.
    pub certificate: CertificateDer<'static>,
    /// The certificate as the value of `PLUGIN_CLIENT_CERT`.
    pub pem: String,
    /// The key.
    pub key: PrivateKeyDer<'static>,
}

impl Identity {
    /// A new one.
    pub fn new() -> io::Result<Self> {
        Self::generate().map_err(io::Error::other)
    }

    fn generate() -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512)?;
        let mut params = CertificateParams::new(["localhost".to_owned()])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "localhost");
        name.push(DnType::OrganizationName, "HashiCorp");
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::KeyAgreement,
            KeyUsagePurpose::KeyCertSign,
        ];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ClientAuth,
            ExtendedKeyUsagePurpose::ServerAuth,
        ];
        let certificate = params.self_signed(&key)?;
        Ok(Self {
            pem: certificate.pem(),
            certificate: certificate.into(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        })
    }

    /// Presents this certificate, and signs with its key.
    pub fn resolver(&self) -> io::Result<Arc<dyn ResolvesClientCert>> {
        self.signing_with(&self.key)
    }

    /// Presents this certificate, but signs with some key, as a thief of certificates would.
    pub fn signing_with(&self, key: &PrivateKeyDer<'_>) -> io::Result<Arc<dyn ResolvesClientCert>> {
        let key = any_supported_type(key).map_err(io::Error::other)?;
        let certified = CertifiedKey::new(vec![self.certificate.clone()], key);
        Ok(Arc::new(SingleCertAndKey::from(certified)))
    }
}
