//! Which request a form or a link makes, and which calls are refused before one.
#![cfg(feature = "http")]

use std::borrow::Cow;
use std::error::Error as _;

use chrono::{TimeZone, Utc};
use hyperglyph::http::{Arguments, Envelope, FormHeader, Method, Redirect, Refused, Request};
use hyperglyph::page::{Form, Input, Link};
use hyperglyph::{Blob, EncodeOptions, Map, Value};

const URL: &str = "http://h/f?old";
const TYPE: &str = "application/vnd.hyperglyph";

fn form(method: Method, envelope: Envelope, names: &[&'static str]) -> Form<'static> {
    Form {
        envelope: Some(envelope),
        ..Form::new(URL, method, names.iter().map(|&name| Input::new(name)))
    }
}

fn request<'v>(
    form: &Form<'v>,
    arguments: Arguments<'v>,
) -> Result<Request<Cow<'v, [u8]>>, Refused> {
    Request::from_form(form, arguments, &EncodeOptions::new())
}

fn refused(form: &Form<'_>, arguments: Arguments<'_>) -> String {
    // Through an owned copy, so that both lifetimes agree.
    let refused = request(form, arguments).unwrap_err();
    let text = refused.to_string();
    assert!(text.ends_with(&format!("[{}]", refused.requirement())));
    text
}

fn body<'r>(request: &'r Request<Cow<'_, [u8]>>) -> Option<&'r str> {
    let body = request.body.as_deref()?;
    Some(str::from_utf8(body).expect("text"))
}

#[test]
fn env_9_to_env_15_method_and_envelope() {
    use Envelope::{Blob as B, Form as F, None as N, Query as Q};
    for (method, allowed, requirement) in [
        (Method::Get, vec![Q, N], "ENV-10"),
        (Method::Post, vec![F, B, N], "ENV-9"),
        (Method::Put, vec![B, F], "ENV-13"),
        (Method::Patch, vec![B, F], "ENV-14"),
        (Method::Delete, vec![N, Q, B, F], "ENV-15"),
    ] {
        assert_eq!(method.default_envelope(), allowed[0], "FRM-8: {method}");
        for envelope in Envelope::ALL {
            let names: &[&str] = if envelope == B { &["a"] } else { &[] };
            let arguments = || match envelope {
                B => Arguments::from([Blob::new("text/plain", &b"x"[..])]),
                _ => Arguments::new(),
            };
            let result = request(&form(method, envelope, names), arguments());
            if allowed.contains(&envelope) {
                assert!(result.is_ok(), "{method} {envelope}");
                let mut form = form(method, envelope, names);
                if envelope == allowed[0] {
                    form.envelope = None;
                    assert_eq!(request(&form, arguments()), result, "FRM-8: {method}");
                }
            } else {
                let refused = result.unwrap_err();
                assert_eq!(refused, Refused::Envelope(method, envelope));
                assert_eq!(refused.requirement(), requirement, "{method} {envelope}");
            }
        }
    }
    assert_eq!(
        refused(&form(Method::Get, F, &[]), Arguments::new()),
        "expected an envelope that GET allows (query, none), found form: \
         the form has to change [ENV-10]",
    );
}

#[test]
fn d26i_no_other_method_is_known() {
    for text in ["HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "", "GET "] {
        assert_eq!(Method::parse(text), None, "{text}");
    }
    for method in Method::ALL {
        assert_eq!(Method::parse(method.as_str()), Some(method));
    }
}

#[test]
fn env_6_frm_10_the_body_is_an_ordered_dict_in_the_order_of_values() {
    let form = form(Method::Post, Envelope::Form, &["z", "a"]);
    let arguments = Arguments::new().named("a", 1).named("z", 2);
    let request = request(&form, arguments).unwrap();
    assert_eq!(body(&request), Some("Ou1:z;i2;u1:a;i1;;"));
    assert_eq!(request.url.as_str(), URL, "HTP-4: the url as it was given");
    assert_eq!(
        request.headers,
        [
            ("Accept", TYPE.to_owned()),
            ("Content-Type", TYPE.to_owned())
        ],
        "HTP-1, HTP-8",
    );
}

#[test]
fn env_6_without_arguments_the_body_is_an_empty_ordered_dict() {
    let form = form(Method::Post, Envelope::Form, &[]);
    assert_eq!(body(&request(&form, Arguments::new()).unwrap()), Some("O;"));
}

