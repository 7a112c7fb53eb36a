//! A [`Value`] that borrows from the message, which plain `Deserialize` of a
//! value does not: `#[serde(borrow, with = "hyperglyph::serde::borrowed")]`.
//!
//! ```
//! use hyperglyph::Value;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Envelope<'a> {
//!     to: &'a str,
//!     #[serde(borrow, with = "hyperglyph::serde::borrowed")]
//!     body: Value<'a>,
//! }
//!
//! let envelope: Envelope = hyperglyph::from_slice(b"Du2:to;u3:bob;u4:body;b3:\x00\x01\x02;;")?;
//! assert_eq!(envelope.body.as_bytes(), Some(&[0, 1, 2][..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ::serde::de::{DeserializeSeed, Deserializer};
use ::serde::{Serialize, Serializer};

use super::value::ANY_VALUE;
use crate::Value;

/// Writes a value, as it writes itself.
pub fn serialize<S: Serializer>(value: &Value<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

/// Reads any value; strings, bytes and contents of blobs are borrowed where they
/// stand in the message in one piece.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value<'de>, D::Error> {
    ANY_VALUE.deserialize(deserializer)
}
