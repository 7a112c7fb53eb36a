//! Requests that get an answer other than the one they asked for.

use hyperglyph::Value;

use crate::wire::{Served, giving, hello, post};

fn served() -> Served {
    Served::new(
        hello()
            .offer(giving("now", || Ok(Value::from(1))).safe())
            .body_limit(1000),
    )
}

fn request(served: &Served, method: &str, path: &str, headers: &str) -> crate::wire::Reply {
    served.send(format!(
        "{method} {path} HTTP/1.1\r\nHost: h\r\n{headers}\r\n"
    ))
}

#[test]
fn d26_an_unknown_path_is_a_404() {
    let served = served();
    for path in [
        "/none",
        "/hello/",
        "//hello",
        "/Hello",
        "/hello/name",
        "/__init__",
        "/%68ello",
    ] {
        let message = served.get(path).error(404);
        assert_eq!(
            message, "nothing is at this url: start at the root and follow what it offers",
            "{path}"
        );
    }
}

#[test]
fn d26_a_wrong_method_is_a_405_with_allow() {
    let served = served();
    for (method, path, allow) in [
        ("GET", "/hello", "POST"),
        ("PUT", "/hello", "POST"),
        ("DELETE", "/hello", "POST"),
        ("PATCH", "/hello", "POST"),
        ("POST", "/", "GET"),
        ("POST", "/now", "GET"),
        // D26i: a method that no table knows.
        ("BREW", "/hello", "POST"),
        ("get", "/now", "GET"),
    ] {
        let reply = request(&served, method, path, "");
        assert_eq!(
            reply.error(405),
            format!("this url takes {allow} only: call what the page offers as it says")
        );
        assert_eq!(reply.header("allow"), Some(allow), "{method} {path}");
    }
}

