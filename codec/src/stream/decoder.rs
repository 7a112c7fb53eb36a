//! [`Decoder`]: bytes in any split, events out.

use super::BlobId;
use super::root;
use super::scanner::Scanner;
use super::trailers::Trailers;
use crate::{DecodeError, DecodeOptions, Value};

/// What a [`Decoder`] finds: the root first, then data and end of each blob,
/// those of different blobs in any order among each other (BLB-6).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'b> {
    /// The root value. Its blobs have no content; [`blobs`](super::blobs) lists them.
    Root(Value<'static>),
    /// The next bytes of a blob, never none: a slice of what was pushed. How
    /// they are cut says nothing, it depends on chunks and on pushes.
    Chunk {
        /// Whose bytes.
        blob: BlobId,
        /// The bytes.
        data: &'b [u8],
    },
    /// A blob has all its bytes.
    End {
        /// Which one.
        blob: BlobId,
    },
}

/// Decodes one message that comes in pieces.
///
/// It holds the bytes of the root object until that is whole, and nothing of
/// any blob. Errors have the kind, offset and path that
/// [`DecodeOptions::decode`] gives for the same bytes, and come with the first
/// byte that shows them. There are three differences to it:
///
/// - [`Limits::message`](crate::Limits::message) bounds the root object alone, and chunks may have any length.
/// - Duplicates in the root are told when it is whole, and two blobs are never
///   taken for duplicates of each other: nobody has both of them to compare.
/// - White space may go on behind the root for as long as it likes.
///
/// ```
/// use hyperglyph::stream::{BlobId, Decoder, Event};
///
/// let mut decoder = Decoder::new();
/// let mut seen = Vec::new();
/// for mut piece in b"B7:D;;c7:5:hello;c7;".chunks(12) {
///     while let Some(event) = decoder.push(&mut piece)? {
///         seen.push(event);
///     }
/// }
/// decoder.finish()?;
///
/// let blob = BlobId::new(0);
/// assert!(matches!(seen[0], Event::Root(_)));
/// assert_eq!(seen[1], Event::Chunk { blob, data: b"h" });
/// assert_eq!(seen[2], Event::Chunk { blob, data: b"ello" });
/// assert_eq!(seen[3], Event::End { blob });
/// # Ok::<(), hyperglyph::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Decoder {
    options: DecodeOptions,
    state: State,
}

#[derive(Debug)]
enum State {
    Root(Scanner),
    Trailers(Trailers),
    Failed(DecodeError),
}

impl Decoder {
    /// A decoder of the spec profile, within the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::with_options(DecodeOptions::new())
    }

    /// A decoder of that profile and within these limits.
    #[must_use]
    pub fn with_options(options: DecodeOptions) -> Self {
        Self {
            options,
            state: State::Root(Scanner::new()),
        }
    }

    /// Takes bytes from the front of `input`, up to the next event. Nothing
    /// means that all bytes are taken and more are needed, or [`Decoder::finish`].
    ///
    /// An error stays: every later call gives it again.
    pub fn push<'b>(&mut self, input: &mut &'b [u8]) -> Result<Option<Event<'b>>, DecodeError> {
        let result = match &mut self.state {
            State::Root(_) => self.root(input),
            State::Trailers(trailers) => trailers.next(input),
            State::Failed(error) => Err(error.clone()),
        };
        if let Err(error) = &result {
            self.state = State::Failed(error.clone());
        }
        result
    }

    /// Whether the message is whole: all that may follow is white space.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        matches!(&self.state, State::Trailers(trailers) if trailers.is_complete())
    }

    /// Says that no more bytes come: the message is whole, or this is why not.
    pub fn finish(&self) -> Result<(), DecodeError> {
        match &self.state {
            State::Root(scanner) => Err(scanner.finish(&self.options)),
            State::Trailers(trailers) => trailers.finish(),
            State::Failed(error) => Err(error.clone()),
        }
    }

    fn root<'b>(&mut self, input: &mut &'b [u8]) -> Result<Option<Event<'b>>, DecodeError> {
        let State::Root(scanner) = &mut self.state else {
            return Ok(None);
        };
        if !scanner.scan(input, &self.options)? {
            return Ok(None);
        }
        let (bytes, ids) = std::mem::replace(scanner, Scanner::new()).into_parts();
        let end = bytes.len();
        let root = root::decode(bytes, ids.keys().map(|id| &**id), &self.options)?;
        self.state = State::Trailers(Trailers::new(ids, end as u64, self.options.limits.digits()));
        Ok(Some(Event::Root(root)))
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}
