//! Classes and their instances, with the state in the url.

use hyperglyph::page::Resource;
use hyperglyph::{Value, decode};
use hyperglyph_server::{
    Answer, Class, Content, Failure, Function, Instance, IntoContent, Mapped, Method, Offered,
    Router, StatusCode, This, arg,
};
use serde::{Deserialize, Serialize};

use crate::wire::{Reply, Served, hello};

#[derive(Serialize, Deserialize)]
struct User {
    id: u64,
    shard: String,
}

impl User {
    fn bio(&self) -> String {
        format!("{} of {}", self.id, self.shard)
    }

    async fn message(&self, subject: &str, body: &str) -> Result<String, Failure> {
        tokio::task::yield_now().await;
        match subject {
            "" => Err(Failure::bad_request("a message needs a subject")),
            _ => Ok(format!("{}: {subject}: {body}", self.id)),
        }
    }
}

fn find(name: &str) -> Result<Instance<User>, Failure> {
    let shard = String::from("eu");
    match name {
        "bob" => Ok(Instance(User { id: 7, shard })),
        _ => Err(Failure::new(StatusCode::NOT_FOUND, "no user of that name")),
    }
}

impl Mapped for User {
    fn class() -> Class<Self> {
        let make = |id, shard| Self { id, shard };
        Class::new("User", [arg("id"), arg("shard").or("eu")], make)
            .profile("http://example.org/user")
            .property("id", |user| user.id)
            .offer(Method::new("bio", [], Self::bio).safe())
            .offer(Method::new("motto", [], |user: &Self| format!("I am {}", user.id)).embed())
            .method(
                "message",
                [arg("subject"), arg("body").or("")],
                async |user: This<Self>, subject: String, body: String| {
                    user.message(&subject, &body).await
                },
            )
            .offer(
                Method::new("find", [arg("q")], |user: &Self, q: String| {
                    format!("{q} in {}", user.id)
                })
                .safe(),
            )
            .offer(Method::new("secret", [], |user: &Self| user.shard.clone()).hidden())
    }
}

fn router() -> Router {
    hello()
        .class::<User>()
        .offer(Function::new("find_user", [arg("name")], |name: String| find(&name)).redirect())
        .function("user", [arg("name")], |name: String| find(&name))
}

fn at(value: &Value<'_>, path: &[&str], attribute: &str) -> String {
    let found = path
        .iter()
        .fold(value, |value, name| value.get(name).unwrap());
    let extension = found.as_extension().unwrap();
    let attribute = extension.attribute(attribute).and_then(Value::as_str);
    attribute.unwrap().to_owned()
}

fn bob(served: &Served) -> Reply {
    let reply = served.post("/find_user", "Ou4:name;u3:bob;;");
    assert_eq!((reply.status, reply.body.len()), (303, 0));
    served.get(reply.header("location").unwrap())
}

#[test]
fn res_7_the_page_of_an_instance_holds_its_data_and_its_methods() {
    let served = Served::new(router());
    let reply = bob(&served);
    let page = reply.value();
    let names = page
        .as_extension()
        .unwrap()
        .content
        .as_map()
        .unwrap()
        .keys();
    let names: Vec<_> = names.filter_map(Value::as_str).collect();
    assert_eq!(
        names,
        ["id", "bio", "motto", "message", "find"],
        "no secret"
    );
    assert_eq!(page.get("id"), Some(&Value::from(7)));
    assert_eq!(at(&page, &[], "name"), "User");
    assert_eq!(
        at(&page, &[], "profile"),
        "http://example.org/user",
        "RES-4"
    );
    assert_eq!(served.get(&at(&page, &[], "url")).body, reply.body, "RES-6");

    let bio = served.get(&at(&page, &["bio"], "url"));
    assert_eq!(bio.value(), Value::from("7 of eu"));
    let message = served.post(
        &at(&page, &["message"], "url"),
        "Ou7:subject;u3:lol;u4:body;u14:feels good man;;",
    );
    assert_eq!(message.value(), Value::from("7: lol: feels good man"));
    let secret = at(&page, &[], "url") + "/secret";
    assert_eq!(served.post(&secret, "").value(), Value::from("eu"));
}

#[test]
fn lnk_4_an_embedded_method_stands_in_the_page() {
    let served = Served::new(router());
    let reply = bob(&served);
    let page = reply.value();
    let motto = page.get("motto").and_then(Value::as_extension).unwrap();
    assert_eq!(motto.attribute("inline"), Some(&Value::from(true)));
    assert_eq!(motto.content, Value::from("I am 7"));
    let asked = served.get(&at(&page, &["motto"], "url"));
    assert_eq!(asked.value(), Value::from("I am 7"));
}

