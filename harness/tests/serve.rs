//! `hyperglyph serve`: what its flags do, and what it says of wrong ones.

mod ran;
mod served;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use hyperglyph::Value;
use hyperglyph_client::{Client, Page, args};
use ran::run;
use rcgen::generate_simple_self_signed;
use served::Served;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// The host and port of a url.
fn host(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap();
    rest.split('/').next().unwrap()
}

/// One request, on a connection that ends with its answer.
fn ask(stream: &mut (impl Read + Write), method: &str, path: &str, headers: &str) -> String {
    let request =
        format!("{method} {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(url: &str, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(host(url)).unwrap();
    ask(&mut stream, "GET", path, headers)
}

/// The page of a queue that everybody shares.
async fn jobs(url: &str) -> Page {
    let page = Client::new().get(url).await.unwrap();
    page.call("Queue", args!["jobs"]).await.unwrap()
}

#[test]
fn without_flags_there_is_the_page_and_nothing_besides() {
    let served = Served::start();
    for path in ["/health", "/metrics"] {
        assert!(get(&served.url, path, "").starts_with("HTTP/1.1 404 "));
    }
    let page = get(&served.url, "/", "X-Request-Id: mine\r\n");
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    assert!(!page.contains("x-request-id"), "{page}");
}

#[tokio::test]
async fn a_store_on_disk_outlives_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("disk:{}", folder.path().join("instances.redb").display());
    let flags = ["--store", &store];
    let served = Served::with(&flags);
    let pushed = jobs(&served.url)
        .await
        .call("push", args![7])
        .await
        .unwrap();
    assert!(pushed.value().is_nil());
    let taken = run(&["serve", "--port", "0", "--store", &store], b"");
    assert_eq!(taken.code, Some(3));
    let path = store.strip_prefix("disk:").unwrap();
    let expected = format!("error: cannot open {path} as a store: ");
    assert!(taken.err.starts_with(&expected), "{}", taken.err);
    let help = "\n  help: it is made if it is not there; one process at a time has it open\n";
    assert!(taken.err.ends_with(help), "{}", taken.err);
    drop(served);

    let served = Served::with(&flags);
    let popped = jobs(&served.url).await.call("pop", args![]).await.unwrap();
    assert_eq!(*popped.value(), Value::from(7));
}

#[tokio::test]
async fn state_is_signed_by_the_first_key_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    let secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    fs::write(&file, format!("new {secret}\nold {secret}\n")).unwrap();
    let served = Served::with(&["--state-key-file", file.to_str().unwrap()]);
    let page = Client::new().get(&served.url).await.unwrap();
    let bob = page.call("find_user", args!["bob"]).await.unwrap();
    let url = bob.value().as_extension().unwrap().attribute("url");
    let url = url.and_then(Value::as_str).unwrap();
    let path = url.strip_prefix(served.url.trim_end_matches('/')).unwrap();
    assert!(path.starts_with("/User/new."), "{path}");
    assert!(get(&served.url, path, "").starts_with("HTTP/1.1 200 "));
    let forged = path.replacen("/new.", "/old.", 1);
    // Another name for the same secret: that key is taken, too.
    assert!(get(&served.url, &forged, "").starts_with("HTTP/1.1 200 "));
    let forged = path.replacen("/new.", "/other.", 1);
    assert!(get(&served.url, &forged, "").starts_with("HTTP/1.1 403 "));

    fs::write(&file, "new c2hvcnQ=\n").unwrap();
    let ran = run(&["serve", "--state-key-file", file.to_str().unwrap()], b"");
    assert_eq!(ran.code, Some(3));
    let expected = format!(
        "error: {}, line 1: expected a name and a secret of 32 bytes or more in base64, found a secret of 5 bytes\n  help: echo \"2026-11 $(openssl rand -base64 32)\"\n",
        file.display()
    );
    assert_eq!(ran.err, expected);
}

#[test]
fn health_metrics_and_ids_are_there_when_they_are_asked_for() {
    let served = Served::with(&["--health", "--metrics", "--request-ids", "trusted"]);
    let health = get(&served.url, "/health", "");
    assert!(health.ends_with("\r\n\r\nok\n"), "{health}");
    let page = get(&served.url, "/", "X-Request-Id: mine\r\n");
    assert!(page.contains("\r\nx-request-id: mine\r\n"), "{page}");
    let metrics = get(&served.url, "/metrics", "");
    let line = "\nhyperglyph_requests_total{route=\"/\",status=\"200\"} 1\n";
    assert!(metrics.contains(line), "{metrics}");

    let served = Served::with(&["--health", "/up", "--metrics", "/counted", "--request-ids"]);
    assert!(get(&served.url, "/up/live", "").starts_with("HTTP/1.1 200 "));
    assert!(get(&served.url, "/counted", "").starts_with("HTTP/1.1 200 "));
    let page = get(&served.url, "/", "X-Request-Id: mine\r\n");
    assert!(page.contains("\r\nx-request-id: "), "{page}");
    assert!(!page.contains("mine"), "{page}");
}

