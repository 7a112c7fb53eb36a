//! rmp-serde, with the names of fields.

use serde::{Deserialize, Serialize};

use super::Structs;
use crate::Error;

/// MessagePack by rmp-serde.
#[derive(Clone, Copy, Debug)]
pub struct RmpSerde;

impl Structs for RmpSerde {
    const NAME: &'static str = "rmp-serde";

    fn from_slice<'a, T: Deserialize<'a>>(message: &'a mut [u8]) -> Result<T, Error> {
        Ok(rmp_serde::from_slice(message)?)
    }

    fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
        Ok(rmp_serde::to_vec_named(value)?)
    }
}
