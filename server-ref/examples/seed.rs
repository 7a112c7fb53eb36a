//! The walk of the project's first page: a server, and a client that goes on
//! working while the server changes. `cargo run -p hyperglyph-server --example seed`

use std::error::Error;

use hyperglyph::{Blob, Value};
use hyperglyph_client::{Client, args};
use hyperglyph_server::{
    Content, Failure, IntoContent, Offered, Router, Server, StatusCode, class, function,
};
use serde::{Deserialize, Serialize};

/// An old client that calls hello() goes on working when it learns a name.
#[function]
fn hello(#[default("World")] name: String) -> String {
    format!("Hello {name}")
}

#[function]
fn salut(#[default("le monde")] name: String) -> String {
    format!("Salut {name}")
}

#[function]
async fn goodbye(name: String) -> String {
    format!("Goodbye {name}")
}

/// Functions return lists, dicts, sets, byte strings, unicode, dates, booleans,
/// integers and floats …
#[function]
fn woo() -> Content {
    Content::list([
        1.into_content(),
        true.into_content(),
        ().into_content(),
        false.into_content(),
        "a".into_content(),
        Value::from(&b"b"[..]).into_content(),
    ])
}

/// … and other functions.
#[function]
fn greeting(#[default("en")] lang: String) -> Result<Offered, Failure> {
    match &*lang {
        "en" => Ok(Offered::new("hello")),
        "fr" => Ok(Offered::new("salut")),
        _ => Err(Failure::bad_request("lang: expected \"en\" or \"fr\"")),
    }
}

/// A user: all there is to know of one stands in the url of its page.
#[derive(Serialize, Deserialize)]
struct User {
    id: u64,
    shard: String,
}

#[class]
impl User {
    fn new(id: u64, shard: String) -> Self {
        Self { id, shard }
    }

    #[property]
    fn id(&self) -> u64 {
        self.id
    }

    fn message(&self, subject: String, body: String) -> String {
        format!("to user {} on {}: {subject}: {body}", self.id, self.shard)
    }

    #[method(safe)]
    fn bio(&self) -> String {
        format!("user {} was born and lives", self.id)
    }
}

#[function(redirect)]
async fn find_user(name: String) -> Result<User, Failure> {
    match &*name {
        "bob" => Ok(User::new(7, String::from("shard-2"))),
        _ => Err(Failure::new(StatusCode::NOT_FOUND, "no user of that name")),
    }
}

/// Large files travel as blobs, in …
#[function]
fn upload(file: Blob<'static>) -> String {
    let kind = file.content_type().unwrap_or("nothing known").to_owned();
    format!("{} bytes of {kind}", file.content.len())
}

/// … and out.
#[function(safe)]
fn picture() -> Blob<'static> {
    Blob::new(
        "image/svg+xml",
        &b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"[..],
    )
}

fn router() -> Router {
    Router::new()
        .offer(hello {})
        .offer(salut {})
        .offer(goodbye {})
        .offer(woo {})
        .offer(greeting {})
        .offer(find_user {})
        .class::<User>()
        .offer(upload {})
        .offer(picture {})
}