#[test]
fn metrics_can_have_a_listener_of_their_own() {
    let mut served = Served::with(&["--metrics", "127.0.0.1:0"]);
    let metrics = served.line();
    assert!(metrics.ends_with("/metrics"), "{metrics}");
    get(&served.url, "/", "");
    let text = get(&metrics, "/metrics", "");
    let line = "\nhyperglyph_requests_total{route=\"/\",status=\"200\"} 1\n";
    assert!(text.contains(line), "{text}");
    assert!(get(&served.url, "/metrics", "").starts_with("HTTP/1.1 404 "));
}

#[test]
fn it_speaks_https_with_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let identity = generate_simple_self_signed([String::from("localhost")]).unwrap();
    let (cert, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    fs::write(&cert, identity.cert.pem()).unwrap();
    fs::write(&key, identity.signing_key.serialize_pem()).unwrap();
    let (cert, key) = (cert.to_str().unwrap(), key.to_str().unwrap());
    let served = Served::with(&["--tls-cert", cert, "--tls-key", key]);
    assert!(
        served.url.starts_with("https://127.0.0.1:"),
        "{}",
        served.url
    );

    let mut roots = RootCertStore::empty();
    roots.add(identity.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(host(&served.url)).unwrap();
    let mut stream = StreamOwned::new(connection, socket);
    let page = ask(&mut stream, "GET", "/", "");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");

    let ran = run(&["serve", "--tls-cert", cert, "--tls-key", cert], b"");
    assert_eq!(ran.code, Some(3));
    let expected = format!(
        "error: {cert}: expected a private key in PEM, found none\n  help: it begins with -----BEGIN PRIVATE KEY-----, or RSA or EC PRIVATE KEY\n"
    );
    assert_eq!(ran.err, expected);
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_ends_well() {
    for signal in ["-TERM", "-INT"] {
        let mut served = Served::start();
        let id = served.child.id().to_string();
        let told = Command::new("kill").args([signal, &id]).status();
        assert!(told.unwrap().success());
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    let port = taken.local_addr().unwrap().port().to_string();
    let metrics = ["--port", "0", "--metrics", &at];
    for (flags, expected) in [
        (
            &["--port", &port][..],
            format!(
                "error: cannot listen on {at}: Address already in use (os error 98)\n  help: choose another --port, or port 0 for a free one\n"
            ),
        ),
        (
            &["--listen", &at],
            format!(
                "error: cannot listen on {at}: Address already in use (os error 98)\n  help: choose another --listen, or port 0 for a free one\n"
            ),
        ),
        (
            &metrics,
            format!(
                "error: cannot listen on {at} for metrics: Address already in use (os error 98)\n  help: choose another --metrics, or port 0 for a free one\n"
            ),
        ),
    ] {
        let ran = run(&[&["serve"], flags].concat(), b"");
        assert_eq!(ran.code, Some(3));
        // The number of the error is the system's.
        let same = |text: &str| text.replace(" (os error 98)", "");
        assert_eq!(same(&ran.err), same(&expected));
    }
}

#[test]
fn a_redis_that_is_not_there_is_told_without_its_password() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = free.local_addr().unwrap();
    drop(free);
    let store = format!("redis://:opensesame@{at}/");
    let ran = run(&["serve", "--port", "0", "--store", &store], b"");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.starts_with("error: cannot reach Redis: "),
        "{}",
        ran.err
    );
    let help = "\n  help: is it running, at the host and port of --store?\n";
    assert!(ran.err.ends_with(help), "{}", ran.err);
    assert!(!ran.err.contains("opensesame"), "{}", ran.err);
}

#[test]
fn wrong_flags_are_wrong_usage() {
    for (flags, told) in [
        (
            &["--store", "file.db"][..],
            "expected memory, disk:PATH or redis://HOST/DB",
        ),
        (
            &["--store", "disk:"],
            "expected memory, disk:PATH or redis://HOST/DB",
        ),
        (
            &["--listen", "8000"],
            "expected an address and port such as 127.0.0.1:8000 or [::]:8000",
        ),
        (
            &["--metrics", "9100"],
            "expected a path such as /metrics, or an address and port such as 127.0.0.1:9100",
        ),
        (&["--health", "up"], "expected a path such as /health"),
        (&["--timeout", "-1"], "unexpected argument '-1'"),
        (
            &["--timeout", "soon"],
            "expected a number of seconds from 0 to 86400",
        ),
        (&["--max-connections", "0"], "expected a number from 1 on"),
        (&["--tls-cert", "cert.pem"], "--tls-key <FILE>"),
        (
            &["--listen", "[::]:0", "--port", "1"],
            "cannot be used with",
        ),
    ] {
        let ran = run(&[&["serve"], flags].concat(), b"");
        assert_eq!(ran.code, Some(2), "{flags:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{flags:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn limits_are_those_that_were_given() {
    let served = Served::with(&["--body-limit", "10", "--timeout", "60"]);
    let mut stream = TcpStream::connect(host(&served.url)).unwrap();
    let large = ask(&mut stream, "POST", "/hello", "Content-Length: 11\r\n");
    assert!(large.starts_with("HTTP/1.1 413 "), "{large}");
    let served = Served::with(&["--idle-timeout", "0.2"]);
    let mut silent = TcpStream::connect(host(&served.url)).unwrap();
    // Less than the 30 seconds that it would have else.
    silent
        .set_read_timeout(Some(Duration::from_secs(25)))
        .unwrap();
    assert!(matches!(silent.read(&mut [0]), Ok(0)));
}
