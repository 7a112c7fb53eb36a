//! Bytes from people who mean no good: each gets its 400, and the server lives.

use hyperglyph::Value;

use crate::wire::{Served, giving, hello, post};

#[test]
fn htp_20_malformed_bodies_are_a_400_that_says_where_d25() {
    let served = Served::new(hello());
    for (body, message) in [
        (
            &b"Ou4:name;u3:Bo"[..],
            "the arguments are no message: expected the rest of the object, found the end of the message, at byte 14 in root[\"name\"] [MSG-5]",
        ),
        (
            b"garbage",
            "the arguments are no message: expected an object (one of i u b f d p T F N L S D O X B), found 'g', at byte 0 in root [MSG-6]",
        ),
        (
            b"O;O;",
            "the arguments are no message: expected the end of the message, found 'O', at byte 2 in root [MSG-1]",
        ),
        (
            b"Ou1:a;i1;u1:a;i2;;",
            "the arguments are no message: expected a key that is not there yet, found 'u', at byte 9 in root.key(1) [COL-5]",
        ),
        (
            b"\xff\xfe",
            "the arguments are no message: expected an object (one of i u b f d p T F N L S D O X B), found byte 0xff, at byte 0 in root [MSG-6]",
        ),
        (
            b" ",
            "the arguments are no message: expected the rest of the object, found the end of the message, at byte 1 in root [MSG-5]",
        ),
    ] {
        assert_eq!(served.post("/hello", body).error(400), message);
        served.assert_lives();
    }
}

#[test]
fn msg_7_a_hundred_thousand_nested_lists_are_a_400() {
    let served = Served::new(hello());
    let body = [vec![b'L'; 100_000], vec![b';'; 100_000]].concat();
    assert!(served.post("/hello", body).error(400).ends_with("[MSG-7]"));
    served.assert_lives();
}

#[test]
fn msg_7_a_declared_length_of_ten_to_the_twentieth_is_a_400() {
    let served = Served::new(hello());
    for letter in ['u', 'b'] {
        let body = format!("{letter}100000000000000000000:x;");
        served.post("/hello", body).error(400);
        served.assert_lives();
    }
}

#[test]
fn htp_20_malformed_queries_are_a_400_d25() {
    let served = Served::new(hello().offer(giving("now", || Ok(Value::from(1))).safe()));
    for query in [
        "garbage",
        "%",
        "%zz",
        "O",
        "Li1%3B%3B",
        "Ou1%3Aa%3Bi1%3B%3B",
        "%ff%00",
    ] {
        served.get(&format!("/now?{query}")).error(400);
    }
    for query in ["", "?", "?O%3B", "?O;"] {
        assert_eq!(
            served.get(&format!("/now{query}")).body,
            b"i1;",
            "D26c {query}"
        );
    }
}

#[test]
fn d17b_the_profile_is_the_routers_to_choose() {
    // D8: an offset is read by interop alone.
    let body = "Ou4:name;d2020-01-01T00:00:00.000+01:00;;";
    let interop = Served::new(hello());
    assert_eq!(
        interop.post("/hello", body).error(400),
        "argument \"name\": expected a string, found a datetime"
    );
    let spec = Served::new(hello().decoding(hyperglyph::DecodeOptions::new()));
    assert_eq!(
        spec.post("/hello", body).error(400),
        "the arguments are no message: expected 'Z', for UTC, found '+', at byte 33 in root[\"name\"] [DTM-1]"
    );
}

#[test]
fn htp_20_lengths_that_disagree_are_a_400_and_the_end_of_the_connection() {
    let served = Served::new(hello());
    let twice =
        "POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nO;x";
    let signed = "POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: +2\r\n\r\nO;";
    let not_last = "POST /hello HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n2\r\nO;\r\n0\r\n\r\n";
    for request in [twice, signed, not_last] {
        let mut wire = served.connect();
        wire.write(request);
        // A request smuggled behind must find nobody.
        wire.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_eq!(wire.reply().status, 400, "{request}");
        assert!(wire.is_closed(), "{request}");
        served.assert_lives();
    }
}

