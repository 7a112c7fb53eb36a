//! Calls and their answers.

use hyperglyph::{Blob, Map, Value};
use hyperglyph_server::{Answer, Failure, Function, StatusCode, arg};

use crate::wire::{Served, giving, hello, post};

fn pair() -> Served {
    let params = [arg("a"), arg("b").or("B")];
    let pair = |a: Value<'static>, b: Value<'static>| [a, b];
    Served::new(hello().function("pair", params, pair))
}

#[test]
fn env_6_arguments_go_by_name_in_any_order_d19e() {
    let served = pair();
    for body in [
        "Ou1:a;i1;u1:b;i2;;",
        "Ou1:b;i2;u1:a;i1;;",
        "Du1:b;i2;u1:a;i1;;",
    ] {
        assert_eq!(served.post("/pair", body).body, b"Li1;i2;;", "{body}");
    }
}

#[test]
fn inp_2_a_missing_argument_takes_its_default() {
    assert_eq!(pair().post("/pair", "Ou1:a;i1;;").body, b"Li1;u1:B;;");
}

#[test]
fn d19e_an_empty_body_is_no_arguments() {
    let served = hello_reply("");
    assert_eq!(served, b"u11:Hello World;");
    assert_eq!(hello_reply("Du4:name;u3:Bob;;"), b"u9:Hello Bob;");
}

fn hello_reply(body: &str) -> Vec<u8> {
    let served = Served::new(hello());
    let reply = served.post("/hello", body);
    assert_eq!(reply.status, 200);
    reply.body
}

#[test]
fn inp_6_missing_and_unknown_arguments_are_a_400_that_names_them() {
    let served = pair();
    for (body, message) in [
        (
            "",
            "pair: argument \"a\" is missing and has no default: the form takes \"a\", \"b\" [INP-6]",
        ),
        (
            "Ou1:b;i1;;",
            "pair: argument \"a\" is missing and has no default: the form takes \"a\", \"b\" [INP-6]",
        ),
        (
            "Ou1:a;i1;u1:c;i2;;",
            "pair: argument \"c\" is unknown: the form takes \"a\", \"b\" [INP-6]",
        ),
        (
            "Oi1;i1;;",
            "expected unicode names as keys of the arguments, found the type integer [ENV-6]",
        ),
        (
            "Li1;;",
            "expected an ordered dict of name to value as arguments, found the type list [ENV-6]",
        ),
    ] {
        assert_eq!(served.post("/pair", body).error(400), message, "{body}");
    }
    let long = format!("Ou1:a;i1;u1000:{};N;;", "x".repeat(1000));
    let message = served.post("/pair", long).error(400);
    assert!(message.len() < 150, "{message}");
}

#[test]
fn d19a_a_string_of_python_2_is_text_to_who_wants_text() {
    assert_eq!(hello_reply("Ou4:name;b4:dave;;"), b"u10:Hello dave;");
    let served = Served::new(hello());
    assert_eq!(
        served.post("/hello", "Ou4:name;b1:\u{1};;").body,
        b"u7:Hello \x01;"
    );
    assert_eq!(
        served.post("/hello", b"Ou4:name;b1:\xff;;").error(400),
        "argument \"name\": expected a string, found a bytearray"
    );
}

#[test]
fn inp_6_an_argument_of_another_type_is_a_400_that_says_so() {
    let served = Served::new(
        hello()
            .function("half", [arg("n")], |n: i64| n / 2)
            .function("sum", [arg("n")], |(n, more): (i64, Vec<i64>)| {
                n + more.iter().sum::<i64>()
            }),
    );
    assert_eq!(
        served.post("/hello", "Ou4:name;i1;;").error(400),
        "argument \"name\": expected a string, found integer 1"
    );
    assert_eq!(
        served.post("/sum", "Ou1:n;Li1;Li2;u1:x;;;;").error(400),
        "argument \"n\": expected i64, found unicode \"x\", in n[1][1]"
    );
    assert_eq!(
        served.post("/half", "Ou1:n;u1:1;;").error(400),
        "argument \"n\": expected i64, found unicode \"1\""
    );
    assert_eq!(
        served
            .post("/half", "Ou1:n;i9223372036854775808;;")
            .error(400),
        "argument \"n\": expected i64, found integer 9223372036854775808"
    );
}

#[test]
fn htp_13_nil_is_a_204_without_a_body() {
    let served = Served::new(hello().offer(giving("nothing", || Ok(Value::Nil))));
    let reply = served.post("/nothing", "");
    assert_eq!(
        (
            reply.status,
            reply.header("content-type"),
            reply.header("content-length")
        ),
        (204, None, None)
    );
}

fn giving_blob(blob: Blob<'static>) -> Served {
    Served::new(hello().offer(giving("blob", move || Ok(blob.clone().into()))))
}

