//! What a server reads from a request: arguments, names, content types.
#![cfg(feature = "http")]

use std::error::Error as _;

use hyperglyph::http::{
    Arguments, BadArguments, is_hyperglyph, plain_blob, read_disposition, read_query,
    same_content_type, write_disposition, write_query,
};
use hyperglyph::page::Input;
use hyperglyph::{Blob, DecodeOptions, Map, Value};

fn read(message: &[u8]) -> Result<Arguments<'_>, BadArguments> {
    Arguments::read(message, &DecodeOptions::interop())
}

#[test]
fn env_6_d19e_arguments_are_a_dict_of_either_kind_or_nothing() {
    let expected = Arguments::new().named("b", 1).named("a", 2);
    assert_eq!(read(b"Ou1:b;i1;u1:a;i2;;").unwrap(), expected);
    assert_eq!(read(b"Du1:b;i1;u1:a;i2;;").unwrap(), expected);
    for empty in [&b""[..], b"O;", b"D;"] {
        assert!(read(empty).unwrap().is_empty());
    }
    let inputs = [Input::new("a"), Input::new("b")];
    let values = [Value::from(2), Value::from(1)];
    assert_eq!(
        expected.bind(&inputs).unwrap(),
        values,
        "arguments go by name"
    );
}

#[test]
fn inp_6_arguments_go_by_name_in_whatever_order_they_come() {
    let inputs = [
        Input::new("a"),
        Input::with_default("b", 7),
        Input::new("c"),
    ];
    let bound = |message| read(message).unwrap().bind(&inputs);
    let values = |values: [i64; 3]| values.map(Value::from).to_vec();
    for (message, expected) in [
        (&b"Ou1:a;i1;u1:b;i2;u1:c;i3;;"[..], [1, 2, 3]),
        (b"Ou1:c;i3;u1:a;i1;u1:b;i2;;", [1, 2, 3]),
        (b"Ou1:a;i1;u1:c;i3;u1:b;i2;;", [1, 2, 3]),
        (b"Ou1:a;i1;u1:c;i3;;", [1, 7, 3]),
    ] {
        assert_eq!(bound(message).unwrap(), values(expected));
    }
    assert_eq!(
        bound(b"Ou1:a;i1;u1:b;i2;u1:d;i3;;")
            .unwrap_err()
            .to_string(),
        "argument \"d\" is unknown: the form takes \"a\", \"b\", \"c\" [INP-6]"
    );
    let repeated = Arguments::new().named("a", 1).named("b", 2).named("b", 3);
    assert_eq!(
        repeated.bind(&inputs).unwrap_err().to_string(),
        "argument \"b\" is given twice: the form takes \"a\", \"b\", \"c\" [INP-6]"
    );
}

#[test]
fn htp_20_what_holds_no_arguments_is_an_error() {
    for (message, text, requirement) in [
        (
            &b"Ou1:a;i1;"[..],
            "the arguments are no message: expected the rest of the object, \
             found the end of the message, at byte 9 in root.key(1) [MSG-5]",
            "MSG-5",
        ),
        (
            b"Li1;;",
            "expected an ordered dict of name to value as arguments, found the type list [ENV-6]",
            "ENV-6",
        ),
        (
            b"N;",
            "expected an ordered dict of name to value as arguments, found the type nil [ENV-6]",
            "ENV-6",
        ),
        (
            b"Ob1:a;i1;;",
            "expected unicode names as keys of the arguments, found the type bytearray [ENV-6]",
            "ENV-6",
        ),
    ] {
        let error = read(message).unwrap_err();
        assert_eq!(error.requirement(), requirement);
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn d20_queries_in_both_directions() {
    let all: Vec<u8> = (0..=255).collect();
    let query = write_query(&all);
    assert!(
        query
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)),
        "{query}",
    );
    assert_eq!(read_query(&query), &all[..]);
    assert!(query.contains("%2B") && query.contains("%20"), "{query}");
    assert_eq!(read_query("a+b%2b%2B"), &b"a b++"[..]);
    assert_eq!(
        read_query("Ou1:a;i1;;"),
        &b"Ou1:a;i1;;"[..],
        "unencoded is taken"
    );
    assert_eq!(
        read_query("%zz%4"),
        &b"%zz%4"[..],
        "what is no escape stands for itself"
    );
}

#[test]
fn env_4_d26d_names_in_both_directions() {
    for name in [
        "file", "", "a\"b", "a\\", "a\\\"b", "é", "a;b=c", "\r\n", " a ",
    ] {
        let header = write_disposition(name);
        assert_eq!(read_disposition(&header).as_deref(), Some(name), "{header}");
        assert!(!header.contains(['\r', '\n']));
        let with_semicolon = format!("{header};");
        assert_eq!(read_disposition(&with_semicolon).as_deref(), Some(name));
    }
    for (header, name) in [
        ("form-data; name=file", "file"),
        ("Form-Data ;NAME = \"file\" ; ", "file"),
        ("form-data; filename=\"x; name=y\"; name=\"file\"", "file"),
        ("form-data; name=\"a%0d%0a\"", "a\r\n"),
    ] {
        assert_eq!(read_disposition(header).as_deref(), Some(name), "{header}");
    }
    for header in [
        "",
        "form-data",
        "form-data;",
        "attachment; name=\"file\"",
        "form-data; name",
        "form-data; name=",
        "form-data; name=\"file",
        "form-data; name=\"file\"x",
        "form-data; name=\"file\"x=y",
        "form-data; name=\"a\"; name=\"b\"",
    ] {
        assert_eq!(read_disposition(header), None, "{header}");
    }
}

#[test]
fn d26b_content_types_compare_without_case_and_parameters() {
    for content_type in [
        "application/vnd.hyperglyph",
        "Application/Vnd.Hyperglyph",
        "application/vnd.hyperglyph; charset=utf-8",
        " application/vnd.hyperglyph ;x",
    ] {
        assert!(is_hyperglyph(Some(content_type)), "{content_type}");
    }
    assert!(is_hyperglyph(None), "absence");
    for content_type in [
        "",
        "text/plain",
        "application/vnd.hyperglyph2",
        "application",
    ] {
        assert!(!is_hyperglyph(Some(content_type)), "{content_type}");
    }
    assert!(same_content_type("TEXT/plain;a", "text/PLAIN;b"));
}

#[test]
fn blb_8_d26e_which_blobs_travel_as_plain_http() {
    let plain = |content_type: &'static str| {
        plain_blob(&Value::from(Blob::new(content_type, &b""[..]))).is_some()
    };
    assert!(plain("text/plain; charset=utf-8"));
    for content_type in [
        "application/vnd.hyperglyph",
        "Application/vnd.hyperglyph; a",
        "",
        ";a",
        "a\r\nb",
        "té/xt",
    ] {
        assert!(!plain(content_type), "{content_type:?}");
    }
    assert!(plain_blob(&Value::from("text")).is_none());
    let blob = Blob {
        attributes: Value::Dict(Map::new()),
        content: b""[..].into(),
    };
    assert!(plain_blob(&Value::from(blob)).is_none());
}

#[test]
fn htp_20_bytes_that_are_no_message_are_the_source_of_the_error() {
    let error = read(b"i4x;").unwrap_err();
    let source = error.source().expect("a source");
    assert!(source.to_string().ends_with("at byte 2 in root [MSG-5]"));
    assert!(read(b"N;").unwrap_err().source().is_none());
}
