//! `#[function]`: the same page as by the builder, and the same calls.

use http::Method;
use hyperglyph::Blob;
use hyperglyph_server::{
    Answer, Call, Download, Envelope, Failure, FromCall, Function, Incoming, Router, StatusCode,
    Upload, UploadStream, Verb, arg, function,
};
use tokio::io::AsyncReadExt;

use crate::{ask, get, post};

#[function]
async fn hello(#[default("World")] name: String) -> String {
    format!("Hello {name}")
}

#[function(safe, name = "plus")]
fn add(a: i64, #[default = 1] b: i64) -> i64 {
    a + b
}

#[function(embed)]
fn motd() -> Answer {
    Answer::new("Be kind.").etag("1")
}

#[function(redirect)]
fn away() -> hyperglyph::page::Link<'static> {
    hyperglyph::page::Link::new("https://example.org/")
}

#[function(redirect = 307, hidden)]
fn elsewhere() -> hyperglyph::page::Link<'static> {
    hyperglyph::page::Link::new("https://example.com/")
}

#[function(verb(Put, Form))]
fn put(r#type: Option<String>) -> Result<(), Failure> {
    match r#type {
        None => Ok(()),
        Some(kind) => Err(Failure::bad_request(kind)),
    }
}

// A parameter of the name of its function: the type that is offered is in nobody's way.
#[function(verb(Put))]
fn file(file: Blob<'static>) -> u64 {
    file.content.len() as u64
}

type Head = Call;

struct Agent(String);

impl FromCall for Agent {
    const NAMED: usize = 0;

    fn from_call(incoming: &mut Incoming<'_>) -> Result<Self, Failure> {
        let agent = incoming.head().headers.get("user-agent");
        Ok(Self(format!("{agent:?}")))
    }
}

/// What the request says of itself has no parameter, whatever it is called.
#[function]
fn agent(call: Head, agent: Agent, #[default(())] of: Option<i64>) -> String {
    format!("{} {} {of:?}", call.uri(), agent.0)
}

#[function(nfc = false)]
fn decomposed() -> &'static str {
    "e\u{301}"
}

#[cfg(any())]
#[function]
fn never_above(nothing: Missing) {}

#[function]
#[cfg(any())]
fn never_below(nothing: Missing) {}

fn attributes() -> Router {
    Router::new()
        .offer(hello {})
        .offer(add {})
        .offer(motd {})
        .offer(away {})
        .offer(elsewhere {})
        .offer(put {})
        .offer(file {})
        .offer(agent {})
        .offer(decomposed {})
}

fn builder() -> Router {
    Router::new()
        .function("hello", [arg("name").or("World")], hello)
        .offer(Function::new("plus", [arg("a"), arg("b").or(1)], add).safe())
        .offer(Function::new("motd", [], motd).embed())
        .offer(Function::new("away", [], away).redirect())
        .offer(
            Function::new("elsewhere", [], elsewhere)
                .redirect_by(StatusCode::TEMPORARY_REDIRECT)
                .hidden(),
        )
        .offer(Function::new("put", [arg("type")], put).verb(Verb::Put, Envelope::Form))
        .offer(Function::new("file", [arg("file")], file).verb(Verb::Put, Envelope::Blob))
        .function("agent", [arg("of").or(())], agent)
        .offer(Function::new("decomposed", [], decomposed).nfc(false))
}

#[tokio::test]
async fn attributes_and_builder_give_one_page() {
    let page = get(attributes(), "/").await;
    assert_eq!(page, get(builder(), "/").await);
    assert!(page.contains("u5:hello;X"), "{page}");
    assert!(!page.contains("elsewhere"), "{page}");
}

#[tokio::test]
async fn a_function_is_called_by_its_marks() {
    let router = attributes;
    assert_eq!(post(router(), "/hello", "O;").await, "200 u11:Hello World;");
    assert_eq!(
        post(router(), "/hello", "Ou4:name;u3:Bob;;").await,
        "200 u9:Hello Bob;"
    );
    assert_eq!(get(router(), "/plus?Ou1:a;i1;u1:b;i2;;").await, "200 i3;");
    assert_eq!(get(router(), "/plus?Ou1:a;i1;;").await, "200 i2;");
    assert_eq!(
        post(router(), "/away", "O;").await,
        "303 -> https://example.org/"
    );
    assert_eq!(
        post(router(), "/elsewhere", "O;").await,
        "307 -> https://example.com/"
    );
    assert_eq!(
        ask(router(), Method::PUT, "/put", "Ou4:type;N;;").await,
        "204"
    );
    assert_eq!(ask(router(), Method::PUT, "/file", "abc").await, "200 i3;");
    assert_eq!(
        post(router(), "/agent", "O;").await,
        "200 u16:/agent None None;"
    );
    assert_eq!(
        get(router(), "/hello").await.split(' ').next(),
        Some("405"),
        "a function without marks is called by POST"
    );
    assert_eq!(
        post(router(), "/decomposed", "O;").await,
        "200 u3:e\u{301};"
    );
}

#[function]
async fn attach(title: String, mut picture: Upload) -> Result<String, Failure> {
    let mut text = String::new();
    picture.read_to_string(&mut text).await?;
    Ok(format!("{title}: {} {text}", picture.length()))
}

#[function(verb(Put))]
fn back(film: Upload) -> Download {
    film.into()
}

#[function]
async fn count(mut log: UploadStream) -> Result<u64, Failure> {
    let mut lines = 0;
    while let Some(piece) = log.chunk().await? {
        for byte in piece {
            lines += u64::from(byte == b'\n');
        }
    }
    Ok(lines)
}

#[tokio::test]
async fn blb_5_a_function_takes_uploads_and_gives_downloads() {
    let router = || {
        Router::new()
            .offer(attach {})
            .offer(back {})
            .offer(count {})
    };
    let log = "Ou3:log;B0:Du12:content-type;u3:a/b;;;;c0:2:h\n;c0:1:\n;c0;";
    assert_eq!(post(router(), "/count", log).await, "200 i2;");
    let body = "Ou5:title;u1:x;u7:picture;B0:Du12:content-type;u3:a/b;;;;c0:1:h;c0:1:i;c0;";
    assert_eq!(post(router(), "/attach", body).await, "200 u7:x: 2 hi;");
    assert_eq!(ask(router(), Method::PUT, "/back", "abc").await, "200 abc");
}

/// The function itself stays what it was.
#[tokio::test]
async fn a_function_is_still_one() {
    let agent = hello(String::from("you")).await;
    assert_eq!(agent, "Hello you");
    assert_eq!(add(1, 2), 3);
}

#[function]
fn wrong(#[default("none")] count: i64) -> i64 {
    count
}

#[test]
#[should_panic(
    expected = "a default must be what a call may send: argument \"count\": expected i64, found unicode \"none\""
)]
fn a_default_of_another_type_is_found_before_the_first_request() {
    drop(Router::new().offer(wrong {}));
}

#[function]
fn nowhere(#[default(1)] call: Head) -> String {
    call.uri().to_string()
}

#[test]
#[should_panic(
    expected = "no parameter is declared for the argument \"call\", so it has no default"
)]
fn a_default_where_no_parameter_is_is_found_before_the_first_request() {
    drop(Router::new().offer(nowhere {}));
}
