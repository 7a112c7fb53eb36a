//! What a server says of itself, beside the application.

use std::time::{Duration, Instant};

use crate::wire::{Served, hello, post};

fn healthy() -> Served {
    Served::with(hello(), |server| {
        // Longer than any test: nothing but the health changes meanwhile.
        let server = server.shutdown_delay(Duration::from_mins(10));
        server.health_at("/health")
    })
}

#[test]
fn htp_18_without_a_word_there_is_no_health() {
    let served = Served::new(hello());
    assert!(served.get("/health").error(404).starts_with("nothing is"));
    assert!(served.get("/metrics").error(404).starts_with("nothing is"));
}

#[test]
fn htp_18_a_server_that_serves_is_healthy() {
    let served = healthy();
    for path in ["/health", "/health?from=balancer", "/health/live"] {
        let reply = served.get(path);
        assert_eq!((reply.status, &*reply.body), (200, &b"ok\n"[..]), "{path}");
        assert_eq!(
            reply.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
    for path in ["/health/", "/health/ready", "/healthy", "/Health"] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
    served.assert_lives();
}

#[test]
fn htp_18_health_is_asked_by_get_and_head() {
    let served = healthy();
    let mut wire = served.connect();
    wire.write("HEAD /health HTTP/1.1\r\nHost: h\r\n\r\n");
    let head = wire.head();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    // Nothing stands between that and the next answer.
    wire.write(post("/health", "", "O;"));
    let reply = wire.reply();
    assert_eq!(
        (reply.status, reply.header("allow")),
        (405, Some("GET, HEAD"))
    );
}

#[test]
fn htp_18_a_server_that_was_told_to_stop_says_so_and_serves_on() {
    let mut served = healthy();
    let mut old = served.connect();
    old.write("GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_eq!(old.reply().status, 200);
    served.begin_stop();
    let begin = Instant::now();
    let reply = loop {
        let reply = served.get("/health");
        if reply.status != 200 {
            break reply;
        }
        assert!(begin.elapsed() < Duration::from_secs(30));
    };
    assert_eq!((reply.status, &*reply.body), (503, &b"stopping\n"[..]));
    old.write("GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_eq!(old.reply().status, 503);
    assert_eq!(served.get("/health/live").status, 200);
    served.assert_lives();
}

#[test]
#[should_panic(expected = "\"health\": a path is like /health")]
fn health_is_at_a_path() {
    let _ = Served::with(hello(), |server| server.health_at("health"));
}
