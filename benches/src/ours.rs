//! Our side, under the names that it has in timings.

use std::hint::black_box;

use hyperglyph::{Document, EncodeOptions, Value};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::peer::Structs;
use crate::rounds::Contender;

/// The tree, in the tables.
pub const TREE: &str = "hyperglyph T";
/// The reader or writer of a stream, in the tables.
pub const STREAM: &str = "hyperglyph stream";
/// The document, in the tables.
pub const DOCUMENT: &str = "hyperglyph D";

/// P1, T: a message into a tree.
#[must_use]
pub fn tree(message: Vec<u8>) -> Contender {
    Contender::new(TREE, move || {
        drop(black_box(hyperglyph::decode(black_box(&message))));
    })
}

/// P1, D: a message into a document.
#[must_use]
pub fn document(message: Vec<u8>) -> Contender {
    Contender::new(DOCUMENT, move || {
        drop(black_box(Document::decode(black_box(&message))));
    })
}

/// P2: a tree into a buffer with room.
pub fn encode(value: Value<'static>) -> Result<Contender, Error> {
    let mut out = hyperglyph::encode(&value)?;
    Ok(Contender::new(TREE, move || {
        out.clear();
        EncodeOptions::new().encode_into(black_box(&value), &mut out)
    }))
}

/// The message comes back as the dataset, in every form.
pub fn check(value: &Value<'_>, message: &[u8]) -> Result<(), Error> {
    let read = [
        (TREE, hyperglyph::decode(message)?),
        (DOCUMENT, Document::decode(message)?.to_value()),
    ];
    match read.iter().find(|(_, read)| read != value) {
        Some((form, _)) => Err(format!("{form} reads something else than the dataset").into()),
        None => Ok(()),
    }
}

/// P3: our codec for a user's own types.
#[derive(Clone, Copy, Debug)]
pub struct Ours;

impl Structs for Ours {
    const NAME: &'static str = "hyperglyph";

    fn from_slice<'a, T: Deserialize<'a>>(message: &'a mut [u8]) -> Result<T, Error> {
        Ok(hyperglyph::from_slice(message)?)
    }

    fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
        Ok(hyperglyph::to_vec(value)?)
    }
}
