//! What stands on a page, read and written: every rule of links, forms, inputs,
//! resources, errors and collections, with the exact text of every error.
#![cfg(feature = "http")]

use hyperglyph::http::{Envelope, FormHeader, Method};
use hyperglyph::page::{
    Collection, Error, Form, Input, Items, Link, PageError, Part, Place, Resource,
};
use hyperglyph::{DecodeOptions, Extension, Map, Value, encode};

/// The extension that a message holds, and what a reader makes of it.
fn read<T>(message: &str, read: impl FnOnce(&Extension<'_>) -> T) -> T {
    let value = DecodeOptions::interop().decode(message.as_bytes());
    let value = value.expect("a message");
    read(value.as_extension().expect("an extension"))
}

fn link_error(message: &str) -> String {
    read(message, |it| Link::read(it).unwrap_err().to_string())
}

fn form_error(message: &str) -> String {
    read(message, |it| Form::read(it).unwrap_err().to_string())
}

fn written(extension: Extension<'_>) -> String {
    String::from_utf8(encode(&Value::from(extension)).expect("encodable")).expect("text")
}

#[test]
fn lnk_2_lnk_6_all_attributes_of_a_link_are_read() {
    read(
        "Xu4:link;Du3:url;u2:/a;u6:method;u3:GET;u6:inline;T;u4:etag;u2:v1;\
         u13:last_modified;d2012-05-04T03:02:01.000Z;u7:headers;Du6:Accept;u9:text/html;;;i7;;",
        |it| {
            let link = Link::read(it).unwrap();
            assert_eq!(link.url.as_deref(), Some("/a"));
            assert_eq!(link.response(), Some(&Value::from(7)));
            assert_eq!(link.etag.as_deref(), Some("v1"));
            let last_modified = link.last_modified.unwrap().to_rfc3339();
            assert_eq!(last_modified, "2012-05-04T03:02:01+00:00");
            assert_eq!(link.accept.as_deref(), Some("text/html"));
        },
    );
}

#[test]
fn lnk_9_a_bare_link_is_a_get_without_url_or_content() {
    read("Xu4:link;D;N;;", |it| {
        assert_eq!(Link::read(it).unwrap(), Link::default());
    });
    read("Xu4:link;Du3:url;u;;N;;", |it| {
        assert_eq!(
            Link::read(it).unwrap().url,
            None,
            "LNK-11: empty is missing"
        );
    });
}

#[test]
fn lnk_10_a_link_of_another_method_is_an_error() {
    for method in ["POST", "PUT", "PATCH", "DELETE", "HEAD", "get"] {
        let message = format!("Xu4:link;Du6:method;u{}:{method};;N;;", method.len());
        assert_eq!(
            link_error(&message),
            format!("expected GET, found \"{method}\", at attribute \"method\" of a link [LNK-10]"),
        );
    }
}

#[test]
fn lnk_4_d26h_content_counts_only_where_inline_is_true() {
    read("Xu4:link;D;i7;;", |it| {
        assert_eq!(Link::read(it).unwrap().response(), None);
    });
    read("Xu4:link;Du6:inline;F;;i7;;", |it| {
        assert_eq!(Link::read(it).unwrap().response(), None);
    });
    assert_eq!(
        link_error("Xu4:link;Du6:inline;i1;;i7;;"),
        "expected true or false, found an integer, at attribute \"inline\" of a link [LNK-4]",
    );
}

#[test]
fn lnk_6_etag_is_unicode_and_last_modified_a_datetime() {
    assert_eq!(
        link_error("Xu4:link;Du4:etag;i1;;N;;"),
        "expected a unicode, found an integer, at attribute \"etag\" of a link [LNK-6]",
    );
    assert_eq!(
        link_error("Xu4:link;Du13:last_modified;u4:1970;;N;;"),
        "expected a datetime, found \"1970\", at attribute \"last_modified\" of a link [LNK-6]",
    );
}

#[test]
fn htp_10_a_link_sets_accept_and_no_other_header() {
    let wrong = |found: &str| {
        format!(
            "expected no header but Accept, unicode to unicode, found {found}, \
             at attribute \"headers\" of a link [HTP-10]"
        )
    };
    let link = |headers: &str| format!("Xu4:link;Du7:headers;{headers};N;;");
    assert_eq!(
        link_error(&link("Du8:If-Match;u1:a;;")),
        wrong("\"If-Match\"")
    );
    assert_eq!(link_error(&link("Du6:accept;i1;;")), wrong("\"accept\""));
    assert_eq!(
        link_error(&link("Du6:Accept;u4:a\r\nb;;")),
        wrong("\"Accept\""),
        "a value with a line end would add headers of its own",
    );
    assert_eq!(
        link_error(&link("Du6:Accept;u1:a;u6:accept;u1:b;;")),
        wrong("\"accept\""),
    );
    assert_eq!(link_error(&link("L;")), wrong("a list"));
}

#[test]
fn lnk_13_a_link_is_written_with_nil_or_its_response() {
    assert_eq!(
        written(Link::new("/a").write()),
        "Xu4:link;Du3:url;u2:/a;u6:method;u3:GET;;N;;",
    );
    let link = Link {
        content: Part::Owned(Value::from(7)),
        ..Link::new("/a")
    };
    assert_eq!(
        written(link.write()),
        "Xu4:link;Du3:url;u2:/a;u6:method;u3:GET;;N;;",
        "content without `inline` says nothing, so it is not sent",
    );
    let link = Link {
        etag: Some("v1".into()),
        accept: Some("text/html".into()),
        ..Link::inlined("/a", Value::from(7))
    };
    let extension = link.clone().write();
    assert_eq!(Link::read(&extension).unwrap(), link);
    assert_eq!(
        written(extension),
        "Xu4:link;Du3:url;u2:/a;u6:method;u3:GET;u4:etag;u2:v1;\
         u7:headers;Du6:Accept;u9:text/html;;u6:inline;T;;i7;;",
    );
}

#[test]
fn frm_1_frm_5_frm_7_all_attributes_of_a_form_are_read() {
    read(
        "Xu4:form;Du3:url;u2:/f;u6:method;u6:DELETE;u6:values;Lu1:a;Xu5:input;Du4:name;u1:b;\
         u5:value;i2;;N;;;u8:envelope;u5:query;u7:headers;Du8:if-match;u3:\"1\";;\
         u12:content_type;u41:Application/VND.hyperglyph; charset=utf-8;;N;;",
        |it| {
            let form = Form::read(it).unwrap();
            assert_eq!(form.url.as_deref(), Some("/f"));
            assert_eq!(form.method, Method::Delete);
            assert_eq!(
                form.values,
                [Input::new("a"), Input::with_default("b", 2)],
                "FRM-4, FRM-10: names and inputs, in order",
            );
            assert_eq!(form.envelope, Some(Envelope::Query));
            assert_eq!(form.headers, [(FormHeader::IfMatch, "\"1\"".into())]);
        },
    );
}

#[test]
fn frm_3_frm_8_frm_12_what_is_missing_has_a_default() {
    read("Xu4:form;Du6:values;L;;N;;", |it| {
        let form = Form::read(it).unwrap();
        assert_eq!(form.method, Method::Post, "D24");
        assert_eq!(form.envelope(), Envelope::Form);
        assert_eq!(form.url, None);
    });
}

#[test]
fn frm_1_method_is_a_known_one() {
    let wrong = |found: &str| {
        format!(
            "expected GET, POST, PUT, PATCH or DELETE, found {found}, \
             at attribute \"method\" of a form [FRM-1]"
        )
    };
    assert_eq!(
        form_error("Xu4:form;Du6:method;u4:HEAD;u6:values;L;;N;;"),
        wrong("\"HEAD\""),
    );
    assert_eq!(
        form_error("Xu4:form;Du6:method;u4:post;u6:values;L;;N;;"),
        wrong("\"post\""),
    );
    assert_eq!(
        form_error("Xu4:form;Du6:method;N;u6:values;L;;N;;"),
        "expected a unicode, found nil, at attribute \"method\" of a form [FRM-1]",
    );
}

#[test]
fn frm_4_values_are_a_list_of_names_and_inputs() {
    assert_eq!(
        form_error("Xu4:form;D;N;;"),
        "expected a list of names and inputs, found nothing, at attribute \"values\" of a form [FRM-1]",
    );
    assert_eq!(
        form_error("Xu4:form;Du6:values;Su1:a;;;N;;"),
        "expected a list of names and inputs, found a set, at attribute \"values\" of a form [FRM-4]",
    );
    assert_eq!(
        form_error("Xu4:form;Du6:values;Lu1:a;i1;;;N;;"),
        "expected names and inputs in the list, found an integer, at attribute \"values\" of a form [FRM-4]",
    );
    assert_eq!(
        form_error("Xu4:form;Du6:values;LXu4:link;D;N;;;;N;;"),
        "expected the name of that extension, a unicode, found \"link\", at the name of an input [EXT-3]",
    );
}

#[test]
fn inp_6_a_name_given_twice_is_an_error() {
    assert_eq!(
        form_error("Xu4:form;Du6:values;Lu1:a;Xu5:input;Du4:name;u1:a;;N;;;;N;;"),
        "expected every name once, found \"a\" twice, at attribute \"values\" of a form [INP-6]",
    );
}

#[test]
fn frm_7_an_unknown_envelope_is_an_error() {
    assert_eq!(
        form_error("Xu4:form;Du6:values;L;u8:envelope;u4:post;;N;;"),
        "expected \"none\", \"query\", \"form\" or \"blob\", found \"post\", \
         at attribute \"envelope\" of a form [FRM-7]",
    );
}

#[test]
fn frm_9_another_content_type_is_an_error() {
    assert_eq!(
        form_error("Xu4:form;Du6:values;L;u12:content_type;u9:text/html;;N;;"),
        "expected \"application/vnd.hyperglyph\", found \"text/html\", \
         at attribute \"content_type\" of a form [FRM-9]",
    );
}

#[test]
fn frm_13_a_form_has_no_content() {
    assert_eq!(
        form_error("Xu4:form;Du6:values;L;;i1;;"),
        "expected nil, found an integer, at the content of a form [FRM-13]",
    );
}

#[test]
fn frm_14_a_header_that_cannot_be_added_is_an_error() {
    let wrong = |found: &str, requirement: &str| {
        format!(
            "expected no headers but Accept, If-Match, If-None-Match, If-Modified-Since and \
             If-Unmodified-Since, each once, unicode to unicode, found {found}, \
             at attribute \"headers\" of a form [{requirement}]"
        )
    };
    let form = |headers: &str| format!("Xu4:form;Du6:values;L;u7:headers;{headers};N;;");
    assert_eq!(
        form_error(&form("Du6:Cookie;u1:a;;")),
        wrong("\"Cookie\"", "FRM-14")
    );
    assert_eq!(
        form_error(&form("Du6:Accept;u3:a\nb;;")),
        wrong("\"Accept\"", "FRM-14")
    );
    assert_eq!(
        form_error(&form("Du6:Accept;u1:a;u6:ACCEPT;u1:b;;")),
        wrong("\"ACCEPT\"", "FRM-14")
    );
    assert_eq!(
        form_error(&form("Di1;u1:a;;")),
        wrong("an integer", "FRM-14")
    );
    assert_eq!(form_error(&form("N;")), wrong("nil", "FRM-5"));
}

#[test]
fn d19_what_2012_put_on_pages_is_read() {
    read("Xu4:link;Du6:method;b3:GET;;N;;", |it| {
        assert_eq!(Link::read(it).unwrap(), Link::default(), "D19a");
    });
    assert_eq!(
        link_error("Xu4:link;Du6:method;b4:POST;;N;;"),
        "expected GET, found \"POST\", at attribute \"method\" of a link [LNK-10]",
    );
    let bytes = DecodeOptions::interop()
        .decode(b"Xu4:link;Du3:url;b1:\xff;;N;;")
        .unwrap();
    assert_eq!(
        Link::read(bytes.as_extension().unwrap())
            .unwrap_err()
            .to_string(),
        "expected a unicode, found a bytearray, at attribute \"url\" of a link [LNK-2]",
    );
    read("Xu4:form;Du6:values;N;;N;;", |it| {
        assert!(Form::read(it).unwrap().values.is_empty(), "D19b");
    });
    read("Xu4:form;Du6:values;Lu1:a;F;b1:b;;;N;;", |it| {
        let values = Form::read(it).unwrap().values;
        assert_eq!(values, [Input::new("a"), Input::new("b")], "D19c, D19a");
    });
    read("Xu8:resource;Ou4:name;u1:a;;Ou1:x;i1;;;", |it| {
        let resource = Resource::read(it).unwrap();
        assert_eq!(resource.name.as_deref(), Some("a"), "D19d");
        assert_eq!(resource.get("x"), Some(&Value::from(1)));
    });
}

#[test]
fn ext_3_d19f_a_known_name_with_the_wrong_parts_is_an_error_of_its_use() {
    assert_eq!(
        link_error("Xu4:link;L;N;;"),
        "expected a dict or ordered dict, found a list, at the attributes of a link [EXT-3]",
    );
    assert_eq!(
        link_error("Xb4:link;D;N;;"),
        "expected the name of that extension, a unicode, found a bytearray, at the name of a link [EXT-3]",
    );
}

#[test]
fn frm_1_a_form_is_written_with_url_method_and_values() {
    let form = Form::new(
        "/f",
        Method::Post,
        [Input::new("a"), Input::with_default("b", "x")],
    );
    let extension = form.clone().write().unwrap();
    assert_eq!(Form::read(&extension).unwrap(), form);
    assert_eq!(
        written(extension),
        "Xu4:form;Du3:url;u2:/f;u6:method;u4:POST;\
         u6:values;Lu1:a;Xu5:input;Du4:name;u1:b;u5:value;u1:x;;N;;;;N;;",
    );
    let form = Form {
        url: None,
        envelope: Some(Envelope::None),
        headers: vec![(FormHeader::Accept, "text/html".into())],
        ..Form::new("", Method::Get, [])
    };
    let extension = form.clone().write().unwrap();
    assert_eq!(Form::read(&extension).unwrap(), form);
    assert_eq!(
        written(extension),
        "Xu4:form;Du3:url;u;u6:method;u3:GET;u8:envelope;u4:none;\
         u7:headers;Du6:Accept;u9:text/html;;u6:values;L;;N;;",
    );
}

#[test]
fn env_a_form_that_nobody_can_call_is_not_written() {
    let error = |form: Form<'_>| -> PageError { form.write().unwrap_err() };
    let form = |method, envelope, names: &[&'static str]| Form {
        envelope: Some(envelope),
        ..Form::new("/f", method, names.iter().map(|&name| Input::new(name)))
    };
    assert_eq!(
        error(form(Method::Get, Envelope::Form, &[])).to_string(),
        "expected an envelope that the method allows, found \"form\" with GET, \
         at attribute \"envelope\" of a form [ENV-10]",
    );
    assert_eq!(
        error(form(Method::Delete, Envelope::None, &["a"])).to_string(),
        "expected no arguments in the envelope none, found 1, at attribute \"values\" of a form [ENV-1]",
    );
    assert_eq!(
        error(form(Method::Put, Envelope::Blob, &["a", "b"])).to_string(),
        "expected exactly one argument in the envelope blob, found 2, \
         at attribute \"values\" of a form [ENV-5]",
    );
    assert_eq!(
        error(form(Method::Post, Envelope::Form, &["a", "a"])).requirement(),
        "INP-6",
    );
    let conditional = |method, value| Form {
        headers: vec![(FormHeader::IfMatch, value)],
        ..Form::new("/f", method, [])
    };
    assert_eq!(
        error(conditional(Method::Get, "*".into())).requirement(),
        "ENV-11"
    );
    assert_eq!(
        error(conditional(Method::Post, "\r\nCookie: a".into())).requirement(),
        "FRM-14",
    );
    assert!(conditional(Method::Post, "*".into()).write().is_ok());
}

#[test]
fn inp_1_to_inp_5_inputs() {
    let error = |message: &str| read(message, |it| Input::read(it).unwrap_err().to_string());
    assert_eq!(
        error("Xu5:input;D;N;;"),
        "expected a unicode, found nothing, at attribute \"name\" of an input [INP-1]",
    );
    assert_eq!(
        error("Xu5:input;Du4:name;i1;;N;;"),
        "expected a unicode, found an integer, at attribute \"name\" of an input [INP-1]",
    );
    assert_eq!(
        error("Xu5:input;Du4:name;u1:a;;i1;;"),
        "expected nil, found an integer, at the content of an input [INP-5]",
    );
    read(
        "Xu5:input;Du4:name;u1:a;u5:value;N;u4:type;i1;u8:envelope;u4:blob;;N;;",
        |it| {
            let input = Input::read(it).unwrap();
            assert_eq!(input, Input::with_default("a", Value::Nil), "INP-4");
            assert_eq!(
                written(input.write()),
                "Xu5:input;Du4:name;u1:a;u5:value;N;;N;;"
            );
        },
    );
}

#[test]
fn res_1_res_2_resources() {
    let error = |message: &str| read(message, |it| Resource::read(it).unwrap_err().to_string());
    assert_eq!(
        error("Xu8:resource;D;N;;"),
        "expected a dict of unicode to object, found nil, at the content of a resource [RES-2]",
    );
    assert_eq!(
        error("Xu8:resource;Du7:profile;i1;;D;;"),
        "expected a unicode, found an integer, at attribute \"profile\" of a resource [RES-1]",
    );
    let resource = Resource {
        url: Some("/u".into()),
        name: Some("n".into()),
        profile: Some("p".into()),
        ..Resource::new(Map::from([("x", 1)]))
    };
    let extension = resource.clone().write().unwrap();
    assert_eq!(Resource::read(&extension).unwrap(), resource);
    assert_eq!(
        written(extension),
        "Xu8:resource;Du3:url;u2:/u;u4:name;u1:n;u7:profile;u1:p;;Du1:x;i1;;;",
    );
    let error = Resource::new(Map::from([(1, 2)])).write().unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a dict of unicode to object, found an integer as a key, \
         at the content of a resource [RES-2]",
    );
}

