//! Blobs that leave, read while they are sent.

use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyperglyph::page::Resource;
use hyperglyph::{Blob, Map, Value, encode};
use hyperglyph_server::{
    Answer, Class, Content, Download, Failure, Function, IntoContent, Router, Upload, arg,
};
use tempfile::NamedTempFile;
use tokio::io::{AsyncRead, ReadBuf};

use crate::wire::{Served, hello, post};

/// A reader of so many bytes, some at a time, which then ends or fails.
struct Source {
    left: usize,
    fails: bool,
    is_ready: bool,
    /// What was read of it.
    read: Arc<AtomicUsize>,
}

impl Source {
    fn new(left: usize) -> Self {
        Self {
            left,
            fails: false,
            is_ready: false,
            read: Arc::default(),
        }
    }

    fn failing(left: usize) -> Self {
        let fails = true;
        Self {
            fails,
            ..Self::new(left)
        }
    }

    /// What it reads.
    fn bytes(count: usize) -> Vec<u8> {
        (0..count).rev().map(|left| left.to_be_bytes()[7]).collect()
    }
}

impl AsyncRead for Source {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        // Not always at once.
        self.is_ready = !self.is_ready;
        if !self.is_ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.left == 0 && self.fails {
            return Poll::Ready(Err(std::io::Error::other("the tape is torn")));
        }
        let count = self
            .left
            .min(buffer.remaining())
            .min(30_000 + self.left % 1_000);
        let left = self.left;
        let bytes: Vec<u8> = (left - count..left)
            .rev()
            .map(|left| left.to_be_bytes()[7])
            .collect();
        buffer.put_slice(&bytes);
        self.left -= count;
        self.read.fetch_add(count, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

fn noise(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (at * at / 7).to_le_bytes()[0])
        .collect()
}

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

const SIZES: [usize; 6] = [0, 1, 5_000, 65_536, 262_144, 3_000_000];

#[test]
fn blb_8_a_download_alone_is_a_response_of_its_type() {
    let read = |size: usize| Download::new("audio/ogg", Source::new(size));
    let sized = move |size: usize| read(size).length(size as u64);
    let served = Served::new(hello().function("read", [arg("size")], read).function(
        "sized",
        [arg("size")],
        sized,
    ));
    for size in SIZES {
        let body = format!("Ou4:size;i{size};;");
        let reply = served.post("/sized", &body);
        assert_eq!(reply.header("content-type"), Some("audio/ogg"));
        assert_eq!(reply.header("content-length"), Some(&*size.to_string()));
        assert!(reply.body == Source::bytes(size), "{size}");
        let reply = served.post("/read", &body);
        assert_eq!(reply.header("content-type"), Some("audio/ogg"));
        assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
        assert!(reply.body == Source::bytes(size), "{size}");
    }
    // An error inside of the message would be no plain response.
    let ours = || Download::new("application/vnd.hyperglyph", Source::new(3));
    let served = Served::new(hello().function("ours", [], ours));
    assert_eq!(
        served.post("/ours", "").body,
        b"B0:Du12:content-type;u26:application/vnd.hyperglyph;;;c0:3:\x02\x01\x00;c0;"
    );
}

#[test]
fn blb_8_a_file_is_sent_as_long_as_it_was() {
    for size in SIZES {
        let bytes = noise(size);
        let file = file(&bytes);
        let path = file.path().to_owned();
        let open = move || {
            let path = path.clone();
            async move { Download::open("image/png", path).await }
        };
        let handle = file.reopen().unwrap();
        let handle = move || {
            let file = handle.try_clone();
            async { Download::file("image/png", file?).await }
        };
        let served = Served::new(
            hello()
                .offer(Function::new("open", [], open).safe())
                .offer(Function::new("handle", [], handle).safe()),
        );
        for path in ["/open", "/handle", "/handle"] {
            let reply = served.get(path);
            assert_eq!(reply.header("content-type"), Some("image/png"));
            assert_eq!(reply.header("content-length"), Some(&*size.to_string()));
            assert!(reply.body == bytes, "{path} {size}");
        }
    }
    let missing = || Download::open("image/png", "/nowhere/at/all");
    Served::new(hello().function("missing", [], missing))
        .post("/missing", "")
        .error(500);
}

/// Blobs with content and downloads, on one page: each has its own.
#[test]
fn blb_5_downloads_on_a_page_follow_it_in_chunks() {
    let bytes = noise(700_000);
    let file = file(&bytes);
    let path = file.path().to_owned();
    let page = move || {
        let path = path.clone();
        async move {
            let listed = vec![
                Blob::new("a/b", b"first".to_vec()).into_content(),
                Download::new("c/d", Source::new(100_000)).into_content(),
                1.into_content(),
            ];
            let file = Download::open("e/f", path).await?;
            let inner = Content::resource(Resource::default(), [("file", file)]);
            let entries = [
                ("list", Content::list(listed)),
                ("inner", inner),
                ("last", Blob::new("g/h", noise(300_000)).into_content()),
            ];
            Ok::<_, Failure>(Content::resource(Resource::default(), entries))
        }
    };
    let served = Served::new(hello().function("page", [], page));
    let reply = served.post("/page", "");
    let page = reply.value();
    let list = Value::from(vec![
        Value::from(Blob::new("a/b", b"first")),
        Value::from(Blob::new("c/d", Source::bytes(100_000))),
        1.into(),
    ]);
    assert!(page.get("list") == Some(&list));
    let file = page.get("inner").and_then(|inner| inner.get("file"));
    assert!(file == Some(&Blob::new("e/f", bytes).into()));
    assert!(page.get("last") == Some(&Blob::new("g/h", noise(300_000)).into()));
}

#[test]
fn blb_5_a_dict_whose_later_entry_replaces_a_download_is_whole() {
    let page = || {
        Content::dict([
            ("a", Download::new("c/d", Source::new(10)).into_content()),
            ("a", Download::new("e/f", Source::new(20)).into_content()),
            ("b", Download::new("g/h", Source::new(30)).into_content()),
        ])
    };
    let served = Served::new(hello().function("page", [], page));
    let dict = Map::from([
        ("a", Value::from(Blob::new("e/f", Source::bytes(20)))),
        ("b", Value::from(Blob::new("g/h", Source::bytes(30)))),
    ]);
    assert_eq!(served.post("/page", "").value(), Value::Dict(dict));
}

#[test]
fn res_7_a_download_can_be_a_property() {
    let user = Class::<String>::new("User", [arg("name")], |name: String| name)
        .property("picture", |name| {
            Download::new("image/png", Source::new(name.len()))
        });
    let root = || Download::new("a/b", Source::new(5));
    let served = Served::new(
        hello()
            .offer(user)
            .offer(Function::new("root", [], root).embed()),
    );
    let created = served.post("/User", "Ou4:name;u3:Bob;;");
    let reply = served.get(created.header("location").unwrap());
    let picture = Value::from(Blob::new("image/png", Source::bytes(3)));
    assert_eq!(reply.value().get("picture"), Some(&picture));
    // Inlined, and again each time.
    for _ in 0..2 {
        let reply = served.get("/");
        let page = reply.value();
        let inlined = &page
            .get("root")
            .and_then(Value::as_extension)
            .unwrap()
            .content;
        assert_eq!(*inlined, Value::from(Blob::new("a/b", Source::bytes(5))));
    }
}

#[test]
fn blb_5_a_reader_can_be_sent_once() {
    let router = hello().value("once", Download::new("a/b", Source::new(5)));
    let served = Served::new(router);
    let once = Value::from(Blob::new("a/b", Source::bytes(5)));
    assert_eq!(served.get("/").value().get("once"), Some(&once));
    served.get("/").error(500);
    served.assert_lives();
}

#[test]
fn blb_5_what_came_can_be_sent_back() {
    let served = Served::new(hello().function("echo", [arg("file")], |file: Upload| {
        vec![Download::from(file.clone()), Download::from(file)]
    }));
    for size in SIZES {
        let attributes = Map::from([("content-type", "a/b"), ("name", "x")]);
        let blob = Value::from(Blob {
            attributes: attributes.into(),
            content: noise(size).into(),
        });
        let body = Value::OrderedDict(Map::from([("file", blob.clone())]));
        let reply = served.post("/echo", encode(&body).unwrap());
        assert!(
            reply.value() == Value::from(vec![blob.clone(), blob]),
            "{size}"
        );
    }
}

#[test]
fn htp_20_a_reader_that_fails_cuts_the_connection() {
    // More than is kept back before the first byte is sent.
    let size = 3_000_000;
    let torn = move || Download::new("a/b", Source::failing(size));
    let router = hello()
        .function("torn", [], torn)
        .function("sized", [], move || torn().length(size as u64 + 1))
        .function("listed", [], move || vec![torn()])
        .function("short", [], move || {
            Download::new("a/b", Source::new(size)).length(size as u64 + 1)
        })
        .function("long", [], move || {
            Download::new("a/b", Source::new(size)).length(2_000_000)
        });
    let served = Served::new(router);
    for path in ["/torn", "/listed"] {
        let mut wire = served.connect();
        wire.write(post(path, "", ""));
        assert!(wire.head().contains("chunked"), "{path}");
        assert_eq!(wire.chunks(), None, "it has an end: {path}");
        served.assert_lives();
    }
    for (path, length) in [
        ("/sized", size + 1),
        ("/short", size + 1),
        ("/long", 2_000_000),
    ] {
        let mut wire = served.connect();
        wire.write(post(path, "", ""));
        let head = wire.head();
        assert!(
            head.contains(&format!("content-length: {length}\r\n")),
            "{head}"
        );
        assert!(wire.rest().0 < length, "{path}");
        served.assert_lives();
    }
}

#[test]
fn htp_20_a_reader_is_read_no_faster_than_the_client_reads() {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let endless = move || {
        let source = Source {
            read: Arc::clone(&counted),
            ..Source::new(usize::MAX)
        };
        Download::new("a/b", source)
    };
    let served = Served::new(hello().function("endless", [], endless));
    let mut wire = served.connect();
    wire.write(post("/endless", "", ""));
    wire.head();
    // What the sockets of both sides and a few pieces hold, and no more.
    std::thread::sleep(Duration::from_millis(500));
    let first = read.load(Ordering::Relaxed);
    assert!(first < 16 << 20, "{first}");
    // Nobody waits for the end of what nobody reads.
    drop(wire);
    while Arc::strong_count(&read) > 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    served.assert_lives();
}

#[test]
fn lnk_7_a_download_that_is_fresh_is_not_read() {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let tagged = move || {
        let source = Source {
            read: Arc::clone(&counted),
            ..Source::new(1_000)
        };
        Answer::new(Download::new("a/b", source)).etag("1")
    };
    let served = Served::new(Router::new().offer(Function::new("tagged", [], tagged).safe()));
    let request = "GET /tagged HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"1\"\r\n\r\n";
    assert_eq!(served.send(request).status, 304);
    assert_eq!(read.load(Ordering::Relaxed), 0);
    let reply = served.get("/tagged");
    assert_eq!(reply.header("etag"), Some("\"1\""));
    assert_eq!(reply.body, Source::bytes(1_000));
}

#[tokio::test]
async fn blb_5_a_file_that_becomes_shorter_meanwhile_is_a_failure() {
    use http_body_util::{BodyExt, Empty};

    let file = file(&noise(1_000_000));
    let path = file.path().to_owned();
    let open = move || Download::open("a/b", path.clone());
    let service = Router::new().function("open", [], open).into_service();
    let request = http::Request::post("/open").body(Empty::<bytes::Bytes>::new());
    let response = service.handle(request.unwrap()).await;
    file.as_file().set_len(500_000).unwrap();
    let error = response.into_body().collect().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
}
