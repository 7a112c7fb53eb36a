//! What the client of the first page does: it knows nothing but a url and names.

use std::error::Error;

use hyperglyph::{Blob, Value};
use hyperglyph_client::{Client, Page, args};
use hyperglyph_server::{Running, Server};

/// Both servers, one after the other at one address, and the client that meets them.
pub(crate) async fn walk(mut show: impl FnMut(String)) -> Result<(), Box<dyn Error>> {
    let early = Server::bind("127.0.0.1:0").await?;
    let address = early.local_addr();
    let early = early.spawn(super::as_it_began::router());

    let mut step = |call: &str, answer: &Value<'_>| show(format!("{call} = {}", shown(answer)));
    let server = Client::new().get(&early.url()).await?;
    step("hello()", call(&server, "hello").await?.value());
    let answer = server.call("goodbye", args!["dave"]).await?;
    step("goodbye('dave')", answer.value());
    let bob = server.call("find_user", args!["bob"]).await?;
    let answer = bob.call("message", args!["lol", "feels good man"]).await?;
    step("bob.message('lol', 'feels good man')", answer.value());
    early.stop().await?;

    let now = Server::bind(address).await?.spawn(super::router());
    later(&server, &now, show).await?;
    Ok(now.stop().await?)
}

/// The server has changed. The page that the client holds is the old one still.
async fn later(
    old: &Page,
    now: &Running,
    mut show: impl FnMut(String),
) -> Result<(), Box<dyn Error>> {
    show(String::from("-- the server has changed"));
    let mut step = |call: &str, answer: &Value<'_>| show(format!("{call} = {}", shown(answer)));

    step("hello()", call(old, "hello").await?.value());
    let bob = old.call("find_user", args!["bob"]).await?;
    let answer = bob.call("message", args!["lol", "feels good man"]).await?;
    step("bob.message('lol', 'feels good man')", answer.value());

    let server = Client::new().get(&now.url()).await?;
    let answer = server.call("hello", args!["dave"]).await?;
    step("hello('dave')", answer.value());
    step("woo()", call(&server, "woo").await?.value());
    let greet = call(&server, "greeting").await?;
    step("greeting()()", greet.invoke(args![]).await?.value());
    let greet = server.call("greeting", args!["fr"]).await?;
    step("greeting('fr')()", greet.invoke(args![]).await?.value());

    let bob = server.call("find_user", args!["bob"]).await?;
    step("bob.id", bob.get("id")?.value());
    step("bob.bio()", call(&bob, "bio").await?.value());
    if let Err(error) = server.call("find_user", args!["eve"]).await {
        step("find_user('eve')", &format!("{:?}", error.blame()).into());
    }

    let counter = server.call("Counter", args![40]).await?;
    step(
        "counter.add(2)",
        counter.call("add", args![2]).await?.value(),
    );
    let jobs = server.call("Queue", args!["jobs"]).await?;
    jobs.call("push", args!["sweep"]).await?;
    let same = server.call("Queue", args!["jobs"]).await?;
    step("Queue('jobs').pop()", call(&same, "pop").await?.value());

    let file = Blob::new("text/plain", vec![b'x'; 100_000]);
    let answer = server.call("upload", args![file]).await?;
    step("upload(file)", answer.value());
    step("picture()", call(&server, "picture").await?.value());
    Ok(())
}

async fn call(page: &Page, name: &str) -> Result<Page, hyperglyph_client::Error> {
    page.call(name, args![]).await
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
