//! Requests that two readers could take for different ones: behind each stands
//! another, which must find nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyperglyph_server::Function;

use crate::wire::{Served, Wire, hello};

/// A server, and how often it was asked for what nobody asks for.
struct Target {
    served: Served,
    asked: Arc<AtomicUsize>,
}

/// A request that nobody sends, but as a part of another.
const SMUGGLED: &str = "GET /secret HTTP/1.1\r\nHost: h\r\n\r\n";

impl Target {
    fn new() -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let secret = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            "secret"
        };
        Self {
            served: Served::new(hello().offer(Function::new("secret", [], secret).safe())),
            asked,
        }
    }

    /// The connection after a request of these headers and this body.
    fn post(&self, headers: &str, body: &str) -> Wire {
        let mut wire = self.served.connect();
        wire.write(format!(
            "POST /hello HTTP/1.1\r\nHost: h\r\n{headers}\r\n{body}"
        ));
        wire
    }

    /// It is told that this is no request, and the connection ends.
    #[track_caller]
    fn assert_refused(&self, headers: &str, body: &str) {
        let mut wire = self.post(headers, &[body, SMUGGLED].concat());
        let seen = format!("{headers:?} {body:?}");
        let reply = wire.try_reply();
        assert_eq!(reply.map(|reply| reply.status), Some(400), "{seen}");
        assert!(wire.is_closed(), "{seen}");
        assert_eq!(self.asked.load(Ordering::Relaxed), 0, "{seen}");
        self.served.assert_lives();
    }
}

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

#[test]
fn htp_20_lengths_that_are_no_number_are_a_400() {
    let target = Target::new();
    for length in [
        "2, 3",
        "2 3",
        "0x2",
        "+2",
        "-2",
        "2.0",
        "2;",
        "\"2\"",
        "²",
        "",
        "18446744073709551616",
        "99999999999999999999999999",
    ] {
        target.assert_refused(&format!("Content-Length: {length}\r\n"), "O;");
    }
    for lengths in [
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: 3\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nContent-length: 0\r\n",
        "Content-Length: 2\r\nX: y\r\nContent-Length: 3\r\n",
    ] {
        target.assert_refused(lengths, "O;");
    }
}

#[test]
fn htp_20_codings_that_do_not_end_in_chunked_are_a_400() {
    let target = Target::new();
    for coding in [
        "identity",
        "xchunked",
        "chunked, identity",
        "chunked; q=1",
        "gzip",
        "",
    ] {
        target.assert_refused(
            &format!("Transfer-Encoding: {coding}\r\n"),
            "2\r\nO;\r\n0\r\n\r\n",
        );
    }
    target.assert_refused(
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "2\r\nO;\r\n0\r\n\r\n",
    );
    // HTTP/1.0 knows no chunks.
    let mut wire = target.served.connect();
    wire.write(format!(
        "POST /hello HTTP/1.0\r\n{CHUNKED}\r\n2\r\nO;\r\n0\r\n\r\n{SMUGGLED}"
    ));
    assert_eq!(wire.try_reply().map(|reply| reply.status), Some(400));
    assert_eq!(target.asked.load(Ordering::Relaxed), 0);
}

#[test]
fn htp_20_chunks_of_sizes_that_are_none_are_a_400() {
    let target = Target::new();
    for chunks in [
        "0x2\r\nO;\r\n0\r\n\r\n",
        "+2\r\nO;\r\n0\r\n\r\n",
        "-2\r\nO;\r\n0\r\n\r\n",
        " \r\nO;\r\n0\r\n\r\n",
        "2,\r\nO;\r\n0\r\n\r\n",
        "2_\r\nO;\r\n0\r\n\r\n",
        "10000000000000002\r\nO;\r\n0\r\n\r\n",
        "2\nO;\r\n0\r\n\r\n",
        "2\rO;\r\n0\r\n\r\n",
        "2\r\nO;0\r\n\r\n",
        "2\r\nO;\n0\r\n\r\n",
        "2\r\nO;\r0\r\n\r\n",
        "1\r\nO;\r\n0\r\n\r\n",
    ] {
        target.assert_refused(CHUNKED, chunks);
    }
}

