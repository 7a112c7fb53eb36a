//! State in urls, signed.

use hyperglyph::Value;
use hyperglyph_server::{Class, Keys, Method, Router, arg};
use serde::{Deserialize, Serialize};

use crate::wire::{Served, hello};

#[derive(Serialize, Deserialize)]
struct User {
    id: u64,
}

#[derive(Serialize, Deserialize)]
struct Admin {
    id: u64,
}

const NEW: [u8; 32] = [1; 32];
const OLD: [u8; 32] = [2; 32];

fn router() -> Router {
    hello()
        .offer(
            Class::new("User", [arg("id")], |id| User { id })
                .property("id", |user| user.id)
                .offer(Method::new("bio", [], |user: &User| user.id).safe()),
        )
        .offer(Class::new("Admin", [arg("id")], |id| Admin { id }).property("id", |it| it.id))
}

fn url(served: &Served) -> String {
    let reply = served.post("/User", "Ou2:id;i7;;");
    reply.header("location").unwrap().to_owned()
}

fn refused(served: &Served, path: &str) {
    assert_eq!(
        served.get(path).error(403),
        "this url was not made by this server, or by a key it no longer takes: start at the root and follow what it offers",
        "{path}"
    );
}

#[test]
fn res_7_signed_urls_lead_to_instances() {
    let served = Served::new(router().signed(Keys::new("2026-11", NEW)));
    let url = url(&served);
    assert!(url.starts_with("/User/2026-11."), "{url}");
    assert_eq!(served.get(&url).value().get("id"), Some(&Value::from(7)));
    assert_eq!(served.get(&format!("{url}/bio")).body, b"i7;");
}

#[test]
fn htp_20_a_url_of_which_one_character_changed_is_a_403() {
    let served = Served::new(router().signed(Keys::new("k", NEW)));
    let url = url(&served);
    let state = "/User/".len();
    for at in state..url.len() {
        let mut bytes = url.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        refused(&served, &String::from_utf8(bytes).unwrap());
    }
    for end in state + 1..url.len() {
        refused(&served, &url[..end]);
    }
    refused(&served, &format!("{url}A"));
    refused(&served, &format!("{url}="));
}

#[test]
fn htp_20_unsigned_state_and_that_of_other_classes_and_servers_is_a_403() {
    let served = Served::new(router().signed(Keys::new("k", NEW)));
    let unsigned = Served::new(router());
    let foreign = Served::new(router().signed(Keys::new("k", OLD)));
    let ours = url(&served);
    for path in [
        url(&unsigned),
        url(&foreign),
        ours.replace("/User/", "/Admin/"),
        ours.replace("/k.", "/other."),
        "/User/".into(),
        "/User/..".into(),
        "/User/k..".into(),
        "/User/k.AAAA.AAAA".into(),
        "/User/~x".into(),
    ] {
        refused(&served, &path);
        if path.starts_with("/User/") {
            refused(&served, &format!("{path}/bio"));
        }
        served.assert_lives();
    }
    // And without keys a signed url is none.
    unsigned.get(&ours).error(404);
}

#[test]
fn res_7_urls_of_the_last_key_are_taken_until_it_is_dropped() {
    let before = Served::new(router().signed(Keys::new("old", OLD)));
    let old = url(&before);
    let changed = Served::new(router().signed(Keys::new("new", NEW).accept("old", OLD)));
    assert_eq!(changed.get(&old).value().get("id"), Some(&Value::from(7)));
    assert!(url(&changed).starts_with("/User/new."));
    // What it writes, it writes with the new key.
    let page = changed.get(&old);
    assert!(
        !String::from_utf8_lossy(&page.body).contains("/User/new."),
        "the url stays what it was"
    );
    let dropped = Served::new(router().signed(Keys::new("new", NEW)));
    refused(&dropped, &old);
}

#[test]
#[should_panic(expected = "a key of 31 bytes: 32 random ones at least")]
fn res_7_short_keys_are_refused() {
    let _ = Keys::new("k", [0; 31]);
}

#[test]
#[should_panic(expected = "\"a.b\" cannot name a key: letters, digits, - and _")]
fn res_7_names_of_keys_stand_in_urls() {
    let _ = Keys::new("a.b", NEW);
}

#[test]
fn htp_21_keys_do_not_show_their_secrets() {
    assert_eq!(format!("{:?}", Keys::new("k", NEW)), "[\"k\"]");
}
