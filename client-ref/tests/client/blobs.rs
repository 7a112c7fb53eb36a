//! Blobs that are never held whole, in both directions: BLB-9, BLB-10, BLB-12.

use std::io::Cursor;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use hyperglyph_client::{Blame, Blob, Client, Error, Upload, args};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::TcpListener;

use crate::raw::{Raw, Then, ok};
use crate::server::{Server, answer, message};
use crate::statuses::gzip;

const STORE: &str = "Xu8:resource;D;D\
    u3:put;Xu4:form;Du3:url;u2:/f;u6:method;u3:PUT;u6:values;Lu4:file;;;N;;\
    u4:post;Xu4:form;Du3:url;u2:/f;u6:values;Lu1:a;u1:b;u1:c;;;N;;\
    u3:get;Xu4:form;Du3:url;u2:/f;u6:method;u3:GET;u6:values;Lu1:a;;;N;;;;";

fn upload(content: &'static str) -> Upload {
    Upload::new("text/plain", Cursor::new(content))
}

#[tokio::test]
async fn blb_12_an_open_file_is_an_argument() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, b"content").unwrap();
    let server = Server::start([("/", message(STORE)), ("/f", answer(204))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    let upload = || Upload::open(file.path(), "audio/ogg");
    page.call("put", args![upload().await.unwrap()])
        .await
        .unwrap();
    let asked = &server.asked()[1];
    assert_eq!(asked.line(), "PUT /f content");
    assert_eq!(asked.headers["content-type"], "audio/ogg");
    assert_eq!(asked.headers["content-length"], "7");
    assert_eq!(
        asked.headers["content-disposition"],
        "form-data; name=\"file\""
    );

    // Beside values in memory, and a blob in memory; with a length and without one.
    let small = Blob::new("a/b", &b"small"[..]);
    let long = upload().await.unwrap();
    page.call(
        "post",
        args! { c: long, a: vec![small.into()], b: self::upload("sent") },
    )
    .await
    .unwrap();
    let asked = &server.asked()[2];
    assert_eq!(
        asked.body,
        "Ou1:a;LB0:Du12:content-type;u3:a/b;;;;u1:b;B1:Du12:content-type;u10:text/plain;;;\
         u1:c;B2:Du12:content-type;u9:audio/ogg;;;;c0:5:small;c0;c1:4:sent;c1;c2:7:content;c2;",
    );
    assert_eq!(asked.headers["transfer-encoding"], "chunked");

    let long = upload().await.unwrap();
    page.call("post", args![1, long, self::upload("").length(0)])
        .await
        .unwrap();
    let asked = &server.asked()[3];
    assert!(
        asked.body.ends_with(";c0:7:content;c0;c1;"),
        "{}",
        asked.body
    );
    assert_eq!(
        asked.headers["content-length"],
        asked.body.len().to_string()
    );
}

#[tokio::test]
async fn an_upload_where_none_may_stand_is_refused() {
    let server = Server::start([("/", message(STORE))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    for (name, arguments) in [
        ("get", args![upload("x")]),
        ("put", args![upload("x"), upload("y")]),
        ("put", args! { other: upload("x") }),
        ("put", args![Upload::new("no\r\ntype", Cursor::new("x"))]),
        ("post", args![upload("x")]),
    ] {
        let error = page.call(name, arguments).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Caller);
        assert!(
            error.to_string().starts_with("no request was made: "),
            "{error}"
        );
    }
    assert_eq!(server.lines(), ["GET /"]);
}

#[tokio::test]
async fn a_source_that_fails_or_ends_early_fails_the_call() {
    struct Broken;
    impl AsyncRead for Broken {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &mut ReadBuf<'_>,
        ) -> Poll<std::io::Result<()>> {
            Poll::Ready(Err(std::io::Error::other("the disk is gone")))
        }
    }
    let server = Server::start([("/", message(STORE)), ("/f", answer(204))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    for (source, text) in [
        (Upload::new("a/b", Broken), "the disk is gone"),
        (
            upload("short").length(9),
            "it ended 4 bytes before its length",
        ),
    ] {
        let error = page.call("put", args![source]).await.unwrap_err();
        assert!(matches!(error, Error::Upload { .. }), "{error:?}");
        assert_eq!(error.blame(), Blame::Caller);
        assert!(error.to_string().ends_with(text), "{error}");
    }
    let longer = upload("longer than told").length(6);
    page.call("put", args![longer]).await.unwrap();
    assert_eq!(server.lines().pop().unwrap(), "PUT /f longer");
}

#[tokio::test]
async fn a_spent_upload_is_not_sent_again() {
    let server = Server::start([
        ("/", message(STORE)),
        ("/f", answer(307).header("location", "/g")),
        ("/g", message("i1;")),
    ])
    .await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    let error = page.call("put", args![upload("x")]).await.unwrap_err();
    assert!(matches!(error, Error::Spent(_)), "{error:?}");
    let server = Server::start([
        ("/", message(STORE)),
        ("/f", answer(303).header("location", "/g")),
        ("/g", message("i1;")),
    ])
    .await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    let answer = page.call("put", args![upload("x")]).await.unwrap();
    assert_eq!(answer.value().as_i64(), Some(1));
}

/// Counts how much is read of it, and never ends.
struct Endless(Arc<AtomicUsize>);

impl AsyncRead for Endless {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let room = buffer.initialize_unfilled().len();
        buffer.advance(room);
        self.0.fetch_add(room, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn an_upload_waits_for_the_server_and_ends_when_that_takes_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/f", listener.local_addr().unwrap());
    let held = tokio::spawn(async move { listener.accept().await });
    let page = format!(
        "Xu4:form;Du3:url;u{}:{url};u6:method;u3:PUT;u6:values;Lu1:a;;;N;;",
        url.len()
    );
    let server = Server::start([("/", message(&page))]).await;
    let client = Client::builder()
        .timeout(std::time::Duration::from_millis(500))
        .build();
    let page = client.get(&server.url("/")).await.unwrap();
    let read = Arc::new(AtomicUsize::new(0));
    let endless = Upload::new("a/b", Endless(Arc::clone(&read)));
    let error = page.invoke(args![endless]).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
    // What the sockets take, and not more.
    assert!(read.load(Ordering::Relaxed) < 64 << 20);
    drop(held);
}

#[tokio::test]
async fn an_upload_that_is_answered_early_is_not_sent_to_its_end() {
    // The head of the request is all that is read; its body goes on and on.
    let server = Raw::start([
        (vec![ok(STORE), ok("i1;")], Then::Keep),
        (vec![ok("i2;")], Then::Keep),
    ])
    .await;
    let client = Client::new();
    let page = client.get(&server.url("/")).await.unwrap();
    let read = Arc::new(AtomicUsize::new(0));
    let endless = Upload::new("a/b", Endless(Arc::clone(&read)));
    let answer = page.call("put", args![endless]).await.unwrap();
    assert_eq!(answer.value().as_i64(), Some(1));
    let next = client.get(&server.url("/")).await.unwrap();
    assert_eq!(next.value().as_i64(), Some(2), "on a connection of its own");
    // Its source is dropped with its connection.
    while Arc::strong_count(&read) > 1 {
        tokio::task::yield_now().await;
    }
}

const TWO: &[u8] = b"LB7:Du12:content-type;u3:a/b;;;B3:Du12:content-type;u3:c/d;;;;\
    c3:2:on;c7:3:two;c3:1:e;c3;c7;";

#[tokio::test]
async fn blb_10_a_blob_has_a_content_type_and_a_reader() {
    let text = "la ".repeat(100_000);
    let plain = answer(200)
        .header("content-type", "audio/ogg")
        .body(text.as_bytes());
    let zipped = answer(200)
        .header("content-type", "audio/ogg")
        .header("content-encoding", "gzip")
        .body(&gzip(text.as_bytes()));
    let inside = format!("B0:Du12:content-type;u9:audio/ogg;;;c0:300000:{text};c0;");
    let server = Server::start([
        ("/", message("Du1:a;Xu4:link;Du3:url;u6:/plain;;N;;u1:b;Xu4:link;Du3:url;u7:/zipped;;N;;u1:c;Xu4:link;Du3:url;u7:/inside;;N;;;")),
        ("/plain", plain),
        ("/zipped", zipped),
        ("/inside", message(&inside)),
    ])
    .await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    for (name, length) in [("a", Some(300_000)), ("b", None), ("c", None)] {
        let download = page.get(name).unwrap().download(args![]).await.unwrap();
        let blob = download.page().value().as_blob().unwrap();
        assert_eq!(blob.content_type(), Some("audio/ogg"));
        assert!(blob.content.is_empty());
        let mut reader = download.into_reader().unwrap();
        assert_eq!(reader.length(), length);
        let mut read = String::new();
        reader.read_to_string(&mut read).await.unwrap();
        assert!(read == text, "{name}");

        let download = page.get(name).unwrap().download(args![]).await.unwrap();
        let mut saved = Vec::new();
        assert_eq!(download.save(&mut saved).await.unwrap(), 300_000);
        assert!(saved == text.as_bytes(), "{name}");
    }
}

#[tokio::test]
async fn the_blobs_of_a_page_come_as_they_are_sent() {
    let server = Server::start([("/", message(str::from_utf8(TWO).unwrap()))]).await;
    let client = Client::new();
    let download = client.download(&server.url("/")).await.unwrap();
    let (page, contents) = download.spool(async |_| Ok(Vec::new())).await.unwrap();
    assert_eq!(contents, [b"two".to_vec(), b"one".to_vec()]);
    let item = page
        .get(1)
        .unwrap()
        .value()
        .as_blob()
        .unwrap()
        .content_type();
    assert_eq!(item, Some("c/d"));
    let error = client
        .download(&server.url("/"))
        .await
        .unwrap()
        .into_reader()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("expected one blob to read, found 2 blobs in the type list"),
        "{error}"
    );
}

#[tokio::test]
async fn a_download_of_something_else_is_that() {
    let server = Server::start([
        ("/page", message("Xu4:link;Du3:url;u1:x;;N;;")),
        ("/nil", answer(204)),
        ("/no", answer(404)),
        ("/bad", message("i1")),
        ("/more", message("i1;i2;")),
        ("/short", message("B0:D;;c0:9:on;")),
    ])
    .await;
    let client = Client::new();
    let mut page = client.download(&server.url("/page")).await.unwrap();
    let url = page.page().value().as_extension().unwrap().attribute("url");
    assert_eq!(url.unwrap().as_str(), Some(&*server.url("/x")), "LNK-11");
    assert_eq!(page.next_chunk().await.unwrap(), None);
    let nil = client.download(&server.url("/nil")).await.unwrap();
    assert!(nil.page().value().is_nil());
    assert!(nil.into_reader().is_err());
    let error = client.download(&server.url("/no")).await.unwrap_err();
    assert_eq!(error.failure().unwrap().status, 404);
    for path in ["/bad", "/more", "/short"] {
        let error = match client.download(&server.url(path)).await {
            Err(error) => error,
            Ok(mut download) => loop {
                match download.next_chunk().await {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("{path}"),
                    Err(error) => break error,
                }
            },
        };
        assert_eq!(error.blame(), Blame::Response, "{error}");
    }
}

#[tokio::test]
async fn a_reader_never_takes_a_part_for_the_whole() {
    for body in [
        "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nB0:D;;c0:9:half",
        "HTTP/1.1 200 OK\r\n\r\nB0:D;;c0:4:half;",
    ] {
        let server = Raw::start([(vec![body.into()], Then::Close)]).await;
        let download = Client::new().download(&server.url("/")).await.unwrap();
        let mut read = Vec::new();
        let error = download
            .into_reader()
            .unwrap()
            .read_to_end(&mut read)
            .await
            .unwrap_err();
        assert_eq!(read, b"half");
        let cause = error.into_inner().unwrap();
        assert!(cause.downcast_ref::<Error>().is_some(), "{cause}");
    }
}

#[tokio::test]
async fn a_bomb_and_an_endless_root_are_no_danger_to_a_download() {
    let bomb = gzip(&vec![b'x'; 64 << 20]);
    let zipped = |kind| {
        answer(200)
            .header("content-type", kind)
            .header("content-encoding", "gzip")
    };
    let server = Server::start([
        ("/blob", zipped("a/b").body(&bomb)),
        (
            "/root",
            zipped("application/vnd.hyperglyph")
                .body(&gzip(&[&b"u99999999:"[..], &vec![b'x'; 9 << 20]].concat())),
        ),
    ])
    .await;
    let client = Client::builder().max_body(1 << 20).build();
    let mut download = client.download(&server.url("/blob")).await.unwrap();
    let (mut all, mut longest) = (0, 0);
    while let Some((_, data)) = download.next_chunk().await.unwrap() {
        all += data.len();
        longest = longest.max(data.len());
    }
    assert_eq!(all, 64 << 20);
    assert!(longest <= 2 << 20, "{longest}");
    let error = client.download(&server.url("/root")).await.unwrap_err();
    assert_eq!(error.requirement(), Some("MSG-7"), "{error}");
}

#[tokio::test]
async fn each_piece_of_a_download_has_its_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 99\r\n\r\n";
        stream.write_all(head).await.unwrap();
        for _ in 0..4 {
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            stream.write_all(b"x").await.unwrap();
        }
        std::future::pending::<()>().await;
    });
    let client = Client::builder()
        .timeout(std::time::Duration::from_millis(1_200))
        .build();
    let mut download = client.download(&url).await.unwrap();
    for _ in 0..4 {
        let (_, data) = download.next_chunk().await.unwrap().unwrap();
        assert_eq!(data, "x");
    }
    let error = download.next_chunk().await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error}");
}