/// RFC 9112, 6.3: the chunks win. Were it the length, what follows the two bytes
/// would be a request that nobody sent.
#[test]
fn htp_20_of_a_length_and_chunks_the_chunks_win() {
    let served = Served::new(hello());
    let smuggled = "O;                 GET /none HTTP/1.1\r\nHost: h\r\n\r\n";
    let length = smuggled.len();
    for first in [
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 2",
    ] {
        let mut wire = served.connect();
        wire.write(format!("POST /hello HTTP/1.1\r\nHost: h\r\n{first}\r\n\r\n{length:x}\r\n{smuggled}\r\n0\r\n\r\n"));
        wire.reply().error(400);
        assert!(wire.is_closed(), "RFC 9112, 6.1");
    }
}

#[test]
fn htp_20_broken_chunks_are_a_400_and_the_end_of_the_connection() {
    let served = Served::new(hello());
    for chunks in [
        "zz\r\nO;\r\n0\r\n\r\n",
        "2\r\nO;XX0\r\n\r\n",
        "ffffffffffffffffff\r\nO;",
        "-1\r\nO;\r\n",
        "\r\n\r\n",
    ] {
        let mut wire = served.connect();
        wire.write(format!(
            "POST /hello HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"
        ));
        let message = wire.reply().error(400);
        assert_eq!(
            message, "the body broke off, or its chunks or length are wrong [HTP-20]",
            "{chunks:?}"
        );
        assert!(wire.is_closed());
        served.assert_lives();
    }
}

#[test]
fn htp_20_chunks_of_one_byte_are_a_body_like_any_other() {
    let served = Served::new(hello());
    let chunks = "Ou4:name;u3:Bob;;".split("").filter(|c| !c.is_empty());
    let chunks: Vec<_> = chunks.flat_map(|c| ["1\r\n", c, "\r\n"]).collect();
    let chunks = chunks.concat();
    let reply = served.send(format!(
        "POST /hello HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"
    ));
    assert_eq!(reply.body, b"u9:Hello Bob;");
}

#[test]
fn htp_20_heads_that_are_no_http_are_a_4xx() {
    let served = Served::new(hello());
    for (head, status) in [
        ("garbage\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: h\r\nX: {}\r\n\r\n",
                "x".repeat(1 << 20)
            ),
            431,
        ),
        (
            format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(1000)),
            431,
        ),
        (
            format!("GET /{} HTTP/1.1\r\nHost: h\r\n\r\n", "x".repeat(1 << 20)),
            431,
        ),
        ("GET / HTTP/1.1\r\nHost : h\r\n\r\n".to_owned(), 400),
    ] {
        let reply = served.send(&head);
        assert_eq!(reply.status, status, "{}", &head[..40.min(head.len())]);
        served.assert_lives();
    }
}

#[test]
fn d22_connect_is_never_a_tunnel() {
    let served = Served::new(hello());
    for request in [
        "CONNECT h:80 HTTP/1.1\r\nHost: h\r\nMethod: GET\r\n\r\n",
        "CONNECT / HTTP/1.1\r\nHost: h\r\nMethod: GET\r\n\r\n",
    ] {
        let status = served.send(request).status;
        assert!((400..500).contains(&status), "{status}");
    }
}

#[test]
fn htp_20_a_body_that_ends_early_is_a_400() {
    let served = Served::new(hello());
    let mut wire = served.connect();
    wire.write("POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nO;");
    wire.finish();
    wire.reply().error(400);
    served.assert_lives();
}

#[test]
fn htp_20_pipelined_requests_are_answered_in_order_whatever_they_hold() {
    let served = Served::new(hello());
    let mut wire = served.connect();
    let requests = [
        post("/hello", "", "garbage"),
        post("/hello", "", "O;"),
        post("/none", "", "O;"),
        post("/hello", "", ""),
    ];
    wire.write(requests.concat());
    let statuses = requests.map(|_| wire.reply().status);
    assert_eq!(statuses, [400, 200, 404, 200]);
}
