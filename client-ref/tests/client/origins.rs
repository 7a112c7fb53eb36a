//! What belongs to one origin is shown to no other (D23); proxies.

use hyperglyph_client::{Blame, Client, args};

use crate::raw::{Raw, Then, ok};
use crate::server::{Server, answer, message};

#[tokio::test]
async fn d23_credentials_stay_with_their_origin() {
    let other = Server::start([("/", message("i1;"))]).await;
    let server = Server::start([
        ("/", message("Xu4:link;Du3:url;u2:/x;;N;;")),
        ("/away", answer(307).header("location", &other.url("/"))),
        ("/x", message("i1;")),
    ])
    .await;
    let client = Client::builder()
        .authorization(&server.url("/any/path"), "Bearer secret")
        .unwrap()
        .build();
    let page = client.get(&server.url("/")).await.unwrap();
    page.invoke(args![]).await.unwrap();
    client.get(&server.url("/away")).await.unwrap();
    client.get(&other.url("/")).await.unwrap();
    for asked in server.asked() {
        assert_eq!(asked.headers["authorization"], "Bearer secret");
    }
    assert_eq!(other.asked().len(), 2);
    for asked in other.asked() {
        assert!(!asked.headers.contains_key("authorization"));
    }
    assert!(!format!("{client:?}").contains("secret"));
}

#[tokio::test]
async fn basic_credentials_are_those_of_rfc_7617() {
    let server = Server::start([("/", message("i1;"))]).await;
    let url = server.url("/");
    let client = Client::builder()
        .basic(&url, "Aladdin", "open sesame")
        .unwrap()
        .build();
    client.get(&url).await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(
        asked.headers["authorization"],
        "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    );
}

#[test]
fn credentials_that_cannot_be_sent_are_refused_and_not_told() {
    for (url, value) in [
        ("http://h/", "secret\r\nX: y"),
        ("ftp://h/", "secret"),
        ("h", "secret"),
    ] {
        let error = Client::builder().authorization(url, value).unwrap_err();
        assert_eq!(error.blame(), Blame::Caller);
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn d23_cookies_stay_with_their_origin() {
    let other = Server::start([("/", message("i1;"))]).await;
    let away = answer(303)
        .header("set-cookie", "session=secret; Path=/; Domain=127.0.0.1")
        .header("location", &other.url("/"));
    let server = Server::start([("/away", away), ("/", message("i1;"))]).await;
    let client = Client::builder().cookies(true).build();
    client.get(&server.url("/away")).await.unwrap();
    client.get(&server.url("/")).await.unwrap();
    assert_eq!(server.asked()[1].headers["cookie"], "session=secret");
    assert!(!other.asked()[0].headers.contains_key("cookie"));

    let forgetful = Client::new();
    forgetful.get(&server.url("/away")).await.unwrap();
    forgetful.get(&server.url("/")).await.unwrap();
    assert!(
        !server.asked()[3].headers.contains_key("cookie"),
        "unless told to"
    );
}

#[tokio::test]
async fn a_name_and_a_password_in_a_location_are_not_sent_or_told() {
    let server = Server::start([("/", message("i1;"))]).await;
    let at = server.url("/").replace("http://", "http://user:secret@");
    let loop_ = answer(303).header("location", &at);
    let redirecting = Server::start([("/", loop_)]).await;
    let page = Client::new().get(&redirecting.url("/")).await.unwrap();
    assert_eq!(page.value().as_i64(), Some(1));
    assert!(!server.asked()[0].headers.contains_key("authorization"));

    let back = Raw::start([(
        vec![b"HTTP/1.1 303 See Other\r\nlocation: //user:secret@127.0.0.1:9/\r\n\r\n".to_vec()],
        Then::Close,
    )])
    .await;
    let error = Client::new().get(&back.url("/")).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
}

#[tokio::test]
async fn a_proxy_gets_whole_urls_and_its_own_credentials() {
    let proxy = Raw::start([(vec![ok("i1;"), ok("i2;")], Then::Keep)]).await;
    let url = proxy.url("/").replace("http://", "http://user:hunter2@");
    let settings = Client::builder().proxy(url);
    assert!(!format!("{settings:?}").contains("hunter2"));
    let client = settings.build();
    let page = client.get("http://hyperglyph.example/a?b").await.unwrap();
    assert_eq!(page.value().as_i64(), Some(1));
    client.get("http://hyperglyph.example/c").await.unwrap();
    for (asked, target) in proxy.asked().into_iter().zip(["a?b", "c"]) {
        assert!(
            asked.starts_with(&format!(
                "GET http://hyperglyph.example/{target} HTTP/1.1\r\n"
            )),
            "{asked}",
        );
        let asked = asked.to_ascii_lowercase();
        assert!(
            asked.contains("\r\nhost: hyperglyph.example\r\n"),
            "{asked}"
        );
        assert!(
            asked.contains("\r\nproxy-authorization: basic dxnlcjpodw50zxiy\r\n"),
            "{asked}"
        );
    }
    assert!(!format!("{client:?}").contains("hunter2"));
}

#[tokio::test]
async fn https_goes_through_a_proxy_in_a_tunnel() {
    let refusal = b"HTTP/1.1 403 Forbidden\r\n\r\n".to_vec();
    let proxy = Raw::start([(vec![refusal], Then::Close)]).await;
    let client = Client::builder().proxy(proxy.url("/")).retries(0).build();
    let error = client.get("https://hyperglyph.example/").await.unwrap_err();
    assert_eq!(
        proxy.lines()[0].1,
        "CONNECT hyperglyph.example:443 HTTP/1.1"
    );
    assert_eq!(error.blame(), Blame::Transport, "{error}");
}

#[tokio::test]
async fn the_machine_itself_is_reached_without_a_proxy() {
    let server = Server::start([("/", message("i1;"))]).await;
    let client = Client::builder().proxy("http://127.0.0.1:9/").build();
    assert!(client.get(&server.url("/")).await.is_ok());
    let local = server.url("/").replace("127.0.0.1", "localhost");
    assert!(client.get(&local).await.is_ok());
}
