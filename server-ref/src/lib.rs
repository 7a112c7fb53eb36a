//! A hyperglyph server: functions as forms and links over HTTP.
//!
//! A request goes this way:
//!
//! ```text
//! socket ── Server ──> Service ── route ──> Function ── Args ──> handler
//!        <── Body ────         <── Answer, or Failure ──────────
//! ```
//!
//! - [`Router`] is what there is to call: [`Function`]s and values by name.
//!   Whatever a request asks for is looked up in its table; nothing else can be
//!   reached (D26k).
//! - [`Service`] is a router made ready: it turns an `http::Request` into an
//!   `http::Response` and knows no socket. It is a tower service, too.
//! - [`Server`] accepts connections, within limits, and hands them to a service.
//! - A handler gets [`Args`] and gives an [`Answer`], or a [`Failure`] whose
//!   message the client sees and whose reason it does not.
//! - [`conformance`] is the page that implementations are tested with.
//!
//! ```
//! use hyperglyph_server::{Args, Failure, Param, Router, Server};
//!
//! async fn hello(args: Args) -> Result<String, Failure> {
//!     Ok(format!("Hello {}", args.text("name")?))
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let router = Router::new().function("hello", [Param::with_default("name", "World")], hello);
//! let server = Server::bind("127.0.0.1:0").await?.spawn(router);
//! println!("{}", server.url());
//! server.stop().await?;
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod answer;
mod args;
mod aside;
mod body;
pub mod conformance;
mod failure;
mod function;
mod linger;
mod negotiate;
mod page;
mod progress;
mod read;
mod router;
mod server;
mod service;

pub use answer::Answer;
pub use args::Args;
pub use body::Body;
pub use failure::Failure;
pub use function::{Function, Param};
pub use http::StatusCode;
pub use router::Router;
pub use server::{Running, Server};
pub use service::Service;
