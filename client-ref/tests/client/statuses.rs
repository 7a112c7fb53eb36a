//! What a response means: HTP-1 to HTP-18, gzip, redirects.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use hyperglyph_client::{Blame, Client, args};

use crate::raw::{Raw, Then, ok};
use crate::server::{Server, answer, message};

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn htp_1_our_type_in_any_case_and_no_type_are_messages() {
    for kind in [
        "application/vnd.hyperglyph",
        "Application/VND.hyperglyph; a=b",
    ] {
        let script = answer(200).header("content-type", kind).body(b"i1;");
        let server = Server::start([("/", script)]).await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        assert_eq!(page.value().as_i64(), Some(1));
    }
    let server = Server::start([("/", answer(200).body(b"i1;"))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    assert_eq!(page.value().as_i64(), Some(1));
}

#[tokio::test]
async fn htp_3_gzip_is_asked_for_and_understood() {
    let text = "x".repeat(100_000);
    let body = format!("u{}:{text};", text.len());
    for name in ["gzip", "x-gzip", "GZIP"] {
        let script = answer(200)
            .header("content-encoding", name)
            .body(&gzip(body.as_bytes()));
        let server = Server::start([("/", script)]).await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        assert_eq!(page.value().as_str(), Some(&*text));
        assert_eq!(server.asked()[0].headers["accept-encoding"], "gzip");
    }
    // Two members are one body; an error may be compressed as well; identity is nothing.
    let two = [gzip(b"u4:a"), gzip(b"bcd;")].concat();
    let error = gzip(b"Xu5:error;Du6:logref;u1:1;u7:message;u2:no;;D;;");
    let zipped = |status| answer(status).header("content-encoding", "gzip");
    let server = Server::start([
        ("/two", zipped(200).body(&two)),
        ("/error", zipped(404).body(&error)),
        ("/empty", zipped(404)),
        (
            "/same",
            answer(200)
                .header("content-encoding", "identity")
                .body(b"i1;"),
        ),
    ])
    .await;
    let client = Client::new();
    let two = client.get(&server.url("/two")).await.unwrap();
    assert_eq!(two.value().as_str(), Some("abcd"));
    let error = client.get(&server.url("/error")).await.unwrap_err();
    assert_eq!(error.failure().unwrap().error().unwrap().message, "no");
    let error = client.get(&server.url("/empty")).await.unwrap_err();
    assert_eq!(error.failure().unwrap().status, 404);
    assert!(client.get(&server.url("/same")).await.is_ok());
}

#[tokio::test]
async fn htp_3_what_is_no_gzip_or_another_encoding_is_an_error() {
    let zipped = gzip(b"u5:hello;");
    let mut damaged = zipped.clone();
    let crc = damaged.len() - 8;
    damaged[crc] ^= 1;
    let encoded = |name, body: &[u8]| answer(200).header("content-encoding", name).body(body);
    let server = Server::start([
        ("/none", encoded("gzip", b"u5:hello;")),
        ("/half", encoded("gzip", &zipped[..zipped.len() - 3])),
        ("/crc", encoded("gzip", &damaged)),
        ("/br", encoded("br", b"u5:hello;")),
        ("/twice", encoded("gzip, gzip", &gzip(&zipped))),
    ])
    .await;
    for path in ["/none", "/half", "/crc"] {
        let url = server.url(path);
        let error = Client::new().get(&url).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Response);
        assert_eq!(
            error.to_string(),
            format!(
                "from {url:?}: expected a body in gzip, as its Content-Encoding says, \
                 found something else or only a part of it [HTP-3]"
            ),
        );
    }
    for (path, name) in [("/br", "br"), ("/twice", "gzip, gzip")] {
        let url = server.url(path);
        let error = Client::new().get(&url).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "from {url:?}: expected a body as it is or in gzip, \
                 found the encoding {name:?} [HTP-3]"
            ),
        );
    }
}

#[tokio::test]
async fn htp_12_a_201_without_a_location_means_nothing() {
    let server = Server::start([
        ("/none", answer(201).body(b"i1;")),
        ("/bad", answer(201).header("location", "http://[")),
    ])
    .await;
    for path in ["/none", "/bad"] {
        let error = Client::new().get(&server.url(path)).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Response);
        assert_eq!(error.requirement(), Some("HTP-12"));
    }
}