/// An extension is ignored, as RFC 9112, 7.1.1 has it; its end is that of its
/// line, and of no other kind.
#[test]
fn htp_20_extensions_of_chunks_hide_nothing() {
    let target = Target::new();
    let mut wire = target.post(
        CHUNKED,
        "2;a=b;c=\"d\"\r\nO;\r\n0;last\r\n\r\nPOST /hello HTTP/1.1\r\nHost: h\r\n\r\n",
    );
    for _ in 0..2 {
        assert_eq!(wire.reply().body, b"u11:Hello World;");
    }
    for chunks in [
        "2;a\nO;\r\n0\r\n\r\n",
        "2;a\n2\r\nO;\r\n0\r\n\r\n",
        "2;a\rb\r\nO;\r\n0\r\n\r\n",
    ] {
        target.assert_refused(CHUNKED, chunks);
    }
    let long = format!("2;{}\r\nO;\r\n0\r\n\r\n", "a".repeat(100_000));
    target.assert_refused(CHUNKED, &long);
}

#[test]
fn htp_20_headers_that_can_be_read_in_two_ways_are_a_400() {
    let target = Target::new();
    for headers in [
        // A space before the colon (RFC 9112, 5.1).
        "Content-Length : 2\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length\t: 2\r\n",
        // A line that goes on in the next (RFC 9112, 5.2).
        "X: y\r\n Content-Length: 2\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        " Content-Length: 2\r\n",
        // A carriage return, or a NUL, in the middle of a line.
        "X: y\rContent-Length: 2\r\n",
        "X: y\0z\r\n",
        "X\0: y\r\n",
        "Content-Length 2\r\n",
        ": 2\r\n",
    ] {
        target.assert_refused(headers, "O;");
    }
}

/// hyper takes a line feed alone for the end of a line (RFC 9112, 2.2 lets it):
/// then it is that for all of them.
#[test]
fn htp_20_a_line_feed_alone_ends_a_line_or_the_request() {
    let target = Target::new();
    let mut wire = target.served.connect();
    let length = SMUGGLED.len();
    wire.write(format!(
        "POST /hello HTTP/1.1\nHost: h\nX: y\nContent-Length: {length}\n\n{SMUGGLED}"
    ));
    wire.reply().error(400);
    assert_eq!(target.asked.load(Ordering::Relaxed), 0);
    target.served.assert_lives();
}

/// The body of a request that is refused, or has no use for one, is not the next request.
#[test]
fn htp_20_a_body_that_nobody_reads_is_no_request() {
    let target = Target::new();
    let length = SMUGGLED.len();
    for line in [
        "GET /",
        "GET /none",
        "POST /none",
        "PUT /hello",
        "GET /hello",
        "BREW /hello",
    ] {
        for (headers, body) in [
            (format!("Content-Length: {length}\r\n"), SMUGGLED.to_owned()),
            (
                CHUNKED.to_owned(),
                format!("{length:x}\r\n{SMUGGLED}\r\n0\r\n\r\n"),
            ),
        ] {
            let mut wire = target.served.connect();
            wire.write(format!("{line} HTTP/1.1\r\nHost: h\r\n{headers}\r\n{body}"));
            let first = wire.try_reply();
            assert!(first.is_some(), "{line}");
            wire.patience(Duration::from_millis(50));
            assert!(wire.try_reply().is_none(), "{line}");
        }
    }
    assert_eq!(target.asked.load(Ordering::Relaxed), 0);
    target.served.assert_lives();
    // Who asks for it gets it.
    assert_eq!(target.served.send(SMUGGLED).body, b"u6:secret;");
    assert_eq!(target.asked.load(Ordering::Relaxed), 1);
}
