//! A walk through a server: `cargo run --example walk -- http://localhost:8000/ bob`
//!
//! Calls `hello` with a name, and shows what else the page offers.

use hyperglyph::Value;
use hyperglyph_client::{Client, Error, args};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next();
    let url = url.as_deref().unwrap_or("http://localhost:8000/");
    let name = arguments.next().unwrap_or_else(|| String::from("World"));

    let server = Client::new().get(url).await?;
    let content = server.value().as_extension().map(|page| &page.content);
    if let Some(offers) = content.and_then(Value::as_map) {
        for name in offers.keys().filter_map(Value::as_str) {
            println!("offers {name}");
        }
    }
    let greeting = server.call("hello", args![name]).await?;
    println!("{}", greeting.value().as_str().unwrap_or("no text"));
    Ok(())
}
