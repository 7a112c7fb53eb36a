//! Connections: how many, how long, and how they end.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body::Frame;
use hyperglyph::{Blob, Value};
use hyperglyph_server::{Answer, Body, Router, arg};
use tokio::time::{Sleep, sleep};

use crate::wire::{Served, Wire, giving, hello, post};

const SHORT: Duration = Duration::from_millis(200);

/// Longer than any test takes: what ends meanwhile ends for another reason.
const LONG: Duration = Duration::from_mins(10);

#[test]
fn htp_20_a_head_that_does_not_come_ends_the_connection() {
    let served = Served::with(hello(), |server| {
        server.head_timeout(SHORT).idle_timeout(LONG)
    });
    for start in ["G", "GET / HT", "GET / HTTP/1.1\r\nHost: h\r\n"] {
        let mut wire = served.connect();
        // The second head of a connection has no more time than the first.
        for _ in 0..2 {
            wire.write(post("/hello", "", "O;"));
            assert_eq!(wire.reply().status, 200);
        }
        wire.write(start);
        assert!(wire.try_reply().is_none(), "{start:?}");
    }
    served.assert_lives();
}

#[test]
fn htp_5_a_connection_without_a_request_ends() {
    let router = hello().function("slow", [], async || sleep(SHORT / 2).await);
    let served = Served::with(router, |server| {
        server.head_timeout(LONG).idle_timeout(SHORT)
    });
    assert!(served.connect().is_closed());
    // After an answer that was there at once, and one that was waited for.
    for path in ["/hello", "/slow"] {
        let mut wire = asked(&served, &post(path, "", "O;"));
        assert!(wire.reply().status < 300);
        assert!(wire.is_closed(), "{path}");
    }
}

#[test]
fn htp_5_an_answer_waits_for_no_later_request() {
    let router = hello().function("slow", [], async || sleep(LONG).await);
    let served = Served::new(router);
    let mut wire = served.connect();
    let quick = post("/hello", "", "O;");
    // The last two are there, unread, while the one before takes its time.
    wire.write([&*quick, &*quick, &*post("/slow", "", ""), &*quick, &*quick].concat());
    for _ in 0..2 {
        assert_eq!(wire.reply().status, 200);
    }
}

/// A connection on which the answer to a request comes. One that was idle first,
/// since this side was slow, is tried anew.
fn asked(served: &Served, request: &[u8]) -> Wire {
    let mut tries = std::iter::repeat_with(|| {
        let mut wire = served.connect();
        wire.write(request);
        wire
    });
    tries.by_ref().take(50).find_map(Wire::answered).unwrap()
}

#[test]
fn htp_5_a_connection_with_a_request_is_not_idle_however_long_it_takes() {
    let router = hello()
        .function("slow", [], async || sleep(3 * SHORT).await)
        .function("stream", [], async || {
            let waits = [1, 2, 3].map(|_| Box::pin(sleep(3 * SHORT)));
            Answer::stream("text/plain", Body::stream(Slow(waits.into())))
        });
    let served = Served::with(router, |server| {
        server.head_timeout(SHORT).idle_timeout(SHORT)
    });
    let mut wire = asked(&served, &post("/slow", "", ""));
    assert_eq!(wire.reply().status, 204);
    let mut wire = asked(&served, &post("/stream", "", ""));
    let head = wire.head();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    // Three chunks of a byte, and the last one, of none.
    assert_eq!(
        wire.rest(),
        (3 * "1\r\nx\r\n".len() + "0\r\n\r\n".len(), None)
    );
}

/// A byte after each of these waits.
struct Slow(VecDeque<Pin<Box<Sleep>>>);

impl http_body::Body for Slow {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Some(wait) = self.0.front_mut() else {
            return Poll::Ready(None);
        };
        ready!(wait.as_mut().poll(context));
        self.0.pop_front();
        Poll::Ready(Some(Ok(Frame::data("x".into()))))
    }
}

#[test]
fn htp_20_a_body_that_does_not_come_is_a_408() {
    let served = Served::new(hello().timeout(SHORT));
    let mut wire = served.connect();
    wire.write("POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nO;");
    let reply = wire.reply();
    assert_eq!(reply.error(408), "the body did not come in time");
    assert_eq!(reply.header("connection"), Some("close"));
    served.assert_lives();
}