#[test]
fn env_1_none_has_no_body() {
    let form = form(Method::Post, Envelope::None, &[]);
    let request = request(&form, Arguments::new()).unwrap();
    assert_eq!(request.body, None);
    assert_eq!(request.url.as_str(), URL);
    assert_eq!(request.header("Content-Type"), None);
}

#[test]
fn env_2_none_takes_no_arguments() {
    assert_eq!(
        refused(
            &form(Method::Post, Envelope::None, &[]),
            Arguments::from([1])
        ),
        "expected no arguments in the envelope none, found 1: call the form without [ENV-2]",
    );
    assert_eq!(
        refused(
            &form(Method::Post, Envelope::None, &["a"]),
            Arguments::from([1])
        ),
        "expected no arguments in the envelope none, found a form with 1: \
         the form has to change [ENV-1]",
    );
}

#[test]
fn env_7_env_8_env_12_query_replaces_the_query_and_has_no_body() {
    let form = form(Method::Get, Envelope::Query, &["name"]);
    let request = request(&form, Arguments::from(["v +é~"])).unwrap();
    assert_eq!(
        request.url.as_str(),
        "http://h/f?Ou4%3Aname%3Bu6%3Av%20%2B%C3%A9~%3B%3B",
        "D20, D21",
    );
    assert_eq!(request.body, None);
}

#[test]
fn d26c_a_query_form_without_arguments_keeps_its_query() {
    let form = form(Method::Get, Envelope::Query, &[]);
    let url = request(&form, Arguments::new()).unwrap().url;
    assert_eq!(url.as_str(), URL);
    assert_eq!(
        refused(&form, Arguments::from([1])),
        "1 arguments are given by position: the form takes none [INP-6]",
    );
}

