//! simd-json, with its borrowed value. It unescapes strings inside its input.

use hyperglyph::Value;
use serde::{Deserialize, Serialize};
use simd_json::prelude::Writable;

use super::{Encode, Peer, SerdeJson, Structs};
use crate::Error;
use crate::plain::read_back;

/// JSON by simd-json.
#[derive(Clone, Copy, Debug)]
pub struct SimdJson;

impl Peer for SimdJson {
    const NAME: &'static str = "simd-json";
    const SPOILS_INPUT: bool = true;
    type Tree<'a> = simd_json::BorrowedValue<'a>;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        SerdeJson::message(value)
    }

    fn decode(message: &mut [u8]) -> Result<Self::Tree<'_>, Error> {
        Ok(simd_json::to_borrowed_value(message)?)
    }

    fn read_back(tree: &Self::Tree<'_>) -> Result<Value<'static>, Error> {
        read_back(tree)
    }
}

impl Encode for SimdJson {
    fn encode(tree: &Self::Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        Ok(tree.write(out)?)
    }
}

impl Structs for SimdJson {
    const NAME: &'static str = "simd-json";
    const SPOILS_INPUT: bool = true;

    fn from_slice<'a, T: Deserialize<'a>>(message: &'a mut [u8]) -> Result<T, Error> {
        Ok(simd_json::from_slice(message)?)
    }

    fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
        Ok(simd_json::to_vec(value)?)
    }
}
