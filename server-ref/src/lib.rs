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
mod aside;
mod body;
mod class;
mod conditional;
pub mod conformance;
mod content;
mod failure;
mod function;
mod gzip;
pub mod handler;
mod incoming;
mod instances;
mod linger;
mod negotiate;
mod page;
mod param;
mod progress;
mod read;
mod render;
mod response;
mod router;
mod server;
mod service;
mod state;
mod store;
mod table;
mod this;

pub use answer::{Answer, IntoAnswer, Location};
pub use body::Body;
pub use class::{Class, Mapped};
pub use content::{Content, Data, Instance, IntoContent, Offered};
pub use failure::Failure;
pub use function::{Function, Method};
pub use handler::{Constructor, Handler, MethodHandler};
pub use http::StatusCode;
pub use hyperglyph::http::{Envelope, Method as Verb};
pub use incoming::{Call, FromCall, Incoming};
pub use instances::{Instances, State, Stored};
pub use param::{Param, arg};
pub use router::{Offer, Router};
pub use server::{Running, Server};
pub use service::Service;
pub use state::Keys;
pub use store::{Key, Memory, Store, StoreError, Version};
pub use this::This;
