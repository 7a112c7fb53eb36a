//! Methods and envelopes: ENV, FRM-3, FRM-8, HTP-5, HTP-6, HTP-22.

use hyperglyph::http::Envelope;
use hyperglyph_client::{Arguments, Blame, Blob, Client, args};

use crate::server::{Asked, Server, answer, message};

/// A form with these arguments.
fn form(method: &str, envelope: &str, values: &str) -> String {
    let attribute = |name: &str, value: &str| match value {
        "" => String::new(),
        value => format!("u{}:{name};u{}:{value};", name.len(), value.len()),
    };
    let method = attribute("method", method);
    let envelope = attribute("envelope", envelope);
    format!("Xu4:form;Du3:url;u2:/f;{method}{envelope}u6:values;L{values};;N;;")
}

/// What is asked when the form is called; or the requirement that forbids it, and
/// no request was made.
async fn called(
    client: &Client,
    form: &str,
    arguments: Arguments<'_>,
) -> Result<Asked, (Blame, &'static str)> {
    let server = Server::start([("/", message(form)), ("/f", answer(204))]).await;
    let page = client.get(&server.url("/")).await.unwrap();
    match page.invoke(arguments).await {
        Ok(page) => {
            assert!(page.value().is_nil());
            Ok(server.asked().pop().unwrap())
        }
        Err(error) => {
            assert_eq!(server.lines(), ["GET /"]);
            assert!(
                error.to_string().starts_with("no request was made: "),
                "{error}"
            );
            Err((error.blame(), error.requirement().unwrap_or_default()))
        }
    }
}

fn text() -> Blob<'static> {
    Blob::new("text/plain", &b"content"[..])
}

const QUERY: &str = "/f?Ou1%3Aa%3Bi1%3B%3B";

/// Every method in every envelope: the first line and the body, or the requirement.
#[tokio::test]
async fn env_9_env_10_env_13_env_14_env_15_every_method_in_every_envelope() {
    let posted = "Ou1:a;i1;;";
    let all: [(&str, [Result<String, &str>; 4]); 5] = [
        (
            "GET",
            [
                Ok("GET /f".into()),
                Ok(format!("GET {QUERY}")),
                Err("ENV-10"),
                Err("ENV-10"),
            ],
        ),
        (
            "POST",
            [
                Ok("POST /f".into()),
                Err("ENV-9"),
                Ok(format!("POST /f {posted}")),
                Ok("POST /f content".into()),
            ],
        ),
        (
            "PUT",
            [
                Err("ENV-13"),
                Err("ENV-13"),
                Ok(format!("PUT /f {posted}")),
                Ok("PUT /f content".into()),
            ],
        ),
        (
            "PATCH",
            [
                Err("ENV-14"),
                Err("ENV-14"),
                Ok(format!("PATCH /f {posted}")),
                Ok("PATCH /f content".into()),
            ],
        ),
        (
            "DELETE",
            [
                Ok("DELETE /f".into()),
                Ok(format!("DELETE {QUERY}")),
                Ok(format!("DELETE /f {posted}")),
                Ok("DELETE /f content".into()),
            ],
        ),
    ];
    let client = Client::new();
    for (method, expected) in all {
        for (envelope, expected) in ["none", "query", "form", "blob"].into_iter().zip(expected) {
            let (values, arguments) = match envelope {
                "none" => ("", args![]),
                "blob" => ("u1:a;", args![text()]),
                _ => ("u1:a;", args![1]),
            };
            let seen = called(&client, &form(method, envelope, values), arguments).await;
            let seen = seen.map(|asked| asked.line());
            let expected = expected.map_err(|requirement| (Blame::Caller, requirement));
            assert_eq!(seen, expected, "{method} {envelope}");
        }
    }
}

#[tokio::test]
async fn frm_3_frm_8_the_defaults_of_forms_and_methods() {
    let client = Client::new();
    for (method, values, arguments, line) in [
        ("", "u1:a;", args![1], "POST /f Ou1:a;i1;;"),
        ("POST", "u1:a;", args![1], "POST /f Ou1:a;i1;;"),
        ("GET", "u1:a;", args![1], "GET /f?Ou1%3Aa%3Bi1%3B%3B"),
        ("PUT", "u1:a;", args![text()], "PUT /f content"),
        ("PATCH", "u1:a;", args![text()], "PATCH /f content"),
        ("DELETE", "", args![], "DELETE /f"),
    ] {
        let asked = called(&client, &form(method, "", values), arguments).await;
        assert_eq!(asked.unwrap().line(), line);
    }
}

