//! A `HashSet`, `BTreeSet`, `Vec` … as a set: `#[serde(with = "hyperglyph::serde::set")]`.
//!
//! Reading takes sets and lists, as it does without the attribute. Duplicates
//! among what is written are an error (COL-3).
//!
//! ```
//! use std::collections::BTreeSet;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Post {
//!     #[serde(with = "hyperglyph::serde::set")]
//!     tags: BTreeSet<String>,
//! }
//!
//! let post = Post { tags: BTreeSet::from(["a".into(), "b".into()]) };
//! let bytes = hyperglyph::to_vec(&post)?;
//! assert_eq!(bytes, b"Du4:tags;Su1:a;u1:b;;;");
//! assert_eq!(hyperglyph::from_slice::<Post>(&bytes)?.tags, post.tags);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use ::serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::name;

/// Writes whatever serde takes for a sequence as a set.
pub fn serialize<T: Serialize + ?Sized, S: Serializer>(
    items: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(name::SET, items)
}

/// Reads a set or list.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}

/// What is in it is written as a set, where an attribute does not reach:
/// `Vec<AsSet<Vec<u8>>>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AsSet<T>(pub T);

impl<T: Serialize> Serialize for AsSet<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(&self.0, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AsSet<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}
