//! Connections: kept, left by the other side, limited; tries again.

use std::time::Duration;

use hyperglyph_client::{Blame, Client, Error, args};

use crate::raw::{Raw, Then, ok};

const FORM: &str = "Xu4:form;Du3:url;u2:/f;u6:values;L;;N;;";

/// On which connection each request came.
fn connections(server: &Raw) -> Vec<usize> {
    server.lines().into_iter().map(|(at, _)| at).collect()
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let answers = vec![ok(FORM), ok("i1;"), ok("i2;"), ok("i3;")];
    let server = Raw::start([(answers, Then::Keep)]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    for expected in 1..=3 {
        let answer = page.invoke(args![]).await.unwrap();
        assert_eq!(answer.value().as_i64(), Some(expected));
    }
    assert_eq!(connections(&server), [0, 0, 0, 0]);
}

#[tokio::test]
async fn a_connection_is_used_again_after_an_error_and_a_redirect() {
    let status =
        |line: &str| format!("HTTP/1.1 {line}\r\ncontent-length: 2\r\n\r\nno").into_bytes();
    let answers = vec![
        status("404 Not Found"),
        status("303 See Other\r\nlocation: /x"),
        status("201 Created\r\nlocation: /x"),
        ok("i1;"),
    ];
    let server = Raw::start([(answers, Then::Keep)]).await;
    let client = Client::new();
    assert!(client.get(&server.url("/")).await.is_err());
    client.get(&server.url("/")).await.unwrap();
    client.get(&server.url("/")).await.unwrap();
    assert_eq!(connections(&server), [0, 0, 0, 0]);
}

#[tokio::test]
async fn no_connection_waits_longer_or_beside_more_than_it_may() {
    for (most, time, expected) in [(0, 60_000, [0, 1]), (9, 0, [0, 1]), (9, 60_000, [0, 0])] {
        let server = Raw::start([(vec![ok("i1;"), ok("i2;")], Then::Keep)]).await;
        let client = Client::builder()
            .idle(most, Duration::from_millis(time))
            .build();
        for _ in 0..2 {
            client.get(&server.url("/")).await.unwrap();
        }
        assert_eq!(connections(&server), expected);
    }
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_replaced() {
    let closes = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 3\r\n\r\ni1;".to_vec();
    for first in [(vec![ok("i1;")], Then::Close), (vec![closes], Then::Keep)] {
        let server = Raw::start([first, (vec![ok("i2;")], Then::Keep)]).await;
        let client = Client::builder().retries(0).build();
        client.get(&server.url("/")).await.unwrap();
        let page = client.get(&server.url("/")).await.unwrap();
        assert_eq!(page.value().as_i64(), Some(2));
    }
}

/// The second request of a connection gets no answer, and the connection closes.
async fn dies_at_the_second_request(form: &str) -> Raw {
    Raw::start([
        (vec![ok(form), Vec::new()], Then::Close),
        (vec![ok("i2;")], Then::Keep),
    ])
    .await
}

#[tokio::test]
async fn a_get_on_a_connection_that_dies_is_sent_again_without_any_retries() {
    let server = dies_at_the_second_request("Xu4:link;Du3:url;u2:/l;;N;;").await;
    let page = Client::builder()
        .retries(0)
        .build()
        .get(&server.url("/"))
        .await
        .unwrap();
    let answer = page.invoke(args![]).await.unwrap();
    assert_eq!(answer.value().as_i64(), Some(2));
    assert_eq!(connections(&server), [0, 0, 1]);
}

#[tokio::test]
async fn an_unsafe_request_is_never_sent_twice() {
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let length = method.len();
        let form = format!(
            "Xu4:form;Du3:url;u2:/f;u6:method;u{length}:{method};u8:envelope;u4:form;u6:values;L;;N;;"
        );
        let server = dies_at_the_second_request(&form).await;
        let page = Client::builder()
            .retries(5)
            .build()
            .get(&server.url("/"))
            .await
            .unwrap();
        let error = page.invoke(args![]).await.unwrap_err();
        assert!(matches!(error, Error::Transport { .. }), "{error}");
        assert_eq!(connections(&server), [0, 0], "{method}");
    }
}

#[tokio::test]
async fn a_safe_request_is_tried_again_as_often_as_it_may() {
    for (retries, tries) in [(0, 1), (2, 3)] {
        let server = Raw::start([(vec![Vec::new()], Then::Close)]).await;
        let client = Client::builder().retries(retries).build();
        let error = client.get(&server.url("/")).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Transport);
        assert_eq!(server.lines().len(), tries);
    }
    let server = Raw::start([
        (vec![Vec::new()], Then::Close),
        (vec![Vec::new()], Then::Close),
        (vec![ok("i1;")], Then::Keep),
    ])
    .await;
    assert!(Client::new().get(&server.url("/")).await.is_ok());
}

#[tokio::test]
async fn what_an_answer_says_is_not_asked_for_again() {
    for answer in [
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nxx",
        "this is no HTTP\r\n\r\n",
    ] {
        let server = Raw::start([(vec![answer.into()], Then::Close)]).await;
        assert!(Client::new().get(&server.url("/")).await.is_err());
        assert_eq!(server.lines().len(), 1, "{answer}");
    }
}

#[tokio::test]
async fn many_calls_at_once_have_a_connection_each_and_leave_them_behind() {
    let server = crate::server::Server::start([("/", crate::server::message("i1;"))]).await;
    let client = Client::new();
    let url = server.url("/");
    for _ in 0..2 {
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let (client, url) = (client.clone(), url.clone());
                tokio::spawn(async move { client.get(&url).await.unwrap().into_value() })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap().as_i64(), Some(1));
        }
    }
    assert_eq!(server.asked().len(), 200);
}

#[tokio::test]
async fn whoever_watches_sees_each_request_and_response() {
    use std::sync::{Arc, Mutex};

    use hyperglyph_client::Event;

    let moved = b"HTTP/1.1 303 See Other\r\nlocation: /to\r\ncontent-length: 0\r\n\r\n".to_vec();
    let server = Raw::start([(vec![moved, ok("i1;")], Then::Keep)]).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let client = Client::builder()
        .watch(move |event| {
            log.lock().unwrap().push(match event {
                Event::Request { method, url, .. } => format!("{method} {}", url.path()),
                Event::Response { status, .. } => status.as_u16().to_string(),
                Event::Body { bytes, .. } => String::from_utf8_lossy(bytes).into_owned(),
                other => format!("{other:?}"),
            });
        })
        .build();
    client.get(&server.url("/")).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        ["GET /", "303", "GET /to", "200", "i1;"]
    );
}