#[test]
fn d21_a_safe_method_with_arguments_is_a_get_form_whose_url_has_no_query() {
    let served = Served::new(router());
    let reply = bob(&served);
    let url = at(&reply.value(), &["find"], "url");
    assert!(!url.contains('?'), "{url}");
    let found = served.get(&format!("{url}?Ou1%3Aq%3Bu1%3Ax%3B%3B"));
    assert_eq!(found.value(), Value::from("x in 7"));
}

#[test]
fn htp_16_the_form_of_a_class_leads_to_an_instance() {
    let served = Served::new(router());
    let reply = served.post("/User", "Ou2:id;i3;;");
    assert_eq!(reply.status, 303);
    let page = served.get(reply.header("location").unwrap());
    assert_eq!(page.value().get("id"), Some(&Value::from(3)));
    // The same arguments, the same instance: it is all in the url.
    let again = served.post("/User", "Ou2:id;i3;u5:shard;u2:eu;;");
    assert_eq!(again.header("location"), reply.header("location"));
}

#[test]
fn res_7_without_the_mark_an_instance_is_answered_as_its_page() {
    let served = Served::new(router());
    let reply = served.post("/user", "Ou4:name;u3:bob;;");
    assert_eq!(reply.body, bob(&served).body);
}

#[test]
fn htp_18_errors_of_handlers_have_the_status_that_they_map_to() {
    let served = Served::new(router());
    let message = served.post("/find_user", "Ou4:name;u3:eve;;").error(404);
    assert_eq!(message, "no user of that name");
    let url = at(&bob(&served).value(), &["message"], "url");
    let message = served.post(&url, "Ou7:subject;u;;").error(400);
    assert_eq!(message, "a message needs a subject");
}

#[test]
fn inp_6_arguments_of_classes_and_methods_are_checked() {
    let served = Served::new(router());
    assert_eq!(
        served.post("/User", "Ou2:id;i-1;;").error(400),
        "argument \"id\": expected u64, found integer -1"
    );
    assert_eq!(
        served.post("/User", "").error(400),
        "User: argument \"id\" is missing and has no default: the form takes \"id\", \"shard\" [INP-6]"
    );
    let url = at(&bob(&served).value(), &["message"], "url");
    served.post(&url, "Ou7:subject;i1;;").error(400);
    served.post(&url, "Ou1:x;i1;;").error(400);
}

#[test]
fn frm_1_functions_classes_and_instances_stand_in_lists_dicts_and_pages() {
    let all = || {
        Content::list([
            Content::dict([("hello", Offered::new("hello").into_content())]),
            Content::list([Offered::new("User")]),
            Content::resource(
                Resource::default(),
                [("bob", find("bob").unwrap_or_else(|_| panic!()))],
            ),
        ])
    };
    let served = Served::new(router().function("all", [], all));
    let (reply, root) = (served.post("/all", ""), served.get("/"));
    let (all, root) = (reply.value(), root.value());
    let items = all.as_list().unwrap();
    assert_eq!(items[0].get("hello"), root.get("hello"));
    assert_eq!(items[1].as_list().unwrap()[0], *root.get("User").unwrap());
    assert_eq!(
        items[2].get("bob"),
        Some(&decode(&bob(&served).body).unwrap())
    );
}

/// Every one knows the next, for ever.
#[derive(Serialize, Deserialize)]
struct Node {
    n: u64,
}

#[test]
fn msg_7_instances_inside_instances_end_in_links() {
    let node = Class::new("Node", [arg("n")], |n| Node { n })
        .property("next", |node| Instance(Node { n: node.n + 1 }));
    let served = Served::new(hello().offer(node));
    let reply = served.post("/Node", "Ou1:n;i0;;");
    let reply = served.get(reply.header("location").unwrap());
    let mut value = &reply.value();
    let mut deep = 0;
    while let Some(next) = value.get("next") {
        (value, deep) = (next, deep + 1);
    }
    assert_eq!(value.as_extension().unwrap().name.as_str(), Some("link"));
    assert_eq!(deep, 4);
    // And the link leads on.
    let on = served.get(&at(value, &[], "url"));
    assert!(on.value().get("next").is_some());
}

