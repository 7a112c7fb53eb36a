//! rmpv, with its borrowed value.

use hyperglyph::Value;

use super::{Encode, Peer, RmpSerde, Structs};
use crate::Error;
use crate::plain::{Plain, read_back};

/// MessagePack by rmpv.
#[derive(Clone, Copy, Debug)]
pub struct Rmpv;

impl Peer for Rmpv {
    const NAME: &'static str = "rmpv";
    type Tree<'a> = rmpv::ValueRef<'a>;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        RmpSerde::to_vec(&Plain(value))
    }

    fn decode(message: &mut [u8]) -> Result<Self::Tree<'_>, Error> {
        Ok(rmpv::decode::read_value_ref(&mut &*message)?)
    }

    fn read_back(tree: &Self::Tree<'_>) -> Result<Value<'static>, Error> {
        read_back(&tree.to_owned())
    }
}

impl Encode for Rmpv {
    fn encode(tree: &Self::Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        Ok(rmpv::encode::write_value_ref(out, tree)?)
    }
}
