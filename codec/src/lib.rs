//! The hyperglyph codec.
//!
//! A message goes this way:
//!
//! ```text
//! bytes ── decode ──> Value ── page ──> Link, Form, Resource … ── http ──> request, outcome
//!       <── encode ──       <── page ──
//! ```
//!
//! - [`decode`] reads one whole message into a [`Value`] that borrows from it;
//!   [`DecodeOptions`] chooses profile and limits.
//! - [`Document::decode`] reads the same into an arena: read-only, with the same
//!   names to reach into it, and several times faster.
//! - [`encode`] writes a value, in the one form that encoders write;
//!   [`canonical`] also sorts what has no order.
//! - [`stream`] does both in pieces: the root value first, and then the
//!   contents of large blobs, which are never held whole.
//! - [`token`] takes a message apart as it comes, and builds nothing: for whoever
//!   formats, explains or checks messages of any size.
//! - `json` (feature of that name) is the same value in the tagged JSON notation.
//! - `page` and `http` (feature `http`) read and write what stands on a page,
//!   and say which request a form makes and what a response means. They know no
//!   socket: any HTTP library can carry them.
//! - The feature `num-bigint` converts an [`Integer`] of any size to and from that
//!   crate's `BigInt`, `nfc` normalises strings before they are written, and `tokio`
//!   streams over its traits.
//!
//! ```
//! use hyperglyph::{Map, Value, decode, encode};
//!
//! let user = decode(b"Du4:name; u3:bob; u5:score; f1.5; ;")?;
//! assert_eq!(user.get("name").and_then(Value::as_str), Some("bob"));
//!
//! let answer = Value::Dict(Map::from([("hello", user.get("name").cloned())]));
//! assert_eq!(encode(&answer)?, b"Du5:hello;u3:bob;;");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Types of your own come straight from the bytes, and borrow from them
//! (feature `serde`):
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use hyperglyph::{from_slice, to_vec};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct User<'a> {
//!     name: &'a str,
//!     score: f64,
//!     tags: Vec<&'a str>,
//! }
//!
//! let message = b"Du4:name;u3:bob;u5:score;f0x1.8p+0;u4:tags;Lu5:admin;;;";
//! let user: User = from_slice(message)?;
//! assert_eq!(user, User { name: "bob", score: 1.5, tags: vec!["admin"] });
//! assert_eq!(to_vec(&user)?, message);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod decode;
mod document;
mod encode;
#[doc(hidden)]
pub mod fault;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "http")]
pub mod page;
mod scalar;
#[cfg(feature = "serde")]
pub mod serde;
pub mod stream;
pub mod token;
mod value;

#[cfg(feature = "json")]
pub mod json;

// Mutation testing compiles the crate once, its tests included: docs/mutation.md.
#[cfg(test)]
#[cfg(mutants)]
extern crate self as hyperglyph;
#[cfg(test)]
#[cfg(mutants)]
#[path = "../tests/mutants/mod.rs"]
mod mutants;

pub use decode::{DecodeError, DecodeOptions, ErrorKind, Found, Limits, Profile, decode};
pub use document::{Document, Entries, Items, Ref};
pub use encode::{EncodeError, EncodeOptions, canonical, encode};
pub use scalar::integer::{BigInteger, Integer};
pub use scalar::timedelta::Timedelta;
#[cfg(feature = "serde")]
pub use serde::{from_slice, from_value, to_value, to_vec};
pub use value::{Blob, Extension, Map, Set, Value};

/// The content type of a message: HTP-1.
pub const CONTENT_TYPE: &str = "application/vnd.hyperglyph";
