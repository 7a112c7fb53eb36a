//! `#[class]`: the same pages as by the builder, and the same calls.

use hyperglyph_server::{
    Class, Failure, Mapped as _, Memory, Method, Router, StatusCode, This, arg, class, function,
};
use serde::{Deserialize, Serialize};

use crate::{get, post};

#[derive(Serialize, Deserialize)]
struct User {
    id: u64,
    shard: String,
}

#[class(profile = "https://example.org/user")]
impl User {
    const MOST: u64 = 9;

    async fn new(id: u64, #[default("a")] shard: String) -> Result<Self, Failure> {
        if id > Self::MOST {
            return Err(Failure::new(StatusCode::CONFLICT, "no more"));
        }
        Ok(Self { id, shard })
    }

    #[property]
    fn id(&self) -> u64 {
        self.id
    }

    #[property(name = "where")]
    fn place(&self) -> String {
        self.shard.clone()
    }

    #[method(safe)]
    fn bio(&self) -> String {
        format!("user {}", self.id)
    }

    // Lent to an async method, and arguments of names that the attribute could use itself.
    async fn message(&self, this: String, class: String) -> String {
        format!("to {}: {this}: {class}", self.id)
    }

    #[method(redirect, name = "move")]
    async fn moved(this: This<Self>, #[default("b")] to: String) -> Self {
        Self {
            id: this.id,
            shard: to,
        }
    }

    #[cfg(any())]
    fn never(&self, nothing: Missing) {}
}

#[function(redirect)]
fn find(id: u64) -> User {
    let shard = String::from("a");
    User { id, shard }
}

fn attributes() -> Router {
    Router::new().class::<User>().offer(find {})
}

fn builder() -> Router {
    let user = Class::new("User", [arg("id"), arg("shard").or("a")], User::new)
        .profile("https://example.org/user")
        .property("id", User::id)
        .property("where", |user: &User| user.shard.clone())
        .offer(Method::new("bio", [], User::bio).safe())
        .method(
            "message",
            [arg("this"), arg("class")],
            async |user: This<User>, subject: String, body: String| {
                user.message(subject, body).await
            },
        )
        .offer(Method::new("move", [arg("to").or("b")], User::moved).redirect());
    Router::new()
        .offer(user)
        .offer(hyperglyph_server::Function::new("find", [arg("id")], find).redirect())
}

/// Where a form leads.
async fn made(router: Router, path: &str, body: &'static str) -> String {
    let answer = post(router, path, body).await;
    answer.strip_prefix("303 -> ").expect(&answer).to_owned()
}

#[tokio::test]
async fn attributes_and_builder_give_the_same_pages() {
    let page = get(attributes(), "/").await;
    assert_eq!(page, get(builder(), "/").await);
    assert!(page.contains("u4:User;X"), "{page}");

    let user = made(attributes(), "/User", "Ou2:id;i7;;").await;
    assert_eq!(made(builder(), "/User", "Ou2:id;i7;;").await, user);
    let page = get(attributes(), &user).await;
    assert_eq!(page, get(builder(), &user).await);
    assert!(page.contains("u2:id;i7;u5:where;u1:a;"), "{page}");
    assert!(page.contains("u24:https://example.org/user;"), "{page}");
    assert!(page.contains("u4:move;X"), "{page}");
}

#[tokio::test]
async fn a_method_is_called_on_an_instance() {
    let user = made(attributes(), "/find", "Ou2:id;i7;;").await;
    assert_eq!(
        get(attributes(), &format!("{user}/bio")).await,
        "200 u6:user 7;"
    );
    let message = "Ou4:this;u2:hi;u5:class;u3:you;;";
    assert_eq!(
        post(attributes(), &format!("{user}/message"), message).await,
        "200 u13:to 7: hi: you;"
    );
    let moved = made(attributes(), &format!("{user}/move"), "O;").await;
    let page = get(attributes(), &moved).await;
    assert!(page.contains("u2:id;i7;u5:where;u1:b;"), "{page}");
    let answer = post(attributes(), "/User", "Ou2:id;i10;;").await;
    assert!(answer.starts_with("409 "), "{answer}");
}

#[derive(Serialize, Deserialize)]
struct Tally {
    value: i64,
}

#[class(persistent, name = "Counter", hidden)]
impl Tally {
    #[constructor]
    fn starting(#[default(0)] at: i64) -> Self {
        Self { value: at }
    }

    #[property]
    fn value(&self) -> i64 {
        self.value
    }

    fn add(&mut self, n: i64) -> i64 {
        self.value += n;
        self.value
    }

    async fn double(&mut self) -> i64 {
        self.value *= 2;
        self.value
    }

    #[method(hidden)]
    async fn end(this: This<Self>) {
        this.remove();
    }
}

#[tokio::test]
async fn a_store_keeps_what_methods_leave() {
    let store = Memory::new();
    let router = || Router::new().persistent::<Tally>(store.clone());
    assert!(!get(router(), "/").await.contains("Counter"));
    let counter = made(router(), "/Counter", "O;").await;
    assert!(counter.starts_with("/Counter/~"), "{counter}");
    let add = format!("{counter}/add");
    assert_eq!(post(router(), &add, "Ou1:n;i2;;").await, "200 i2;");
    let double = format!("{counter}/double");
    assert_eq!(post(router(), &double, "O;").await, "200 i4;");
    let page = get(router(), &counter).await;
    assert!(page.contains("u5:value;i4;"), "{page}");
    assert!(!page.contains("u3:end;"), "{page}");
    assert_eq!(post(router(), &format!("{counter}/end"), "O;").await, "204");
    assert!(get(router(), &counter).await.starts_with("404 "));
}

#[test]
fn a_class_says_whether_it_needs_a_store() {
    const { assert!(Tally::PERSISTENT && !User::PERSISTENT) };
}
