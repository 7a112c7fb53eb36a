//! The conformance page, as testee.md describes it.

use hyperglyph::{DecodeOptions, Value, decode};
use hyperglyph_server::conformance;

use crate::wire::Served;

fn served() -> Served {
    Served::new(conformance::router())
}

#[test]
fn res_2_the_page_offers_what_functions_alone_can_offer() {
    let served = served();
    let reply = served.get("/");
    let page = reply.value();
    let names: Vec<_> = page
        .as_extension()
        .unwrap()
        .content
        .as_map()
        .unwrap()
        .keys()
        .map(|key| key.as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "echo", "hello", "goodbye", "add", "woo", "nothing", "greeting", "now", "fail",
            "download", "create"
        ]
    );
    assert_eq!(
        page.get("now")
            .unwrap()
            .as_extension()
            .unwrap()
            .name
            .as_str(),
        Some("link")
    );
}

#[test]
fn str_5_echo_answers_the_value_it_was_given() {
    let served = served();
    for value in [
        "i123456789012345678901234567890;",
        "u3:e\u{301};",
        "Du3:e\u{301};i1;u2:\u{e9};i2;;",
        "f0x1.8p+0;",
        "fnan;",
        "Xu5:other;D;Lb3:\0;\n;;;",
        "d0000-01-01T00:00:00.000Z;",
        "pP0Y1M0DT0H0M0S;",
        "Si1;u1:1;T;;",
        "LB0:Du12:content-type;u10:text/plain;;;;c0:2:hi;c0;",
    ] {
        // The chunks of a blob stand behind the root object.
        let (root, trailers) = match value.find(";c0:") {
            Some(at) => value.split_at(at + 1),
            None => (value, ""),
        };
        let reply = served.post("/echo", format!("Ou5:value;{root};{trailers}"));
        assert_eq!(String::from_utf8(reply.body).unwrap(), value);
    }
    assert_eq!(served.post("/echo", "Ou5:value;N;;").status, 204);
    let reply = served.post(
        "/echo",
        "Ou5:value;B0:Du12:content-type;u9:image/png;;;;c0:2:hi;c0;",
    );
    assert_eq!(
        (reply.header("content-type"), &*reply.body),
        (Some("image/png"), &b"hi"[..])
    );
}

#[test]
fn d25_echo_of_what_cannot_be_written_is_the_callers_mistake() {
    let served = served();
    let message = served.post("/echo", "Ou5:value;B0:D;;;c0;").error(400);
    assert_eq!(
        message,
        "this value can be read but not written: a blob needs a unicode 'content-type' among its attributes [BLB-2]"
    );
    served.post("/echo", "Ou5:value;Xu4:link;L;N;;;").error(400);
}

#[test]
fn inp_3_hello_and_goodbye() {
    let served = served();
    assert_eq!(served.post("/hello", "").body, b"u11:Hello World;");
    assert_eq!(
        served.post("/hello", "Ou4:name;u4:dave;;").body,
        b"u10:Hello dave;"
    );
    assert_eq!(
        served.post("/goodbye", "Ou4:name;u4:dave;;").body,
        b"u12:Goodbye dave;"
    );
    served.post("/goodbye", "").error(400);
}

#[test]
fn frm_10_add_sums_numbers_of_any_size() {
    let served = served();
    for (a, b, sum) in [
        ("i1;", "i2;", "i3;"),
        ("i9223372036854775807;", "i1;", "i9223372036854775808;"),
        ("i100000000000000000000;", "i-100000000000000000000;", "i0;"),
        ("f0x1.8p+0;", "f0x1.0p-1;", "f0x1.0p+1;"),
        ("i1;", "f0x1.0p-1;", "f0x1.8p+0;"),
    ] {
        let reply = served.post("/add", format!("Ou1:a;{a}u1:b;{b};"));
        assert_eq!(String::from_utf8(reply.body).unwrap(), sum);
    }
    assert_eq!(
        served.post("/add", "Ou1:a;i1;u1:b;u1:2;;").error(400),
        "argument \"b\": expected integer, found unicode"
    );
}

#[test]
fn col_7_woo_holds_a_value_of_every_type() {
    let served = served();
    let reply = served.post("/woo", "");
    let woo = decode(&reply.body).unwrap();
    let mut names: Vec<_> = woo
        .as_list()
        .unwrap()
        .iter()
        .map(Value::type_name)
        .collect();
    names.sort_unstable();
    names.dedup();
    let all = [
        "blob",
        "bytearray",
        "datetime",
        "dict",
        "extension",
        "false",
        "float",
        "integer",
        "list",
        "nil",
        "ordered dict",
        "set",
        "timedelta",
        "true",
        "unicode",
    ];
    assert_eq!(names, all);
}

#[test]
fn htp_13_nothing() {
    assert_eq!(served().post("/nothing", "").status, 204);
}

#[test]
fn frm_1_greeting_answers_the_form_hello() {
    let served = served();
    let (reply, page) = (served.post("/greeting", ""), served.get("/"));
    assert_eq!(Some(&reply.value()), page.value().get("hello"));
    served.post("/greeting", "Ou4:lang;u2:xx;;").error(400);
}

#[test]
fn lnk_1_now_is_a_datetime() {
    assert!(matches!(served().get("/now").value(), Value::Datetime(_)));
}

#[test]
fn htp_18_fail_answers_the_status_it_is_asked_for() {
    let served = served();
    for status in [400, 404, 418, 499, 500, 503, 599] {
        served
            .post("/fail", format!("Ou6:status;i{status};;"))
            .error(status);
    }
    for status in ["-1", "0", "200", "303", "399", "600", "65936"] {
        let message = served
            .post("/fail", format!("Ou6:status;i{status};;"))
            .error(400);
        assert_eq!(
            message,
            "argument \"status\": expected an integer from 400 to 599, the statuses of errors"
        );
    }
}

#[test]
fn blb_8_download_answers_that_many_bytes_and_has_a_limit() {
    let served = served();
    for size in [0, 1, 100_000] {
        let reply = served.post("/download", format!("Ou4:size;i{size};;"));
        assert_eq!(
            (reply.header("content-type"), reply.body.len()),
            (Some("application/octet-stream"), size)
        );
    }
    for size in ["-1", "16777217", "9223372036854775807"] {
        let message = served
            .post("/download", format!("Ou4:size;i{size};;"))
            .error(400);
        assert_eq!(
            message,
            format!("argument \"size\": expected an integer from 0 to 16777216, found {size}")
        );
    }
}

#[test]
fn htp_12_create_leads_to_what_it_created() {
    let served = served();
    let reply = served.post("/create", "");
    assert_eq!(reply.status, 201);
    let created = served.get(reply.header("location").unwrap());
    assert_eq!(
        DecodeOptions::new().decode(&created.body),
        Ok(Value::from("created"))
    );
}