#[test]
fn env_3_env_4_blob_is_the_body_with_its_type_and_the_name() {
    let form = form(Method::Put, Envelope::Blob, &["a\"b\n"]);
    let blob = Blob::new("text/plain; charset=utf-8", &b"content"[..]);
    let request = request(&form, Arguments::from([blob])).unwrap();
    assert_eq!(body(&request), Some("content"));
    assert_eq!(
        request.header("Content-Type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(
        request.header("Content-Disposition"),
        Some("form-data; name=\"a%22b%0A\""),
        "D26d",
    );
}

#[test]
fn env_5_blob_takes_exactly_one_argument() {
    for (names, found) in [(&[][..], "0"), (&["a", "b"][..], "2")] {
        assert_eq!(
            refused(&form(Method::Put, Envelope::Blob, names), Arguments::new()),
            format!(
                "expected exactly one argument in the envelope blob, found a form with {found}: \
                 the form has to change [ENV-5]"
            ),
        );
    }
}

#[test]
fn env_3_what_is_no_blob_or_has_no_type_is_refused() {
    let form = form(Method::Put, Envelope::Blob, &["a"]);
    assert_eq!(
        refused(&form, Arguments::from(["text"])),
        "expected a blob as the argument in the envelope blob, found the type unicode: \
         wrap the content in a blob [ENV-3]",
    );
    let untyped = Blob {
        attributes: Value::Dict(Map::new()),
        content: Cow::Borrowed(b""),
    };
    for blob in [
        untyped,
        Blob::new("a\r\nCookie: b", &b""[..]),
        Blob::new("", &b""[..]),
    ] {
        assert_eq!(
            refused(&form, Arguments::from([blob])),
            "expected a blob with a content type of visible ASCII, found one without: \
             set its attribute \"content-type\" [BLB-2]",
        );
    }
}

#[test]
fn env_4_a_name_that_no_header_carries_is_refused() {
    let form = form(Method::Put, Envelope::Blob, &["a\0"]);
    assert_eq!(
        refused(&form, Arguments::from([Blob::new("text/plain", &b""[..])])),
        "expected a name without control characters in the envelope blob, found \"a\\0\": \
         the form has to change [ENV-4]",
    );
}

#[test]
fn inp_3_defaults_are_sent_where_the_caller_gives_no_value() {
    let form = Form::new(
        URL,
        Method::Post,
        [
            Input::with_default("a", 1),
            Input::with_default("b", Value::Nil),
        ],
    );
    let sent = |arguments| body(&request(&form, arguments).unwrap()).map(String::from);
    assert_eq!(sent(Arguments::new()).unwrap(), "Ou1:a;i1;u1:b;N;;");
    assert_eq!(sent(Arguments::from([5])).unwrap(), "Ou1:a;i5;u1:b;N;;");
    let named = Arguments::new().named("b", 6);
    assert_eq!(sent(named).unwrap(), "Ou1:a;i1;u1:b;i6;;");
}

#[test]
fn inp_6_arguments_that_do_not_fit_are_refused() {
    let form = form(Method::Post, Envelope::Form, &["a", "b"]);
    let call = |arguments| refused(&form, arguments);
    assert_eq!(
        call(Arguments::from([1])),
        "argument \"b\" is missing and has no default: the form takes \"a\", \"b\" [INP-6]",
    );
    assert_eq!(
        call(Arguments::from([1, 2, 3])),
        "3 arguments are given by position: the form takes \"a\", \"b\" [INP-6]",
    );
    assert_eq!(
        call(Arguments::from([1]).named("c", 2)),
        "argument \"c\" is unknown: the form takes \"a\", \"b\" [INP-6]",
    );
    assert_eq!(
        call(Arguments::from([1, 2]).named("b", 3)),
        "argument \"b\" is given twice: the form takes \"a\", \"b\" [INP-6]",
    );
    assert_eq!(
        call(Arguments::new().named("a", 1).named("a", 2)),
        "argument \"a\" is given twice: the form takes \"a\", \"b\" [INP-6]",
    );
}

#[test]
fn inp_6_a_message_lists_ten_names_at_most() {
    let inputs: Vec<Input<'_>> = (0..12).map(|n| Input::new(n.to_string())).collect();
    let form = Form::new(URL, Method::Post, inputs);
    let text = refused(&form, Arguments::new().named("x", 1));
    assert!(text.ends_with("\"8\", \"9\" and 2 more [INP-6]"), "{text}");
}

#[test]
fn inp_6_a_form_that_names_an_argument_twice_is_refused() {
    assert_eq!(
        refused(
            &form(Method::Post, Envelope::Form, &["a", "a"]),
            Arguments::from([1, 2])
        ),
        "expected every argument once, found a form that names \"a\" twice: \
         the form has to change [INP-6]",
    );
}

#[test]
fn frm_6_htp_9_the_headers_of_a_form_are_added() {
    let form = Form {
        headers: vec![
            (FormHeader::IfMatch, "\"1\"".into()),
            (FormHeader::Accept, "text/html".into()),
        ],
        ..Form::new(URL, Method::Post, [])
    };
    let request = request(&form, Arguments::new()).unwrap();
    assert_eq!(request.header("If-Match"), Some("\"1\""));
    assert_eq!(
        request.header("Accept"),
        Some("text/html"),
        "HTP-8: overridden"
    );
    let accepts = request.headers.iter().filter(|it| it.0 == "Accept");
    assert_eq!(accepts.count(), 1);
}

#[test]
fn env_11_frm_14_headers_that_cannot_be_added_are_refused() {
    let with = |method, headers| Form {
        headers,
        ..Form::new(URL, method, [])
    };
    for header in FormHeader::ALL {
        let form = with(Method::Get, vec![(header, "x".into())]);
        assert_eq!(
            request(&form, Arguments::new()).is_ok(),
            header == FormHeader::Accept,
            "{header}",
        );
    }
    assert_eq!(
        refused(
            &with(Method::Get, vec![(FormHeader::IfNoneMatch, "x".into())]),
            Arguments::new(),
        ),
        "expected a GET form without conditional headers, found If-None-Match: \
         the form has to change [ENV-11]",
    );
    let injected = vec![(FormHeader::Accept, "x\r\nCookie: y".into())];
    let twice = vec![
        (FormHeader::Accept, "x".into()),
        (FormHeader::Accept, "y".into()),
    ];
    for headers in [injected, twice] {
        assert_eq!(
            refused(&with(Method::Post, headers), Arguments::new()),
            "expected every header once and with visible ASCII as its value, \
             found Accept otherwise: the form or link has to change [FRM-14]",
        );
    }
}

#[test]
fn frm_12_a_url_that_cannot_be_asked_for_is_refused() {
    for url in ["", "/f", "mailto:a@b", "file:///etc/passwd", "http://["] {
        let form = Form::new(url, Method::Post, []);
        assert_eq!(
            refused(&form, Arguments::new()),
            format!(
                "expected an absolute http or https url, found {url:?}: \
                 resolve the page against the url it came from [FRM-12]"
            ),
        );
    }
    let form = Form::new("https://h/a#part", Method::Post, []);
    let request = request(&form, Arguments::new()).unwrap();
    assert_eq!(
        request.url.as_str(),
        "https://h/a",
        "a fragment is the client's own"
    );
}

#[test]
fn an_argument_without_an_encoding_is_refused() {
    let form = form(Method::Post, Envelope::Form, &["a"]);
    let blob = Blob {
        attributes: Value::Nil,
        content: Cow::Borrowed(b""),
    };
    assert_eq!(
        refused(&form, Arguments::from([blob])),
        "an argument cannot be encoded: the attributes of a blob must be a dict [BLB-1]",
    );
}

fn link() -> Link<'static> {
    Link {
        etag: Some("v1".into()),
        last_modified: Some(Utc.with_ymd_and_hms(1994, 11, 6, 8, 49, 37).unwrap()),
        ..Link::inlined(URL, Value::Nil)
    }
}

