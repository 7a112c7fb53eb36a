//! The first server: a function, and one more, and a function that returns a
//! function. `cargo run -p hyperglyph-server --example hello`, then browse from
//! the url that it prints. Ctrl-C lets it finish what it is doing.
#![allow(
    clippy::needless_pass_by_value,
    reason = "the arguments of a handler are its own"
)]

use hyperglyph_server::{Failure, Offered, Router, Server, arg};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt::init();
    let router = Router::new()
        // An old client that calls hello() goes on working when it learns a name.
        .function("hello", [arg("name").or("World")], hello)
        .function("salut", [arg("name").or("le monde")], salut)
        .function("goodbye", [arg("name")], goodbye)
        .function("greeting", [arg("lang").or("en")], greeting);

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

async fn hello(name: String) -> String {
    format!("Hello {name}")
}

async fn salut(name: String) -> String {
    format!("Salut {name}")
}

async fn goodbye(name: String) -> String {
    format!("Goodbye {name}")
}

fn greeting(lang: String) -> Result<Offered, Failure> {
    match &*lang {
        "en" => Ok(Offered::new("hello")),
        "fr" => Ok(Offered::new("salut")),
        _ => Err(Failure::bad_request("lang: expected \"en\" or \"fr\"")),
    }
}
