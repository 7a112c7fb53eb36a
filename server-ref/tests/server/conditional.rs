//! Conditional requests.

use chrono::{DateTime, Utc};
use hyperglyph::Value;
use hyperglyph::page::Link;
use hyperglyph_server::{Answer, Function, Router};

use crate::wire::{Reply, Served, hello};

fn when() -> DateTime<Utc> {
    DateTime::from_timestamp(784_111_777, 0).unwrap()
}

fn router() -> Router {
    let motd = || Answer::new("Be kind.").etag("v1").last_modified(when());
    hello()
        .offer(Function::new("motd", [], motd).embed())
        .offer(Function::new("dated", [], || Answer::new(1).last_modified(when())).safe())
        .offer(Function::new("weak", [], || Answer::new(1).etag("W/\"w\"")).safe())
        .offer(Function::new("plain", [], || 1).safe())
        .offer(Function::new("odd", [], || Answer::new(1).etag("a\r\nb: c")).safe())
        .function("post", [], || Answer::new(1).etag("v1"))
}

fn get(served: &Served, path: &str, headers: &str) -> Reply {
    served.send(format!(
        "GET {path} HTTP/1.1\r\nHost: h\r\n{headers}\r\n\r\n"
    ))
}

#[test]
fn lnk_6_an_inlined_link_has_the_etag_and_date_of_its_answer() {
    let served = Served::new(router());
    let reply = served.get("/");
    let page = reply.value();
    let link = Link::read(page.get("motd").and_then(Value::as_extension).unwrap()).unwrap();
    assert_eq!(link.response(), Some(&Value::from("Be kind.")));
    assert_eq!(link.etag.as_deref(), Some("v1"));
    assert_eq!(link.last_modified, Some(when()));
    let asked = served.get("/motd");
    assert_eq!(asked.value(), Value::from("Be kind."));
    assert_eq!(asked.header("etag"), Some("\"v1\""));
    assert_eq!(
        asked.header("last-modified"),
        Some("Sun, 06 Nov 1994 08:49:37 GMT")
    );
}

#[test]
fn lnk_7_what_the_client_has_already_is_a_304() {
    let served = Served::new(router());
    for (path, condition) in [
        ("/motd", "If-None-Match: \"v1\""),
        ("/motd", "If-None-Match: W/\"v1\""),
        ("/motd", "If-None-Match: \"v0\", \"v1\""),
        ("/motd", "If-None-Match: *"),
        ("/weak", "If-None-Match: \"w\""),
        ("/dated", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
        ("/dated", "If-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT"),
    ] {
        let reply = get(&served, path, condition);
        assert_eq!(
            (reply.status, reply.body.len()),
            (304, 0),
            "{path} {condition}"
        );
        assert_eq!(reply.header("content-type"), None);
        if path == "/motd" {
            assert_eq!(reply.header("etag"), Some("\"v1\""));
        }
    }
}

#[test]
fn lnk_7_what_it_has_not_is_answered() {
    let served = Served::new(router());
    for (path, condition) in [
        ("/motd", "If-None-Match: \"v2\""),
        ("/motd", "If-None-Match: v1x"),
        // The tag decides, where there are both (RFC 9110, 13.1.3).
        (
            "/motd",
            "If-None-Match: \"v2\"\r\nIf-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT",
        ),
        ("/dated", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT"),
        ("/dated", "If-Modified-Since: yesterday"),
        ("/plain", "If-None-Match: *"),
        ("/plain", "If-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT"),
    ] {
        assert_eq!(
            get(&served, path, condition).status,
            200,
            "{path} {condition}"
        );
    }
    // It is for GET alone.
    let request =
        "POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nIf-None-Match: \"v1\"\r\n\r\n";
    assert_eq!(served.send(request).status, 200);
}

#[test]
fn htp_9_what_is_no_longer_what_it_was_is_a_412() {
    let served = Served::new(router());
    for (path, condition) in [
        ("/motd", "If-Match: \"v0\""),
        ("/weak", "If-Match: W/\"w\""),
        (
            "/dated",
            "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT",
        ),
    ] {
        assert_eq!(
            get(&served, path, condition).error(412),
            "it has changed since it was read: read it again",
            "{path} {condition}"
        );
    }
    for (path, condition) in [
        ("/motd", "If-Match: \"v0\", \"v1\""),
        ("/motd", "If-Match: *"),
        (
            "/dated",
            "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
        ),
    ] {
        assert_eq!(
            get(&served, path, condition).status,
            200,
            "{path} {condition}"
        );
    }
}

#[test]
fn htp_20_an_etag_that_no_header_can_hold_is_our_failure() {
    let served = Served::new(router());
    served.get("/odd").error(500);
    served.assert_lives();
}

#[test]
fn lnk_4_an_embedded_function_that_fails_is_listed_without() {
    let fail = || -> Result<i64, hyperglyph_server::Failure> {
        Err(hyperglyph_server::Failure::internal("secret"))
    };
    let served = Served::new(hello().offer(Function::new("fail", [], fail).embed()));
    let reply = served.get("/");
    assert_eq!(
        reply.value().get("fail"),
        Some(&Value::from(Link::new("/fail").write()))
    );
    assert!(!String::from_utf8_lossy(&reply.body).contains("secret"));
}
