//! Servers that lie, never end, or want too much: a typed error, in bounded memory.

use std::time::Duration;

use hyperglyph_client::{Blame, Client, Error, args};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::raw::{Raw, Then, ok};
use crate::server::{Server, answer, message};
use crate::statuses::gzip;

/// A server that answers with this, and then with more of the same for ever.
async fn endless(head: &'static str, more: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(more).await.is_ok() {}
        }
    });
    url
}

const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
const CHUNK: &[u8] = b"10\r\nxxxxxxxxxxxxxxxx\r\n";

#[tokio::test]
async fn an_endless_body_of_any_framing_ends_at_the_limit() {
    for (head, more) in [
        (CHUNKED, CHUNK),
        ("HTTP/1.1 200 OK\r\n\r\n", &[b'x'; 4096][..]),
        ("HTTP/1.1 404 Not Found\r\n\r\n", &[b'x'; 4096][..]),
        (
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n",
            &[b'x'; 4096][..],
        ),
    ] {
        let url = endless(head, more).await;
        let client = Client::builder().max_body(1 << 20).build();
        let error = client.get(&url).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::TooLarge {
                    limit: 0x10_0000,
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_endless_body_that_says_nothing_does_not_hold_up_the_call() {
    for (status, location) in [
        ("303 See Other", "location: /x\r\n"),
        ("201 Created", "location: /x\r\n"),
    ] {
        let head = format!("HTTP/1.1 {status}\r\n{location}transfer-encoding: chunked\r\n\r\n");
        let stalled = [head.into_bytes(), CHUNK.to_vec()].concat();
        let server = Raw::start([(vec![stalled], Then::Keep), (vec![ok("i1;")], Then::Keep)]).await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        if page.value().as_i64() != Some(1) {
            let to = page.invoke(args![]).await.unwrap();
            assert_eq!(to.value().as_i64(), Some(1));
        }
        let lines = server.lines();
        assert_eq!(
            lines[1],
            (1, "GET /x HTTP/1.1".to_owned()),
            "on a connection of its own"
        );
    }
}

#[tokio::test]
async fn endless_headers_and_interim_responses_end_too() {
    let client = || {
        Client::builder()
            .retries(0)
            .timeout(Duration::from_mins(1))
            .build()
    };
    for (head, more) in [
        ("HTTP/1.1 200 OK\r\n", &b"a: b\r\n"[..]),
        ("HTTP/1.1 200 OK\r\na: ", &[b'x'; 4096][..]),
    ] {
        let url = endless(head, more).await;
        let error = client().get(&url).await.unwrap_err();
        assert!(matches!(error, Error::Transport { .. }), "{error}");
    }
    let url = endless("", b"HTTP/1.1 103 Early Hints\r\n\r\n").await;
    let quick = Client::builder()
        .timeout(Duration::from_millis(300))
        .build();
    let error = quick.get(&url).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn a_gzip_bomb_ends_at_the_limit() {
    // Half a gigabyte in half a megabyte.
    let bomb = gzip(&vec![0; 8 << 20]).repeat(64);
    for kind in ["application/vnd.hyperglyph", "text/plain"] {
        for status in [200, 404] {
            let script = answer(status)
                .header("content-type", kind)
                .header("content-encoding", "gzip")
                .body(&bomb);
            let server = Server::start([("/", script)]).await;
            let client = Client::builder().max_body(2 << 20).build();
            let error = client.get(&server.url("/")).await.unwrap_err();
            assert!(
                matches!(
                    error,
                    Error::TooLarge {
                        limit: 0x20_0000,
                        ..
                    }
                ),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_shorter_than_its_length_is_a_transport_error() {
    for bytes in [
        "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ni1;",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ni1;",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\ni1;\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\ni1;\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\ni1;x",
        "HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\ni1;",
    ] {
        let server = Raw::start([(vec![bytes.into()], Then::Close)]).await;
        let error = Client::new().get(&server.url("/")).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Transport, "{bytes:?}: {error}");
    }
}

#[tokio::test]
async fn a_body_longer_than_its_length_answers_nobody() {
    let forged = ok("i666;");
    let first = [ok("i1;"), forged].concat();
    let server = Raw::start([
        (vec![first, ok("i667;")], Then::Keep),
        (vec![ok("i2;")], Then::Keep),
    ])
    .await;
    let client = Client::new();
    let one = client.get(&server.url("/1")).await.unwrap();
    assert_eq!(one.value().as_i64(), Some(1));
    let two = client.get(&server.url("/2")).await.unwrap();
    assert_eq!(two.value().as_i64(), Some(2));
}

#[tokio::test]
async fn malformed_deep_and_doubled_pages_are_the_fault_of_the_response() {
    let deep = "L".repeat(100_000);
    let deep_page = "Xu8:resource;D;Du1:a;".repeat(50_000);
    for (body, requirement) in [
        ("", "MSG-5"),
        ("i1;i2;", "MSG-1"),
        ("u9:short;", "MSG-5"),
        ("u99999999999999999999999999:x;", "MSG-7"),
        (&*deep, "MSG-7"),
        (&*deep_page, "MSG-7"),
        ("Xu8:resource;D;Du1:a;i1;u1:a;i2;;;", "COL-5"),
        ("Si1;i1;;", "COL-5"),
    ] {
        let server = Server::start([("/", message(body))]).await;
        let error = Client::new().get(&server.url("/")).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Response);
        let about: String = body.chars().take(40).collect();
        assert_eq!(error.requirement(), Some(requirement), "{about}: {error}");
    }
}

#[tokio::test]
async fn a_page_of_the_wrong_shape_is_said_to_be() {
    let page = "LXu4:form;N;N;;Xu4:form;Du6:values;i1;;N;;Xu4:link;Du3:url;i1;;N;;\
        Xu4:form;Du6:values;Li1;;;N;;Xu4:form;Du6:values;L;;i1;;Xi1;D;N;;;";
    let server = Server::start([("/", message(page))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    for index in 0..6 {
        let error = page.call(index, args![]).await.unwrap_err();
        assert!(
            error.to_string().starts_with("no request was made: "),
            "{error}"
        );
    }
    assert_eq!(server.lines(), ["GET /"]);
}

#[tokio::test]
async fn a_url_too_long_to_send_is_an_error() {
    let url = format!("/{}", "x".repeat(100_000));
    let page = format!("Xu4:link;Du3:url;u{}:{url};;N;;", url.len());
    let server = Server::start([("/", message(&page))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    let error = page.invoke(args![]).await.unwrap_err();
    assert_eq!(error.blame(), Blame::Caller, "{error}");
    assert!(error.to_string().len() < 1_000);
    assert_eq!(server.lines(), ["GET /"]);
}