#[test]
fn lnk_9_a_link_is_a_get_with_accept() {
    let request = Request::from_link(&link(), false).unwrap();
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.body, None);
    assert_eq!(
        request.headers,
        [("Accept", TYPE.to_owned())],
        "LNK-7: only if asked"
    );
    assert!(!request.is_conditional());
    let link = Link {
        accept: Some("text/html".into()),
        ..link()
    };
    let request = Request::from_link(&link, false).unwrap();
    assert_eq!(
        request.headers,
        [("Accept", "text/html".to_owned())],
        "HTP-10"
    );
}

#[test]
fn lnk_7_an_inlined_link_is_asked_for_conditionally() {
    let request = Request::from_link(&link(), true).unwrap();
    assert_eq!(request.header("If-None-Match"), Some("\"v1\""));
    assert_eq!(
        request.header("If-Modified-Since"),
        Some("Sun, 06 Nov 1994 08:49:37 GMT")
    );
    assert!(request.is_conditional());
    for etag in ["\"v1\"", "W/\"v1\""] {
        let link = Link {
            etag: Some(etag.into()),
            ..link()
        };
        let request = Request::from_link(&link, true).unwrap();
        assert_eq!(request.header("If-None-Match"), Some(etag));
    }
}

#[test]
fn d26h_a_link_that_inlines_nothing_is_asked_for_unconditionally() {
    let link = Link {
        inline: false,
        ..link()
    };
    assert!(!Request::from_link(&link, true).unwrap().is_conditional());
}

#[test]
fn lnk_7_an_etag_that_no_header_carries_is_refused() {
    let link = Link {
        etag: Some("a\r\nb".into()),
        ..link()
    };
    assert_eq!(
        Request::from_link(&link, true).unwrap_err().to_string(),
        "expected an etag of visible ASCII, found \"a\\r\\nb\": ask unconditionally [LNK-7]",
    );
    assert!(Request::from_link(&link, false).is_ok());
}

#[test]
fn htp_6_put_patch_and_delete_travel_in_a_post() {
    for method in Method::ALL {
        let names: &[&str] = &[];
        let envelope = match method {
            Method::Put | Method::Patch => Envelope::Form,
            _ => Envelope::None,
        };
        let request = request(&form(method, envelope, names), Arguments::new()).unwrap();
        let tunnelled = request.clone().tunnelled();
        if matches!(method, Method::Get | Method::Post) {
            assert_eq!(tunnelled, request);
        } else {
            assert_eq!(tunnelled.method, Method::Post);
            assert_eq!(tunnelled.header("Method"), Some(method.as_str()));
        }
    }
}

#[test]
fn d23_which_request_follows_a_redirect() {
    let url = || "http://other/x".parse().expect("a url");
    for (status, becomes_get) in [
        (301, true),
        (302, true),
        (303, true),
        (307, false),
        (308, false),
    ] {
        let form = form(Method::Put, Envelope::Form, &["a"]);
        let before = request(&form, Arguments::from([1])).unwrap();
        let mut after = before.clone();
        after.follow(&Redirect { status, url: url() });
        assert_eq!(after.url, url());
        if becomes_get {
            assert_eq!(after.method, Method::Get, "{status}");
            assert_eq!(after.body, None, "ENV-12");
            assert_eq!(after.headers, [("Accept", TYPE.to_owned())]);
        } else {
            assert_eq!(
                (after.method, after.body),
                (before.method, before.body),
                "{status}"
            );
            assert_eq!(after.headers, before.headers);
        }

        let mut link = Request::from_link(&link(), true).unwrap();
        link.follow(&Redirect { status, url: url() });
        assert_eq!(link.is_conditional(), status != 303, "{status}");
    }
}