#[test]
fn d26_urls_that_are_no_instance_are_a_404() {
    let served = Served::new(router());
    for path in [
        "/User/",
        "/User/x",
        "/User/%00",
        "/User/AAAA",
        "/User//bio",
        "/User/x/bio",
        "/User/x/y",
        "/hello/x",
        "/User/~1",
        "/User/TDs",
    ] {
        let reply = served.get(path);
        assert_eq!(
            reply.error(404),
            "nothing is at this url: start at the root and follow what it offers",
            "{path}"
        );
    }
    // A dict that lacks what the instance needs, and one with a wrong type.
    for state in ["RHUyOmlkO2kxOzs", "RHUyOmlkO3UxOjE7dTU6c2hhcmQ7dTI6ZXU7Ow"] {
        served.get(&format!("/User/{state}")).error(404);
    }
    let url = at(&bob(&served).value(), &[], "url");
    served.get(&format!("{url}/none")).error(404);
    served.get(&format!("{url}/")).error(404);
    served.get(&format!("{url}/bio/x")).error(404);
}

#[test]
fn d26_methods_are_called_as_they_say() {
    let served = Served::new(router());
    let url = at(&bob(&served).value(), &[], "url");
    for (path, allow) in [("", "GET"), ("/bio", "GET"), ("/message", "POST")] {
        let method = if allow == "GET" { "POST" } else { "GET" };
        let reply = served.send(format!("{method} {url}{path} HTTP/1.1\r\nHost: h\r\n\r\n"));
        reply.error(405);
        assert_eq!(reply.header("allow"), Some(allow));
    }
}

#[test]
fn htp_21_state_that_is_too_long_for_a_url_is_our_failure() {
    let served = Served::new(router());
    let shard = "x".repeat(5000);
    let reply = served.post("/User", format!("Ou2:id;i1;u5:shard;u5000:{shard};;"));
    reply.error(500);
    let served = Served::new(router().state_limit(6000));
    let reply = served.post("/User", format!("Ou2:id;i1;u5:shard;u5000:{shard};;"));
    assert_eq!(served.get(reply.header("location").unwrap()).status, 200);
}

#[test]
fn htp_12_what_was_created_can_be_an_instance() {
    let make = || Answer::created(find("bob").unwrap_or_else(|_| panic!()));
    let served = Served::new(router().function("make", [], make));
    let reply = served.post("/make", "");
    assert_eq!(reply.status, 201);
    let page = served.get(reply.header("location").unwrap());
    assert_eq!(page.body, bob(&served).body);
}

#[test]
fn htp_16_a_redirect_leads_where_a_link_leads_and_to_other_hosts() {
    use hyperglyph::page::Link;
    let link = || Link::new("https://example.org/there");
    let router = hello()
        .offer(Function::new("link", [], link).redirect_by(StatusCode::TEMPORARY_REDIRECT))
        .offer(Function::new("lost", [], || 7).redirect())
        .function("other", [], link)
        .value("away", link());
    let served = Served::new(router);
    let reply = served.post("/link", "");
    assert_eq!(
        (reply.status, reply.header("location")),
        (307, Some("https://example.org/there"))
    );
    served.post("/lost", "").error(500);
    assert_eq!(
        at(&served.post("/other", "").value(), &[], "url"),
        "https://example.org/there"
    );
    assert_eq!(
        at(&served.get("/").value(), &["away"], "url"),
        "https://example.org/there"
    );
}

#[test]
fn htp_19_a_mounted_router_writes_urls_from_where_it_is() {
    let served = Served::new(router().mounted_at("/api"));
    // With the prefix, and without.
    let (with, without) = (served.get("/api/"), served.get("/"));
    assert_eq!(with.body, without.body);
    let page = with.value();
    assert_eq!(at(&page, &[], "url"), "/api/");
    assert_eq!(at(&page, &["hello"], "url"), "/api/hello");
    let reply = served.post("/api/find_user", "Ou4:name;u3:bob;;");
    let location = reply.header("location").unwrap();
    assert!(location.starts_with("/api/User/"), "{location}");
    let bob = served.get(location);
    let bio = at(&bob.value(), &["bio"], "url");
    assert_eq!(served.get(&bio).value(), Value::from("7 of eu"));
    served.get("/apis").error(404);
}

#[test]
fn htp_21_an_instance_of_no_class_is_our_failure() {
    let served = Served::new(hello().function("user", [], || find("bob")));
    served.post("/user", "").error(500);
    let offered = hello().function("f", [], || Offered::new("none"));
    Served::new(offered).post("/f", "").error(500);
}

#[test]
#[should_panic(expected = "\"id\" stands on the page of \"User\" already: rename one")]
fn res_2_two_things_on_a_page_cannot_share_a_name() {
    let _ = User::class().method("id", [], User::bio);
}

#[test]
#[should_panic(expected = "is a class of instances that another class has already")]
fn res_7_two_classes_cannot_share_their_instances() {
    let other = Class::new("Other", [arg("id")], |id| User {
        id,
        shard: String::new(),
    });
    let _ = router().offer(other).into_service();
}
