//! Calls that come to nothing: who is to blame, in which words, and how many
//! requests were made.

use std::time::{Duration, Instant};

use crate::server::{Server, answer, message};
use hyperglyph_client::{Blame, Client, Error, args};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What is wrong with a page.
async fn error(client: &Client, url: &str) -> Error {
    client.get(url).await.expect_err("an error")
}

const NOT_FOUND: &str = "Xu5:error;Du6:logref;u2:42;u7:message;u8:no user\n;;Du4:name;u3:bob;;;";

#[tokio::test]
async fn htp_17_htp_18_4xx_and_5xx_with_an_error() {
    let body = NOT_FOUND.as_bytes();
    let script = |status| {
        answer(status)
            .header("content-type", "application/vnd.hyperglyph")
            .body(body)
    };
    let server = Server::start([("/4", script(404)), ("/5", script(500))]).await;
    let client = Client::new();
    for (path, status, blame) in [("/4", 404, Blame::Request), ("/5", 500, Blame::Server)] {
        let url = server.url(path);
        let error = error(&client, &url).await;
        assert_eq!(error.blame(), blame);
        assert_eq!(
            error.to_string(),
            format!("{url:?} answered {status}: \"no user\\n\" (logref \"42\")"),
        );
        let failure = error.failure().unwrap();
        assert_eq!(failure.status, status);
        let told = failure.error().unwrap();
        assert_eq!(told.content.get("name").unwrap().as_str(), Some("bob"));
    }
}

#[tokio::test]
async fn htp_17_4xx_and_5xx_without_an_error() {
    let html = |status| {
        answer(status)
            .header("content-type", "text/html")
            .body(b"<html>")
    };
    let server = Server::start([("/4", html(404)), ("/5", answer(503))]).await;
    for (path, status, blame) in [("/4", 404, Blame::Request), ("/5", 503, Blame::Server)] {
        let url = server.url(path);
        let error = error(&Client::new(), &url).await;
        assert_eq!(error.blame(), blame);
        assert_eq!(
            error.to_string(),
            format!("{url:?} answered {status} without an error to read"),
        );
        assert_eq!(error.failure().unwrap().error, None);
    }
}

#[tokio::test]
async fn a_malformed_body_is_the_response_s_fault() {
    let server = Server::start([("/", message("Du3:age;i4x;;"))]).await;
    let url = server.url("/");
    let error = error(&Client::new(), &url).await;
    assert_eq!(error.blame(), Blame::Response);
    assert_eq!(error.requirement(), Some("MSG-5"));
    assert_eq!(
        error.to_string(),
        format!(
            "from {url:?}: the response is no message: expected ';' at the end of the object, \
             found 'x', at byte 10 in root[\"age\"] [MSG-5]"
        ),
    );
}

#[tokio::test]
async fn d23_loops_and_long_ways_end_in_an_error() {
    let to = |url: &str| answer(303).header("location", url);
    let chain = [
        "/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10", "/11",
    ];
    let mut scripts = vec![
        ("/a", to("/b")),
        ("/b", to("/a")),
        ("/nowhere", answer(303)),
    ];
    scripts.extend(chain.windows(2).map(|way| (way[0], to(way[1]))));
    scripts.push(("/11", message("i1;")));
    let server = Server::start(scripts).await;
    let client = Client::new();
    let [a, b, one] = ["/a", "/b", "/1"].map(|path| server.url(path));

    let loop_ = error(&client, &a).await;
    assert_eq!(loop_.blame(), Blame::Response);
    assert_eq!(
        loop_.to_string(),
        format!("from {b:?}: expected redirects to lead on, found one back to {a:?} [HTP-15]"),
    );
    assert_eq!(server.lines(), ["GET /a", "GET /b"]);

    let far = error(&client, &server.url("/0")).await;
    assert_eq!(
        far.to_string(),
        format!(
            "from {:?}: expected at most 10 redirects, found one more [HTP-15]",
            server.url("/10"),
        ),
    );
    assert!(client.get(&one).await.is_ok(), "ten are taken");

    let nowhere = error(&client, &server.url("/nowhere")).await;
    assert_eq!(nowhere.requirement(), Some("HTP-15"));
}

