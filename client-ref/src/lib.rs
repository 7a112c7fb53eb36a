//! A hyperglyph client: start from one URL, and call what the page offers.
//!
//! A call goes this way:
//!
//! ```text
//! Client ── get ──> Page ── get ──> Item ── invoke ──> Request ── send ──> Outcome ──> Page
//!                                          (page, http: in the codec)   (here)
//! ```
//!
//! - [`Client`] keeps connections and settings; cloning it is cheap.
//! - [`Page`] is what a call answered: any value. [`Page::get`] reaches into it
//!   by name or index, [`Page::call`] calls a link or a form that it holds.
//! - [`args!`] builds arguments, by position and by name.
//! - [`Error`] says what went wrong, and [`Error::blame`] who is to blame.
//!
//! The server says where and how to call: urls, methods and envelopes are
//! nothing that a program written against this crate has to know.
//!
//! ```no_run
//! use hyperglyph_client::{Client, Error, args};
//!
//! # async fn walk() -> Result<(), Error> {
//! let server = Client::new().get("http://localhost:8000/").await?;
//! let bob = server.call("find_user", args!["bob"]).await?;
//! bob.call("message", args! { subject: "lol", body: "feels good man" }).await?;
//! println!("{:?}", bob.get("id")?.value());
//! # Ok(())
//! # }
//! ```
//!
//! For now it speaks plain http, holds each response in memory, and asks for no
//! compression.

mod args;
mod builder;
mod cache;
mod client;
mod connect;
mod cookies;
mod credentials;
mod download;
mod error;
mod origin;
mod page;
mod payload;
mod pool;
mod received;
mod send;
mod submit;
#[cfg(feature = "tls")]
mod tls;
mod upload;
mod userinfo;
mod watch;
mod wire;

pub use args::{Argument, Arguments, IntoArgument};
pub use builder::ClientBuilder;
pub use client::Client;
pub use download::{BlobReader, Download};
pub use error::{Blame, Error};
pub use hyperglyph::http::Failure;
pub use hyperglyph::{Blob, Value, to_value};
pub use page::{Item, Key, Page};
#[cfg(feature = "tls")]
pub use tokio_rustls::rustls;
pub use upload::Upload;
pub use watch::Event;
