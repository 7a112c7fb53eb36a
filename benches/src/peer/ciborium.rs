//! ciborium, with its own `Value`.

use hyperglyph::Value;

use super::{Encode, Peer};
use crate::Error;
use crate::plain::{Plain, read_back};

/// CBOR by ciborium.
#[derive(Clone, Copy, Debug)]
pub struct Ciborium;

impl Peer for Ciborium {
    const NAME: &'static str = "ciborium";
    type Tree<'a> = ciborium::Value;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        ciborium::into_writer(&Plain(value), &mut out)?;
        Ok(out)
    }

    fn decode(message: &mut [u8]) -> Result<Self::Tree<'_>, Error> {
        Ok(ciborium::from_reader(&*message)?)
    }

    fn read_back(tree: &Self::Tree<'_>) -> Result<Value<'static>, Error> {
        read_back(tree)
    }
}

impl Encode for Ciborium {
    fn encode(tree: &Self::Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        Ok(ciborium::into_writer(tree, out)?)
    }
}