#[test]
fn err_1_err_2_err_3_errors() {
    let error = |message: &str| read(message, |it| Error::read(it).unwrap_err().to_string());
    assert_eq!(
        error("Xu5:error;Du6:logref;u1:a;;D;;"),
        "expected a unicode, found nothing, at attribute \"message\" of an error [ERR-1]",
    );
    assert_eq!(
        error("Xu5:error;Du6:logref;i1;u7:message;u1:a;;D;;"),
        "expected a unicode, found an integer, at attribute \"logref\" of an error [ERR-1]",
    );
    assert_eq!(
        error("Xu5:error;Du6:logref;u1:a;u7:message;u1:b;;L;;"),
        "expected a dict of unicode to object, found a list, at the content of an error [ERR-3]",
    );
    read("Xu5:error;Du6:logref;u1:a;u7:message;u1:b;;N;;", |it| {
        assert_eq!(Error::read(it).unwrap(), Error::new("a", "b"));
    });
    let full = Error {
        url: Some("/e".into()),
        code: Some(Part::Owned(Value::from(5))),
        content: Part::Owned(Map::from([("x", 1)])),
        ..Error::new("a", "b")
    };
    let extension = full.clone().write();
    assert_eq!(Error::read(&extension).unwrap(), full);
    assert_eq!(
        written(extension),
        "Xu5:error;Du6:logref;u1:a;u7:message;u1:b;u3:url;u2:/e;u4:code;i5;;Du1:x;i1;;;",
    );
}

