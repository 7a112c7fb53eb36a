//! A chrono `DateTime<Utc>` as a datetime: `#[serde(with = "hyperglyph::serde::datetime")]`.
//!
//! In other formats it is text in the form of the grammar, as RFC 3339 has it.
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Event {
//!     #[serde(with = "hyperglyph::serde::datetime")]
//!     at: DateTime<Utc>,
//! }
//!
//! let bytes = hyperglyph::to_vec(&Event { at: DateTime::UNIX_EPOCH })?;
//! assert_eq!(bytes, b"Du2:at;d1970-01-01T00:00:00.000Z;;");
//! assert_eq!(hyperglyph::from_slice::<Event>(&bytes)?.at, DateTime::UNIX_EPOCH);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ::serde::de::Deserializer;
use ::serde::ser::{Error as _, Serializer};
use chrono::{DateTime, Datelike, Utc};

use super::{name, text};
use crate::scalar::datetime::{datetime, in_range, write_datetime_text};
use crate::{EncodeError, Profile};

/// Writes a datetime; years have four digits (DTM-2).
pub fn serialize<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    if !in_range(at.year()) {
        return Err(S::Error::custom(EncodeError::Year(at.year())));
    }
    let text = text::written(|out| write_datetime_text(at, out));
    serializer.serialize_newtype_struct(name::DATETIME, &text)
}

/// Reads a datetime.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    parse(&text::text(deserializer, name::DATETIME)?)
}

/// From the form of the grammar; an offset was refused before, if it is to be.
pub(super) fn parse<E: ::serde::de::Error>(text: &str) -> Result<DateTime<Utc>, E> {
    text::parse(text, |input| datetime(input, Profile::Interop))
        .ok_or_else(|| E::custom("expected a datetime YYYY-MM-DDTHH:MM:SS.fffZ [DTM-2]"))
}
