//! `hyperglyph check https://…`: whom it trusts, and what it says where it does not.
#![cfg(unix)]

mod ran;
mod served;

use std::fs;
use std::process::{Command, Stdio};

use ran::run;
use rcgen::generate_simple_self_signed;
use served::Served;

#[test]
fn a_server_is_tested_over_https_by_whoever_trusts_it() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["localhost", "127.0.0.1"].map(str::to_owned);
    let identity = generate_simple_self_signed(names).unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [cert, key] = ["my cert.pem", "key.pem"].map(path);
    fs::write(&cert, identity.cert.pem()).unwrap();
    fs::write(&key, identity.signing_key.serialize_pem()).unwrap();
    let served = Served::with(&["--tls-cert", &cert, "--tls-key", &key]);
    let check = |flags: &[&str]| {
        let only = ["--run", "integer/*", "--run", "http.server/calls/*"];
        run(&[&["check", &served.url], &only[..], flags].concat(), b"")
    };

    for trust in [&["--cacert", &*cert][..], &["--insecure"]] {
        let ran = check(trust);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("http/calls"), "{}", ran.out);
    }

    let ran = check(&[]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("certificate"), "{}", ran.err);
    let help = "\n  help: --cacert FILE names the authority to trust, --insecure trusts anybody\n";
    assert!(ran.err.ends_with(help), "{}", ran.err);
    for (file, said) in [
        (&*key, "expected certificates in PEM, found none"),
        ("/not/there", "/not/there: "),
    ] {
        let ran = check(&["--cacert", file]);
        assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let ran = check(&["--cacert", &cert, "--insecure"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);

    // What fails is run again with the same trust, by the harness and by curl.
    let vectors = hyperglyph_vectors::Bundle::embedded();
    for (name, text) in vectors.files() {
        let file = folder.path().join("vectors").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text.replacen("\"i007;\"", "\"i008;\"", 1)).unwrap();
    }
    let vectors = path("vectors");
    let ran = check(&["--cacert", &cert, "--vectors", &vectors]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let told = |label: &str| {
        let lines = ran.out.lines();
        let mut told = lines.filter_map(|line| line.strip_prefix(label));
        told.next().unwrap().trim().to_owned()
    };
    let again = format!(
        "hyperglyph check {} --cacert '{cert}' --vectors {vectors} --run 'server.echo/integer/leading-zeros'",
        served.url
    );
    assert_eq!(told("  again "), again);
    let curl = Command::new("sh")
        .args(["-c", &told("  curl ")])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let answer = String::from_utf8_lossy(&curl.stdout);
    assert!(
        curl.status.success(),
        "{}",
        String::from_utf8_lossy(&curl.stderr)
    );
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\ni8;"),
        "{answer}"
    );
}

#[test]
fn a_server_without_https_is_no_server_over_it() {
    let served = Served::start();
    let url = served.url.replace("http:", "https:");
    let ran = run(&["check", &url, "--insecure"], b"");
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let said = format!("error: no answer from {url}: ");
    assert!(ran.err.starts_with(&said), "{}", ran.err);
    assert!(ran.err.contains("start the server first"), "{}", ran.err);
}
