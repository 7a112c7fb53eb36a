//! Blobs that arrive: in memory, in files, within limits, and from clients that
//! do not mean it.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyperglyph::{Blob, Map, Value, encode};
use hyperglyph_server::{
    Class, Envelope, Failure, Function, Instances, Memory, Method, Router, This, Upload, Verb, arg,
};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;

use crate::gzip::gzip;
use crate::wire::{Reply, Served, hello, post};

/// A router that keeps its files in a directory of the test's own.
struct Uploads {
    directory: TempDir,
    /// Calls of handlers.
    calls: Arc<AtomicUsize>,
}

impl Uploads {
    fn new() -> Self {
        Self {
            directory: TempDir::new().unwrap(),
            calls: Arc::default(),
        }
    }

    fn router(&self) -> Router {
        let calls = Arc::clone(&self.calls);
        let counted = move |file: Upload| {
            calls.fetch_add(1, Ordering::Relaxed);
            seen(file)
        };
        hello()
            .upload_directory(self.directory.path())
            .body_limit(64 << 20)
            .function("upload", [arg("file")], counted.clone())
            .offer(Function::new("put", [arg("file")], counted).verb(Verb::Put, Envelope::Blob))
            .function("both", [arg("a"), arg("title"), arg("b")], both)
    }

    fn served(&self) -> Served {
        Served::new(self.router())
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// Files that are open or have a name.
    fn files(&self) -> usize {
        let named = std::fs::read_dir(self.directory.path()).unwrap().count();
        named + open_in(self.directory.path())
    }

    /// Waits until no file is left; the test hangs where one is.
    fn assert_no_file_is_left(&self) {
        while self.files() > 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Files of a directory that this process has open, whether they have a name or none.
fn open_in(directory: &Path) -> usize {
    let open = std::fs::read_dir("/proc/self/fd").unwrap();
    open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .filter(|path| path.starts_with(directory))
        .count()
}

/// Type, length and sum of an upload, read to its end.
async fn seen(mut file: Upload) -> Result<(String, u64, u64), Failure> {
    let mut buffer = vec![0; 100_000];
    let mut sum = Sum::default();
    loop {
        let count = file.read(&mut buffer).await?;
        if count == 0 {
            return Ok((file.content_type().to_owned(), file.length(), sum.0));
        }
        sum.add(&buffer[..count]);
    }
}

async fn both(a: Upload, title: Value<'static>, b: Upload) -> Result<Vec<Value<'static>>, Failure> {
    Ok(vec![
        Value::from(&*a.bytes().await?).into_owned(),
        title,
        Value::from(&*b.bytes().await?).into_owned(),
    ])
}

/// A sum that depends on the order.
#[derive(Default)]
struct Sum(u64);

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.wrapping_mul(31).wrapping_add(u64::from(byte)) & 0xffff_ffff;
        }
    }
}

pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut seed = 7_u32;
    let next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn expected(kind: &str, bytes: &[u8]) -> Vec<u8> {
    let mut sum = Sum::default();
    sum.add(bytes);
    let seen = vec![
        Value::from(kind),
        Value::from(bytes.len() as u64),
        Value::from(sum.0),
    ];
    encode(&Value::from(seen)).unwrap()
}

fn form(name: &str, value: impl Into<Value<'static>>) -> Vec<u8> {
    encode(&Value::OrderedDict(Map::from([(name, value.into())]))).unwrap()
}

fn chunked(served: &Served, headers: &str, body: &[u8]) -> Reply {
    let mut request =
        format!("POST /upload HTTP/1.1\r\nHost: h\r\n{headers}Transfer-Encoding: chunked\r\n\r\n")
            .into_bytes();
    for chunk in body.chunks(70_000) {
        request.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        request.extend_from_slice(chunk);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"0\r\n\r\n");
    served.send(request)
}

fn put(served: &Served, headers: &str, body: &[u8]) -> Reply {
    served.send(post("/put", &format!("Method: PUT\r\n{headers}"), body))
}

const SIZES: [usize; 8] = [0, 1, 5_000, 65_535, 65_536, 65_537, 300_000, 5_000_000];

#[test]
fn blb_5_an_upload_of_any_size_is_what_was_sent() {
    let uploads = Uploads::new();
    let served = uploads.served();
    for size in SIZES {
        let bytes = noise(size);
        let body = form("file", Blob::new("image/png", bytes.clone()));
        assert_eq!(
            served.post("/upload", &body).body,
            expected("image/png", &bytes),
            "{size}"
        );
        assert_eq!(
            chunked(&served, "", &body).body,
            expected("image/png", &bytes),
            "{size}"
        );
    }
    uploads.assert_no_file_is_left();
}

#[test]
fn env_3_a_lone_body_of_any_size_is_an_upload() {
    let uploads = Uploads::new();
    let served = uploads.served();
    for size in SIZES {
        let bytes = noise(size);
        assert_eq!(
            put(&served, "Content-Type: image/png\r\n", &bytes).body,
            expected("image/png", &bytes),
            "{size}"
        );
        // One of our own type is not looked into, and one of none is bytes.
        assert_eq!(
            put(
                &served,
                "Content-Type: application/vnd.hyperglyph\r\n",
                &bytes
            )
            .body,
            expected("application/vnd.hyperglyph", &bytes),
        );
        assert_eq!(
            put(&served, "", &bytes).body,
            expected("application/octet-stream", &bytes)
        );
    }
    uploads.assert_no_file_is_left();
}

#[test]
fn htp_3_uploads_that_come_compressed_are_expanded_as_they_come() {
    let uploads = Uploads::new();
    let served = uploads.served();
    let headers = "Content-Encoding: gzip\r\n";
    for size in [0, 1_000, 3_000_000] {
        let bytes = noise(size);
        let body = gzip(&form("file", Blob::new("image/png", bytes.clone())));
        let reply = served.send(post("/upload", headers, &body));
        assert_eq!(reply.body, expected("image/png", &bytes));
        assert_eq!(
            put(&served, headers, &gzip(&bytes)).body,
            expected("application/octet-stream", &bytes)
        );
    }
    let whole = gzip(&form("file", Blob::new("image/png", noise(1_000_000))));
    let mut wrong_sum = whole.clone();
    let at = wrong_sum.len() - 8;
    wrong_sum[at] ^= 1;
    let behind = [&whole[..], b"more"].concat();
    for body in [&whole[..whole.len() - 20], &wrong_sum, &behind, b"O;"] {
        assert_eq!(
            served.send(post("/upload", headers, body)).error(400),
            "the body is no gzip, which its Content-Encoding says [HTP-3]"
        );
    }
    assert_eq!(uploads.calls(), 6);
    uploads.assert_no_file_is_left();
}

/// Blobs that take turns, in arguments that are not in the order of the form;
/// and one that is no upload, and stays in its value.
#[test]
fn blb_6_uploads_take_turns_and_go_where_they_belong() {
    let uploads = Uploads::new();
    let served = uploads.served();
    let (a, b) = (noise(400_000), noise(300_001));
    let mut body = b"Ou1:b;B1:Du12:content-type;u3:b/b;;;u5:title;Li1;B7:Du12:content-type;u3:t/t;;;;u1:a;B0:Du12:content-type;u3:a/a;;;;".to_vec();
    let mut chunks = [a.chunks(1_000), b.chunks(1_000)];
    let mut left = 2;
    while left > 0 {
        left = 0;
        for (id, chunks) in chunks.iter_mut().enumerate() {
            if let Some(chunk) = chunks.next() {
                body.extend_from_slice(format!("c{id}:{}:", chunk.len()).as_bytes());
                body.extend_from_slice(chunk);
                body.extend_from_slice(b";c7:1:x;");
                left += 1;
            }
        }
    }
    let titles = "x".repeat(701);
    body.extend_from_slice(b"c0;c7;c1;");
    let reply = served.post("/both", &body);
    let title = Value::from(vec![
        Value::from(1),
        Value::from(Blob::new("t/t", titles.as_bytes())),
    ]);
    let both = Value::from(vec![Value::from(&*a), title, Value::from(&*b)]);
    assert_eq!(reply.body, encode(&both).unwrap());
}

#[test]
fn inp_6_what_is_wrong_with_the_arguments_is_told_before_the_content_came() {
    let uploads = Uploads::new();
    let served = uploads.served();
    let first = "x".repeat(200_000);
    let blob = "B0:Du12:content-type;u1:x;;;";
    for (path, root, message) in [
        (
            "/upload",
            format!("Ou4:fill;{blob};"),
            "upload: argument \"fill\" is unknown: the form takes \"file\" [INP-6]",
        ),
        (
            "/both",
            format!("Ou1:a;{blob}u1:b;i1;;"),
            "both: argument \"title\" is missing and has no default: the form takes \"a\", \"title\", \"b\" [INP-6]",
        ),
        (
            "/both",
            format!("Ou1:a;{blob}u1:b;i1;u5:title;N;;"),
            "argument \"b\": expected a blob, found integer",
        ),
        (
            "/upload",
            String::from("Ou4:file;B0:D;;;"),
            "argument \"file\": expected a blob with a content-type, found one without [BLB-2]",
        ),
        (
            "/upload",
            format!("L{blob};"),
            "expected an ordered dict of name to value as arguments, found the type list [ENV-6]",
        ),
    ] {
        let mut wire = served.connect();
        wire.write(format!(
            "POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 50000000\r\n\r\n{root}c0:200000:{first};"
        ));
        // The rest never comes.
        assert_eq!(wire.reply().error(400), message);
    }
    assert_eq!(uploads.calls(), 0);
    uploads.assert_no_file_is_left();
    served.assert_lives();
}

#[test]
fn htp_20_malformed_uploads_are_a_400_and_call_nothing() {
    let uploads = Uploads::new();
    let served = uploads.served();
    let whole = form("file", Blob::new("image/png", noise(300_000)));
    let mut body = whole.clone();
    body.truncate(whole.len() - 3);
    let cut = body.clone();
    body.extend_from_slice(b"c1;");
    let unknown = body;
    let trailing = [&whole[..], b"x"].concat();
    let twice = [&whole[..], b"c0;"].concat();
    for (body, message) in [
        (
            cut,
            "expected the end chunk of every blob, found the end of the message",
        ),
        (unknown, "found 'c'"),
        (trailing, "expected the end of the message, found 'x'"),
        (twice, "found 'c'"),
        (vec![b'i'; 300_000], "found 'i', at byte 1"),
    ] {
        let told = served.post("/upload", body).error(400);
        assert!(told.starts_with("the arguments are no message: "), "{told}");
        assert!(told.contains(message), "{told}");
    }
    assert_eq!(uploads.calls(), 0);
    uploads.assert_no_file_is_left();
}

#[test]
fn d26_uploads_over_a_limit_are_a_413() {
    let uploads = Uploads::new();
    let router = uploads
        .router()
        .body_limit(1 << 20)
        .upload_limit(200_000)
        .message_limit(150_000);
    let served = Served::new(router);
    let body_limit = "the body is larger than 1048576 bytes, the most this server reads";
    let upload_limit = "an upload is larger than 200000 bytes, the most this server takes";
    let message_limit = "the arguments are larger than 150000 bytes without the uploads, the most this server reads";

    // Declared: refused before a byte of it comes.
    for path in ["/upload", "/put"] {
        let mut wire = served.connect();
        let method = if path == "/put" {
            "Method: PUT\r\n"
        } else {
            ""
        };
        wire.write(format!(
            "POST {path} HTTP/1.1\r\nHost: h\r\n{method}Content-Length: 1048577\r\n\r\n"
        ));
        let reply = wire.reply();
        assert_eq!(reply.error(413), body_limit);
        assert_eq!(reply.header("connection"), Some("close"));
    }
    let file = |size| form("file", Blob::new("image/png", noise(size)));
    // At the limit it is taken.
    assert_eq!(served.post("/upload", file(200_000)).status, 200);
    assert_eq!(put(&served, "", &noise(200_000)).status, 200);
    assert_eq!(
        chunked(&served, "", &file(200_001)).error(413),
        upload_limit
    );
    assert_eq!(
        served.post("/upload", file(200_001)).error(413),
        upload_limit
    );
    assert_eq!(put(&served, "", &noise(200_001)).error(413), upload_limit);

    // What is no upload stays in memory, as a blob or as anything else.
    let both = |title: Value<'static>| {
        let blob = || Value::from(Blob::new("x", noise(190_000)));
        let dict = Map::from([("a", blob()), ("title", title), ("b", blob())]);
        served.post("/both", encode(&Value::OrderedDict(dict)).unwrap())
    };
    assert_eq!(both("x".repeat(149_000).into()).status, 200);
    assert_eq!(both("x".repeat(150_000).into()).error(413), message_limit);
    assert_eq!(both(Blob::new("x", noise(149_000)).into()).status, 200);
    assert_eq!(
        both(Blob::new("x", noise(150_000)).into()).error(413),
        message_limit
    );
    assert_eq!(both("x".repeat(900_000).into()).error(413), body_limit);
    uploads.assert_no_file_is_left();
    served.assert_lives();
}