#[test]
fn inp_6_an_error_names_the_argument_and_its_cause() {
    let form = form(Method::Post, Envelope::Form, &["a"]);
    let error = |arguments| match request(&form, arguments).unwrap_err() {
        Refused::Arguments(error) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(error(Arguments::new()).name(), Some("a"), "missing");
    let unknown = error(Arguments::new().named("b", 1));
    assert_eq!(unknown.name(), Some("b"));
    let repeated = error(Arguments::from([1]).named("a", 2));
    assert_eq!(repeated.name(), Some("a"));
    assert_eq!(error(Arguments::from([1, 2])).name(), None, "surplus");

    let refused = Refused::Arguments(unknown.clone());
    let source = refused.source().expect("a source");
    assert_eq!(source.to_string(), unknown.to_string());
    assert!(Refused::NoArguments(1).source().is_none());
}

#[test]
fn inp_6_arguments_are_counted_however_they_are_given() {
    let arguments = Arguments::from([1]).positional("x").named("b", 3);
    assert_eq!(arguments.len(), 3);
    assert!(!arguments.is_empty());
    let form = form(Method::Post, Envelope::Form, &["a", "c", "b"]);
    let request = request(&form, arguments).unwrap();
    assert_eq!(body(&request), Some("Ou1:a;i1;u1:c;u1:x;u1:b;i3;;"));
    assert!(Arguments::new().is_empty());
}

#[test]
fn blb_1_what_cannot_be_encoded_is_the_source_of_the_refusal() {
    let form = form(Method::Post, Envelope::Form, &["a"]);
    let blob = Blob {
        attributes: Value::Nil,
        content: Cow::Borrowed(b""),
    };
    let refused = request(&form, Arguments::from([blob])).unwrap_err();
    assert_eq!(
        refused.source().map(ToString::to_string).as_deref(),
        Some("the attributes of a blob must be a dict [BLB-1]"),
    );
}

#[test]
fn env_4_a_tab_in_a_name_is_no_control_that_headers_refuse() {
    let form = form(Method::Put, Envelope::Blob, &["a\tb"]);
    let blob = Blob::new("text/\tplain ~", &b""[..]);
    let request = request(&form, Arguments::from([blob])).unwrap();
    assert_eq!(
        request.header("Content-Disposition"),
        Some("form-data; name=\"a\tb\""),
    );
    assert_eq!(request.header("Content-Type"), Some("text/\tplain ~"));
}

#[test]
fn lnk_7_an_etag_is_quoted_unless_it_is_one_in_quotes() {
    for (etag, sent) in [
        ("\"", "\"\"\""),
        ("\"a", "\"\"a\""),
        ("a\"", "\"a\"\""),
        ("\"\"", "\"\""),
        ("W/a", "\"W/a\""),
        ("", "\"\""),
    ] {
        let link = Link {
            etag: Some(etag.into()),
            ..link()
        };
        let request = Request::from_link(&link, true).unwrap();
        assert_eq!(request.header("If-None-Match"), Some(sent), "{etag}");
    }
}

#[test]
fn lnk_7_one_condition_makes_a_get_conditional_and_no_other_method() {
    let etag = Link {
        last_modified: None,
        ..link()
    };
    assert!(Request::from_link(&etag, true).unwrap().is_conditional());
    let date = Link {
        etag: None,
        ..link()
    };
    let mut request = Request::from_link(&date, true).unwrap();
    assert!(request.is_conditional());
    assert_eq!(request.header("If-None-Match"), None);
    request.method = Method::Post;
    assert!(!request.is_conditional());
}

#[test]
fn a_mapped_body_leaves_the_rest_as_it_is() {
    let form = form(Method::Post, Envelope::Form, &["a"]);
    let request = request(&form, Arguments::from([1])).unwrap();
    let mapped = request.clone().map_body(|body| body.len());
    assert_eq!(mapped.body, Some("Ou1:a;i1;;".len()));
    assert_eq!(mapped.method, request.method);
    assert_eq!(mapped.url, request.url);
    assert_eq!(mapped.headers, request.headers);
}

#[test]
fn frm_7_frm_14_names_are_written_and_read_in_any_case() {
    for header in FormHeader::ALL {
        assert_eq!(FormHeader::parse(header.as_str()), Some(header));
        let lower = header.to_string().to_lowercase();
        assert_eq!(FormHeader::parse(&lower), Some(header));
    }
    assert_eq!(FormHeader::parse("Cookie"), None);
    for envelope in Envelope::ALL {
        assert_eq!(Envelope::parse(&envelope.to_string()), Some(envelope));
    }
    assert_eq!(Envelope::parse("Form"), None);
}
