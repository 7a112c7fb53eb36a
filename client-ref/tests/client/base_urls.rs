//! What relative urls resolve against.

use hyperglyph::Value;
use hyperglyph_client::{Client, Error, Page, args};

use crate::server::{Server, answer, message};

/// The page at `/a/b` of a server that answers everything with where it was asked.
async fn page(body: &str) -> (Server, Page) {
    let server = Server::start([
        ("/a/b", message(body)),
        ("/a/", message("u3:/a/;")),
        ("/a/x", message("u4:/a/x;")),
        ("/r/", message("u3:/r/;")),
        ("/r/x", message("u4:/r/x;")),
    ])
    .await;
    let page = Client::new().get(&server.url("/a/b")).await.unwrap();
    (server, page)
}

/// The path that was asked last.
fn last(server: &Server) -> String {
    server.asked().pop().unwrap().target
}

#[tokio::test]
async fn lnk_11_frm_12_without_a_url_it_is_that_of_the_parent_or_the_response() {
    let link = "Xu4:link;D;N;;";
    let empty = "Xu4:link;Du3:url;u;;N;;";
    let form = "Xu4:form;Du6:values;L;;N;;";
    let form_empty = "Xu4:form;Du3:url;u;u6:values;L;;N;;";
    for callable in [link, empty, form, form_empty] {
        let (server, plain) = page(callable).await;
        plain.invoke(args![]).await.unwrap();
        assert_eq!(last(&server), "/a/b", "{callable}");
        let inside = format!("Xu8:resource;Du3:url;u3:/r/;;Du1:c;{callable};;");
        let (server, inside) = page(&inside).await;
        inside.call("c", args![]).await.unwrap();
        assert_eq!(last(&server), "/r/", "{callable}");
    }
}

/// A relative link in the content of an extension that has a url of its own.
async fn is_base(extension: &str, attributes: &str) {
    let link = "Xu4:link;Du3:url;u1:x;;N;;";
    for (url, expected) in [("u3:url;u3:/r/;", "/r/x"), ("", "/a/x")] {
        let length = extension.len();
        let body = format!("Xu{length}:{extension};D{attributes}{url};Du1:l;{link};;");
        let (server, page) = page(&body).await;
        page.call("l", args![]).await.unwrap();
        assert_eq!(last(&server), expected, "{extension}");
    }
}

#[tokio::test]
async fn lnk_12_the_url_of_a_link_is_the_base_in_its_content() {
    is_base("link", "u6:inline;T;").await;
}

#[tokio::test]
async fn frm_15_the_url_of_a_form_is_the_base_in_its_content() {
    is_base("form", "u6:values;L;").await;
}

#[tokio::test]
async fn res_3_the_url_of_a_resource_is_the_base_in_its_content() {
    is_base("resource", "").await;
}

#[tokio::test]
async fn cln_2_the_url_of_a_collection_is_the_base_in_its_content() {
    is_base("collection", "").await;
}

#[tokio::test]
async fn err_4_the_url_of_an_error_is_the_base_in_its_content() {
    is_base("error", "u6:logref;u1:1;u7:message;u1:m;").await;
    let body = "Xu5:error;Du6:logref;u1:1;u7:message;u1:m;u3:url;u3:/r/;;\
        Du1:l;Xu4:link;Du3:url;u1:x;;N;;;;";
    let script = answer(404)
        .header("content-type", "application/vnd.hyperglyph")
        .body(body.as_bytes());
    let server = Server::start([("/", script)]).await;
    let error = Client::new().get(&server.url("/")).await.unwrap_err();
    let Error::ClientError { failure, .. } = error else {
        panic!("{error:?}");
    };
    let told = failure.error().unwrap();
    let link = told.content.get("l").unwrap().as_extension().unwrap();
    let url = link.attribute("url").and_then(Value::as_str);
    assert_eq!(url, Some(&*server.url("/r/x")));
}

#[tokio::test]
async fn res_5_res_6_a_resource_is_reached_by_name_and_has_the_url_of_the_response() {
    let (server, page) = page("Xu8:resource;D;Du1:a;i1;u1:b;Du1:c;i2;;;;").await;
    assert_eq!(page.get("a").unwrap().value().as_i64(), Some(1));
    let c = page.get("b").unwrap().get("c").unwrap();
    assert_eq!(c.value().as_i64(), Some(2));
    assert_eq!(page.names().collect::<Vec<_>>(), ["a", "b"]);
    let url = page.value().as_extension().unwrap().attribute("url");
    assert_eq!(url.and_then(Value::as_str), Some(&*server.url("/a/b")));
    for empty in ["u3:url;u;", ""] {
        let body = format!("Xu8:resource;Du3:url;u3:/r/;;Du1:r;Xu8:resource;D{empty};D;;;;");
        let (server, page) = self::page(&body).await;
        let inner = page.get("r").unwrap().value().as_extension().unwrap();
        let url = inner.attribute("url").and_then(Value::as_str);
        assert_eq!(url, Some(&*server.url("/r/")));
    }
}