#[tokio::test]
async fn htp_5_htp_6_put_patch_and_delete_travel_as_themselves_or_in_a_post() {
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let envelope = if method == "GET" { "query" } else { "form" };
        let form = form(method, envelope, "u1:a;");
        let asked = called(&Client::new(), &form, args![1]).await.unwrap();
        assert_eq!(asked.method, method);
        assert!(!asked.headers.contains_key("method"));

        let tunnel = Client::builder().tunnel(true).build();
        let asked = called(&tunnel, &form, args![1]).await.unwrap();
        let told = asked.headers.get("method").map(String::as_str);
        match method {
            "GET" | "POST" => assert_eq!((&*asked.method, told), (method, None), "HTP-5"),
            _ => assert_eq!((&*asked.method, told), ("POST", Some(method))),
        }
    }
}

#[tokio::test]
async fn htp_3_arguments_travel_in_gzip_when_the_client_is_told_to() {
    let client = Client::builder().compress(true).build();
    let encoding = |asked: &Asked| asked.headers.get("content-encoding").cloned();
    let long = "gzip ".repeat(40_000);
    let message = format!("POST /f Ou1:a;u{}:{long};;", long.len());
    let post = form("POST", "form", "u1:a;");
    let put = form("PUT", "blob", "u1:a;");
    for (form, arguments, line) in [
        (&post, [args![1], args![1]], "POST /f Ou1:a;i1;;"),
        (&post, [args![&*long], args![&*long]], &message),
        (&put, [args![text()], args![text()]], "PUT /f content"),
    ] {
        let [told, untold] = arguments;
        let plain = called(&Client::new(), form, untold).await.unwrap();
        assert_eq!((plain.line().as_str(), encoding(&plain)), (line, None));
        let asked = called(&client, form, told).await.unwrap();
        assert_eq!(asked.line(), line);
        assert_eq!(encoding(&asked).as_deref(), Some("gzip"));
        assert_eq!(asked.headers["content-type"], plain.headers["content-type"]);
        if line == message {
            let length: usize = asked.headers["content-length"].parse().unwrap();
            assert!(length < long.len() / 50, "{length}");
        }
    }
    // What is no body, or nothing, goes as it is.
    for (form, arguments) in [
        (form("GET", "query", "u1:a;"), args![1]),
        (form("POST", "none", ""), args![]),
        (
            form("PUT", "blob", "u1:a;"),
            args![Blob::new("text/plain", &b""[..])],
        ),
    ] {
        let asked = called(&client, &form, arguments).await.unwrap();
        assert_eq!(encoding(&asked), None, "{form}");
    }
}

