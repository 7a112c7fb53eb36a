//! sonic-rs, with its own `Value`, which lies in an arena.

use hyperglyph::Value;
use serde::{Deserialize, Serialize};

use super::{Encode, Peer, SerdeJson, Structs};
use crate::Error;
use crate::plain::read_back;

/// JSON by sonic-rs.
#[derive(Clone, Copy, Debug)]
pub struct SonicRs;

impl Peer for SonicRs {
    const NAME: &'static str = "sonic-rs";
    type Tree<'a> = sonic_rs::Value;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        SerdeJson::message(value)
    }

    fn decode(message: &mut [u8]) -> Result<Self::Tree<'_>, Error> {
        Ok(sonic_rs::from_slice(message)?)
    }

    fn read_back(tree: &Self::Tree<'_>) -> Result<Value<'static>, Error> {
        read_back(tree)
    }
}

impl Encode for SonicRs {
    fn encode(tree: &Self::Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        Ok(sonic_rs::to_writer(out, tree)?)
    }
}

impl Structs for SonicRs {
    const NAME: &'static str = "sonic-rs";

    fn from_slice<'a, T: Deserialize<'a>>(message: &'a mut [u8]) -> Result<T, Error> {
        Ok(sonic_rs::from_slice(message)?)
    }

    fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
        Ok(sonic_rs::to_vec(value)?)
    }
}