#[tokio::test]
async fn only_http_and_https_are_reached_directly_or_by_redirect() {
    let server =
        Server::start([("/f", answer(303).header("location", "file:///etc/passwd"))]).await;
    let client = Client::new();
    let file = error(&client, &server.url("/f")).await;
    assert_eq!(file.blame(), Blame::Response);
    let file = error(&client, "file:///etc/passwd").await;
    assert_eq!(file.blame(), Blame::Caller);
}

#[tokio::test]
async fn lnk_7_d26h_a_304_that_nobody_asked_for() {
    let server = Server::start([("/", answer(304))]).await;
    let error = error(&Client::new(), &server.url("/")).await;
    assert_eq!(error.blame(), Blame::Response);
    assert_eq!(error.requirement(), Some("LNK-7"));
}

#[tokio::test]
async fn d26h_a_304_to_a_link_that_was_not_asked_for_conditionally() {
    let page = message("Xu4:link;Du3:url;u2:/l;u6:inline;T;;i1;;");
    let server = Server::start([("/", page), ("/l", answer(304))]).await;
    let client = Client::builder().fresh(true).build();
    let page = client.get(&server.url("/")).await.unwrap();
    let error = page.invoke(args![]).await.unwrap_err();
    assert_eq!(error.requirement(), Some("LNK-7"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read() {
    let server = Server::start([("/", message("u5:hello;"))]).await;
    let url = server.url("/");
    let client = |bytes| Client::builder().max_body(bytes).build();
    assert!(client(9).get(&url).await.is_ok());
    let error = error(&client(8), &url).await;
    assert_eq!(error.blame(), Blame::Response);
    assert_eq!(
        error.to_string(),
        format!(
            "from {url:?}: expected a body of at most 8 bytes, found a larger one: \
             raise `max_body` if it is welcome"
        ),
    );
}

#[tokio::test]
async fn a_body_may_have_64_mib_by_default() {
    let url = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 67108865\r\n\r\n", true).await;
    let error = error(&Client::new(), &url).await;
    assert!(
        matches!(error, Error::TooLarge { limit, .. } if limit == 64 << 20),
        "{error}"
    );
}

#[tokio::test]
async fn no_name_and_password_in_a_url_are_told_or_sent() {
    let server = Server::start([
        ("/", answer(404)),
        ("/loop", answer(303).header("location", "/loop")),
        ("/page", message("Xu4:link;Du3:url;u2:/l;;N;;")),
    ])
    .await;
    let host = server.url("");
    let host = host.strip_prefix("http://").unwrap();
    for url in [
        format!("http://user:secret@{host}/"),
        format!("http://user:secret@{host}/loop"),
        "http://user:secret@127.0.0.1:9/".to_owned(),
        "https://user:secret@127.0.0.1:9/".to_owned(),
        "ftp://user:secret@host/".to_owned(),
        "http://user:secret@[bad/".to_owned(),
        "//user:secret@host/".to_owned(),
        "user:secret@host".to_owned(),
    ] {
        let error = error(&Client::new(), &url).await;
        let told = format!("{error} {error:?}");
        assert!(!told.contains("secret"), "{told}");
        assert!(!told.contains("user"), "{told}");
    }
    let url = format!("http://user:secret@{host}/page");
    let page = Client::new().get(&url).await.unwrap();
    assert!(!format!("{:?}", page.value()).contains("secret"));
    for asked in server.asked() {
        assert_eq!(asked.headers["host"], host);
        assert!(!asked.headers.contains_key("authorization"));
    }
}

/// A server that answers every connection with these bytes and then keeps it
/// open or closes it.
async fn raw(bytes: &'static [u8], keep: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(bytes).await;
            if keep {
                kept.push(stream);
            }
        }
    });
    url
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_not_waited_for() {
    let url = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n", true).await;
    let client = Client::builder().max_body(10).build();
    let error = error(&client, &url).await;
    assert!(
        matches!(error, Error::TooLarge { limit: 10, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    let url = raw(
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nu100:xxxx\r\n9\r\nxxxxxxxxx\r\n",
        true,
    )
    .await;
    let client = Client::builder().max_body(10).build();
    let error = error(&client, &url).await;
    assert!(
        matches!(error, Error::TooLarge { limit: 10, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_call_has_its_time_for_head_and_body_and_redirects() {
    let server = Server::start([("/to", answer(303).header("location", "/never"))]).await;
    let stalled = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\ni1", true).await;
    let limit = Duration::from_millis(200);
    let client = Client::builder().timeout(limit).build();
    for url in [server.url("/never"), server.url("/to"), stalled] {
        let start = Instant::now();
        let error = error(&client, &url).await;
        assert!(start.elapsed() < Duration::from_secs(10));
        assert_eq!(error.blame(), Blame::Transport);
        assert_eq!(
            error.to_string(),
            format!("from {url:?}: no answer within 200ms")
        );
    }
}

#[tokio::test]
async fn what_does_not_get_through_is_a_transport_error() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let refused = error(&Client::new(), &closed).await.to_string();
    assert!(refused.contains("refused"), "the cause is told: {refused}");
    for url in [
        closed,
        raw(b"", false).await,
        raw(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\ni1", false).await,
        raw(b"SSH-2.0-OpenSSH\r\n", false).await,
    ] {
        let error = error(&Client::new(), &url).await;
        assert_eq!(error.blame(), Blame::Transport, "{error}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("the way to {url:?} failed: ")),
            "{error}",
        );
    }
}

const PAGE: &str = "Xu8:resource;D;D\
    u1:f;Xu4:form;Du3:url;u2:/f;u6:values;Lu1:a;;;N;;\
    u3:put;Xu4:form;Du3:url;u2:/f;u6:method;u3:PUT;u8:envelope;u5:query;u6:values;L;;N;;\
    u4:head;Xu4:form;Du3:url;u2:/f;u6:method;u4:HEAD;u6:values;L;;N;;\
    u1:l;Xu4:link;D;N;;\
    u4:post;Xu4:link;Du6:method;u4:POST;;N;;\
    u4:mail;Xu4:link;Du3:url;u10:mailto:a@b;;N;;\
    u1:n;Li1;;\
    ;;";

#[tokio::test]
async fn what_cannot_be_called_is_refused_before_any_request() {
    let server = Server::start([("/", message(PAGE)), ("/f", message("i1;"))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    let mut errors = Vec::new();
    for (name, arguments) in [
        ("f", args![]),
        ("f", args![1, 2]),
        ("f", args! { b: 1 }),
        ("put", args![]),
        ("l", args![1]),
        ("mail", args![]),
        ("head", args![]),
        ("post", args![]),
        ("n", args![]),
        ("nothing", args![]),
    ] {
        let error = page.call(name, arguments).await.expect_err(name);
        let text = error.to_string();
        let text = text.strip_prefix("no request was made: ").expect(name);
        errors.push((error.blame(), text.to_owned()));
    }
    let caller = |text: &str| (Blame::Caller, text.to_owned());
    let broken = |text: &str| (Blame::Page, text.to_owned());
    assert_eq!(
        errors,
        [
            caller("argument \"a\" is missing and has no default: the form takes \"a\" [INP-6]"),
            caller("2 arguments are given by position: the form takes \"a\" [INP-6]"),
            caller("argument \"b\" is unknown: the form takes \"a\" [INP-6]"),
            caller(
                "expected an envelope that PUT allows (blob, form), found query: \
                 the form has to change [ENV-13]"
            ),
            caller("1 arguments are given by position: the form takes none [INP-6]"),
            caller(
                "expected an absolute http or https url, found \"mailto:a@b\": \
                 resolve the page against the url it came from [FRM-12]"
            ),
            broken(
                "expected GET, POST, PUT, PATCH or DELETE, found \"HEAD\", \
                 at attribute \"method\" of a form [FRM-1]"
            ),
            broken("expected GET, found \"POST\", at attribute \"method\" of a link [LNK-10]"),
            caller("expected a link or a form to call, found the type list"),
            caller(
                "nothing under \"nothing\" in the extension \"resource\" with \
                 \"f\", \"put\", \"head\", \"l\", \"post\", \"mail\", \"n\""
            ),
        ],
    );
    let list = page.get("n").unwrap();
    assert_eq!(
        list.get(5).unwrap_err().to_string(),
        "no request was made: nothing under index 5 in the type list of 1 items",
    );
    assert_eq!(server.lines(), ["GET /"]);
}
