//! A chrono `TimeDelta` as a timedelta: `#[serde(with = "hyperglyph::serde::timedelta")]`.
//!
//! A timedelta with months or years in it is no `TimeDelta`; a field of type
//! [`Timedelta`] takes every one, and needs no attribute.
//!
//! ```
//! use chrono::TimeDelta;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Pause {
//!     #[serde(with = "hyperglyph::serde::timedelta")]
//!     length: TimeDelta,
//! }
//!
//! let bytes = hyperglyph::to_vec(&Pause { length: TimeDelta::seconds(90) })?;
//! assert_eq!(bytes, b"Du6:length;pP0Y0M0DT0H1M30S;;");
//! assert_eq!(hyperglyph::from_slice::<Pause>(&bytes)?.length, TimeDelta::seconds(90));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ::serde::de::{Deserialize, Deserializer, Error as _};
use ::serde::ser::{Error as _, Serialize, Serializer};
use chrono::TimeDelta;

use super::{name, text};
use crate::scalar::timedelta::{timedelta, write_timedelta_text};
use crate::{EncodeError, Limits, Profile, Timedelta};

/// Writes a timedelta.
pub fn serialize<S: Serializer>(delta: &TimeDelta, serializer: S) -> Result<S::Ok, S::Error> {
    Timedelta::from(*delta).serialize(serializer)
}

/// Reads a timedelta without months.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TimeDelta, D::Error> {
    let delta = Timedelta::deserialize(deserializer)?;
    delta.to_chrono().ok_or_else(|| {
        D::Error::custom("expected a timedelta without months that fits a chrono TimeDelta")
    })
}

impl Serialize for Timedelta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_encodable() {
            return Err(S::Error::custom(EncodeError::TimedeltaSigns));
        }
        let text = text::written(|out| write_timedelta_text(*self, out));
        serializer.serialize_newtype_struct(name::TIMEDELTA, &text)
    }
}

impl<'de> Deserialize<'de> for Timedelta {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse(&text::text(deserializer, name::TIMEDELTA)?)
    }
}

/// From the form of the grammar; missing fields were refused before, if they are to be.
pub(super) fn parse<E: ::serde::de::Error>(text: &str) -> Result<Timedelta, E> {
    from_text(text).ok_or_else(|| E::custom("expected a timedelta PnYnMnDTnHnMnS [TDL-1]"))
}

pub(super) fn from_text(text: &str) -> Option<Timedelta> {
    let limits = Limits {
        digits: usize::MAX,
        ..Limits::default()
    };
    text::parse(text, |input| timedelta(input, &limits, Profile::Interop))
}