#[test]
fn cln_1_collections_hold_something_ordered_or_nil() {
    for message in [
        "Xu10:collection;D;Li1;;;",
        "Xu10:collection;Du3:url;u1:a;u4:next;i2;;N;;",
        "Xu10:collection;D;Oi1;i2;;;",
    ] {
        read(message, |it| {
            assert_eq!(written(Collection::read(it).unwrap().write()), message);
        });
    }
    read("Xu10:collection;D;N;;", |it| {
        assert_eq!(Collection::read(it).unwrap().items, Items::None);
    });
    let error = |it: &Extension<'_>| Collection::read(it).unwrap_err().to_string();
    assert_eq!(
        read("Xu10:collection;D;Di1;i2;;;", error),
        "expected a list, an ordered dict or nil, found a dict, at the content of a collection [CLN-1]",
    );
    assert_eq!(
        read("Xu10:collection;Du3:url;i1;;N;;", error),
        "expected a unicode, found an integer, at attribute \"url\" of a collection [CLN-2]",
    );
    read("Xu10:collection;Du3:url;b1:a;;N;;", |it| {
        assert_eq!(Collection::read(it).unwrap().url(), Some("a"));
    });
}

#[test]
fn errors_cut_long_texts_and_escape_what_came() {
    let method = format!("\n{}", "x".repeat(500));
    let message = format!("Xu4:link;Du6:method;u501:{method};;N;;");
    assert_eq!(
        link_error(&message),
        format!(
            "expected GET, found \"\\n{}\"…, at attribute \"method\" of a link [LNK-10]",
            "x".repeat(39),
        ),
    );
}

