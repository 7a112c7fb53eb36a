//! Links: LNK, and HTP-10.

use hyperglyph::Value;
use hyperglyph_client::{Blame, Client, args};

use crate::server::{Server, answer, message};

#[tokio::test]
async fn lnk_1_lnk_8_lnk_9_a_link_is_called_as_a_get_without_a_body() {
    for link in [
        "Xu4:link;Du3:url;u2:/l;;N;;",
        "Xu4:link;Du3:url;u2:/l;u6:method;u3:GET;;N;;",
        // D19a
        "Xu4:link;Du3:url;u2:/l;u6:method;b3:GET;;N;;",
    ] {
        let page = format!("Xu8:resource;D;Du1:l;{link};;");
        let server = Server::start([("/", message(&page)), ("/l", message("i7;"))]).await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        let answer = page.call("l", args![]).await.unwrap();
        assert_eq!(answer.value().as_i64(), Some(7));
        let asked = server.asked().pop().unwrap();
        assert_eq!(asked.line(), "GET /l");
        for header in ["content-length", "transfer-encoding", "content-type"] {
            assert!(!asked.headers.contains_key(header), "{header}");
        }
    }
}

#[tokio::test]
async fn lnk_10_a_link_of_another_method_is_not_called() {
    for method in ["PUT", "POST", "DELETE", "PATCH", "HEAD", "get"] {
        let length = method.len();
        let page = format!("Xu4:link;Du3:url;u2:/l;u6:method;u{length}:{method};;N;;");
        let server = Server::start([("/", message(&page)), ("/l", message("i7;"))]).await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        let error = page.invoke(args![]).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Page);
        assert_eq!(error.requirement(), Some("LNK-10"));
        assert_eq!(server.lines(), ["GET /"]);
    }
}

#[tokio::test]
async fn htp_10_a_link_sets_accept_and_no_other_header() {
    let page = "LXu4:link;Du3:url;u2:/l;u7:headers;Du6:accept;u10:text/plain;;;N;;\
        Xu4:link;Du3:url;u2:/l;u7:headers;Du8:If-Match;u1:x;;;N;;;";
    let server = Server::start([("/", message(page)), ("/l", message("i7;"))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    page.call(0, args![]).await.unwrap();
    assert_eq!(server.asked()[1].headers["accept"], "text/plain");
    let error = page.call(1, args![]).await.unwrap_err();
    assert_eq!(error.requirement(), Some("HTP-10"));
    assert_eq!(server.lines(), ["GET /", "GET /l"]);
}

#[tokio::test]
async fn inp_6_a_link_takes_no_arguments() {
    let page = "Xu4:link;Du3:url;u2:/l;u6:inline;T;;i1;;";
    let server = Server::start([("/", message(page))]).await;
    for fresh in [false, true] {
        let client = Client::builder().fresh(fresh).build();
        let page = client.get(&server.url("/")).await.unwrap();
        for arguments in [args![1], args! { a: 1 }] {
            let error = page.invoke(arguments).await.unwrap_err();
            assert_eq!(error.requirement(), Some("INP-6"));
        }
    }
    assert_eq!(server.lines(), ["GET /", "GET /"]);
}

#[tokio::test]
async fn lnk_5_d26h_content_without_inline_is_not_the_answer() {
    for inline in ["", "u6:inline;F;"] {
        let page = format!("Xu4:link;Du3:url;u2:/l;u4:etag;u1:v;{inline};i1;;");
        let server = Server::start([("/", message(&page)), ("/l", message("i2;"))]).await;
        let client = Client::builder().fresh(true).build();
        let page = client.get(&server.url("/")).await.unwrap();
        let answer = page.invoke(args![]).await.unwrap();
        assert_eq!(answer.value().as_i64(), Some(2));
        assert!(!server.asked()[1].headers.contains_key("if-none-match"));
    }
}

const DATED: &str = "Xu4:link;Du3:url;u2:/l;u6:inline;T;u4:etag;u2:v1;\
    u13:last_modified;d2012-08-01T12:30:00.000Z;;i1;;";

#[tokio::test]
async fn lnk_7_etag_and_date_are_asked_with() {
    let server = Server::start([("/", message(DATED)), ("/l", answer(304))]).await;
    let client = Client::builder().fresh(true).build();
    let page = client.get(&server.url("/")).await.unwrap();
    let answer = page.invoke(args![]).await.unwrap();
    assert_eq!(answer.value().as_i64(), Some(1));
    let headers = &server.asked()[1].headers;
    assert_eq!(headers["if-none-match"], "\"v1\"");
    assert_eq!(
        headers["if-modified-since"],
        "Wed, 01 Aug 2012 12:30:00 GMT"
    );
}

#[tokio::test]
async fn lnk_7_what_came_since_is_asked_for_with_its_own_etag() {
    let newer = message("i2;").header("etag", "\"v2\"");
    let server = Server::start_with([
        ("/", vec![message(DATED)]),
        ("/l", vec![newer, answer(304), message("i3;"), answer(304)]),
    ])
    .await;
    let client = Client::builder().fresh(true).build();
    let page = client.get(&server.url("/")).await.unwrap();
    let mut answers = Vec::new();
    for _ in 0..3 {
        let answer = page.invoke(args![]).await.unwrap();
        answers.push(answer.value().as_i64().unwrap());
    }
    assert_eq!(answers, [2, 2, 3]);
    let asked = server.asked();
    assert_eq!(asked[1].headers["if-none-match"], "\"v1\"");
    assert_eq!(asked[2].headers["if-none-match"], "\"v2\"");
    assert!(!asked[2].headers.contains_key("if-modified-since"));
    // A page that knows another etag is not answered from what the first one led to.
    let other = DATED.replace("u2:v1", "u2:v9");
    let server = Server::start([("/", message(&other)), ("/l", answer(304))]).await;
    let page = client.get(&server.url("/")).await.unwrap();
    let answer = page.invoke(args![]).await.unwrap();
    assert_eq!(answer.value(), &Value::from(1));
}
