//! Forms: their arguments and headers.

use hyperglyph_client::{Blame, Client, args};

use crate::server::{Server, answer, message};

fn form(method: &str, headers: &str) -> String {
    let length = method.len();
    format!(
        "Xu4:form;Du3:url;u2:/f;u6:method;u{length}:{method};u6:values;L;u7:headers;D{headers};;N;;"
    )
}

#[tokio::test]
async fn frm_6_htp_9_the_allowed_headers_of_a_form_are_sent() {
    let all = "u6:Accept;u3:a/b;u8:If-Match;u3:\"a\";u13:If-None-Match;u1:*;\
        u17:If-Modified-Since;u29:Wed, 01 Aug 2012 12:30:00 GMT;\
        u19:If-Unmodified-Since;u29:Wed, 01 Aug 2012 12:30:00 GMT;";
    let server = Server::start([("/", message(&form("POST", all))), ("/f", answer(204))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    page.invoke(args![]).await.unwrap();
    let headers = &server.asked()[1].headers;
    let date = "Wed, 01 Aug 2012 12:30:00 GMT";
    for (name, value) in [
        ("accept", "a/b"),
        ("if-match", "\"a\""),
        ("if-none-match", "*"),
        ("if-modified-since", date),
        ("if-unmodified-since", date),
    ] {
        assert_eq!(headers[name], value);
    }
}

#[tokio::test]
async fn frm_14_htp_9_any_other_header_and_no_request_is_made() {
    for headers in [
        "u13:Authorization;u1:x;",
        "u6:Cookie;u1:x;",
        "u4:Host;u1:x;",
        "u6:Method;u3:PUT;",
        "u14:Content-Length;u1:9;",
        "u12:Content-Type;u3:a/b;",
        "u6:Accept;u3:a/b;u6:accept;u3:c/d;",
        "u6:Accept;u4:a\r\nX;",
        "u6:Accept;u2:\u{e9};",
        "u6:Accept;i1;",
        "i1;u3:a/b;",
    ] {
        let server = Server::start([("/", message(&form("POST", headers)))]).await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        let error = page.invoke(args![]).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Page, "{headers}");
        assert_eq!(error.requirement(), Some("FRM-14"), "{headers}");
        assert_eq!(server.lines(), ["GET /"]);
    }
}

#[tokio::test]
async fn env_11_a_get_form_makes_no_conditional_request() {
    for name in [
        "u8:If-Match;",
        "u13:If-None-Match;",
        "u17:If-Modified-Since;",
        "u19:If-Unmodified-Since;",
    ] {
        let server = Server::start([("/", message(&form("GET", &format!("{name}u1:*;"))))]).await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        let error = page.invoke(args![]).await.unwrap_err();
        assert_eq!(error.requirement(), Some("ENV-11"));
        assert_eq!(server.lines(), ["GET /"]);
    }
    let server = Server::start([
        ("/", message(&form("GET", "u6:Accept;u3:a/b;"))),
        ("/f", answer(204)),
    ])
    .await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    page.invoke(args![]).await.unwrap();
    assert_eq!(server.asked()[1].headers["accept"], "a/b");
}

const TWO: &str = "Xu4:form;Du3:url;u2:/f;u6:values;L\
    Xu5:input;Du4:name;u1:a;;N;;Xu5:input;Du4:name;u1:b;u5:value;N;;N;;;;N;;";

#[tokio::test]
async fn inp_3_the_default_is_sent_where_the_caller_gives_no_value() {
    let server = Server::start([("/", message(TWO)), ("/f", answer(204))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    page.invoke(args![1]).await.unwrap();
    page.invoke(args! { b: 2, a: 1 }).await.unwrap();
    assert_eq!(
        server.lines()[1..],
        ["POST /f Ou1:a;i1;u1:b;N;;", "POST /f Ou1:a;i1;u1:b;i2;;"],
        "nil is a default, too",
    );
}

#[tokio::test]
async fn inp_6_what_does_not_fit_is_an_error_before_any_request() {
    let server = Server::start([("/", message(TWO))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    for (arguments, text) in [
        (
            args![],
            "argument \"a\" is missing and has no default: the form takes \"a\", \"b\"",
        ),
        (
            args! { b: 1 },
            "argument \"a\" is missing and has no default: the form takes \"a\", \"b\"",
        ),
        (
            args![1, 2, 3],
            "3 arguments are given by position: the form takes \"a\", \"b\"",
        ),
        (
            args![1, c: 2],
            "argument \"c\" is unknown: the form takes \"a\", \"b\"",
        ),
    ] {
        let error = page.invoke(arguments).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("no request was made: {text} [INP-6]")
        );
    }
    for arguments in [args![1, a: 2], args! { a: 1, a: 2 }] {
        let error = page.invoke(arguments).await.unwrap_err();
        assert_eq!(error.requirement(), Some("INP-6"));
    }
    assert_eq!(server.lines(), ["GET /"]);
}

#[tokio::test]
async fn frm_10_a_form_that_names_an_argument_twice_is_not_called() {
    let page = TWO.replace("u1:b;", "u1:a;");
    let server = Server::start([("/", message(&page))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    for arguments in [args![1], args![1, 2], args! { a: 1 }] {
        let error = page.invoke(arguments).await.unwrap_err();
        assert!(error.requirement().is_some());
        assert!(
            error.to_string().starts_with("no request was made: "),
            "{error}"
        );
    }
    assert_eq!(server.lines(), ["GET /"]);
}
