//! Counters that outlive their server: in memory, in a file, or in Redis.
//! `cargo run -p hyperglyph-server --features disk,redis --example counter -- disk:counters`;
//! then `hyperglyph call URL Counter visits`, and `add` on the page that comes.
//! End it however you like: what was acknowledged is there when it starts again.

use std::error::Error;

use hyperglyph_server::{Class, Disk, Instances, Memory, Redis, Router, Server, arg};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Counter {
    name: String,
    value: i64,
}

impl Counter {
    fn add(&mut self, n: i64) -> i64 {
        self.value += n;
        self.value
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt::init();
    serve(&std::env::args().nth(1).unwrap_or_default()).await
}

/// Serves on a free port, which it prints, until it is killed.
pub(crate) async fn serve(store: &str) -> Result<(), Box<dyn Error>> {
    let counters = match store.split_once(':') {
        None if store == "memory" => Instances::new("Counter", Memory::new()),
        Some(("disk", path)) => Instances::new("Counter", Disk::open(path)?),
        Some(("redis" | "rediss" | "unix", _)) => {
            Instances::new("Counter", Redis::connect(store).await?)
        }
        _ => return Err("expected memory, disk:PATH or redis://HOST as the argument".into()),
    };
    // Whoever makes a counter that is there already gets that one.
    let counters = counters.by(|counter: &Counter| counter.name.clone());
    let counter = Class::new("Counter", [arg("name")], |name| Counter { name, value: 0 })
        .property("value", |counter| counter.value)
        .method("add", [arg("n").or(1)], Counter::add)
        .stored(counters);
    let server = Server::bind("127.0.0.1:0").await?;
    println!("http://{}/", server.local_addr());
    server.serve(Router::new().offer(counter)).await;
    Ok(())
}
