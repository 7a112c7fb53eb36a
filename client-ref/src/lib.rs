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
//! - [`Upload`] and [`Download`] carry blobs that are never held whole.
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
//! # What it keeps to
//!
//! - Nothing is called but what a page offers, and nothing is sent that the page does
//!   not allow: such a call is refused before any request, with the rule that forbids it.
//! - Redirects are followed (D23), ten at most. Cookies ([`ClientBuilder::cookies`]) and
//!   credentials ([`ClientBuilder::authorization`]) stay with their origin.
//! - A GET is tried again when the way fails, and no other request is sent twice.
//! - A server bounds nothing: how long a call may take, how large a body may be, also
//!   behind gzip, and what a message may hold is for the client to say ([`ClientBuilder`]).
//!
//! # Layout
//!
//! `client` decides what is asked, `submit` makes the request of a form, `send` follows
//! redirects and tries again, `pool` and `connect` (`tls`) have the connections, `wire`
//! writes a request, `received` reads a body, `upload` and `download` stream blobs.
//!
//! Features: `tls` (https by rustls) and [`blocking`] (the same without async), both on
//! unless turned off.

mod args;
#[cfg(feature = "blocking")]
pub mod blocking;
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
