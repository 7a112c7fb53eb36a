//! https, spoken by rustls on the other side.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use hyperglyph::{Blob, Value};
use hyperglyph_server::{Tls, TlsError};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::wire::{Served, giving, hello, post};

type Wire = StreamOwned<ClientConnection, TcpStream>;

/// A certificate for localhost that vouches for itself.
fn identity() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([String::from("localhost")]).unwrap()
}

fn pem(identity: &CertifiedKey<KeyPair>) -> (String, String) {
    (identity.cert.pem(), identity.signing_key.serialize_pem())
}

fn tls(identity: &CertifiedKey<KeyPair>) -> Tls {
    let (cert, key) = pem(identity);
    Tls::from_pem(cert.as_bytes(), key.as_bytes()).unwrap()
}

fn secret() -> (Served, CertifiedKey<KeyPair>) {
    let identity = identity();
    let tls = tls(&identity);
    (Served::with(hello(), |server| server.tls(tls)), identity)
}

/// A client that trusts that certificate, and offers these protocols.
fn connect(served: &Served, identity: &CertifiedKey<KeyPair>, protocols: &[&[u8]]) -> Wire {
    let mut roots = RootCertStore::empty();
    roots.add(identity.cert.der().clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TcpStream::connect(served.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    StreamOwned::new(
        ClientConnection::new(Arc::new(config), name).unwrap(),
        stream,
    )
}

/// All that comes until the server says that it is done; an end without that
/// word is an error of rustls.
fn last_answer(wire: &mut Wire) -> String {
    let mut answer = String::new();
    wire.read_to_string(&mut answer).unwrap();
    answer
}

const CLOSE: &str = "Connection: close\r\n";

#[track_caller]
fn assert_lives(served: &Served, identity: &CertifiedKey<KeyPair>) {
    let mut wire = connect(served, identity, &[b"http/1.1"]);
    wire.write_all(&post("/hello", CLOSE, "O;")).unwrap();
    let answer = last_answer(&mut wire);
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("u11:Hello World;"), "{answer}");
}

#[test]
fn htp_5_a_call_goes_over_tls() {
    let (served, identity) = secret();
    assert_lives(&served, &identity);
    let mut wire = connect(&served, &identity, &[b"h2", b"http/1.1"]);
    for _ in 0..2 {
        wire.write_all(&post("/hello", "", "O;")).unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"u11:Hello World;") {
            let mut byte = [0];
            wire.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
    }
    assert_eq!(wire.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
}

#[test]
fn htp_5_who_speaks_another_protocol_alone_is_told() {
    let (served, identity) = secret();
    let mut wire = connect(&served, &identity, &[b"h2"]);
    let error = wire.write_all(&post("/hello", "", "O;")).unwrap_err();
    let error = error.to_string();
    assert_eq!(error, "received fatal alert: NoApplicationProtocol");
    assert_lives(&served, &identity);
}

#[test]
fn htp_5_the_url_says_https() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let server = hyperglyph_server::Server::bind("127.0.0.1:0")
            .await
            .unwrap();
        let server = server.tls(tls(&identity()));
        let url = format!("https://{}/", server.local_addr());
        assert_eq!(server.url(), url);
        assert_eq!(server.spawn(hello()).url(), url);
    });
}

#[test]
fn htp_20_no_handshake_concerns_no_other_connection() {
    let identity = identity();
    let tls = tls(&identity);
    let served = Served::with(hello(), |server| {
        let server = server
            .tls(tls)
            .handshake_timeout(Duration::from_millis(200));
        // The next is accepted once the one before has ended.
        server.max_connections(1)
    });
    let hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    for start in [
        &b""[..],
        b"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        b"\x16",
        // A client hello that breaks off, and one with a length of 16 MiB.
        hello,
        b"\x16\x03\x01\x40\x00\x01\xff\xff\xff",
        b"\x80\x2e\x01\x00\x02",
        &[0; 4096],
        &[0xff; 4096],
    ] {
        let mut wire = served.connect();
        wire.write(start);
        let (_, error) = wire.rest();
        // It ends, one way or another, and not by the patience of the client.
        assert_ne!(error, Some(std::io::ErrorKind::WouldBlock), "{start:?}");
        assert_lives(&served, &identity);
    }
}

