//! Uploads that are read while they come.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::Frame;
use hyperglyph::{Blob, Map, Value, encode};
use hyperglyph_server::{
    Class, Envelope, Failure, Function, Instances, Memory, Method, Router, StatusCode, This,
    UploadStream, Verb, arg,
};
use tokio::io::AsyncReadExt;

use crate::gzip::gzip;
use crate::uploads::noise;
use crate::wire::{Served, Wire, hello, post};

/// What handlers saw, in the order in which they saw it.
#[derive(Debug, PartialEq)]
enum Seen {
    Began,
    Bytes(usize),
    End,
    Failed(StatusCode, String),
    Dropped,
}

/// A handler that tells what it sees.
struct Watch(mpsc::Sender<Seen>);

impl Watch {
    fn tell(&self, seen: Seen) {
        // The test may have seen enough.
        let _ = self.0.send(seen);
    }

    async fn read(self, mut stream: UploadStream) -> Result<u64, Failure> {
        self.tell(Seen::Began);
        let mut length = 0;
        loop {
            match stream.chunk().await {
                Ok(Some(bytes)) => {
                    length += bytes.len() as u64;
                    self.tell(Seen::Bytes(bytes.len()));
                }
                Ok(None) => {
                    self.tell(Seen::End);
                    return Ok(length);
                }
                Err(error) => {
                    let failure = Failure::from(error);
                    self.tell(Seen::Failed(failure.status(), failure.message().to_owned()));
                    // An error stays one.
                    assert!(stream.chunk().await.is_err());
                    // Whatever the handler makes of it.
                    return Ok(length);
                }
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.tell(Seen::Dropped);
    }
}

struct Streams {
    served: Served,
    seen: mpsc::Receiver<Seen>,
}

impl Streams {
    fn new() -> Self {
        Self::with(|router| router)
    }

    fn with(limits: impl FnOnce(Router) -> Router) -> Self {
        let (tell, seen) = mpsc::channel();
        let watched = move |stream| Watch(tell.clone()).read(stream);
        let default = Blob::new("text/plain", &b"nothing"[..]);
        let router = hello()
            .body_limit(64 << 20)
            .function("upload", [arg("file").or(default)], watched.clone())
            .offer(Function::new("put", [arg("file")], watched).verb(Verb::Put, Envelope::Blob))
            .function("echo", [arg("title"), arg("file")], echo)
            .function("first", [arg("file")], first);
        Self {
            served: Served::new(limits(router)),
            seen,
        }
    }

    /// What the handler sees next.
    fn next(&self) -> Seen {
        self.seen
            .recv_timeout(Duration::from_secs(20))
            .expect("the handler sees nothing")
    }

    /// So many more bytes.
    #[track_caller]
    fn assert_bytes(&self, mut length: usize) {
        while length > 0 {
            match self.next() {
                Seen::Bytes(count) if count <= length => length -= count,
                other => panic!("expected {length} bytes, found {other:?}"),
            }
        }
    }

    #[track_caller]
    fn assert_nothing(&self) {
        assert!(self.seen.try_recv().is_err(), "the handler was called");
    }

    /// A connection on which a body of chunks has begun.
    fn begin(&self, path: &str, method: &str, headers: &str) -> Wire {
        let mut wire = self.served.connect();
        wire.write(format!(
            "{method} {path} HTTP/1.1\r\nHost: h\r\n{headers}Transfer-Encoding: chunked\r\n\r\n"
        ));
        wire
    }
}

async fn echo(
    title: String,
    mut file: UploadStream,
) -> Result<(String, String, Blob<'static>), Failure> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).await?;
    let attribute = file.attributes().get("name").and_then(Value::as_str);
    let name = attribute.unwrap_or_default().to_owned();
    Ok((
        title,
        name,
        Blob::new(file.content_type().to_owned(), bytes),
    ))
}

/// Whoever has seen enough drops the rest.
async fn first(mut file: UploadStream) -> Result<Option<u64>, Failure> {
    let first = file.chunk().await?;
    drop(file);
    Ok(first.map(|bytes| u64::from(bytes[0])))
}

fn chunk(wire: &mut Wire, bytes: impl AsRef<[u8]>) {
    let bytes = bytes.as_ref();
    let head = format!("{:x}\r\n", bytes.len());
    wire.write([head.as_bytes(), bytes, b"\r\n"].concat());
}

fn form(arguments: impl IntoIterator<Item = (&'static str, Value<'static>)>) -> Vec<u8> {
    let map: Map<'_> = arguments
        .into_iter()
        .map(|(name, value)| (Value::from(name), value))
        .collect();
    encode(&Value::OrderedDict(map)).unwrap()
}

fn file(bytes: Vec<u8>) -> Vec<u8> {
    form([("file", Blob::new("image/png", bytes).into())])
}

const HEAD: &[u8] = b"Ou4:file;B0:Du12:content-type;u9:image/png;;;;";

#[test]
fn blb_6_a_handler_reads_what_has_come_before_the_client_sends_the_rest() {
    let streams = Streams::new();
    let mut wire = streams.begin("/upload", "POST", "");
    // The arguments alone are enough to begin.
    chunk(&mut wire, HEAD);
    assert_eq!(streams.next(), Seen::Began);
    for part in [&b"hello"[..], &[7; 10_000]] {
        let frame = format!("c0:{}:", part.len());
        chunk(&mut wire, [frame.as_bytes(), part, b";"].concat());
        streams.assert_bytes(part.len());
    }
    // All bytes are no end: the message must be whole.
    chunk(&mut wire, b"c0;");
    wire.write("0\r\n\r\n");
    assert_eq!(streams.next(), Seen::End);
    let reply = wire.reply();
    assert_eq!(reply.body, b"i10005;");
    // It goes on as any other.
    assert_eq!(reply.header("connection"), None);
    wire.write(post("/hello", "", "O;"));
    assert_eq!(wire.reply().status, 200);
}

#[test]
fn env_3_the_handler_of_a_lone_body_begins_with_its_head() {
    let streams = Streams::new();
    let mut wire = streams.begin("/put", "PUT", "");
    assert_eq!(streams.next(), Seen::Began);
    for part in [&b"hello"[..], &[7; 10_000]] {
        chunk(&mut wire, part);
        streams.assert_bytes(part.len());
    }
    wire.write("0\r\n\r\n");
    assert_eq!(streams.next(), Seen::End);
    assert_eq!(wire.reply().body, b"i10005;");
}

#[test]
fn blb_5_a_stream_of_any_size_is_what_was_sent() {
    let streams = Streams::new();
    for size in [0, 1, 5_000, 65_536, 300_000, 5_000_000] {
        let bytes = noise(size);
        let mut blob = Blob::new("image/png", bytes.clone());
        if let Value::Dict(attributes) = &mut blob.attributes {
            attributes.insert("name", "a picture");
        }
        // Wherever it stands among the arguments.
        for arguments in [
            [("title", Value::from("t")), ("file", blob.clone().into())],
            [("file", blob.clone().into()), ("title", Value::from("t"))],
        ] {
            let body = form(arguments);
            for (headers, body) in [
                ("", body.clone()),
                ("Content-Encoding: gzip\r\n", gzip(&body)),
            ] {
                let reply = streams.served.send(post("/echo", headers, body));
                let Value::List(items) = reply.value() else {
                    panic!("{reply:?}");
                };
                assert_eq!(items[0], Value::from("t"));
                assert_eq!(items[1], Value::from("a picture"));
                let echoed = items[2].as_blob().unwrap();
                assert_eq!(echoed.content_type(), Some("image/png"));
                assert!(*echoed.content == *bytes, "{size}");
            }
        }
    }
}

#[test]
fn env_3_a_lone_body_is_a_stream() {
    let streams = Streams::new();
    let put = |headers: &str, body: &[u8]| {
        let reply = streams
            .served
            .send(post("/put", &format!("Method: PUT\r\n{headers}"), body));
        assert_eq!(streams.next(), Seen::Began);
        while streams.next() != Seen::Dropped {}
        reply.body
    };
    assert_eq!(put("", b""), b"i0;");
    assert_eq!(
        put("Content-Type: image/png\r\n", &vec![1; 300_000]),
        b"i300000;"
    );
    assert_eq!(
        put("Content-Encoding: gzip\r\n", &gzip(&[1; 3_000])),
        b"i3000;"
    );
}

#[test]
fn inp_4_a_stream_that_is_left_out_is_its_default() {
    let streams = Streams::new();
    for request in [
        post("/upload", "", "O;"),
        post("/upload", "", ""),
        b"POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
    ] {
        assert_eq!(streams.served.send(request).body, b"i7;");
        assert_eq!(streams.next(), Seen::Began);
        streams.assert_bytes(7);
        assert_eq!([streams.next(), streams.next()], [Seen::End, Seen::Dropped]);
    }
}

#[test]
fn inp_6_wrong_arguments_are_told_before_the_rest_comes() {
    let streams = Streams::new();
    let blob = || Value::from(Blob::new("text/plain", &b""[..]));
    for (body, message) in [
        (
            &b"Ou4:file;i1;;"[..],
            "argument \"file\": expected a blob, found integer",
        ),
        (
            b"Ou4:file;B0:D;;;",
            "argument \"file\": expected a blob with a content-type, found one without [BLB-2]",
        ),
        (
            b"Ou4:flie;i1;;",
            "upload: argument \"flie\" is unknown: the form takes \"file\" [INP-6]",
        ),
        (
            b"i7;",
            "expected an ordered dict of name to value as arguments, found the type integer [ENV-6]",
        ),
    ] {
        // More is on its way, and nobody waits for it.
        let mut wire = streams.begin("/upload", "POST", "");
        chunk(&mut wire, body);
        let reply = wire.reply();
        assert_eq!(reply.error(400), message);
        assert_eq!(reply.header("connection"), Some("close"));
        streams.assert_nothing();
    }
    let two = form([("title", blob()), ("file", blob())]);
    assert_eq!(
        streams.served.post("/echo", two).error(400),
        "an upload that is read while it comes must be the only blob of its message: found 2 blobs"
    );
    let long = form([("title", "t".repeat(70_000).into()), ("file", blob())]);
    assert_eq!(
        streams.served.post("/echo", long).error(413),
        "the arguments are larger than 65536 bytes without the upload, the most this server reads beside one that it reads while it comes"
    );
    streams.served.assert_lives();
}

#[test]
fn blb_7_what_is_wrong_behind_the_arguments_is_an_error_of_the_handler_and_the_answer() {
    let streams = Streams::with(|router| router.upload_limit(20_000));
    for (rest, status, message) in [
        // No such blob; not at the end; more than may be.
        (&b"c1:1:x;"[..], 400, None),
        (b"0\r\n\r\n", 400, None),
        (
            &[&b"c0:30000:"[..], &vec![7; 30_000], b";c0;"].concat(),
            413,
            Some("an upload is larger than 20000 bytes, the most this server takes"),
        ),
    ] {
        let mut wire = streams.begin("/upload", "POST", "");
        chunk(&mut wire, HEAD);
        assert_eq!(streams.next(), Seen::Began);
        chunk(&mut wire, b"c0:5:hello;");
        streams.assert_bytes(5);
        if rest == b"0\r\n\r\n" {
            wire.write(rest);
        } else {
            chunk(&mut wire, rest);
        }
        let reply = wire.reply();
        let told = reply.error(status);
        assert!(message.is_none_or(|message| message == told), "{told}");
        assert_eq!(reply.header("connection"), Some("close"));
        let failed = loop {
            match streams.next() {
                Seen::Bytes(_) => {}
                other => break other,
            }
        };
        assert_eq!(failed, Seen::Failed(reply.status.try_into().unwrap(), told));
        assert_eq!(streams.next(), Seen::Dropped);
    }
    // What is wrong from the beginning calls nothing.
    let broken = [HEAD, b"c0:5:hello;c1;"].concat();
    assert_eq!(streams.served.post("/upload", broken).status, 400);
    assert_eq!(
        streams
            .served
            .send(post("/upload", "Content-Encoding: gzip\r\n", "no gzip"))
            .status,
        400
    );
    streams.assert_nothing();
    streams.served.assert_lives();
}

#[test]
fn msg_7_a_stream_expands_no_further_than_a_body_may() {
    let streams = Streams::new();
    let bomb = gzip(&file(vec![0; 3 << 20]));
    let reply = streams
        .served
        .send(post("/upload", "Content-Encoding: gzip\r\n", bomb));
    assert_eq!(
        reply.error(413),
        "the body expands to more than 200 times what came, the most this server takes: send it as it is"
    );
    let reply = streams.served.post("/upload", file(vec![0; 65 << 20]));
    assert_eq!(
        reply.error(413),
        "the body is larger than 67108864 bytes, the most this server reads"
    );
    streams.served.assert_lives();
}

/// A handler that waits to be told.
fn gated() -> (Router, mpsc::Receiver<u64>, Arc<tokio::sync::Semaphore>) {
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let (tell, told) = mpsc::channel();
    let guard = Arc::clone(&gate);
    let read = move |mut stream: UploadStream| {
        let (gate, tell) = (Arc::clone(&guard), tell.clone());
        async move {
            let mut length = 0;
            loop {
                gate.acquire().await.map_err(Failure::internal)?.forget();
                let Some(bytes) = stream.chunk().await? else {
                    return Ok::<_, Failure>(length);
                };
                length += bytes.len() as u64;
                tell.send(length).map_err(Failure::internal)?;
            }
        }
    };
    let router = hello()
        .body_limit(1 << 30)
        .function("upload", [arg("file")], read);
    (router, told, gate)
}

#[test]
fn htp_20_nothing_is_asked_of_the_client_while_the_handler_takes_nothing() {
    let (router, told, gate) = gated();
    let served = Served::new(router);
    let mut wire = served.connect();
    let length = 256 << 20;
    let body = file(vec![7; length]);
    wire.write(format!(
        "POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n",
        body.len()
    ));
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let sending = std::thread::spawn(move || {
        for piece in body.chunks(64 << 10) {
            wire.try_write(piece).unwrap();
            counted.fetch_add(piece.len(), Ordering::Relaxed);
        }
        wire.reply()
    });
    gate.add_permits(1);
    told.recv_timeout(Duration::from_secs(20)).unwrap();
    // It comes to a stop.
    let mut before = usize::MAX;
    while before != sent.load(Ordering::Relaxed) {
        before = sent.load(Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(300));
    }
    // Buffers of sockets, and a few pieces.
    assert!(before < length / 4, "{before} bytes are somewhere");
    served.assert_lives();
    gate.add_permits(1 << 20);
    let reply = sending.join().unwrap();
    assert_eq!(reply.body, format!("i{length};").into_bytes());
}

#[test]
fn htp_20_a_handler_that_takes_nothing_for_too_long_ends_the_call() {
    let (router, _told, _gate) = gated();
    let served = Served::new(router.timeout(Duration::from_millis(200)));
    let mut wire = served.connect();
    wire.write(format!(
        "POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n",
        1 << 29
    ));
    wire.write(HEAD);
    wire.write(format!("c0:{}:", 1 << 28));
    let sending = vec![7; 64 << 10];
    for _ in 0..200 {
        wire.write(&sending);
    }
    assert_eq!(
        wire.reply().error(503),
        "the call took longer than this server waits"
    );
    served.assert_lives();
}

#[test]
fn htp_20_a_client_that_stops_sending_is_too_slow() {
    let streams = Streams::with(|router| router.timeout(Duration::from_millis(300)));
    let mut wire = streams.begin("/upload", "POST", "");
    chunk(&mut wire, HEAD);
    assert_eq!(streams.next(), Seen::Began);
    let told = wire.reply().error(408);
    assert_eq!(told, "the body did not come in time");
    assert_eq!(
        streams.next(),
        Seen::Failed(StatusCode::REQUEST_TIMEOUT, told)
    );
    streams.served.assert_lives();
}

/// A body that comes from a test.
struct Pieces(tokio::sync::mpsc::Receiver<Bytes>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.0.poll_recv(context);
        piece.map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}

/// The clock runs on by itself whenever all wait.
#[tokio::test(start_paused = true)]
async fn htp_20_a_client_is_not_late_for_what_the_handler_lets_it_wait() {
    let minute = Duration::from_mins(1);
    let slow = async |mut stream: UploadStream| {
        let mut length = 0;
        while let Some(bytes) = stream.chunk().await? {
            tokio::time::sleep(Duration::from_secs(15)).await;
            length += bytes.len() as u64;
        }
        Ok::<_, Failure>(length)
    };
    let service = Router::new()
        .timeout(minute)
        .upload_pace(u32::MAX)
        .function("upload", [arg("file")], slow)
        .into_service();
    for (wait, status) in [(50, 200), (100, 408)] {
        let (send, pieces) = tokio::sync::mpsc::channel(1);
        let request = http::Request::post("/upload").body(Pieces(pieces)).unwrap();
        let sending = async move {
            send.send(HEAD.into()).await.unwrap();
            for _ in 0..20 {
                send.send(b"c0:5:hello;"[..].into()).await.unwrap();
            }
            // All but the last few pieces were taken, in some minutes.
            tokio::time::sleep(Duration::from_secs(wait)).await;
            // Who is too slow is told so before.
            let _ = send.send(b"c0;"[..].into()).await;
        };
        let (response, ()) = tokio::join!(service.handle(request), sending);
        assert_eq!(response.status(), status, "{wait}");
    }
}

#[test]
fn htp_20_a_client_that_vanishes_ends_its_handler_and_nothing_else() {
    let streams = Streams::new();
    for _ in 0..3 {
        let mut wire = streams.begin("/upload", "POST", "");
        chunk(&mut wire, HEAD);
        assert_eq!(streams.next(), Seen::Began);
        drop(wire);
        match streams.next() {
            Seen::Dropped => {}
            Seen::Failed(status, _) => {
                assert_eq!(status, 400);
                assert_eq!(streams.next(), Seen::Dropped);
            }
            other => panic!("{other:?}"),
        }
        streams.served.assert_lives();
    }
}

#[test]
fn htp_20_who_answers_before_the_end_closes_the_connection() {
    let streams = Streams::new();
    let mut wire = streams.begin("/first", "POST", "");
    chunk(&mut wire, [HEAD, b"c0:3:abc;"].concat());
    let reply = wire.reply();
    assert_eq!((reply.status, &*reply.body), (200, &b"i97;"[..]));
    assert_eq!(reply.header("connection"), Some("close"));
    streams.served.assert_lives();
}

#[test]
fn lnk_1_what_comes_in_a_query_is_a_stream_too() {
    let router = hello().offer(
        Function::new("size", [arg("file")], async |mut file: UploadStream| {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            Ok::<_, Failure>(bytes.len() as u64)
        })
        .safe(),
    );
    let served = Served::new(router);
    let query = hyperglyph::http::write_query(&file(vec![b'x'; 9]));
    assert_eq!(served.get(&format!("/size?{query}")).body, b"i9;");
}

#[test]
fn cls_5_a_stream_is_not_read_again_where_another_changed_the_instance() {
    let logs = Instances::<Vec<u64>>::new("Log", Memory::new());
    let (others, is_slow) = (logs.clone(), Arc::new(AtomicUsize::new(1)));
    let append = move |mut log: This<Vec<u64>>, mut file: UploadStream| {
        let (others, is_slow) = (others.clone(), Arc::clone(&is_slow));
        async move {
            let length = file.read_to_end(&mut Vec::new()).await? as u64;
            if is_slow.swap(0, Ordering::Relaxed) == 1 {
                let id = log.id().unwrap_or_default();
                others.update(id, |log| log.push(0)).await?;
            }
            log.push(length);
            Ok::<_, Failure>(log.clone())
        }
    };
    let class = Class::new("Log", [], Vec::new)
        .offer(Method::new("append", [arg("file")], append))
        .stored(logs);
    let served = Served::new(hello().offer(class));
    let made = served.post("/Log", "");
    let path = format!("{}/append", made.header("location").unwrap());
    assert_eq!(
        served.post(&path, file(vec![7; 5])).error(409),
        "the instance was changed while the upload came: send it again"
    );
    assert_eq!(served.post(&path, file(vec![7; 5])).body, b"Li0;i5;;");
}

#[test]
#[should_panic(
    expected = "\"both\" takes an UploadStream, beside which there is no room for another upload"
)]
fn inp_1_two_streams_are_one_too_many() {
    let both = |_: UploadStream, _: UploadStream| ();
    let _ = Router::new().function("both", [arg("a"), arg("b")], both);
}
