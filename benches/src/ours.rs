//! Our side, under the names that it has in timings.
//!
//! A form that the codec does not have yet gives `None`, and the tables show
//! `-`: this is the one place to switch it on.

use std::hint::black_box;

use hyperglyph::{Document, EncodeOptions, Value};

use crate::Error;
use crate::record::Record;
use crate::rounds::Contender;

/// The tree, in the tables.
pub const TREE: &str = "hyperglyph T";
/// The reader or writer of a stream, in the tables.
pub const STREAM: &str = "hyperglyph stream";
/// Structs by serde, in the tables.
pub const STRUCTS: &str = "hyperglyph";
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

/// P3: our codec for a user's own types. Nothing while the codec has no serde.
///
/// When `hyperglyph::from_slice` and `to_vec` are there: a `Structs` beside
/// those of the peers, and here `Some(structs::contenders::<Ours>(records)?)`.
pub fn structs(_records: &[Record<'_>]) -> Result<Option<[Contender; 3]>, Error> {
    Ok(None)
}