#[test]
fn htp_22_options_trace_and_head_are_a_405_d27() {
    let served = served();
    for method in ["OPTIONS", "TRACE"] {
        let reply = request(&served, method, "/", "");
        reply.error(405);
        assert_eq!(reply.header("allow"), Some("GET"));
    }
    let mut wire = served.connect();
    wire.write("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert!(wire.head().starts_with("HTTP/1.1 405 "));
    assert!(wire.is_closed(), "an answer to HEAD has no body");
}

#[test]
fn htp_7_the_header_method_is_the_method_d22() {
    let served = served();
    assert_eq!(
        request(&served, "POST", "/now", "Method: GET\r\n").body,
        b"i1;"
    );
    assert_eq!(
        request(&served, "GET", "/hello", "Method: POST\r\n").body,
        b"u11:Hello World;"
    );
    request(&served, "POST", "/hello", "method: PUT\r\n").error(405);
    let message = request(&served, "POST", "/hello", "Method: P T\r\n").error(400);
    assert_eq!(
        message,
        "the header 'Method' holds no method: expected a token such as PUT [HTP-7]"
    );
    let message = request(&served, "POST", "/hello", "Method: POST\r\nMethod: PUT\r\n").error(400);
    assert_eq!(
        message,
        "the header 'Method' stands twice: send one method [HTP-7]"
    );
}

#[test]
fn d22_every_answer_says_that_it_varies_with_method() {
    let served = served();
    for reply in [
        served.get("/"),
        served.get("/none"),
        served.post("/hello", ""),
        served.post("/hello", "x"),
    ] {
        assert_eq!(
            reply.header("vary"),
            Some("Method, Accept, Accept-Encoding")
        );
    }
}

#[test]
fn d26_a_body_over_the_limit_is_a_413() {
    let served = served();
    let expected = "the body is larger than 1000 bytes, the most this server reads";
    // Declared: refused before a byte of it comes.
    let mut wire = served.connect();
    wire.write("POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
    let reply = wire.reply();
    assert_eq!(reply.error(413), expected);
    assert_eq!(reply.header("connection"), Some("close"));
    // Not declared: refused as soon as it is over.
    let mut wire = served.connect();
    wire.write("POST /hello HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for _ in 0..10 {
        wire.write(format!("65\r\n{}\r\n", "x".repeat(0x65)));
    }
    assert_eq!(wire.reply().error(413), expected);
    served.assert_lives();
}

#[test]
fn d26_a_body_at_the_limit_is_read() {
    let name = "x".repeat(1000 - "Ou4:name;u983:;;".len());
    let body = format!("Ou4:name;u{}:{name};;", name.len());
    assert_eq!(body.len(), 1000);
    assert_eq!(served().post("/hello", body).status, 200);
}

/// A client that writes first and reads later: a reset from the closed socket
/// would break its writing, and it would never read the answer.
#[test]
fn d26_the_413_reaches_a_client_that_goes_on_sending() {
    let served = served();
    let mut wire = served.connect();
    wire.write("POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n");
    for _ in 0..30 {
        std::thread::sleep(std::time::Duration::from_millis(5));
        wire.try_write(&[b'x'; 10_000]).unwrap();
    }
    wire.reply().error(413);
}

#[test]
fn d26_another_content_type_is_a_415() {
    let served = served();
    for headers in [
        "Content-Type: application/json\r\n",
        "Content-Type: application/vnd.hyperglyph2\r\n",
        "Content-Type: \r\n",
    ] {
        let message = served.send(post("/hello", headers, "O;")).error(415);
        assert_eq!(
            message,
            "expected a body of the type application/vnd.hyperglyph, found another [HTP-1]"
        );
    }
    let message = served
        .send(post("/hello", "Content-Encoding: br\r\n", "O;"))
        .error(415);
    assert_eq!(
        message,
        "expected a body whose Content-Encoding is gzip, or none, found another [HTP-1]"
    );
}

#[test]
fn d26b_our_content_type_in_any_form_or_none() {
    let served = served();
    for headers in [
        "",
        "Content-Type: application/vnd.hyperglyph\r\n",
        "Content-Type: Application/VND.hyperglyph ; charset=utf-8\r\n",
        "Content-Encoding: identity\r\n",
    ] {
        let reply = served.send(post("/hello", headers, "O;"));
        assert_eq!(reply.body, b"u11:Hello World;", "{headers}");
    }
    // Without a body there is nothing to have a type.
    let reply = served.send(post(
        "/hello",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        "",
    ));
    assert_eq!(reply.status, 200);
}

#[test]
fn d26_accept_without_us_is_a_406_in_words() {
    let served = served();
    for accept in [
        "text/html",
        "text/*, image/png",
        "application/vnd.hyperglyph;q=0",
        "*/*, application/vnd.hyperglyph; q=0.0",
    ] {
        let reply = request(&served, "GET", "/", &format!("Accept: {accept}\r\n"));
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (406, Some("text/plain; charset=utf-8")),
            "{accept}"
        );
        let text = String::from_utf8(reply.body).unwrap();
        assert!(text.starts_with("answers are application/vnd.hyperglyph, which the Accept header of the request excludes [HTP-8]\nlogref: "), "{text}");
    }
}

#[test]
fn htp_8_accept_with_us_is_answered() {
    let served = served();
    for accept in [
        "application/vnd.hyperglyph",
        "APPLICATION/VND.HYPERGLYPH",
        "*/*",
        "application/*;q=0.1",
        "text/html, application/xml;q=0.9, */*;q=0.8",
        "application/vnd.hyperglyph, */*;q=0",
        "",
    ] {
        assert_eq!(
            request(&served, "GET", "/", &format!("Accept: {accept}\r\n")).status,
            200,
            "{accept}"
        );
    }
}

#[test]
fn d26_a_406_comes_before_the_handler_runs() {
    let served = Served::new(hello().offer(giving("boom", || panic!("ran"))));
    assert_eq!(
        served
            .send(post("/boom", "Accept: text/html\r\n", ""))
            .status,
        406
    );
}
