//! Relative urls on a page, made absolute.
#![cfg(feature = "http")]

use hyperglyph::page::resolve;
use hyperglyph::{DecodeOptions, Limits, Value, encode};

const BASE: &str = "http://h/a/b?q";

/// A message with its urls resolved.
fn resolved(message: &str) -> String {
    let options = DecodeOptions::interop();
    let mut value = options.decode(message.as_bytes()).expect("a message");
    resolve(&mut value, &BASE.parse().expect("a url"));
    String::from_utf8(encode(&value).expect("encodable")).expect("text")
}

#[test]
fn lnk_11_frm_12_res_6_a_missing_or_empty_url_is_the_base() {
    for (name, rest) in [("link", "N;"), ("form", "N;"), ("resource", "D;")] {
        let with = |url: &str| format!("Xu{}:{name};D{url};{rest};", name.len());
        let base = with("u3:url;u14:http://h/a/b?q;");
        assert_eq!(resolved(&with("")), base);
        assert_eq!(resolved(&with("u3:url;u;")), base);
    }
}

#[test]
fn d26g_error_and_collection_get_a_url_only_where_they_have_one() {
    for message in [
        "Xu5:error;D;D;;",
        "Xu10:collection;D;N;;",
        "Xu5:input;D;N;;",
        "Xu5:other;Du3:url;u1:c;;N;;",
        "Xu5:input;Du3:url;u1:c;;N;;",
    ] {
        assert_eq!(resolved(message), message);
    }
    assert_eq!(
        resolved("Xu5:error;Du3:url;u;;D;;"),
        "Xu5:error;Du3:url;u14:http://h/a/b?q;;D;;",
    );
    assert_eq!(
        resolved("Xu10:collection;Du3:url;u1:c;;N;;"),
        "Xu10:collection;Du3:url;u12:http://h/a/c;;N;;",
    );
}

#[test]
fn lnk_3_frm_2_relative_urls_resolve_as_rfc_3986_says() {
    for (url, absolute) in [
        ("c", "http://h/a/c"),
        ("/c", "http://h/c"),
        ("?r", "http://h/a/b?r"),
        ("../../c", "http://h/c"),
        ("//i/c", "http://i/c"),
        ("https://i/c", "https://i/c"),
        ("./", "http://h/a/"),
        (
            "http://a.host.of.a.long.name/c",
            "http://a.host.of.a.long.name/c",
        ),
    ] {
        for written in ['u', 'b'] {
            assert_eq!(
                resolved(&format!(
                    "Xu4:link;Du3:url;{written}{}:{url};;N;;",
                    url.len()
                )),
                format!("Xu4:link;Du3:url;u{}:{absolute};;N;;", absolute.len()),
                "{url}",
            );
        }
    }
}

#[test]
fn lnk_12_frm_15_res_3_err_4_cln_2_the_nearest_url_is_the_base_of_the_content() {
    let inner = |url: &str| format!("LXu4:link;Du3:url;u{}:{url};;N;;;", url.len());
    for name in ["link", "form", "resource", "error", "collection"] {
        let outer = |url: &str, inner: String| {
            let [n, u] = [name.len(), url.len()];
            format!("Xu{n}:{name};Du3:url;u{u}:{url};;{inner};")
        };
        assert_eq!(
            resolved(&outer("/x/y", inner("z"))),
            outer("http://h/x/y", inner("http://h/x/z")),
            "{name}",
        );
    }
    for name in ["input", "other"] {
        let outer = |inner: String| format!("Xu5:{name};Du3:url;u4:/x/y;;{inner};");
        assert_eq!(
            resolved(&outer(inner("z"))),
            outer(inner("http://h/a/z")),
            "D26g: {name} sets no base",
        );
    }
}

#[test]
fn lnk_11_without_a_url_of_its_own_an_extension_hands_its_base_on() {
    assert_eq!(
        resolved("Xu8:resource;Du3:url;u4:/x/y;;Du1:a;Xu5:error;D;Du1:b;Xu4:link;D;N;;;;;;"),
        "Xu8:resource;Du3:url;u12:http://h/x/y;;Du1:a;\
         Xu5:error;D;Du1:b;Xu4:link;Du3:url;u12:http://h/x/y;;N;;;;;;",
    );
}