#[test]
fn htp_20_a_client_that_leaves_in_the_handshake_concerns_no_other() {
    let (served, identity) = secret();
    for start in [&b""[..], b"\x16\x03\x01\x02\x00\x01"] {
        let mut wire = served.connect();
        wire.write(start);
    }
    assert_lives(&served, &identity);
}

#[test]
fn htp_20_an_answer_that_is_not_read_ends_the_connection() {
    let identity = identity();
    let tls = tls(&identity);
    let large = giving("large", || {
        // More than the sockets of both sides hold together.
        let bytes = vec![b'x'; 32 << 20];
        Ok(Value::from(Blob::new("text/plain", bytes)))
    });
    let served = Served::with(hello().offer(large), |server| {
        let server = server.tls(tls).write_timeout(Duration::from_millis(200));
        // The next is accepted once the one before has ended.
        server.max_connections(1)
    });
    let mut unread = connect(&served, &identity, &[]);
    unread.write_all(&post("/large", "", "")).unwrap();
    assert_lives(&served, &identity);
    assert!(unread.read_to_end(&mut Vec::new()).is_err());
}

#[test]
fn htp_5_a_stop_ends_tls_as_it_should_end_and_waits_for_no_handshake() {
    let (mut served, identity) = secret();
    let mut idle = connect(&served, &identity, &[]);
    idle.write_all(&post("/hello", "", "O;")).unwrap();
    idle.read_exact(&mut [0]).unwrap();
    let mut silent = served.connect();
    silent.write(b"\x16\x03\x01");
    served.stop();
    assert!(last_answer(&mut idle).ends_with("u11:Hello World;"));
    let (bytes, _) = silent.rest();
    assert_eq!(bytes, 0);
}

#[cfg(feature = "metrics")]
#[test]
fn failed_handshakes_are_counted() {
    let (identity, metrics) = (identity(), hyperglyph_server::Metrics::new());
    let tls = tls(&identity);
    let served = Served::with(hello(), |server| server.tls(tls).metrics(&metrics));
    let mut wire = served.connect();
    wire.write("GET / HTTP/1.1\r\n\r\n");
    wire.rest();
    assert_lives(&served, &identity);
    let line = "\nhyperglyph_handshakes_failed_total 1\n";
    assert!(metrics.text().contains(line), "{}", metrics.text());
}

/// What is said of such a certificate and such a key.
fn refusal(cert: &str, key: &str) -> String {
    let made: Result<Tls, TlsError> = Tls::from_pem(cert.as_bytes(), key.as_bytes());
    made.unwrap_err().to_string()
}

#[test]
fn a_certificate_or_key_that_cannot_be_is_told() {
    let (cert, key) = pem(&identity());
    let (_, other) = pem(&identity());
    assert_eq!(
        refusal("", &key),
        "the certificate: expected a certificate in PEM, found none\n  help: it begins with -----BEGIN CERTIFICATE-----"
    );
    assert_eq!(
        refusal(&cert, &cert),
        "the key: expected a private key in PEM, found none\n  help: it begins with -----BEGIN PRIVATE KEY-----, or RSA or EC PRIVATE KEY"
    );
    let encrypted = key.replace("PRIVATE", "ENCRYPTED PRIVATE");
    assert_eq!(
        refusal(&cert, &encrypted),
        "the key: expected a private key in PEM, found an encrypted one\n  help: decrypt it: openssl pkey -in KEY -out PLAIN-KEY"
    );
    assert_eq!(
        refusal(&cert, &other),
        "the first certificate of the certificate is not for the key of the key\n  help: the server's own certificate stands first"
    );
    let torn = &cert[..cert.len() / 2];
    assert!(
        refusal(torn, &key).starts_with("the certificate is no sound PEM: "),
        "{}",
        refusal(torn, &key)
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = Tls::from_pem_files("no/such/cert.pem", "no/such/key.pem").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read no/such/cert.pem: No such file or directory (os error 2)"
    );
}
