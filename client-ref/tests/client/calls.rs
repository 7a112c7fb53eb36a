//! Calls that come to something: pages, forms, links, redirects, blobs.

use crate::server::{Server, answer, message};
use hyperglyph::Value;
use hyperglyph_client::{Client, Page, args};

/// The page at `/` of a server.
async fn root(server: &Server) -> Page {
    Client::new().get(&server.url("/")).await.expect("a page")
}

const FORMS: &str = "Xu8:resource;D;D\
    u5:hello;Xu4:form;Du3:url;u6:/hello;u6:method;u4:POST;u6:values;L\
        Xu5:input;Du4:name;u4:name;u5:value;u5:World;;N;;u5:again;;;N;;\
    u4:find;Xu4:form;Du3:url;u5:/find;u6:method;u3:GET;u6:values;Lu1:q;;;N;;\
    u5:store;Xu4:form;Du3:url;u6:/store;u6:method;u3:PUT;u6:values;Lu4:file;;;N;;\
    ;;";

#[tokio::test]
async fn htp_8_a_page_is_asked_for_with_accept() {
    let server = Server::start([("/", message("Li1;i2;;"))]).await;
    let page = root(&server).await;
    assert_eq!(page.value(), &[1, 2].map(Value::from).into_iter().collect());
    let asked = server.asked();
    assert_eq!(asked[0].line(), "GET /");
    assert_eq!(asked[0].headers["accept"], "application/vnd.hyperglyph");
}

#[tokio::test]
async fn frm_11_a_form_is_called_by_position_and_by_name() {
    let server = Server::start([
        ("/", message(FORMS)),
        ("/hello", message("u5:hello;")),
        ("/find", message("N;")),
    ])
    .await;
    let page = root(&server).await;
    let hello = page.call("hello", args!["bob", 2]).await.unwrap();
    assert_eq!(hello.value().as_str(), Some("hello"));
    page.call("hello", args! { again: 3 }).await.unwrap();
    page.call("hello", args!["x", again: 4]).await.unwrap();
    page.call("find", args!["a b"]).await.unwrap();
    assert_eq!(
        server.lines()[1..],
        [
            "POST /hello Ou4:name;u3:bob;u5:again;i2;;",
            "POST /hello Ou4:name;u5:World;u5:again;i3;;",
            "POST /hello Ou4:name;u1:x;u5:again;i4;;",
            "GET /find?Ou1%3Aq%3Bu3%3Aa%20b%3B%3B",
        ],
    );
    assert_eq!(
        server.asked()[1].headers["content-type"],
        "application/vnd.hyperglyph",
    );
}

#[tokio::test]
async fn env_3_env_4_a_blob_is_put_as_the_body() {
    let server = Server::start([("/", message(FORMS)), ("/store", answer(204))]).await;
    let page = root(&server).await;
    let blob = hyperglyph::Blob::new("text/plain", &b"content"[..]);
    let answer = page.call("store", args![blob]).await.unwrap();
    assert!(answer.value().is_nil(), "HTP-14");
    let asked = &server.asked()[1];
    assert_eq!(asked.line(), "PUT /store content");
    assert_eq!(asked.headers["content-type"], "text/plain");
    assert_eq!(
        asked.headers["content-disposition"],
        "form-data; name=\"file\""
    );
}

#[tokio::test]
async fn htp_6_tunnelled_methods_travel_in_a_post() {
    let server = Server::start([("/", message(FORMS)), ("/store", answer(204))]).await;
    let client = Client::builder().tunnel(true).build();
    let page = client.get(&server.url("/")).await.unwrap();
    let blob = hyperglyph::Blob::new("text/plain", &b""[..]);
    page.call("store", args![blob]).await.unwrap();
    let asked = &server.asked()[1];
    assert_eq!(asked.method, "POST");
    assert_eq!(asked.headers["method"], "PUT");
}

#[tokio::test]
async fn str_5_arguments_are_normalised_unless_told_not_to() {
    let server = Server::start([("/", message(FORMS)), ("/find", message("N;"))]).await;
    for (nfc, query) in [(true, "u2%3A%C3%A9%3B"), (false, "u3%3Ae%CC%81%3B")] {
        let client = Client::builder().nfc(nfc).build();
        let page = client.get(&server.url("/")).await.unwrap();
        page.call("find", args!["e\u{301}"]).await.unwrap();
        let asked = server.lines().pop().unwrap();
        assert_eq!(asked, format!("GET /find?Ou1%3Aq%3B{query}%3B"));
    }
}

#[tokio::test]
async fn htp_15_a_303_is_followed_with_a_get_and_urls_resolve_against_its_end() {
    let server = Server::start([
        ("/", message(FORMS)),
        ("/hello", answer(303).header("location", "a/one")),
        ("/a/one", answer(303).header("location", "b/two?x#y")),
        (
            "/a/b/two",
            message("Xu8:resource;D;Du4:next;Xu4:link;Du3:url;u5:three;;N;;;;"),
        ),
        ("/a/b/three", message("i3;")),
    ])
    .await;
    let page = root(&server).await;
    let two = page.call("hello", args!["x", 1]).await.unwrap();
    let three = two.call("next", args![]).await.unwrap();
    assert_eq!(three.value().as_i64(), Some(3));
    assert_eq!(
        server.lines()[2..],
        ["GET /a/one", "GET /a/b/two?x", "GET /a/b/three"],
    );
    assert!(!server.asked()[2].headers.contains_key("content-type"));
    let url = two.value().as_extension().unwrap().attribute("url");
    assert_eq!(
        url.and_then(Value::as_str),
        Some(&*server.url("/a/b/two?x")),
        "RES-6",
    );
}

