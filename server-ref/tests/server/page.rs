//! The root page.

use hyperglyph::Value;
use hyperglyph_server::{Content, Function, Offered, Router, arg};

use crate::wire::{Served, giving, hello};

#[test]
fn frm_1_frm_4_frm_13_inp_1_inp_2_inp_5_res_1_res_2_the_root_page_to_the_byte() {
    let router = hello()
        .function(
            "add",
            [arg("a"), arg("b").or(1)],
            async |_a: i64, _b: i64| (),
        )
        .offer(giving("now", || Ok(Value::Nil)).safe())
        .value("version", "1.0")
        .named("first");
    let reply = Served::new(router).get("/");
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("application/vnd.hyperglyph"),
        "HTP-1"
    );
    let expected = concat!(
        "Xu8:resource;Du3:url;u1:/;u4:name;u5:first;;D",
        "u5:hello;Xu4:form;Du3:url;u6:/hello;u6:method;u4:POST;u6:values;L",
        "Xu5:input;Du4:name;u4:name;u5:value;u5:World;;N;;;;N;;",
        "u3:add;Xu4:form;Du3:url;u4:/add;u6:method;u4:POST;u6:values;L",
        "u1:a;",
        "Xu5:input;Du4:name;u1:b;u5:value;i1;;N;;;;N;;",
        "u3:now;Xu4:link;Du3:url;u4:/now;u6:method;u3:GET;;N;;",
        "u7:version;u3:1.0;",
        ";;",
    );
    assert_eq!(String::from_utf8(reply.body).unwrap(), expected);
}

#[test]
fn res_2_an_empty_page_is_a_resource_too() {
    let reply = Served::new(Router::new()).get("/");
    assert_eq!(
        reply.body,
        b"Xu8:resource;Du3:url;u1:/;u4:name;u5:index;;D;;"
    );
}

#[test]
fn frm_1_a_safe_function_with_parameters_is_a_get_form() {
    let find = Function::new("find", [arg("q")], |q: String| q).safe();
    let served = Served::new(hello().offer(find));
    let reply = served.get("/");
    let page = reply.value();
    let form = page.get("find").and_then(Value::as_extension).unwrap();
    assert_eq!(form.name.as_str(), Some("form"));
    assert_eq!(
        form.attribute("method").and_then(Value::as_str),
        Some("GET")
    );
    // ENV-8, D20: what the client makes of it.
    let reply = served.get("/find?Ou1%3Aq%3Bu3%3Aa+b%3B%3B");
    assert_eq!(reply.body, b"u3:a b;");
    assert_eq!(
        served.get("/find?Ou1%3Aq%3Bu3%3Aa%2Bb%3B%3B").body,
        b"u3:a+b;"
    );
}

#[test]
fn d26k_a_hidden_function_is_called_but_not_listed() {
    let served = Served::new(hello().offer(giving("secret", || Ok(Value::from(7))).hidden()));
    assert_eq!(served.get("/").value().get("secret"), None);
    assert_eq!(served.post("/secret", "").body, b"i7;");
}

#[test]
fn frm_2_names_of_all_kinds_have_urls_that_lead_to_them() {
    for name in ["über uns", "a/b", "a?b#c", "%2f", "a;b"] {
        let served = Served::new(hello().offer(giving(name, || Ok(Value::from(1)))));
        let reply = served.get("/");
        let page = reply.value();
        let form = page.get(name).and_then(Value::as_extension).unwrap();
        let url = form.attribute("url").and_then(Value::as_str).unwrap();
        assert_eq!(served.post(url, "").body, b"i1;", "{name} at {url}");
    }
}

#[test]
fn frm_1_a_function_that_returns_a_function_returns_its_form() {
    let greeting = || Content::dict([("call", Offered::new("hello"))]);
    let router = hello().function("greeting", [], greeting);
    let served = Served::new(router);
    let (answer, page) = (served.post("/greeting", ""), served.get("/"));
    assert_eq!(answer.value().get("call"), page.value().get("hello"));
}

#[test]
#[should_panic(expected = "\"hello\" stands on the page already: rename one")]
fn res_2_two_functions_cannot_share_a_name() {
    let _ = hello().value("hello", 1);
}

#[test]
#[should_panic(expected = "\"f\" has two parameters named \"a\": rename one")]
fn inp_1_two_parameters_cannot_share_a_name() {
    let _ = Function::new("f", [arg("a"), arg("a")], |_: i64, _: i64| ());
}