/// What the client of the first page does; it knows nothing but a url and names.
async fn walk(url: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut steps = Vec::new();
    let mut step = |call: &str, answer: &Value<'_>| {
        steps.push(format!("{call} = {}", shown(answer)));
    };
    let server = Client::new().get(url).await?;

    step("hello()", server.call("hello", args![]).await?.value());
    step(
        "hello('dave')",
        server.call("hello", args!["dave"]).await?.value(),
    );
    step(
        "goodbye('dave')",
        server.call("goodbye", args!["dave"]).await?.value(),
    );
    step("woo()", server.call("woo", args![]).await?.value());

    let greet = server.call("greeting", args!["fr"]).await?;
    step("greeting('fr')()", greet.invoke(args![]).await?.value());

    let bob = server.call("find_user", args!["bob"]).await?;
    step("find_user('bob').id", bob.get("id")?.value());
    step("bob.bio()", bob.call("bio", args![]).await?.value());
    let message = bob.call("message", args!["lol", "feels good man"]).await?;
    step("bob.message('lol', 'feels good man')", message.value());
    if let Err(error) = server.call("find_user", args!["eve"]).await {
        steps.push(format!("find_user('eve') failed: {:?}", error.blame()));
    }

    let mut step = |call: &str, answer: &Value<'_>| {
        steps.push(format!("{call} = {}", shown(answer)));
    };
    let file = Blob::new("text/plain", vec![b'x'; 100_000]);
    step(
        "upload(file)",
        server.call("upload", args![file]).await?.value(),
    );
    step("picture()", server.call("picture", args![]).await?.value());
    Ok(steps)
}

/// A value, for people: as it travels, but for text and blobs.
fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Unicode(text) => text.to_string(),
        Value::Blob(blob) => format!(
            "{} bytes of {}",
            blob.content.len(),
            blob.content_type().unwrap_or("nothing known")
        ),
        other => hyperglyph::encode(other)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default(),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = Server::bind("127.0.0.1:0").await?.spawn(router());
    println!("a server at {}", server.url());
    for step in walk(&server.url()).await? {
        println!("{step}");
    }
    Ok(server.stop().await?)
}

#[cfg(test)]
mod tests {
    use hyperglyph_server::{Class, Function, Method, arg};

    use super::*;

    /// The same without attributes.
    fn built() -> Router {
        let user = Class::new("User", [arg("id"), arg("shard")], User::new)
            .property("id", User::id)
            .method("message", [arg("subject"), arg("body")], User::message)
            .offer(Method::new("bio", [], User::bio).safe());
        Router::new()
            .function("hello", [arg("name").or("World")], hello)
            .function("salut", [arg("name").or("le monde")], salut)
            .function("goodbye", [arg("name")], goodbye)
            .function("woo", [], woo)
            .function("greeting", [arg("lang").or("en")], greeting)
            .offer(Function::new("find_user", [arg("name")], find_user).redirect())
            .offer(user)
            .function("upload", [arg("file")], upload)
            .offer(Function::new("picture", [], picture).safe())
    }

    /// The page of a router, and that of bob; but for the port of the server.
    async fn pages(router: Router) -> [String; 2] {
        let server = Server::bind("127.0.0.1:0").await.unwrap().spawn(router);
        let (url, client) = (server.url(), Client::new());
        let page = client.get(&url).await.unwrap();
        let bob = page.call("find_user", args!["bob"]).await.unwrap();
        let pages = [page.value(), bob.value()]
            .map(|page| format!("{page:?}").replace(url.trim_end_matches('/'), ""));
        server.stop().await.unwrap();
        pages
    }

    #[tokio::test]
    async fn attributes_and_builder_give_the_same_pages() {
        assert_eq!(pages(router()).await, pages(built()).await);
    }

    #[tokio::test]
    async fn the_walk_shows_every_step() {
        let server = Server::bind("127.0.0.1:0").await.unwrap().spawn(router());
        let steps = walk(&server.url()).await.unwrap();
        server.stop().await.unwrap();
        assert_eq!(
            steps,
            [
                "hello() = Hello World",
                "hello('dave') = Hello dave",
                "goodbye('dave') = Goodbye dave",
                "woo() = Li1;T;N;F;u1:a;b1:b;;",
                "greeting('fr')() = Salut le monde",
                "find_user('bob').id = i7;",
                "bob.bio() = user 7 was born and lives",
                "bob.message('lol', 'feels good man') = to user 7 on shard-2: lol: feels good man",
                "find_user('eve') failed: Request",
                "upload(file) = 100000 bytes of text/plain",
                "picture() = 41 bytes of image/svg+xml",
            ]
        );
    }
}
