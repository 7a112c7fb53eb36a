//! The peers: one file for each, with what it calls a value, both directions.

mod bendy;
mod ciborium;
mod minicbor;
mod rmp_serde;
mod rmpv;
mod serde_json;
mod simd_json;
mod sonic_rs;

use hyperglyph::Value;
use serde::{Deserialize, Serialize};

pub use self::bendy::Bendy;
pub use self::ciborium::Ciborium;
pub use self::minicbor::Minicbor;
pub use self::rmp_serde::RmpSerde;
pub use self::rmpv::Rmpv;
pub use self::serde_json::SerdeJson;
pub use self::simd_json::SimdJson;
pub use self::sonic_rs::SonicRs;
use crate::Error;
use crate::plain::{plain, same};

/// A codec with a value of any shape.
pub trait Peer: 'static {
    /// Of the crate.
    const NAME: &'static str;
    /// Whether [`Peer::decode`] writes into its input. The message is then copied
    /// before each decode, and the copy is not timed.
    const SPOILS_INPUT: bool = false;
    /// How far a float may be from the right one, in units of its last place.
    const FLOAT_ERROR: u64 = 0;
    /// What it reads into.
    type Tree<'a>;

    /// The dataset in the peer's format.
    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error>;

    /// Reads a whole message.
    fn decode(message: &mut [u8]) -> Result<Self::Tree<'_>, Error>;

    /// What was read, to compare it with the dataset.
    fn read_back(tree: &Self::Tree<'_>) -> Result<Value<'static>, Error>;

    /// The dataset with what the format lacks replaced.
    #[must_use]
    fn expected(value: &Value<'_>) -> Value<'static> {
        plain(value)
    }
}

/// A peer that also writes its values.
pub trait Encode: Peer {
    /// Writes behind what `out` holds.
    fn encode(tree: &Self::Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error>;
}

/// A codec for a user's own types, by serde.
pub trait Structs: 'static {
    /// Of the crate.
    const NAME: &'static str;
    /// As in [`Peer::SPOILS_INPUT`].
    const SPOILS_INPUT: bool = false;
    /// As in [`Peer::FLOAT_ERROR`].
    const FLOAT_ERROR: u64 = 0;

    /// Reads a whole message.
    fn from_slice<'a, T: Deserialize<'a>>(message: &'a mut [u8]) -> Result<T, Error>;

    /// Writes a whole message.
    fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, Error>;
}

/// Reads the dataset in the peer's format and compares it: a contender that
/// drops something would win by it.
pub fn check<P: Peer>(value: &Value<'_>) -> Result<(), Error> {
    let mut message = P::message(value)?;
    let tree = P::decode(&mut message)?;
    if same(&P::read_back(&tree)?, &P::expected(value), P::FLOAT_ERROR) {
        return Ok(());
    }
    Err(format!("{} reads something else than the dataset", P::NAME).into())
}
