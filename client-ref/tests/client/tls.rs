//! https.

use std::sync::Arc;

use hyperglyph_client::{Blame, Client, args, rustls};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::raw::ok;

/// A server with a certificate of its own for `localhost`, and whoever trusts it.
async fn start() -> (String, Arc<rustls::ClientConfig>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let certificate = made.cert.der().clone();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(server));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}/",
        listener.local_addr().unwrap().port()
    );
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut request = [0; 4096];
                while stream.read(&mut request).await.is_ok_and(|count| count > 0) {
                    let page = ok("Xu4:link;Du3:url;u2:/l;;N;;");
                    if stream.write_all(&page).await.is_err() || stream.flush().await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate).unwrap();
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    (url, Arc::new(client))
}

#[tokio::test]
async fn https_is_spoken_with_whom_is_trusted_and_nobody_else() {
    let (url, trusting) = start().await;
    let client = Client::builder().tls(Arc::clone(&trusting)).build();
    let page = client.get(&url).await.unwrap();
    let again = page.invoke(args![]).await.unwrap();
    let link = again
        .value()
        .as_extension()
        .unwrap()
        .attribute("url")
        .unwrap();
    assert_eq!(link.as_str(), Some(&*format!("{url}l")));

    let stranger = Client::builder().retries(0).build();
    let error = stranger.get(&url).await.unwrap_err();
    assert_eq!(error.blame(), Blame::Transport, "{error}");
    let elsewhere = url.replace("localhost", "127.0.0.1");
    let error = client.get(&elsewhere).await.unwrap_err();
    assert_eq!(error.blame(), Blame::Transport);
    assert!(error.to_string().contains("ertificate"), "{error}");
}