#[test]
fn d26_a_small_upload_over_a_limit_is_a_413_too() {
    let served = Served::new(Uploads::new().router().upload_limit(100));
    let message = "an upload is larger than 100 bytes, the most this server takes";
    let file = |size| form("file", Blob::new("image/png", noise(size)));
    assert_eq!(served.post("/upload", file(100)).status, 200);
    assert_eq!(served.post("/upload", file(101)).error(413), message);
    assert_eq!(put(&served, "", &noise(100)).status, 200);
    assert_eq!(put(&served, "", &noise(101)).error(413), message);
}

#[test]
fn msg_7_too_many_blobs_are_a_413() {
    let uploads = Uploads::new();
    let served = uploads.served();
    let mut root = String::from("Ou4:file;L");
    let mut ends = String::new();
    for id in 0..1_025 {
        write!(root, "B{id}:D;;").unwrap();
        write!(ends, "c{id};").unwrap();
    }
    let small = format!("{root};;{ends}");
    let told = served.post("/upload", &small).error(413);
    assert!(
        told.contains("expected fewer blobs in one message"),
        "{told}"
    );
    // The same where the body comes in pieces.
    let large = format!("{root};;{ends}{}", " ".repeat(100_000));
    let told = served.post("/upload", &large).error(413);
    assert!(
        told.contains("expected fewer blobs in one message"),
        "{told}"
    );
}