#[tokio::test]
async fn d23_a_307_repeats_method_and_body() {
    let server = Server::start([
        ("/", message(FORMS)),
        ("/hello", answer(307).header("location", "/again")),
        ("/again", message("T;")),
    ])
    .await;
    let page = root(&server).await;
    page.call("hello", args!["x", 1]).await.unwrap();
    assert_eq!(
        server.lines()[1..],
        [
            "POST /hello Ou4:name;u1:x;u5:again;i1;;",
            "POST /again Ou4:name;u1:x;u5:again;i1;;",
        ],
    );
}

#[tokio::test]
async fn htp_12_201_is_a_link_to_the_location() {
    let server = Server::start([
        ("/", message(FORMS)),
        (
            "/hello",
            answer(201).header("location", "new").body(b"ignored"),
        ),
        ("/new", message("u3:new;")),
    ])
    .await;
    let link = root(&server)
        .await
        .call("hello", args!["x", 1])
        .await
        .unwrap();
    let new = link.invoke(args![]).await.unwrap();
    assert_eq!(new.value().as_str(), Some("new"));
}

#[tokio::test]
async fn blb_9_another_content_type_is_a_blob_with_its_url() {
    let server = Server::start([(
        "/",
        answer(200)
            .header("content-type", "text/plain; charset=utf-8")
            .body(b"i1;"),
    )])
    .await;
    let page = root(&server).await;
    let blob = page.value().as_blob().unwrap();
    assert_eq!(blob.content_type(), Some("text/plain; charset=utf-8"));
    assert_eq!(&*blob.content, b"i1;");
    let url = blob.attributes.get("url").and_then(Value::as_str);
    assert_eq!(url, Some(&*server.url("/")));
}

const MOTD: &str = "DO;Xu4:link;Du3:url;u5:/motd;u6:inline;T;u4:etag;u2:v1;;\
    Xu4:link;Du3:url;u5:/deep;;N;;;u4:motd;Xu4:link;Du3:url;u5:/motd;u6:inline;T;u4:etag;u2:v1;;\
    Xu4:link;Du3:url;u6:/motd2;;N;;;;";

#[tokio::test]
async fn lnk_5_an_inlined_link_is_answered_from_its_content() {
    let server = Server::start([("/", message(MOTD)), ("/motd2", message("i2;"))]).await;
    let page = root(&server).await;
    let motd = page.call("motd", args![]).await.unwrap();
    assert_eq!(server.lines(), ["GET /"], "no request for what is there");
    motd.invoke(args![]).await.unwrap();
    assert_eq!(server.lines(), ["GET /", "GET /motd2"]);
}

#[tokio::test]
async fn lnk_7_a_fresh_client_asks_conditionally_and_304_means_the_content() {
    let server = Server::start([("/", message(MOTD)), ("/motd", answer(304))]).await;
    let client = Client::builder().fresh(true).build();
    let page = client.get(&server.url("/")).await.unwrap();
    let motd = page.call("motd", args![]).await.unwrap();
    assert_eq!(server.asked()[1].headers["if-none-match"], "\"v1\"");
    assert_eq!(
        motd.value().as_extension().unwrap().name.as_str(),
        Some("link")
    );
}

#[tokio::test]
async fn pages_are_reached_into_by_name_and_by_index() {
    let server = Server::start([
        (
            "/",
            message(
                "Xu8:resource;D;Du4:list;Li7;Ou4:deep;Xu4:form;Du3:url;u2:/f;u6:values;N;;N;;;;;;",
            ),
        ),
        ("/f", message("u1:f;")),
    ])
    .await;
    let page = root(&server).await;
    let list = page.get("list").unwrap();
    assert_eq!(list.get(0).unwrap().value().as_i64(), Some(7));
    let f = list.get(1).unwrap().call("deep", args![]).await.unwrap();
    assert_eq!(f.value().as_str(), Some("f"));
    assert_eq!(server.lines()[1], "POST /f O;", "D19b, D24");
}

#[tokio::test]
async fn d11_the_interop_profile_is_the_default_and_spec_can_be_chosen() {
    let server = Server::start([("/", message("pP5D;"))]).await;
    assert!(Client::new().get(&server.url("/")).await.is_ok());
    let strict = Client::builder().profile(hyperglyph::Profile::Spec).build();
    assert!(strict.get(&server.url("/")).await.is_err());
}

#[tokio::test]
async fn a_client_a_page_and_a_call_may_move_between_threads() {
    fn sendable<T: Send + Sync>(_: &T) {}
    let server = Server::start([("/", message(FORMS)), ("/hello", message("i1;"))]).await;
    let page = root(&server).await;
    sendable(&page);
    let other = page.clone();
    let call = tokio::spawn(async move { other.call("hello", args!["x", 1]).await });
    assert_eq!(call.await.unwrap().unwrap().value().as_i64(), Some(1));
}
