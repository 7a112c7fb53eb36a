//! The push decoder: any split of a message tells what the decoder of whole
//! messages tells of it.

mod strategy;

use hyperglyph::stream::{BlobId, Decoder, Event, Writer, blobs};
use hyperglyph::{DecodeError, DecodeOptions, ErrorKind, Value, decode, encode};
use proptest::prelude::*;

/// What a message in pieces told.
#[derive(Debug, Default)]
struct Told {
    root: Option<Value<'static>>,
    contents: Vec<Vec<u8>>,
    ends: Vec<BlobId>,
}

/// Decodes the pieces that the bytes are cut into at these places.
fn pieces(
    bytes: &[u8],
    cuts: impl IntoIterator<Item = usize>,
    options: &DecodeOptions,
) -> Result<Told, DecodeError> {
    let mut decoder = Decoder::with_options(options.clone());
    let mut told = Told::default();
    let mut start = 0;
    for cut in cuts.into_iter().chain([bytes.len()]) {
        let mut piece = &bytes[start..cut];
        start = cut;
        while let Some(event) = decoder.push(&mut piece)? {
            told.take(event);
        }
        assert!(piece.is_empty(), "all of a piece is taken");
    }
    decoder.finish()?;
    assert!(decoder.is_complete());
    Ok(told)
}

impl Told {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Root(root) => {
                assert!(self.root.is_none(), "there is one root");
                let blobs = blobs(&root);
                assert!(blobs.iter().all(|blob| blob.content.is_empty()));
                self.contents = vec![Vec::new(); blobs.len()];
                self.root = Some(root);
            }
            Event::Chunk { blob, data } => {
                assert!(!data.is_empty() && !self.ends.contains(&blob));
                self.contents[blob.index()].extend_from_slice(data);
            }
            Event::End { blob } => self.ends.push(blob),
            other => panic!("no such event: {other:?}"),
        }
    }

    /// The message put together again, in the one form of the encoder.
    fn message(&self) -> Vec<u8> {
        let root = self.root.as_ref().expect("a root");
        assert_eq!(self.ends.len(), self.contents.len());
        let sources = self.contents.iter().map(Vec::as_slice);
        Writer::new(Vec::new())
            .chunk_size(usize::from(u16::MAX))
            .write(root, sources)
            .unwrap()
    }
}

/// Holds a split of the bytes against the decoder of whole messages.
fn agree(bytes: &[u8], cuts: impl IntoIterator<Item = usize>, options: &DecodeOptions) {
    let shown = || String::from_utf8_lossy(bytes).into_owned();
    match (options.decode(bytes), pieces(bytes, cuts, options)) {
        (Ok(whole), Ok(told)) => match encode(&whole) {
            Ok(written) => assert_eq!(told.message(), written, "{}", shown()),
            // What cannot be written has the same parts.
            Err(_) => assert_eq!(without_content(whole), without_content(told.root.unwrap())),
        },
        (Err(whole), Err(told)) => assert_eq!(told, whole, "{}", shown()),
        // Two blobs with the same attributes and content, as items or keys.
        (Err(whole), Ok(told)) if whole.requirement() == "COL-5" => {
            assert!(told.contents.len() > 1, "{}", shown());
        }
        // A chunk may be of any length.
        (Err(whole), Err(told)) if whole.kind() == ErrorKind::LimitMessage => {
            assert!(told.is_incomplete(), "{}", shown());
        }
        (whole, told) => panic!("{}: {whole:?} and {told:?}", shown()),
    }
}

/// The parts of a value, as far as blobs go.
fn without_content(value: Value<'_>) -> Vec<Value<'_>> {
    let attributes = blobs(&value)
        .iter()
        .map(|blob| blob.attributes.clone())
        .collect();
    drop(value);
    attributes
}