#[test]
fn msg_7_a_bomb_in_an_upload_is_a_413() {
    let uploads = Uploads::new();
    let served = Served::new(uploads.router().expansion_limit(100));
    let headers = "Content-Encoding: gzip\r\n";
    let ratio = "the body expands to more than 100 times what came, the most this server takes: send it as it is";
    // 32 MiB of nothing are within the limit of the body, and 1,000 times what came.
    let bomb = gzip(&form("file", Blob::new("image/png", vec![0; 32 << 20])));
    assert_eq!(
        served.send(post("/upload", headers, &bomb)).error(413),
        ratio
    );
    assert_eq!(
        put(&served, headers, &gzip(&vec![0; 32 << 20])).error(413),
        ratio
    );
    assert_eq!(
        served
            .send(post("/hello", headers, gzip(&vec![b' '; 8 << 20])))
            .error(413),
        ratio
    );
    // A bomb that expands to a bomb is expanded once: its content is bytes.
    let nested = gzip(&bomb);
    served.send(post("/upload", headers, &nested)).error(400);
    assert_eq!(
        put(&served, headers, &nested).body,
        expected("application/octet-stream", &bomb)
    );
    // So much may be expanded from next to nothing.
    assert_eq!(put(&served, headers, &gzip(&vec![0; 1 << 20])).status, 200);
    let limit = "the body is larger than 67108864 bytes, the most this server reads";
    let served = Served::new(uploads.router().expansion_limit(usize::MAX));
    let bomb = gzip(&vec![0; (64 << 20) + 1]);
    assert_eq!(put(&served, headers, &bomb).error(413), limit);
    uploads.assert_no_file_is_left();
    served.assert_lives();
}

