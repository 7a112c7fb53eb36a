//! `stream`: a message in pieces tells what the whole message does, and is
//! written in pieces as the whole is.
//!
//! ```text
//! input = count piece-length{count} message       ; count and lengths are bytes, count modulo 16
//! ```
//!
//! The pieces have these lengths, and what is left is the last one; without
//! any, every byte is a piece.

use std::io::{self, Read};

use hyperglyph::stream::{
    BlobId, Decoder, Encoder, Event, FrameError, ReadError, Reader, Writer, blobs,
};
use hyperglyph::{DecodeError, DecodeOptions, ErrorKind, Limits, Value, encode};

use super::options::{PROFILES, limits, spec, unlimited, with};
use super::outline::outline;

const MOST_PIECES: u8 = 16;

pub(crate) fn holds(input: &[u8]) {
    let Some((&count, rest)) = input.split_first() else {
        return;
    };
    let count = usize::from(count % MOST_PIECES).min(rest.len());
    let (lengths, message) = rest.split_at(count);
    let pieces = cut(message, lengths);
    for profile in PROFILES {
        let options = with(profile, &unlimited());
        assert_eq!(
            read(&pieces, &options),
            told(&pieces, &options),
            "as a reader tells it"
        );
        for narrow in limits() {
            // The one limit that says something else here is left wide.
            let limits = Limits {
                message: unlimited().message,
                ..narrow.clone()
            };
            let options = with(profile, &limits);
            let told = told(&pieces, &options);
            agree(message, &options.decode(message), &told);
            if message.len() > narrow.message {
                root_is_limited(message, &pieces, &with(profile, &narrow), &told);
            }
        }
    }
    if let Ok(value) = spec().decode(message)
        && let Ok(whole) = encode(&value)
    {
        written(&value, &whole, lengths);
    }
}

/// The limit of the message refuses long roots alone, and in every split.
fn root_is_limited(
    message: &[u8],
    pieces: &[&[u8]],
    narrow: &DecodeOptions,
    wide: &Result<String, DecodeError>,
) {
    let narrow_told = told(pieces, narrow);
    assert_eq!(narrow_told, told(&[message], narrow), "in one piece");
    match &narrow_told {
        Err(error) if error.kind() == ErrorKind::LimitMessage => {}
        _ => assert_eq!(narrow_told, *wide, "the limit changes nothing else"),
    }
}

fn cut<'m>(message: &'m [u8], lengths: &[u8]) -> Vec<&'m [u8]> {
    if lengths.is_empty() {
        return message.chunks(1).collect();
    }
    let mut rest = message;
    let mut pieces: Vec<_> = lengths
        .iter()
        .map(|&length| {
            let (piece, behind) = rest.split_at(rest.len().min(length.into()));
            rest = behind;
            piece
        })
        .collect();
    pieces.push(rest);
    pieces
}

/// What the pieces tell: the value with the contents of its blobs, as text.
fn told(pieces: &[&[u8]], options: &DecodeOptions) -> Result<String, DecodeError> {
    take(pieces, options).map(|message| message.outline())
}

fn take(pieces: &[&[u8]], options: &DecodeOptions) -> Result<Message, DecodeError> {
    let mut decoder = Decoder::with_options(options.clone());
    let mut message = Message::default();
    let pushed = pieces.iter().try_for_each(|piece| {
        let mut piece = *piece;
        while let Some(event) = decoder.push(&mut piece)? {
            message.take(event);
        }
        assert!(piece.is_empty(), "all of a piece is taken");
        Ok(())
    });
    if let Err(error) = &pushed {
        assert_eq!(
            decoder.push(&mut &b" "[..]).as_ref(),
            Err(error),
            "it stays"
        );
        assert_eq!(decoder.finish().as_ref(), Err(error));
    }
    let finished = pushed.and_then(|()| decoder.finish());
    assert_eq!(decoder.is_complete(), finished.is_ok());
    finished.map(|()| message)
}

/// The same by way of a reader.
fn read(pieces: &[&[u8]], options: &DecodeOptions) -> Result<String, DecodeError> {
    let input = Pieces(
        pieces
            .iter()
            .copied()
            .filter(|piece| !piece.is_empty())
            .collect(),
    );
    let read = || {
        let (root, mut blobs) = Reader::with_options(input.clone(), options.clone()).root()?;
        let mut message = Message::default();
        message.take(Event::Root(root));
        while let Some((blob, data)) = blobs.next_chunk()? {
            message.take(if data.is_empty() {
                Event::End { blob }
            } else {
                Event::Chunk { blob, data }
            });
        }
        Ok(message.outline())
    };
    read().map_err(|error| match error {
        ReadError::Decode(error) => error,
        ReadError::Io(error) => panic!("the input has no errors: {error}"),
        other => panic!("no such error: {other}"),
    })
}

/// One piece with every read.
#[derive(Clone)]
struct Pieces<'m>(std::collections::VecDeque<&'m [u8]>);

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(mut piece) = self.0.pop_front() else {
            return Ok(0);
        };
        let count = piece.read(into)?;
        if !piece.is_empty() {
            self.0.push_front(piece);
        }
        Ok(count)
    }
}