#[test]
fn errors_of_pages_tell_their_parts_and_what_to_do() {
    let error = read("Xu4:link;Du6:method;u4:POST;;N;;", |it| {
        Link::read(it).unwrap_err()
    });
    assert_eq!(error.thing(), "link");
    assert_eq!(error.place(), Place::Attribute("method"));
    assert_eq!(error.expected(), "GET");
    assert_eq!(error.found(), "\"POST\"");
    assert_eq!(error.requirement(), "LNK-10");
    assert_eq!(
        error.advice(),
        "a link is a safe request: offer a form for any other method",
    );
    assert_eq!(
        error.explain(),
        "error: expected GET, found \"POST\"\n  \
           at attribute \"method\" of a link\n  \
           requirement: LNK-10\n  \
           help: a link is a safe request: offer a form for any other method\n",
    );
}

#[test]
fn errors_of_pages_name_every_type_with_its_article() {
    let found = |value: &str| {
        let message = format!("Xu4:link;Du4:etag;{value};N;;");
        read(&message, |it| {
            Link::read(it).unwrap_err().found().to_owned()
        })
    };
    for (value, name) in [
        ("N;", "nil"),
        ("T;", "true"),
        ("F;", "false"),
        ("i1;", "an integer"),
        ("Oi1;i2;;", "an ordered dict"),
        ("D;", "a dict"),
        ("Xu5:input;D;N;;", "an extension \"input\""),
        ("Xi1;D;N;;", "an extension without a unicode name"),
    ] {
        assert_eq!(found(value), name);
    }
}

