//! serde_json, with its own `Value`.
//!
//! Without its feature `float_roundtrip` it misses every fourth random double by
//! up to two units in the last place. It is faster so, and that is how most
//! programs have it: it is timed as it comes.

use hyperglyph::Value;
use serde::{Deserialize, Serialize};

use super::{Encode, Peer, Structs};
use crate::Error;
use crate::plain::{Plain, read_back};

/// JSON by serde_json.
#[derive(Clone, Copy, Debug)]
pub struct SerdeJson;

impl Peer for SerdeJson {
    const NAME: &'static str = "serde_json";
    const FLOAT_ERROR: u64 = 2;
    type Tree<'a> = serde_json::Value;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        Ok(serde_json::to_vec(&Plain(value))?)
    }

    fn decode(message: &mut [u8]) -> Result<Self::Tree<'_>, Error> {
        Ok(serde_json::from_slice(message)?)
    }

    fn read_back(tree: &Self::Tree<'_>) -> Result<Value<'static>, Error> {
        read_back(tree)
    }
}

impl Encode for SerdeJson {
    fn encode(tree: &Self::Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        Ok(serde_json::to_writer(out, tree)?)
    }
}

impl Structs for SerdeJson {
    const NAME: &'static str = "serde_json";
    const FLOAT_ERROR: u64 = 2;

    fn from_slice<'a, T: Deserialize<'a>>(message: &'a mut [u8]) -> Result<T, Error> {
        Ok(serde_json::from_slice(message)?)
    }

    fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
        Ok(serde_json::to_vec(value)?)
    }
}
