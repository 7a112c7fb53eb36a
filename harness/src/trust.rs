//! [`Trust`]: whose certificates a server under test may have.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

/// Whose certificates a server under test may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Those that this machine trusts.
    #[default]
    Machine,
    /// Those of the authorities in a file, in PEM.
    File(PathBuf),
    /// Anybody's.
    Anybody,
}

impl Trust {
    /// How TLS is spoken then.
    pub(crate) fn config(&self) -> io::Result<Arc<ClientConfig>> {
        let provider = ring::default_provider();
        let anybody = Anybody(provider.signature_verification_algorithms);
        let builder = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        let builder = match self {
            Self::Machine => builder.with_root_certificates(of_machine()?),
            Self::File(path) => {
                let unread = |error| io::Error::other(format!("{}: {error}", path.display()));
                let mut roots = RootCertStore::empty();
                for certificate in CertificateDer::pem_file_iter(path).map_err(unread)? {
                    let certificate = certificate.map_err(unread)?;
                    roots.add(certificate).map_err(io::Error::other)?;
                }
                if roots.is_empty() {
                    let none = "expected certificates in PEM, found none";
                    return Err(io::Error::other(format!("{}: {none}", path.display())));
                }
                builder.with_root_certificates(roots)
            }
            Self::Anybody => builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(anybody)),
        };
        Ok(Arc::new(builder.with_no_client_auth()))
    }

    /// The same, for curl: an option, or nothing.
    pub(crate) fn curl(&self) -> Option<String> {
        match self {
            Self::Machine => None,
            Self::File(path) => {
                let path = path.to_string_lossy();
                Some(format!(" --cacert {}", shlex::try_quote(&path).ok()?))
            }
            Self::Anybody => Some(" --insecure".to_owned()),
        }
    }
}

fn of_machine() -> io::Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        return Err(io::Error::other(
            "this machine trusts no certificates: install its ca-certificates, or name a file with --cacert",
        ));
    }
    Ok(roots)
}

/// Takes any certificate, and checks all the same that the server has its key.
#[derive(Debug)]
struct Anybody(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
