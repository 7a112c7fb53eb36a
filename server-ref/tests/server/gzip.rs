//! gzip, in both directions.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use hyperglyph::{Blob, Value};
use hyperglyph_server::{Answer, Envelope, Function, Verb, arg};

use crate::wire::{Reply, Served, giving, hello, post};

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn send(served: &Served, encoding: &str, body: &[u8]) -> Reply {
    let header = format!("Content-Encoding: {encoding}\r\n");
    served.send(post("/hello", &header, body))
}

#[test]
fn htp_3_a_compressed_request_is_understood_d26j() {
    let served = Served::new(hello());
    let body = gzip(b"Ou4:name;u3:Bob;;");
    for encoding in ["gzip", "GZIP", "x-gzip"] {
        assert_eq!(send(&served, encoding, &body).body, b"u9:Hello Bob;");
    }
    // Two members are one body (RFC 1952, 2.2).
    let parts = [gzip(b"Ou4:name;"), gzip(b"u3:Bob;;")].concat();
    assert_eq!(send(&served, "gzip", &parts).body, b"u9:Hello Bob;");
    assert_eq!(send(&served, "identity", b"O;").status, 200);
}

#[test]
fn d26_a_body_of_another_encoding_is_a_415() {
    let served = Served::new(hello());
    for encoding in [
        "br",
        "deflate",
        "gzip, gzip",
        "",
        "gzip\r\nContent-Encoding: gzip",
    ] {
        assert_eq!(
            send(&served, encoding, &gzip(b"O;")).error(415),
            "expected a body whose Content-Encoding is gzip, or none, found another [HTP-1]",
            "{encoding}"
        );
    }
}

#[test]
fn htp_20_what_is_no_gzip_is_a_400() {
    let served = Served::new(hello());
    let whole = gzip(b"Ou4:name;u3:Bob;;");
    let mut wrong_sum = whole.clone();
    let at = wrong_sum.len() - 8;
    wrong_sum[at] ^= 1;
    for body in [b"O;", &whole[..whole.len() / 2], &whole[..1], &wrong_sum] {
        assert_eq!(
            send(&served, "gzip", body).error(400),
            "the body is no gzip, which its Content-Encoding says [HTP-3]"
        );
        served.assert_lives();
    }
}

#[test]
fn msg_7_a_bomb_is_a_413() {
    let served = Served::new(hello().body_limit(100_000));
    // 64 MiB in 64 KiB.
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(
        send(&served, "gzip", &bomb).error(413),
        "the body is larger than 100000 bytes, the most this server reads"
    );
    served.assert_lives();
    // Nobody looks at what is over it: that its end is missing stays unseen.
    send(&served, "gzip", &bomb[..bomb.len() / 2]).error(413);
    served.assert_lives();
    // At the limit it is read.
    let name = "x".repeat(100_000 - "Ou4:name;u99982:;;".len());
    let body = format!("Ou4:name;u{}:{name};;", name.len());
    assert_eq!(body.len(), 100_000);
    assert_eq!(send(&served, "gzip", &gzip(body.as_bytes())).status, 200);
}

fn get(served: &Served, path: &str, headers: &str) -> Reply {
    served.send(format!("GET {path} HTTP/1.1\r\nHost: h\r\n{headers}\r\n"))
}

#[test]
fn htp_2_answers_are_compressed_for_those_who_take_it() {
    let text = || Answer::new("x".repeat(5000)).etag("1");
    let served = Served::new(hello().offer(Function::new("text", [], text).safe()));
    let plain = served.get("/text");
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain.header("etag"), Some("\"1\""));
    for accept in ["gzip", "br, gzip;q=0.5", "deflate,GZIP"] {
        let reply = get(&served, "/text", &format!("Accept-Encoding: {accept}\r\n"));
        assert_eq!(reply.header("content-encoding"), Some("gzip"), "{accept}");
        assert_eq!(
            reply.header("vary"),
            Some("Method, Accept, Accept-Encoding")
        );
        assert_eq!(reply.header("etag"), Some("W/\"1\""), "other bytes");
        let mut text = Vec::new();
        GzDecoder::new(&*reply.body).read_to_end(&mut text).unwrap();
        assert_eq!(text, plain.body);
        assert!(reply.body.len() < 200);
    }
    for accept in ["", "identity", "gzip;q=0", "br"] {
        let reply = get(&served, "/text", &format!("Accept-Encoding: {accept}\r\n"));
        assert_eq!(reply.header("content-encoding"), None, "{accept}");
    }
}

#[test]
fn htp_2_what_is_short_or_compressed_already_is_left_alone() {
    let png = || Ok(Value::from(Blob::new("image/png", vec![0; 5000])));
    let text = || Ok(Value::from(Blob::new("text/plain", vec![b'x'; 5000])));
    let router = hello()
        .offer(giving("png", png).safe())
        .offer(giving("text", text).safe())
        .offer(giving("short", || Ok(Value::from("x"))).safe());
    let accept = "Accept-Encoding: gzip\r\n";
    let served = Served::new(router);
    assert_eq!(
        get(&served, "/png", accept).header("content-encoding"),
        None
    );
    assert_eq!(
        get(&served, "/short", accept).header("content-encoding"),
        None
    );
    assert_eq!(
        get(&served, "/text", accept).header("content-encoding"),
        Some("gzip")
    );
}

#[test]
fn htp_2_a_large_answer_is_compressed_too_and_not_if_it_is_turned_off() {
    let large = || "x".repeat(1 << 20);
    let router = || hello().offer(Function::new("large", [], large).safe());
    let accept = "Accept-Encoding: gzip\r\n";
    let reply = get(&Served::new(router()), "/large", accept);
    let mut text = Vec::new();
    GzDecoder::new(&*reply.body).read_to_end(&mut text).unwrap();
    assert_eq!(text.len(), (1 << 20) + "u1048576:;".len());
    let off = Served::new(router().gzip(false));
    assert_eq!(get(&off, "/large", accept).header("content-encoding"), None);
}

#[test]
fn htp_3_a_blob_that_came_compressed_is_expanded() {
    let size = |file: Blob<'static>| file.content.len() as u64;
    let put = Function::new("put", [arg("file")], size).verb(Verb::Put, Envelope::Blob);
    let served = Served::new(hello().offer(put).body_limit(10_000));
    let put = |bytes: &[u8]| {
        let head = "Method: PUT\r\nContent-Encoding: gzip\r\nContent-Type: text/plain\r\n";
        served.send(post("/put", head, gzip(bytes)))
    };
    assert_eq!(put(&[0; 9_999]).body, b"i9999;");
    put(&[0; 10_001]).error(413);
}
