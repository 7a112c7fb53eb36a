//! The first server: a function, and one more, and a function that returns a
//! function. `cargo run -p hyperglyph-server --example hello`, then browse from
//! the url that it prints. Ctrl-C lets it finish what it is doing.

use hyperglyph::Value;
use hyperglyph_server::{Args, Failure, Param, Router, Server};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt::init();
    let router = Router::new()
        // An old client that calls hello() goes on working when it learns a name.
        .function("hello", [Param::with_default("name", "World")], hello)
        .function("salut", [Param::with_default("name", "le monde")], salut)
        .function("goodbye", [Param::required("name")], goodbye)
        .function("greeting", [Param::with_default("lang", "en")], greeting);

    let server = Server::bind("127.0.0.1:8000").await?;
    println!("http://{}/", server.local_addr());
    let interrupted = async {
        // Without a signal to wait for, it serves until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    server.serve_until(router, interrupted).await;
    Ok(())
}

async fn hello(args: Args) -> Result<String, Failure> {
    Ok(format!("Hello {}", args.text("name")?))
}

async fn salut(args: Args) -> Result<String, Failure> {
    Ok(format!("Salut {}", args.text("name")?))
}

async fn goodbye(args: Args) -> Result<String, Failure> {
    Ok(format!("Goodbye {}", args.text("name")?))
}

async fn greeting(args: Args) -> Result<Value<'static>, Failure> {
    match args.text("lang")? {
        "en" => args.form("hello"),
        "fr" => args.form("salut"),
        _ => Err(Failure::bad_request("lang: expected \"en\" or \"fr\"")),
    }
}
