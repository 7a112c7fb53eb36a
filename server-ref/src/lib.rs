//! A hyperglyph server: functions, classes and instances as forms, links and
//! pages over HTTP.
//!
//! ```
//! use hyperglyph_server::{Class, Function, Instance, Method, Router, Server, arg};
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct User { name: String }
//!
//! impl User {
//!     fn bio(&self) -> String { format!("{} was born.", self.name) }
//!     fn message(&self, subject: String, body: String) { println!("{}: {subject}: {body}", self.name) }
//! }
//!
//! async fn hello(name: String) -> String {
//!     format!("Hello {name}")
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let user = Class::new("User", [arg("name")], |name| User { name })
//!     .property("name", |user| user.name.clone())
//!     .offer(Method::new("bio", [], User::bio).safe())
//!     .method("message", [arg("subject"), arg("body")], User::message);
//!
//! let router = Router::new()
//!     .function("hello", [arg("name").or("World")], hello)
//!     .offer(Function::new("find_user", [arg("name")], |name| Instance(User { name })).redirect())
//!     .offer(user);
//!
//! let server = Server::bind("127.0.0.1:0").await?.spawn(router);
//! println!("{}", server.url());
//! server.stop().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What is offered
//!
//! | | |
//! |---|---|
//! | [`Router`] | the root page: functions, classes and values by name |
//! | [`Function`] | a name, one [`arg`] for each argument, a [`Handler`], and marks: safe, embed, redirect, hidden |
//! | [`Class`] | a form that makes instances; properties; [`Method`]s, with the same marks |
//! | [`Instances`] | the persistent instances of a class, in a [`Store`] |
//! | [`Keys`] | sign the state of transient instances in their urls |
//! | [`RequestIds`] | name each request, in its answer and in the log |
//!
//! # What a handler takes and gives
//!
//! A handler is any `Fn`, sync or async. Its arguments are types that serde
//! reads, [`Value`](hyperglyph::Value) and [`Blob`](hyperglyph::Blob) among them;
//! [`Upload`], for a blob of any size, and [`UploadStream`], for one that is read
//! while it comes; and [`Call`], for what the request says of
//! itself, and [`This`], for the instance of an async method. It gives an [`IntoAnswer`]:
//!
//! | given | becomes |
//! |---|---|
//! | numbers, text, dates, lists, maps, `Option` … | the value; `()` and `None` nil |
//! | [`Data`] of any `serde::Serialize` | its value |
//! | [`Offered`] | the form or link of a function or class of the router |
//! | [`Instance`] | the page of an instance, or, with the mark *redirect*, the way there |
//! | [`Stored`] | a link to a persistent instance |
//! | [`Download`] | a blob of any size, read while it is sent |
//! | [`Content`] | lists, dicts, pages and collections of all these |
//! | types of [`hyperglyph::page`] | themselves: links to other hosts, for instance |
//! | [`Answer`] | redirects, 201, etags, streams |
//! | `Result<_, E>` | one of these, or an `E: Into<`[`Failure`]`>`: a status, a message for the client, a reason for the log alone |
//!
//! # How a request goes
//!
//! ```text
//! socket ── Server ──> Service ── path, method, headers ──> Table ── arguments ──> handler
//!        <── Body ────         <── Response ── urls put in ── Page <── Answer, Failure ──
//! ```
//!
//! - Whatever a request asks for is looked up in a table; nothing else can be
//!   reached (D26k).
//! - [`Service`] is a router made ready: a tower service from `http::Request` to
//!   `http::Response`, which knows no socket. It goes into whatever speaks tower,
//!   an axum application for instance: see [`Router::mounted_at`].
//! - [`Server`] accepts connections, within limits, and hands them to a router, or
//!   to any tower service around one: see [`Serve`].
//! - [`conformance`] is the page that implementations are tested with.
#![forbid(unsafe_code)]

mod answer;
mod arguments;
mod aside;
#[cfg(feature = "macros")]
#[doc(hidden)]
pub mod attributes;
mod body;
mod build;
mod call;
mod class;
mod conditional;
mod config;
pub mod conformance;
mod content;
mod deadline;
mod download;
mod failure;
mod function;
mod gzip;
pub mod handler;
mod incoming;
mod instances;
mod linger;
mod mapping;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(not(feature = "metrics"))]
#[path = "unmeasured.rs"]
mod metrics;
mod negotiate;
mod outgoing;
mod page;
mod param;
mod pieces;
mod progress;
mod read;
mod render;
mod request_id;
mod response;
mod router;
mod routine;
mod sending;
mod server;
mod service;
mod state;
mod store;
mod streaming;
mod table;
mod this;
mod unique;
mod upload;

pub use answer::{Answer, IntoAnswer, Location};
pub use body::Body;
pub use class::{Class, Mapped};
pub use content::{Content, Data, Instance, IntoContent, Offered};
pub use download::Download;
pub use failure::Failure;
pub use function::{Function, Method};
pub use handler::{Constructor, Handler, MethodHandler};
pub use http::StatusCode;
pub use hyperglyph::http::{Envelope, Method as Verb};
#[cfg(feature = "macros")]
pub use hyperglyph_server_macros::{class, function};
pub use incoming::{Arrival, Call, FromCall, Incoming};
pub use instances::{Instances, State, Stored};
#[cfg(feature = "metrics")]
pub use metrics::Metrics;
pub use param::{Param, arg};
pub use request_id::{RequestId, RequestIds};
pub use router::{Offer, Router};
pub use server::{Running, Serve, Server};
#[cfg(feature = "tls")]
pub use server::{Tls, TlsError};
pub use service::Service;
pub use state::Keys;
#[cfg(feature = "disk")]
pub use store::Disk;
#[cfg(feature = "redis")]
pub use store::Redis;
pub use store::{Key, Memory, Store, StoreError, Version};
pub use this::This;
pub use upload::{Upload, UploadStream};
