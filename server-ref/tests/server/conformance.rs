//! The conformance page, as testee.md describes it.

use hyperglyph::{DecodeOptions, Value, decode};
use hyperglyph_server::conformance;

use crate::wire::Served;

fn served() -> Served {
    Served::new(conformance::router())
}

#[test]
fn res_2_the_page_offers_what_testee_md_lists() {
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
            "echo",
            "hello",
            "goodbye",
            "add",
            "woo",
            "nothing",
            "greeting",
            "find_user",
            "User",
            "Counter",
            "Queue",
            "now",
            "motd",
            "upload",
            "store",
            "join",
            "download",
            "pair",
            "create",
            "fail",
            "relative",
            "item"
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
        "argument \"b\": expected integer or float, found unicode"
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

/// The url that stands in an extension.
fn url(value: &Value<'_>) -> String {
    let url = value.as_extension().unwrap().attribute("url").unwrap();
    url.as_str().unwrap().to_owned()
}

/// What the form of a name leads to.
fn led(served: &Served, name: &str, body: &str) -> String {
    let reply = served.post(&url(served.get("/").value().get(name).unwrap()), body);
    assert_eq!(reply.status, 303);
    reply.header("location").unwrap().to_owned()
}

#[test]
fn htp_16_find_user_leads_to_the_page_of_a_user() {
    let served = served();
    let location = led(&served, "find_user", "Ou4:name;u3:bob;;");
    let reply = served.get(&location);
    let user = reply.value();
    assert_eq!(user.get("id"), Some(&Value::from("bob")));
    assert_eq!(user.get("secret"), None);
    assert_eq!(served.post(&format!("{location}/secret"), "").status, 200);
    assert_eq!(served.get(&url(user.get("bio").unwrap())).status, 200);
    let message = served.post(
        &url(user.get("message").unwrap()),
        "Ou7:subject;u3:lol;u4:body;u1:x;;",
    );
    assert_eq!(message.value(), Value::from("lol: x"));
    assert_eq!(led(&served, "User", "Ou2:id;u3:bob;;"), location);
}

#[test]
fn res_7_counter_counts_and_queue_is_shared() {
    let served = served();
    let (counter, other) = (
        led(&served, "Counter", "Ou5:start;i5;;"),
        led(&served, "Counter", ""),
    );
    assert_eq!(
        served.post(&format!("{counter}/add"), "Ou1:n;i2;;").body,
        b"i7;"
    );
    assert_eq!(
        served.get(&counter).value().get("value"),
        Some(&Value::from(7))
    );
    assert_eq!(
        served.get(&other).value().get("value"),
        Some(&Value::from(0))
    );
    let most = "Ou1:n;i9223372036854775807;;";
    served.post(&format!("{counter}/add"), most).error(400);

    let queue = led(&served, "Queue", "Ou4:name;u4:jobs;;");
    for n in 0..conformance::QUEUE_LIMIT {
        let body = format!("Ou4:item;i{n};;");
        assert_eq!(served.post(&format!("{queue}/push"), body).status, 204);
    }
    served
        .post(&format!("{queue}/push"), "Ou4:item;i1;;")
        .error(409);
    let again = led(&served, "Queue", "Ou4:name;u4:jobs;;");
    assert_eq!(served.post(&format!("{again}/pop"), "").body, b"i0;");
}

#[test]
fn blb_7_blobs_in_and_out() {
    let served = served();
    let blob = |id| format!("B{id}:Du12:content-type;u10:text/plain;;;");
    let seen = served.post("/upload", format!("Ou4:file;{};c0:2:hi;c0;", blob(0)));
    assert_eq!(seen.body, b"Du4:size;i2;u12:content_type;u10:text/plain;;");
    let headers = "Content-Type: image/png\r\nContent-Disposition: form-data; name=\"file\"\r\n";
    let stored = served.send(crate::wire::post("/store", headers, "abc"));
    assert_eq!(
        stored.body,
        b"Du4:size;i3;u12:content_type;u9:image/png;u4:name;u4:file;;"
    );
    let both = format!("Ou1:a;{}u1:b;{};c1:1:b;c0:1:a;c0;c1;", blob(0), blob(1));
    assert_eq!(served.post("/join", both).body, b"b2:ab;");
    let reply = served.post("/pair", "");
    let pair = reply.value();
    assert_eq!(
        &*pair.get("b").unwrap().as_blob().unwrap().content,
        b"second\0"
    );
}

#[test]
fn env_9_to_15_item_has_a_form_for_every_method_and_envelope() {
    let served = served();
    let reply = served.get("/");
    let page = reply.value();
    let item = page.get("item").unwrap();
    let forms = item.as_extension().unwrap().content.as_map().unwrap();
    let names: Vec<_> = forms.keys().filter_map(Value::as_str).collect();
    assert_eq!(
        names,
        [
            "get_query",
            "get_none",
            "post_form",
            "post_blob",
            "post_none",
            "put_blob",
            "put_form",
            "patch_blob",
            "patch_form",
            "delete_none",
            "delete_query",
            "delete_blob",
            "delete_form"
        ]
    );
    for form in forms.values() {
        let form = hyperglyph::page::Form::read(form.as_extension().unwrap()).unwrap();
        let arguments = "Ou1:a;i1;u1:b;i2;;";
        let (query, body) = match form.envelope().as_str() {
            "query" => ("?Ou1%3Aa%3Bi1%3Bu1%3Ab%3Bi2%3B%3B", ""),
            "form" => ("", arguments),
            "blob" => ("", "abc"),
            _ => ("", ""),
        };
        let kind = match form.envelope().as_str() {
            "blob" => "Content-Type: text/plain\r\n",
            _ => "",
        };
        let (method, url, length) = (form.method, form.url.unwrap(), body.len());
        let reply = served.send(format!(
            "{method} {url}{query} HTTP/1.1\r\nHost: h\r\n{kind}Content-Length: {length}\r\n\r\n{body}"
        ));
        let saw = reply.value();
        assert_eq!(saw.get("method"), Some(&Value::from(method.as_str())));
        let arguments = saw.get("arguments").unwrap();
        match form.values.len() {
            0 => assert_eq!(arguments.as_map().unwrap().len(), 0),
            1 => assert_eq!(
                &*arguments.get("file").unwrap().as_blob().unwrap().content,
                b"abc"
            ),
            _ => assert_eq!(arguments.get("b"), Some(&Value::from(2))),
        }
    }
}

#[test]
fn lnk_3_relative_leads_to_a_page_whose_links_are_relative() {
    let served = served();
    let mut page = {
        let reply = served.get("/");
        let relative = url(reply.value().get("relative").unwrap());
        let reply = served.get(&relative);
        reply.value().into_owned()
    };
    assert_eq!(url(page.get("created").unwrap()), "created");
    hyperglyph::page::resolve(&mut page, &"http://h/pages".parse().unwrap());
    let inner = page.get("inner").unwrap().get("hello").unwrap();
    for (value, expected) in [
        (page.get("created").unwrap(), "http://h/created"),
        (page.get("root").unwrap(), "http://h/"),
        (page.get("self").unwrap(), "http://h/pages"),
        (inner, "http://h/created"),
    ] {
        assert_eq!(url(value), expected);
        let path = expected.strip_prefix("http://h").unwrap();
        assert_eq!(served.get(path).status, 200);
    }
}

#[test]
fn lnk_6_motd_is_inlined_with_an_etag() {
    let served = served();
    let reply = served.get("/");
    let motd = reply
        .value()
        .get("motd")
        .unwrap()
        .as_extension()
        .unwrap()
        .clone();
    let link = hyperglyph::page::Link::read(&motd).unwrap();
    assert_eq!(link.response(), Some(&Value::from("Be kind to servers.")));
    let request = "GET /motd HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"motd-1\"\r\n\r\n";
    assert_eq!(served.send(request).status, 304);
}
