//! [`Tls`]: https, by rustls with the cryptography of ring.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{InconsistentKeys, ServerConfig};
use tokio_rustls::server::TlsStream;

use super::Phase;

/// How connections are encrypted: a certificate, and its key. TLS 1.2 and 1.3,
/// over which HTTP/1.1 is spoken.
///
/// ```no_run
/// use hyperglyph_server::{Router, Server, Tls};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let tls = Tls::from_pem_files("cert.pem", "key.pem")?;
/// let server = Server::bind("0.0.0.0:443").await?.tls(tls);
/// server.serve(Router::new()).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// The certificate, followed by those of whoever vouches for it, and its
    /// private key (PKCS #8, PKCS #1 or SEC 1), from files in PEM.
    pub fn from_pem_files(cert: impl AsRef<Path>, key: impl AsRef<Path>) -> Result<Self, TlsError> {
        let (cert, key) = (cert.as_ref(), key.as_ref());
        let read = |path: &Path| {
            fs::read(path)
                .map_err(|error| TlsError(format!("cannot read {}: {error}", path.display())))
        };
        Self::new(
            (&cert.display().to_string(), &read(cert)?),
            (&key.display().to_string(), &read(key)?),
        )
    }

    /// The same, from what such files hold.
    pub fn from_pem(cert: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        Self::new(("the certificate", cert), ("the key", key))
    }

    /// Each with the name that an error calls it by.
    fn new(cert: (&str, &[u8]), key: (&str, &[u8])) -> Result<Self, TlsError> {
        let chain = chain(cert.0, cert.1)?;
        let secret = secret(key.0, key.1)?;
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError(error.to_string()))?;
        let config = builder
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|error| unusable(&error, cert.0, key.0))?;
        Ok(config.into())
    }

    /// The stream in the stream, if both sides agree on one in time.
    pub(super) async fn shake<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        patience: Duration,
        mut phase: watch::Receiver<Phase>,
    ) -> io::Result<TlsStream<S>> {
        let stopping = phase.wait_for(|phase| *phase == Phase::Stopping);
        tokio::select! {
            shaken = timeout(patience, self.0.accept(stream)) => {
                shaken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            }
            // Nothing was asked yet.
            _ = stopping => Err(io::Error::other("the server stops")),
        }
    }
}

fn chain(name: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let chain = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| broken(name, &error))?;
    if chain.is_empty() {
        return Err(TlsError(format!(
            "{name}: expected a certificate in PEM, found none\n  help: it begins with -----BEGIN CERTIFICATE-----"
        )));
    }
    Ok(chain)
}

fn secret(name: &str, pem: &[u8]) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_slice(pem).map_err(|error| match error {
        pem::Error::NoItemsFound if is_encrypted(pem) => TlsError(format!(
            "{name}: expected a private key in PEM, found an encrypted one\n  help: decrypt it: openssl pkey -in KEY -out PLAIN-KEY"
        )),
        pem::Error::NoItemsFound => TlsError(format!(
            "{name}: expected a private key in PEM, found none\n  help: it begins with -----BEGIN PRIVATE KEY-----, or RSA or EC PRIVATE KEY"
        )),
        error => broken(name, &error),
    })
}

fn is_encrypted(pem: &[u8]) -> bool {
    let mark = b"ENCRYPTED PRIVATE KEY";
    pem.windows(mark.len()).any(|window| window == mark)
}

fn broken(name: &str, error: &pem::Error) -> TlsError {
    TlsError(format!("{name} is no sound PEM: {error}"))
}

fn unusable(error: &rustls::Error, cert: &str, key: &str) -> TlsError {
    TlsError(match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => format!(
            "the first certificate of {cert} is not for the key of {key}\n  help: the server's own certificate stands first"
        ),
        error => format!("{cert} and {key} cannot be used: {error}"),
    })
}

/// With all that rustls can do: certificates by name, client certificates. Where
/// it names no protocol, HTTP/1.1 is named, the one that is spoken.
impl From<ServerConfig> for Tls {
    fn from(mut config: ServerConfig) -> Self {
        if config.alpn_protocols.is_empty() {
            config.alpn_protocols.push(b"http/1.1".to_vec());
        }
        Self(TlsAcceptor::from(Arc::new(config)))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// Why there can be no TLS: a file, what was expected of it, and what was found.
#[derive(Debug)]
pub struct TlsError(String);

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for TlsError {}