#[tokio::test]
async fn htp_14_a_204_is_nil_whatever_follows_it() {
    let with_body = b"HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\ni1;".to_vec();
    let server = Raw::start([
        (vec![with_body, ok("i7;")], Then::Keep),
        (vec![ok("i2;")], Then::Keep),
    ])
    .await;
    let client = Client::new();
    let nil = client.get(&server.url("/")).await.unwrap();
    assert!(nil.value().is_nil());
    let next = client.get(&server.url("/")).await.unwrap();
    assert_eq!(
        next.value().as_i64(),
        Some(2),
        "not what stood behind the 204"
    );
}

const FORM: &str = "Xu4:form;Du3:url;u2:/f;u6:method;u3:PUT;u8:envelope;u4:form;\
    u6:values;Lu1:a;;;N;;";

#[tokio::test]
async fn d23_forms_follow_307_and_308_as_they_are_and_the_others_with_a_get() {
    for (status, line) in [
        (301, "GET /to"),
        (302, "GET /to"),
        (303, "GET /to"),
        (307, "PUT /to Ou1:a;i1;;"),
        (308, "PUT /to Ou1:a;i1;;"),
    ] {
        let server = Server::start([
            ("/", message(FORM)),
            (
                "/f",
                answer(status).header("location", "/to").body(b"see there"),
            ),
            ("/to", message("i1;")),
        ])
        .await;
        let page = Client::new().get(&server.url("/")).await.unwrap();
        let answer = page.invoke(args![1]).await.unwrap();
        assert_eq!(answer.value().as_i64(), Some(1));
        let asked = server.asked();
        assert_eq!(asked[2].line(), line, "{status}");
        let is_get = asked[2].method == "GET";
        assert_eq!(asked[2].headers.contains_key("content-type"), !is_get);
        assert_eq!(asked[2].headers["accept"], "application/vnd.hyperglyph");
    }
}

#[tokio::test]
async fn d23_links_follow_every_redirect_with_a_get() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start([
            ("/", answer(status).header("location", "to")),
            ("/to", message("i1;")),
        ])
        .await;
        Client::new().get(&server.url("/")).await.unwrap();
        assert_eq!(server.lines(), ["GET /", "GET /to"], "{status}");
    }
}

#[tokio::test]
async fn htp_15_htp_12_only_where_there_is_a_location() {
    let server = Server::start([
        ("/303", answer(303).body(b"i1;")),
        ("/307", answer(307).header("location", "http://[")),
        ("/mail", answer(303).header("location", "mailto:a@b")),
    ])
    .await;
    for path in ["/303", "/307", "/mail"] {
        let error = Client::new().get(&server.url(path)).await.unwrap_err();
        assert_eq!(error.blame(), Blame::Response);
        assert_eq!(error.requirement(), Some("HTP-15"));
    }
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_status_without_a_meaning_is_an_error() {
    let server = Server::start([
        ("/202", answer(202)),
        ("/206", answer(206)),
        ("/300", answer(300).header("location", "/")),
        ("/305", answer(305).header("location", "/")),
        ("/600", answer(600)),
    ])
    .await;
    for path in ["/202", "/206", "/300", "/305", "/600"] {
        let url = server.url(path);
        let error = Client::new().get(&url).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "from {url:?}: expected a status of the protocol \
                 (200, 201, 204, a redirect, 304, 4xx, 5xx), found {}",
                &path[1..],
            ),
        );
    }
}

#[tokio::test]
async fn an_answer_is_read_as_a_type_of_the_callers() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct User<'a> {
        name: &'a str,
        tags: Vec<String>,
    }
    let body = "Xu8:resource;D;Du4:name;u3:bob;u4:tags;Lu1:a;;;;";
    let server = Server::start([("/", message(body))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    let user: User<'_> = page.decode().unwrap();
    assert_eq!(
        user,
        User {
            name: "bob",
            tags: vec!["a".into()]
        }
    );
    let name: String = page.get("name").unwrap().decode().unwrap();
    assert_eq!(name, "bob");
    let error = page.get("name").unwrap().decode::<u8>().unwrap_err();
    assert_eq!(error.blame(), Blame::Response);
    assert!(
        error
            .to_string()
            .starts_with("the answer has another type: "),
        "{error}"
    );
}