#[test]
fn lnk_6_last_modified_is_written_and_read_again() {
    let message = "Xu4:link;Du6:method;u3:GET;u13:last_modified;d2012-05-04T03:02:01.000Z;;N;;";
    read(message, |it| {
        assert_eq!(written(Link::read(it).unwrap().write()), message);
    });
}

#[test]
fn frm_14_the_headers_of_a_form_to_be_written_stand_once() {
    use FormHeader::{Accept, IfMatch};
    let form = |headers: &[(FormHeader, &'static str)]| Form {
        headers: headers
            .iter()
            .map(|&(name, it)| (name, it.into()))
            .collect(),
        ..Form::new("/f", Method::Post, [])
    };
    let error = form(&[(IfMatch, "*"), (Accept, "a"), (Accept, "b")]).write();
    assert_eq!(error.unwrap_err().found(), "\"Accept\"");
    let extension = form(&[(IfMatch, "*"), (Accept, "a")]).write().unwrap();
    assert_eq!(
        written(extension),
        "Xu4:form;Du3:url;u2:/f;u6:method;u4:POST;\
         u7:headers;Du8:If-Match;u1:*;u6:Accept;u1:a;;u6:values;L;;N;;",
    );
    let get = Form {
        method: Method::Get,
        ..form(&[(Accept, "a")])
    };
    assert!(get.write().is_ok(), "ENV-11: Accept is no condition");
}

#[test]
fn cln_2_an_empty_or_missing_url_of_a_collection_is_none() {
    for (attributes, url) in [
        ("D;", None),
        ("Du3:url;u;;", None),
        ("Du3:url;u1:a;;", Some("a")),
    ] {
        read(&format!("Xu10:collection;{attributes}N;;"), |it| {
            assert_eq!(Collection::read(it).unwrap().url(), url);
        });
    }
}

#[test]
fn parts_are_equal_by_their_values_whoever_owns_them() {
    let seven = Value::from(7);
    let (borrowed, owned) = (Part::Borrowed(&seven), Part::Owned(Value::from(7)));
    assert_eq!(borrowed, owned);
    assert_ne!(borrowed, Part::Owned(Value::from(8)));
    assert_eq!(borrowed.into_owned(), seven);
    assert_eq!(owned.into_owned(), seven);
    assert_eq!(*Part::from(Value::from(8)), Value::from(8));
    assert_eq!(*Part::<Value<'_>>::default(), Value::Nil);
}