#[test]
fn htp_20_an_upload_that_stops_coming_is_a_408() {
    let uploads = Uploads::new();
    let router = uploads.router().timeout(Duration::from_millis(300));
    let served = Served::new(router.upload_pace(u32::MAX));
    let body = form("file", Blob::new("image/png", noise(1_000_000)));
    for sent in [100, 1_000, 100_000, 999_999] {
        let mut wire = served.connect();
        wire.write(&post("/upload", "", &body)[..sent]);
        let reply = wire.reply();
        assert_eq!(reply.error(408), "the body did not come in time", "{sent}");
        assert_eq!(reply.header("connection"), Some("close"));
    }
    assert_eq!(uploads.calls(), 0);
    uploads.assert_no_file_is_left();
    served.assert_lives();
}

/// Each part comes late for a call, and in time for an upload of its pace.
#[test]
fn htp_20_an_upload_that_keeps_its_pace_may_take_long() {
    let uploads = Uploads::new();
    let router = uploads.router().timeout(Duration::from_millis(400));
    let served = Served::new(router.upload_pace(100_000));
    let bytes = noise(900_000);
    let request = post("/put", "Method: PUT\r\nContent-Type: a/b\r\n", &bytes);
    let mut wire = served.connect();
    for part in request.chunks(request.len() / 3 + 1) {
        wire.write(part);
        std::thread::sleep(Duration::from_millis(300));
    }
    assert_eq!(wire.reply().body, expected("a/b", &bytes));
}