#[test]
fn frm_15_what_stands_in_attributes_resolves_against_what_is_around() {
    assert_eq!(
        resolved(
            "Xu4:form;Du3:url;u4:/x/y;u6:values;LXu5:input;Du4:name;u1:a;\
             u5:value;Xu4:link;Du3:url;u1:z;;N;;;N;;;;N;;"
        ),
        "Xu4:form;Du3:url;u12:http://h/x/y;u6:values;LXu5:input;Du4:name;u1:a;\
         u5:value;Xu4:link;Du3:url;u12:http://h/a/z;;N;;;N;;;;N;;",
    );
}

#[test]
fn urls_are_found_in_every_container_but_in_keys() {
    let link = "Xu4:link;D;N;;";
    let done = "Xu4:link;Du3:url;u14:http://h/a/b?q;;N;;";
    for container in ["L@;", "S@;", "Di1;@;", "Oi1;@;", "LLS@;;;"] {
        assert_eq!(
            resolved(&container.replace('@', link)),
            container.replace('@', done)
        );
    }
    assert_eq!(resolved("DXu4:link;D;N;;i1;;"), "DXu4:link;D;N;;i1;;");
    let blob = |link: &str| format!("B0:Du12:content-type;u1:t;u1:a;{link};;c0;");
    assert_eq!(resolved(&blob(link)), blob(done));
}

#[test]
fn col_3_items_of_a_set_that_become_equal_are_one() {
    assert_eq!(
        resolved("Si1;Xu4:link;D;N;;i2;Xu4:link;Du3:url;u;;N;;;"),
        "Si1;Xu4:link;Du3:url;u14:http://h/a/b?q;;N;;i2;;",
    );
    assert_eq!(
        resolved(
            "SXu8:resource;D;Du1:a;Xu4:link;D;N;;;;Xu8:resource;Du3:url;u;;Du1:a;Xu4:link;D;N;;;;;"
        ),
        "SXu8:resource;Du3:url;u14:http://h/a/b?q;;Du1:a;Xu4:link;Du3:url;u14:http://h/a/b?q;;N;;;;;",
        "both its url and its content changed",
    );
}

#[test]
fn a_url_that_cannot_be_resolved_stays() {
    for message in [
        "Xu4:link;Du3:url;u9:http://[x;;N;;",
        "Xu4:link;Du3:url;i1;;N;;",
        "Xb4:link;D;N;;",
        "Xu5:other;L;N;;",
    ] {
        assert_eq!(resolved(message), message);
    }
    assert_eq!(
        resolved("Xu4:link;Du3:url;u9:http://[x;;Xu4:link;Du3:url;u1:c;;N;;;"),
        "Xu4:link;Du3:url;u9:http://[x;;Xu4:link;Du3:url;u12:http://h/a/c;;N;;;",
    );
}

#[test]
fn msg_7_a_short_page_with_a_long_url_does_not_ask_for_any_amount_of_memory() {
    let many = 10_000;
    let long = format!("http://h/{}", "x".repeat(10_000));
    let message = format!(
        "Xu8:resource;Du3:url;u{}:{long};;Du1:a;L{};;;",
        long.len(),
        "Xu4:link;D;N;;".repeat(many),
    );
    let mut page = DecodeOptions::interop().decode(message.as_bytes()).unwrap();
    resolve(&mut page, &BASE.parse().unwrap());
    let links = page.get("a").and_then(Value::as_list).unwrap();
    let url = |link: &Value<'_>| {
        let url = link.as_extension()?.attribute("url")?;
        url.as_str().map(str::len)
    };
    assert_eq!(url(&links[0]), Some(long.len()));
    let written: usize = links.iter().filter_map(url).sum();
    assert!(written <= 64 << 20, "{written} bytes of urls");
    assert_eq!(url(&links[many - 1]), None);
}

#[test]
fn msg_7_the_deepest_tree_is_walked() {
    let limits = Limits {
        depth: Limits::MAX_DEPTH,
        ..Limits::default()
    };
    let depth = Limits::MAX_DEPTH - 1;
    let message = format!(
        "{}Xu4:link;D;N;;{}",
        "L".repeat(depth - 1),
        ";".repeat(depth - 1)
    );
    let options = DecodeOptions::interop().limits(limits);
    let mut value = options.decode(message.as_bytes()).unwrap();
    resolve(&mut value, &BASE.parse().unwrap());
    let written = String::from_utf8(encode(&value).unwrap()).unwrap();
    assert!(written.contains("http://h/a/b?q"));
}
