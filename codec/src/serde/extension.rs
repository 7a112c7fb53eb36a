//! A struct with the fields `name`, `attributes` and `content`, in this order,
//! or a tuple of the three, as an extension:
//! `#[serde(with = "hyperglyph::serde::extension")]`.
//!
//! A field of type [`Extension`](crate::Extension) takes every extension, and
//! needs no attribute.
//!
//! ```
//! use hyperglyph::serde::AsExtension;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Link {
//!     name: String,
//!     attributes: Url,
//!     content: (),
//! }
//!
//! #[derive(Serialize, Deserialize)]
//! struct Url {
//!     url: String,
//! }
//!
//! let link = b"Xu4:link;Du3:url;u4:/foo;;N;;";
//! let AsExtension(read) = hyperglyph::from_slice::<AsExtension<Link>>(link)?;
//! assert_eq!(read.attributes.url, "/foo");
//! assert_eq!(hyperglyph::to_vec(&AsExtension(read))?, link);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::marker::PhantomData;

use ::serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use ::serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name;
use super::tagged::AnyTag;

/// Writes the three parts as an extension.
pub fn serialize<T: Serialize + ?Sized, S: Serializer>(
    parts: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(name::EXTENSION, parts)
}

/// Reads an extension into its three parts.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(name::EXTENSION, Parts(PhantomData))
}

/// What is in it is an extension, where an attribute does not reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AsExtension<T>(pub T);

impl<T: Serialize> Serialize for AsExtension<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AsExtension<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer).map(Self)
    }
}

struct Parts<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an extension")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<T, D::Error> {
        other.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, parts: A) -> Result<T, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(parts))
    }

    /// Under its letter, from our format; from others a map of the parts.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        match map.next_key_seed(AnyTag)? {
            Some(Ok('X')) => map.next_value(),
            Some(Ok(_)) => Err(::serde::de::Error::invalid_type(
                ::serde::de::Unexpected::Map,
                &self,
            )),
            Some(Err(name)) => T::deserialize(MapAccessDeserializer::new(Named {
                first: Some(name),
                rest: map,
            })),
            None => T::deserialize(MapAccessDeserializer::new(map)),
        }
    }
}

/// A map whose first key has been read.
struct Named<A> {
    first: Option<String>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Named<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(name) => seed.deserialize(name.into_deserializer()).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}
