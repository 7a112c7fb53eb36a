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
mod client;
mod error;
mod page;
mod send;
mod userinfo;

pub use builder::ClientBuilder;
pub use client::Client;
pub use error::{Blame, Error};
pub use hyperglyph::http::{Arguments, Failure};
pub use page::{Item, Key, Page};