/// Byte by byte, for ever: what counts is the whole, and not the last byte.
#[test]
fn htp_20_a_head_or_body_that_trickles_is_cut() {
    let router = hello().timeout(SHORT);
    let served = Served::with(router, |server| server.head_timeout(SHORT));
    let body = "POST /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n";
    for (start, status) in [("GET / HTTP/1.1\r\nX: ", None), (body, Some(408))] {
        let mut wire = served.connect();
        wire.write(start);
        let mut wrote = Ok(());
        while wrote.is_ok() {
            std::thread::sleep(SHORT / 20);
            wrote = wire.try_write(b"x");
        }
        if let Some(status) = status {
            // A reset may have overtaken it.
            let reply = wire.try_reply();
            assert!(reply.is_none_or(|reply| reply.status == status));
        }
        served.assert_lives();
    }
}

#[test]
fn htp_18_a_handler_that_does_not_end_is_a_503() {
    let router = hello().timeout(SHORT).function("sleep", [], async || {
        sleep(Duration::from_mins(1)).await;
    });
    let served = Served::new(router);
    assert_eq!(
        served.post("/sleep", "").error(503),
        "the call took longer than this server waits"
    );
}

/// More than the sockets of both sides hold together.
const LARGE: usize = 32 << 20;

fn large() -> Router {
    hello().offer(giving("large", || {
        let bytes = vec![b'x'; LARGE];
        Ok(Value::from(Blob::new("text/plain", bytes)))
    }))
}

#[test]
fn htp_20_an_answer_that_is_not_read_ends_the_connection() {
    // One connection at a time: the next is accepted once the first has ended.
    let served = Served::with(large(), |server| {
        server.write_timeout(SHORT).max_connections(1)
    });
    let mut unread = served.connect();
    unread.write(post("/large", "", ""));
    served.assert_lives();
    // Reset, and not closed: the kernel, too, has let go of the rest.
    let (taken, error) = unread.rest();
    assert!(taken < LARGE, "{taken}");
    assert_eq!(error, Some(io::ErrorKind::ConnectionReset));
}

#[test]
fn msg_7_connections_over_the_limit_wait_for_room() {
    let served = Served::with(hello(), |server| server.max_connections(2));
    let mut held: Vec<_> = (0..2).map(|_| served.connect()).collect();
    for wire in &mut held {
        wire.write(post("/hello", "", ""));
        wire.reply();
    }
    let mut waiting = served.connect();
    waiting.write(post("/hello", "", ""));
    waiting.patience(SHORT);
    assert!(waiting.try_reply().is_none(), "there is no room yet");
    drop(held);
    waiting.patience(Duration::from_secs(10));
    assert_eq!(waiting.reply().status, 200);
}

#[test]
fn htp_5_a_connection_is_kept_for_the_next_request() {
    let served = Served::new(hello());
    let mut wire = served.connect();
    for _ in 0..3 {
        wire.write(post("/hello", "", ""));
        assert_eq!(wire.reply().status, 200);
    }
}

#[test]
fn htp_5_a_stop_finishes_what_is_in_flight_and_accepts_no_more() {
    let router = hello().function("slow", [arg("a")], async |a: i64| {
        sleep(SHORT).await;
        a
    });
    let mut served = Served::new(router);
    let mut idle = served.connect();
    idle.write(post("/hello", "", ""));
    idle.reply();
    let mut busy = served.connect();
    busy.write(post("/slow", "", "Ou1:a;i7;;"));
    // The request must be in flight before the stop.
    std::thread::sleep(SHORT / 2);
    let begin = Instant::now();
    served.stop();
    // An idle connection is not waited for.
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(busy.reply().body, b"i7;");
    assert!(idle.is_closed());
    assert!(std::net::TcpStream::connect(served.address).is_err());
}

#[test]
fn htp_5_a_stop_does_not_wait_forever() {
    let router = hello().function("stuck", [], async || {
        sleep(Duration::from_mins(1)).await;
    });
    let mut served = Served::with(router, |server| server.shutdown_timeout(SHORT));
    let mut wire = served.connect();
    wire.write(post("/stuck", "", ""));
    std::thread::sleep(SHORT / 2);
    let begin = Instant::now();
    served.stop();
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert!(wire.try_reply().is_none());
}