#[test]
fn htp_20_a_client_that_vanishes_in_an_upload_leaves_nothing() {
    let uploads = Uploads::new();
    let counters = Instances::new("Album", Memory::new());
    let add = async |mut album: This<Vec<u64>>, file: Upload| album.push(file.length());
    let album = Class::new("Album", [], Vec::<u64>::new)
        .property("sizes", Vec::clone)
        .offer(Method::new("add", [arg("file")], add))
        .stored(counters.clone());
    let served = Served::new(uploads.router().offer(album));
    let created = served.post("/Album", "O;");
    let page = created.header("location").unwrap();
    let add = format!("{page}/add");
    let body = form("file", Blob::new("image/png", noise(2_000_000)));
    for path in ["/upload", &add] {
        let request = post(path, "", &body);
        for sent in [200, 100_000, 1_500_000, request.len() - 1] {
            let mut wire = served.connect();
            wire.write(&request[..sent]);
            if sent > 1_000_000 {
                // It has come so far that there is a file.
                while uploads.files() == 0 {
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
            drop(wire);
            uploads.assert_no_file_is_left();
        }
    }
    served.assert_lives();
    assert_eq!(uploads.calls(), 0);
    let sizes = |reply: &Reply| reply.value().get("sizes").cloned().unwrap().into_owned();
    assert_eq!(sizes(&served.get(page)), Value::List(Vec::new()));
    // The whole of it is kept.
    assert_eq!(served.post(&add, &body).status, 204);
    assert_eq!(
        sizes(&served.get(page)),
        Value::from(vec![Value::from(2_000_000)])
    );
    uploads.assert_no_file_is_left();
}

#[test]
fn htp_20_without_room_for_files_an_upload_is_a_503() {
    let uploads = Uploads::new();
    let router = uploads.router().upload_directory("/nowhere/at/all");
    let served = Served::new(router);
    let body = form("file", Blob::new("image/png", noise(1_000_000)));
    assert_eq!(
        served.post("/upload", &body).error(503),
        "the server has no room for the upload now; try again later"
    );
    assert_eq!(
        served
            .post("/upload", form("file", Blob::new("a/b", noise(1_000))))
            .status,
        200
    );
    served.assert_lives();
}

#[test]
fn htp_20_an_upload_in_chunks_of_one_byte_is_one_like_any_other() {
    let uploads = Uploads::new();
    let served = Served::new(uploads.router().upload_memory(1_000));
    let bytes = noise(30_000);
    // Chunks of ours, in chunks of HTTP.
    let mut body = b"Ou4:file;B0:Du12:content-type;u1:x;;;;".to_vec();
    for byte in &bytes {
        body.extend_from_slice(b"c0:1:");
        body.push(*byte);
        body.push(b';');
    }
    body.extend_from_slice(b"c0;");
    let mut request =
        b"POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for byte in &body {
        request.extend_from_slice(b"1\r\n");
        request.push(*byte);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(served.send(request).body, expected("x", &bytes));
}

#[test]
fn blb_5_an_upload_is_saved_whole_and_read_as_often_as_wanted() {
    let uploads = Uploads::new();
    let kept = TempDir::new().unwrap();
    let path = kept.path().join("kept");
    let to = path.clone();
    let twice = async move |file: Upload| {
        let bytes = file.bytes().await?;
        file.save(&to).await?;
        let mut again = Vec::new();
        let mut one = file.clone();
        one.read_exact(&mut [0; 10]).await?;
        one.clone().read_to_end(&mut again).await?;
        Ok::<_, Failure>(bytes == again && file.bytes().await? == again)
    };
    let twice = move |file: Upload| {
        let twice = twice.clone();
        async move { twice(file).await }
    };
    let served = Served::new(uploads.router().function("keep", [arg("file")], twice));
    for size in [1_000, 1_000_000] {
        let bytes = noise(size);
        let reply = served.post("/keep", form("file", Blob::new("a/b", bytes.clone())));
        assert_eq!(
            reply.body,
            b"T;",
            "{}",
            String::from_utf8_lossy(&reply.body)
        );
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
    assert_eq!(std::fs::read_dir(kept.path()).unwrap().count(), 1);
    uploads.assert_no_file_is_left();
}

#[test]
fn inp_3_an_upload_can_have_a_default() {
    let blank = Blob::new("text/plain", b"blank".to_vec());
    let router = Uploads::new().router().function(
        "or",
        [arg("file").or(blank), arg("title").or("")],
        async |file: Upload, _: String| seen(file).await,
    );
    let served = Served::new(router);
    assert_eq!(
        served.post("/or", "O;").body,
        expected("text/plain", b"blank")
    );
    // In pieces, too.
    let body = form("title", "x".repeat(100_000));
    assert_eq!(
        served.post("/or", &body).body,
        expected("text/plain", b"blank")
    );
}