#[tokio::test]
async fn htp_15_a_body_in_gzip_is_repeated_where_a_redirect_asks_for_it() {
    let form = form("POST", "form", "u1:a;");
    let server = Server::start([
        ("/", message(&form)),
        ("/f", answer(307).header("location", "/g")),
        ("/g", answer(303).header("location", "/h")),
        ("/h", answer(204)),
    ])
    .await;
    let client = Client::builder().compress(true).build();
    let page = client.get(&server.url("/")).await.unwrap();
    page.invoke(args![1]).await.unwrap();
    let seen: Vec<_> = server.asked()[1..]
        .iter()
        .map(|asked| (asked.line(), asked.headers.contains_key("content-encoding")))
        .collect();
    let body = "Ou1:a;i1;;";
    let expected = [
        (format!("POST /f {body}"), true),
        (format!("POST /g {body}"), true),
        (String::from("GET /h"), false),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn htp_22_methods_outside_the_protocol_are_never_sent() {
    for method in ["HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW", "post"] {
        let refused = called(&Client::new(), &form(method, "none", ""), args![]).await;
        assert_eq!(refused.unwrap_err(), (Blame::Page, "FRM-1"), "{method}");
    }
}

#[tokio::test]
async fn env_1_env_2_env_16_none_takes_no_arguments_and_sends_no_body() {
    let client = Client::new();
    for method in ["GET", "POST", "DELETE"] {
        let asked = called(&client, &form(method, "none", ""), args![])
            .await
            .unwrap();
        assert_eq!(asked.body, "");
        assert!(!asked.headers.contains_key("content-type"));
        let length = asked.headers.get("content-length").map(String::as_str);
        assert!(matches!(length, None | Some("0")), "ENV-16");
        let refused = called(&client, &form(method, "none", ""), args![1]).await;
        assert_eq!(refused.unwrap_err(), (Blame::Caller, "ENV-2"));
        let refused = called(&client, &form(method, "none", "u1:a;"), args![]).await;
        assert_eq!(refused.unwrap_err(), (Blame::Caller, "ENV-1"));
    }
}

#[tokio::test]
async fn env_3_env_4_a_blob_travels_as_it_is_under_its_name() {
    let values = "Xu5:input;Du4:name;u8:a \"b\" \u{e9};;N;;";
    let asked = called(&Client::new(), &form("POST", "blob", values), args![text()]).await;
    let asked = asked.unwrap();
    assert_eq!(asked.line(), "POST /f content");
    assert_eq!(asked.headers["content-type"], "text/plain");
    assert_eq!(asked.headers["content-length"], "7");
    assert_eq!(
        asked.headers["content-disposition"],
        "form-data; name=\"a %22b%22 \u{e9}\"",
    );
}

#[tokio::test]
async fn env_5_a_blob_form_has_one_argument_and_that_is_a_blob() {
    let client = Client::new();
    for (values, arguments, requirement) in [
        ("", args![], "ENV-5"),
        ("u1:a;u1:b;", args![text(), text()], "ENV-5"),
        ("u1:a;", args!["text"], "ENV-3"),
        ("u1:a;", args![Blob::new("", &b""[..])], "BLB-2"),
        ("u1:a;", args![Blob::new("a/b\r\nX: y", &b""[..])], "BLB-2"),
    ] {
        let refused = called(&client, &form("PUT", "blob", values), arguments).await;
        assert_eq!(refused.unwrap_err(), (Blame::Caller, requirement));
    }
}

#[tokio::test]
async fn env_6_frm_10_a_form_sends_an_ordered_dict_in_the_order_of_values() {
    let values = "u1:z;Xu5:input;Du4:name;u1:a;;N;;u1:m;";
    let arguments = args! { m: vec![3.into(), hyperglyph_client::Value::Nil], z: true, a: "x" };
    let asked = called(&Client::new(), &form("POST", "form", values), arguments).await;
    let asked = asked.unwrap();
    assert_eq!(asked.line(), "POST /f Ou1:z;T;u1:a;u1:x;u1:m;Li3;N;;;");
    assert_eq!(
        asked.headers["content-type"], "application/vnd.hyperglyph",
        "HTP-1"
    );
}

#[tokio::test]
async fn env_7_env_8_env_12_a_query_sends_an_ordered_dict_in_the_url_and_no_body() {
    let client = Client::new();
    for method in ["GET", "DELETE"] {
        let form = form(method, "query", "u4:name;u1:b;");
        let asked = called(&client, &form, args!["va+l &#%", 1]).await.unwrap();
        let query = "Ou4%3Aname%3Bu8%3Ava%2Bl%20%26%23%25%3Bu1%3Ab%3Bi1%3B%3B";
        assert_eq!(asked.target, format!("/f?{query}"), "D20");
        assert_eq!(asked.body, "");
        for header in ["content-length", "transfer-encoding", "content-type"] {
            let found = asked.headers.get(header).map_or("0", String::as_str);
            assert_eq!(found, "0", "{header}");
        }
    }
}

#[tokio::test]
async fn d21_d26c_a_query_takes_the_place_of_the_one_in_the_url() {
    for (values, arguments, target) in [("u1:a;", args![1], QUERY), ("", args![], "/f?old")] {
        let form = form("GET", "query", values).replace("u2:/f;", "u6:/f?old;");
        let asked = called(&Client::new(), &form, arguments).await.unwrap();
        assert_eq!(asked.target, target);
    }
}

#[tokio::test]
async fn htp_4_urls_are_used_as_they_are_given() {
    let url = "/f;x=1/%7E%2F/..a//b?c=%20+&d=:@";
    let page = format!("Xu4:link;Du3:url;u{}:{url};;N;;", url.len());
    let server =
        Server::start([("/", message(&page)), ("/f;x=1/%7E%2F/..a//b", answer(204))]).await;
    let page = Client::new().get(&server.url("/")).await.unwrap();
    page.invoke(args![]).await.unwrap();
    assert_eq!(server.asked()[1].target, url);
}

#[test]
fn the_table_above_is_whole() {
    assert!(
        ["none", "query", "form", "blob"]
            .iter()
            .all(|it| Envelope::parse(it).is_some())
    );
}
