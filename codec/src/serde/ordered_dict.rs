//! A map or struct as an ordered dict: `#[serde(with = "hyperglyph::serde::ordered_dict")]`.
//!
//! Reading takes dicts and ordered dicts, as it does without the attribute.
//! A whole type is written so in a wrapper:
//!
//! ```
//! use hyperglyph::serde::AsOrderedDict;
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Arguments {
//!     subject: &'static str,
//!     body: &'static str,
//! }
//!
//! let arguments = AsOrderedDict(Arguments { subject: "lol", body: "ok" });
//! assert_eq!(hyperglyph::to_vec(&arguments)?, b"Ou7:subject;u3:lol;u4:body;u2:ok;;");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name;

/// Writes whatever serde takes for a map or struct as an ordered dict.
pub fn serialize<T: Serialize + ?Sized, S: Serializer>(
    entries: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(name::ORDERED_DICT, entries)
}

/// Reads a dict or ordered dict.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}

/// What is in it is written as an ordered dict, where an attribute does not reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AsOrderedDict<T>(pub T);

impl<T: Serialize> Serialize for AsOrderedDict<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AsOrderedDict<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}
