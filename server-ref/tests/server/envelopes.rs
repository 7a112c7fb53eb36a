//! Methods and envelopes.

use hyperglyph::{Blob, Value};
use hyperglyph_server::{Envelope, Function, Verb, arg};

use crate::wire::{Reply, Served, hello};

fn request(served: &Served, line: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    served.send(format!(
        "{line} HTTP/1.1\r\nHost: h\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    ))
}

fn served() -> Served {
    let size = |file: Blob<'static>| {
        let kind = file.content_type().unwrap_or_default().to_owned();
        (kind, file.content.len() as u64)
    };
    let gone = |a: i64| a;
    Served::new(
        hello()
            .offer(Function::new("put", [arg("file")], size).verb(Verb::Put, Envelope::Blob))
            .offer(Function::new("query", [arg("a")], gone).verb(Verb::Delete, Envelope::Query))
            .offer(Function::new("none", [], || 1).verb(Verb::Delete, Envelope::None))
            .offer(Function::new("patch", [arg("a")], gone).verb(Verb::Patch, Envelope::Form)),
    )
}

#[test]
fn frm_7_pages_name_method_and_envelope_where_it_is_not_the_default() {
    let served = served();
    let reply = served.get("/");
    let page = reply.value();
    let named = |name: &str, attribute: &str| {
        let form = page.get(name).and_then(Value::as_extension).unwrap();
        form.attribute(attribute)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    for (name, method, envelope) in [
        ("put", "PUT", None),
        ("query", "DELETE", Some("query")),
        ("none", "DELETE", None),
        ("patch", "PATCH", Some("form")),
    ] {
        assert_eq!(named(name, "method").as_deref(), Some(method));
        assert_eq!(named(name, "envelope").as_deref(), envelope, "{name}");
    }
}

#[test]
fn env_3_the_body_of_the_blob_envelope_is_the_blob() {
    let served = served();
    let named = "Content-Type: image/png\r\nContent-Disposition: form-data; name=\"file\"\r\n";
    let reply = request(&served, "PUT /put", named, "abc");
    assert_eq!(reply.body, b"Lu9:image/png;i3;;");
    // Even one of our own type is not looked into.
    let ours = "Content-Type: application/vnd.hyperglyph\r\n";
    assert_eq!(
        request(&served, "PUT /put", ours, "garbage").body,
        b"Lu26:application/vnd.hyperglyph;i7;;"
    );
    let tunnelled = format!("Method: PUT\r\n{named}");
    assert_eq!(
        request(&served, "POST /put", &tunnelled, "").body,
        b"Lu9:image/png;i0;;"
    );
}

#[test]
fn env_4_a_blob_of_another_name_is_a_400() {
    let served = served();
    for disposition in ["form-data; name=\"other\"", "attachment", "form-data"] {
        let headers = format!("Content-Disposition: {disposition}\r\n");
        assert_eq!(
            request(&served, "PUT /put", &headers, "abc").error(400),
            "expected Content-Disposition: form-data; name=\"file\", found another [ENV-4]"
        );
    }
}

#[test]
fn env_15_delete_takes_its_arguments_from_the_query() {
    let served = served();
    let reply = request(&served, "DELETE /query?Ou1%3Aa%3Bi7%3B%3B", "", "");
    assert_eq!(reply.body, b"i7;");
    request(&served, "DELETE /query", "", "Ou1:a;i7;;").error(400);
    assert_eq!(request(&served, "DELETE /none", "", "").body, b"i1;");
}

#[test]
fn env_1_a_body_in_the_envelope_none_is_a_400_and_an_empty_one_is_none() {
    let served = served();
    let chunked = |body: &str| {
        served.send(format!(
            "DELETE /none HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{body}"
        ))
    };
    for reply in [
        request(&served, "DELETE /none", "", "O;"),
        request(&served, "DELETE /none", "Content-Type: text/plain\r\n", "x"),
        chunked("1\r\nx\r\n0\r\n\r\n"),
    ] {
        assert_eq!(
            reply.error(400),
            "none: expected no body in the envelope none, found one [ENV-1]"
        );
        assert_eq!(reply.header("connection"), Some("close"));
    }
    assert_eq!(chunked("0\r\n\r\n").body, b"i1;");
    chunked("x\r\n").error(400);
    // More than is there is not waited for.
    let long = "DELETE /none HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n";
    served.send(long).error(400);
    served.assert_lives();
}

#[test]
fn env_7_a_body_beside_a_query_is_not_looked_at() {
    let served = served();
    let reply = request(
        &served,
        "DELETE /query?Ou1%3Aa%3Bi7%3B%3B",
        "",
        "Ou1:a;i8;;",
    );
    assert_eq!(reply.body, b"i7;");
}

#[test]
fn env_14_patch_takes_a_form_and_nothing_else() {
    let served = served();
    assert_eq!(
        request(&served, "PATCH /patch", "", "Ou1:a;i7;;").body,
        b"i7;"
    );
    let message = request(
        &served,
        "PATCH /patch",
        "Content-Type: text/plain\r\n",
        "Ou1:a;i7;;",
    );
    message.error(415);
    let reply = request(&served, "POST /patch", "", "Ou1:a;i7;;");
    reply.error(405);
    assert_eq!(reply.header("allow"), Some("PATCH"));
}

#[test]
fn inp_6_what_asks_for_a_blob_takes_nothing_else() {
    let size = |file: Blob<'static>| file.content.len() as u64;
    let served = Served::new(hello().function("size", [arg("file")], size));
    let message = served.post("/size", "Ou4:file;i1;;").error(400);
    assert_eq!(
        message,
        "argument \"file\": expected a blob, found integer 1"
    );
    let body = "Ou4:file;B0:Du12:content-type;u10:text/plain;;;;c0:2:hi;c0;";
    assert_eq!(served.post("/size", body).body, b"i2;");
}

#[test]
#[should_panic(expected = "\"f\" cannot stand on a page")]
fn env_9_a_method_and_an_envelope_that_do_not_go_together_are_refused() {
    let f = Function::new("f", [], || ()).verb(Verb::Get, Envelope::Form);
    let _ = hello().offer(f).into_service();
}
