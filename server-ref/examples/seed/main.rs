//! The walk of the project's first page, step by step: a server, and a client that
//! goes on working while the server changes.
//!
//! ```text
//! cargo run -p hyperglyph-server --example seed                          the whole walk
//! cargo run -p hyperglyph-server --example seed -- serve 127.0.0.1:8000  its server alone
//! ```

mod as_it_began;
mod more;
mod service;
mod walk;

use std::error::Error;

use hyperglyph_server::{Router, Server};

/// All that the walk needs.
fn router() -> Router {
    more::beside(service::router())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => walk::walk(|step| println!("{step}")).await,
        (Some("serve"), address) => {
            let server = Server::bind(address.as_deref().unwrap_or("127.0.0.1:8000")).await?;
            println!("http://{}/", server.local_addr());
            server.serve(router()).await;
            Ok(())
        }
        (Some(other), _) => {
            Err(format!("expected `serve [ADDRESS]` or nothing, found {other:?}").into())
        }
    }
}

#[cfg(test)]
mod tests;
