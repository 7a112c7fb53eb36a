//! A walk through a service, as the first page of the package of 2012 tells it:
//!
//!     cargo run -p hyperglyph-client --example walk -- http://localhost:8000/
//!
//! With `--changes` it begins on the server's first day, prints `the server may change`,
//! and waits for a line. What it holds of the old page goes on working.

use std::error::Error;
use std::io;

use hyperglyph::Value;
use hyperglyph_client::{Client, Page, Upload, args};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut url = String::from("http://localhost:8000/");
    let mut changes = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--changes" => changes = true,
            _ => url = argument,
        }
    }
    let client = Client::new();
    let server = client.get(&url).await?;
    if changes {
        show("hello()", &server.call("hello", args![]).await?);
        show(
            "goodbye('dave')",
            &server.call("goodbye", args!["dave"]).await?,
        );
        message(&server).await?;

        println!("the server may change");
        io::stdin().read_line(&mut String::new())?;
        show("hello()", &server.call("hello", args![]).await?);
        message(&server).await?;
    }
    later(&client.get(&url).await?).await
}

/// What the server offers when it has grown.
async fn later(server: &Page) -> Result<(), Box<dyn Error>> {
    show("hello('dave')", &server.call("hello", args!["dave"]).await?);
    show(
        "goodbye('dave')",
        &server.call("goodbye", args!["dave"]).await?,
    );
    show("woo()", &server.call("woo", args![]).await?);

    // Functions return functions, and the client does not care. A server of 2012 writes no
    // defaults into its pages, so every argument is given.
    let greet = server.call("greeting", args!["en"]).await?;
    show(
        "greeting('en')('dave')",
        &greet.invoke(args!["dave"]).await?,
    );
    let greet = server.call("greeting", args! { lang: "fr" }).await?;
    show("greeting('fr')()", &greet.invoke(args![]).await?);

    let bob = message(server).await?;
    let id: u64 = bob.get("id")?.decode()?;
    println!("bob.id = {id}");
    let bio: String = bob.call("bio", args![]).await?.decode()?;
    println!("bob.bio() = {bio}");
    if let Err(error) = server.call("find_user", args!["eve"]).await {
        println!("find_user('eve') blames {:?}", error.blame());
    }

    let mut svg = Vec::new();
    let picture = server.get("picture")?.download(args![]).await?;
    picture.save(&mut svg).await?;
    println!("picture() = {}", String::from_utf8(svg)?);
    let file = Upload::new("text/plain", io::Cursor::new(vec![b'x'; 100_000])).length(100_000);
    show("upload(file)", &server.call("upload", args![file]).await?);
    Ok(())
}

/// The internals of the server change, the names do not.
async fn message(server: &Page) -> Result<Page, hyperglyph_client::Error> {
    let bob = server.call("find_user", args!["bob"]).await?;
    let told = bob.call("message", args!["lol", "feels good man"]).await?;
    show("bob.message('lol', 'feels good man')", &told);
    Ok(bob)
}

fn show(call: &str, answer: &Page) {
    println!("{call} = {}", shown(answer.value()));
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Unicode(text) => text.clone().into_owned(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Nil => "None".into(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        other => match (other.as_i64(), other.as_bytes()) {
            (Some(number), _) => number.to_string(),
            (_, Some(bytes)) => format!("b{:?}", String::from_utf8_lossy(bytes)),
            _ => format!("a {}", other.type_name()),
        },
    }
}