#[test]
fn blb_8_a_lone_blob_is_a_plain_response() {
    let reply = giving_blob(Blob::new("text/plain; charset=utf-8", &b"hi"[..])).post("/blob", "");
    assert_eq!((reply.status, &*reply.body), (200, &b"hi"[..]));
    assert_eq!(
        reply.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
}

#[test]
fn d26e_a_blob_that_would_not_come_back_the_same_stays_encoded() {
    for kind in [
        "application/vnd.hyperglyph",
        "Application/Vnd.Hyperglyph; v=1",
        "text/\u{e9}",
        "a\r\nSet-Cookie: b",
        "",
        " text/plain",
    ] {
        let blob = Blob::new(kind, &b"N;"[..]);
        let reply = giving_blob(blob.clone()).post("/blob", "");
        assert_eq!(reply.value(), Value::from(blob), "{kind:?}");
    }
    let mut blob = Blob::new("text/plain", &b"N;"[..]);
    blob.attributes = Value::Dict(Map::from([
        ("content-type", "text/plain"),
        ("url", "/there"),
    ]));
    assert_eq!(
        giving_blob(blob.clone()).post("/blob", "").value(),
        Value::from(blob)
    );
}

#[test]
fn htp_1_a_blob_inside_a_value_stays_there() {
    let blob = Blob::new("text/plain", &b"hi"[..]);
    let served =
        Served::new(hello().offer(giving("list", move || Ok(vec![blob.clone().into()].into()))));
    assert_eq!(
        served.post("/list", "").body,
        b"LB0:Du12:content-type;u10:text/plain;;;;c0:2:hi;c0;"
    );
}

#[test]
fn str_5_answers_are_normalised_unless_told_not_to_d17c() {
    let decomposed = || giving("e", || Ok(Value::from("e\u{301}")));
    let composed = "u2:\u{e9};".as_bytes();
    let raw = "u3:e\u{301};".as_bytes();
    assert_eq!(
        Served::new(hello().offer(decomposed())).post("/e", "").body,
        composed
    );
    assert_eq!(
        Served::new(hello().offer(decomposed().nfc(false)))
            .post("/e", "")
            .body,
        raw
    );
    assert_eq!(
        Served::new(hello().offer(decomposed()).nfc(false))
            .post("/e", "")
            .body,
        raw
    );
    assert_eq!(
        Served::new(hello().offer(decomposed().nfc(true)).nfc(false))
            .post("/e", "")
            .body,
        composed
    );
}

#[test]
fn htp_16_a_handler_can_redirect() {
    let router = hello()
        .function("there", [], async || Answer::redirect("/hello"))
        .function("moved", [], async || {
            Answer::redirect_by(StatusCode::PERMANENT_REDIRECT, "http://h/")
        })
        .function("odd", [], async || Answer::redirect_by(StatusCode::OK, "/"))
        .function("split", [], async || {
            Answer::redirect("/\r\nSet-Cookie: a=b")
        });
    let served = Served::new(router);
    let reply = served.post("/there", "");
    assert_eq!(
        (reply.status, reply.header("location"), reply.body.len()),
        (303, Some("/hello"), 0)
    );
    let reply = served.post("/moved", "");
    assert_eq!(
        (reply.status, reply.header("location")),
        (308, Some("http://h/"))
    );
    served.post("/odd", "").error(500);
    served.post("/split", "").error(500);
}

#[test]
fn htp_16_a_location_that_readers_could_take_for_two_things_is_our_failure() {
    for location in ["/\u{e9}", "/a b", "/\t", "/\0"] {
        let router = hello().function("there", [], move || Answer::redirect(location));
        Served::new(router).post("/there", "").error(500);
    }
}

#[test]
fn htp_12_a_handler_can_create() {
    let served = Served::new(hello().function("create", [], async || Answer::created("/new")));
    let reply = served.post("/create", "");
    assert_eq!(
        (reply.status, reply.header("location"), reply.body.len()),
        (201, Some("/new"), 0)
    );
}

#[test]
fn htp_18_a_failure_has_its_status_and_message_and_keeps_its_reason() {
    let router = hello()
        .offer(giving("gone", || {
            Err(Failure::new(StatusCode::GONE, "no more").because("table users is empty"))
        }))
        .offer(giving("odd", || {
            Err(Failure::new(StatusCode::OK, "a failure is no 200"))
        }))
        .offer(giving("broken", || {
            Err(Failure::internal("password wrong"))
        }));
    let served = Served::new(router);
    let reply = served.post("/gone", "");
    assert_eq!(reply.error(410), "no more");
    assert!(
        !String::from_utf8_lossy(&reply.body).contains("users"),
        "HTP-21"
    );
    assert_eq!(served.post("/odd", "").error(500), "a failure is no 200");
    let message = served.post("/broken", "").error(500);
    assert_eq!(
        message,
        "the server failed to answer; its log says why, under this logref"
    );
}

#[test]
fn err_1_no_two_failures_share_a_logref() {
    let served = Served::new(hello());
    let logref = |reply: &crate::wire::Reply| {
        let value = reply.value();
        value
            .as_extension()
            .unwrap()
            .attribute("logref")
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_ne!(logref(&served.get("/x")), logref(&served.get("/x")));
}

#[test]
fn htp_21_a_panic_is_a_500_without_insides_and_the_server_lives() {
    let router = hello()
        .function("at_once", [], || -> () { panic!("secret") })
        .function("later", [], async || -> Result<(), Failure> {
            tokio::task::yield_now().await;
            panic!("{}", String::from("secret"))
        })
        .offer(Function::new(
            "no_future",
            [],
            || -> std::future::Ready<Result<(), Failure>> { panic!("secret") },
        ));
    let served = Served::new(router);
    let mut wire = served.connect();
    for path in ["/at_once", "/later", "/no_future"] {
        wire.write(post(path, "", ""));
        let reply = wire.reply();
        assert_eq!(
            reply.error(500),
            "the server failed to answer; its log says why, under this logref"
        );
    }
    // The connection lives as well.
    wire.write(post("/hello", "", ""));
    assert_eq!(wire.reply().status, 200);
}

#[test]
fn str_5_keys_that_nfc_makes_equal_are_our_failure_not_a_broken_answer() {
    let router = hello().offer(giving("keys", || {
        Ok(Value::Dict(Map::from([("e\u{301}", 1), ("\u{e9}", 2)])))
    }));
    let served = Served::new(router);
    served.post("/keys", "").error(500);
    served.assert_lives();
}