/// What events make up, each in its turn.
#[derive(Default)]
struct Message {
    root: Option<Value<'static>>,
    contents: Vec<Vec<u8>>,
    ended: Vec<bool>,
}

impl Message {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Root(root) => {
                assert!(self.root.is_none(), "there is one root");
                let blobs = blobs(&root);
                assert!(blobs.iter().all(|blob| blob.content.is_empty()));
                self.contents = vec![Vec::new(); blobs.len()];
                self.ended = vec![false; blobs.len()];
                self.root = Some(root);
            }
            Event::Chunk { blob, data } => {
                assert!(!data.is_empty() && !self.ended[blob.index()]);
                self.contents[blob.index()].extend_from_slice(data);
            }
            Event::End { blob } => {
                assert!(!self.ended[blob.index()], "a blob ends once");
                self.ended[blob.index()] = true;
            }
            other => panic!("no such event: {other:?}"),
        }
    }

    /// The value with the contents of its blobs. Put together again it could
    /// lose some: two blobs without their contents are alike.
    fn outline(&self) -> String {
        assert!(self.ended.iter().all(|ended| *ended), "every blob ends");
        let root = self.root.as_ref().expect("a message has a root");
        outline(root, Some(&self.contents))
    }
}

/// What is told in pieces is what the whole tells, but for what only one of them can know.
fn agree(
    message: &[u8],
    whole: &Result<Value<'_>, DecodeError>,
    told: &Result<String, DecodeError>,
) {
    let several_blobs = || message.split(|&byte| byte == b'B').count() > 2;
    match (whole, told) {
        (Ok(whole), Ok(told)) => assert_eq!(*told, outline(whole, None)),
        // Two blobs with the same attributes and content, as items or keys.
        (Err(whole), Ok(told)) => {
            assert!(is_duplicate(whole), "{whole}, but in pieces {told}");
            assert!(several_blobs(), "{whole}, but in pieces {told}");
        }
        // The whole tells these last of all, behind errors of the chunks.
        (Err(whole), Err(told)) if is_duplicate(told) && !is_duplicate(whole) => {
            assert!(
                whole.offset() > told.offset(),
                "{whole}, but in pieces {told}"
            );
        }
        // Two such blobs, and then two other things.
        (Err(whole), Err(told)) if is_duplicate(told) && whole != told => {
            assert!(several_blobs(), "{whole}, but in pieces {told}");
        }
        (whole, told) => assert_eq!(told.as_ref().err(), whole.as_ref().err()),
    }
}

fn is_duplicate(error: &DecodeError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DuplicateItem | ErrorKind::DuplicateKey
    )
}

/// A value written in pieces is the message that holds it whole.
fn written(value: &Value<'_>, whole: &[u8], lengths: &[u8]) {
    let message = take(&[whole], &spec()).expect("what is written is read");
    let root = message.root.as_ref().expect("a message has a root");
    let sources = || message.contents.iter().map(Vec::as_slice);
    let in_one = Writer::new(Vec::new()).write(root, sources());
    assert_eq!(in_one.expect("a vector takes all"), whole);
    let size = lengths.first().map_or(1, |&length| length.into());
    let writer = || Writer::new(Vec::new()).chunk_size(size);
    for written in [
        writer().write(root, sources()).expect("a vector takes all"),
        writer()
            .write_interleaved(root, sources())
            .expect("a vector takes all"),
        framed(root, &message.contents, lengths),
    ] {
        assert_eq!(
            spec().decode(&written).as_ref(),
            Ok(value),
            "in other chunks"
        );
    }
    if message.contents.iter().any(|content| !content.is_empty()) {
        let refused = Encoder::new(value, &mut Vec::new());
        assert!(matches!(refused, Err(FrameError::Content(_))));
    }
}

/// Chunks of the lengths of the pieces, of one blob after the other in turn.
fn framed(root: &Value<'_>, contents: &[Vec<u8>], lengths: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(root, &mut out).expect("it was written before");
    let mut lengths = lengths.iter().cycle();
    let mut turns: std::collections::VecDeque<_> = contents
        .iter()
        .map(|content| &content[..])
        .enumerate()
        .collect();
    while let Some((index, content)) = turns.pop_front() {
        let blob = BlobId::new(index);
        let length = lengths
            .next()
            .map_or(content.len(), |&length| length.into());
        let (data, rest) = content.split_at(content.len().min(length));
        out.extend_from_slice(&encoder.chunk(blob, data.len()).expect("the blob is open"));
        out.extend_from_slice(data);
        out.extend_from_slice(Encoder::CHUNK_END);
        // A chunk may be empty, and then another round would not end.
        if rest.is_empty() || data.is_empty() {
            if !rest.is_empty() {
                out.extend_from_slice(&encoder.chunk(blob, rest.len()).expect("it still is"));
                out.extend_from_slice(rest);
                out.extend_from_slice(Encoder::CHUNK_END);
            }
            out.extend_from_slice(&encoder.end(blob).expect("it ends once"));
            assert_eq!(encoder.end(blob).unwrap_err(), FrameError::EndedBlob(blob));
        } else {
            assert!(encoder.finish().is_err(), "a blob is open");
            turns.push_back((index, rest));
        }
    }
    encoder.finish().expect("every blob has ended");
    out
}
