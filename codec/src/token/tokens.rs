//! [`Tokens`]: bytes in any split, tokens out.

use super::objects::Objects;
use super::{Role, Token, TokenKind};
use crate::stream::trailers::{Piece, Trailers};
use crate::{DecodeError, DecodeOptions, ErrorKind, Found};

/// Takes one message apart that comes in pieces, and builds nothing of it.
///
/// It holds the containers around the place and the beginning of a token: the
/// memory that it takes does not grow with the message, nor with a string in
/// it, but is bounded by [`Limits`](crate::Limits) alone (`depth`, `digits`, `blobs`).
///
/// Errors have the kind, offset, path and text that
/// [`DecodeOptions::decode`] gives for the same bytes, and come with the first
/// byte that shows them. There are two differences to it:
///
/// - Duplicates are not looked for (COL-5): whoever keeps nothing has nothing
///   to compare with. Ids of blobs are compared.
/// - Where more than one thing is wrong, the first byte to show it decides: a
///   string that is not UTF-8 is told as that, even where its length leads
///   nowhere, and a message over [`Limits::message`](crate::Limits::message) is
///   told when it gets there. Set that limit to `usize::MAX` for messages of any size.
///
/// ```
/// use hyperglyph::token::{TokenKind, Tokens};
///
/// let mut tokens = Tokens::new();
/// let mut told = Vec::new();
/// for mut piece in b"Du3:age; i42;;".chunks(5) {
///     while let Some(token) = tokens.next(&mut piece)? {
///         let bytes = String::from_utf8_lossy(token.bytes).into_owned();
///         told.push(format!("{} {:?} {bytes:?}", token.offset, token.role));
///     }
/// }
/// tokens.finish()?;
/// assert_eq!(told, [
///     r#"0 Root "D""#,
///     r#"1 Key(0) "u3:""#,
///     r#"4 Key(0) "a""#,
///     r#"5 Key(0) "ge""#,
///     r#"7 Key(0) ";""#,
///     r#"8 None " ""#,
///     r#"9 Value(0) "i42;""#,
///     r#"13 Root ";""#,
/// ]);
/// # Ok::<(), hyperglyph::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Tokens {
    options: DecodeOptions,
    state: State,
    /// The beginning of a trailer whose head has not ended; and whether it has
    /// ended since.
    held: Vec<u8>,
    spent: bool,
    failed: Option<DecodeError>,
}

#[derive(Debug)]
enum State {
    Root(Box<Objects>),
    Trailers(Trailers),
}

impl Tokens {
    /// The tokens of a message in the spec profile, within the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::with_options(DecodeOptions::new())
    }

    /// The tokens of a message in that profile, within these limits.
    #[must_use]
    pub fn with_options(options: DecodeOptions) -> Self {
        Self {
            options,
            state: State::Root(Box::new(Objects::new())),
            held: Vec::new(),
            spent: false,
            failed: None,
        }
    }

    /// Takes bytes from the front of `input`, up to the end of the next token.
    /// Nothing means that all bytes are taken and more are needed, or
    /// [`Tokens::finish`].
    ///
    /// An error stays: every later call gives it again.
    pub fn next<'t, 'b: 't>(
        &'t mut self,
        input: &mut &'b [u8],
    ) -> Result<Option<Token<'t>>, DecodeError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.pass_root();
        let all = *input;
        let room = self.options.limits.message as u64 - self.offset();
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        let mut front = &all[..all.len().min(room)];
        let before = front.len();
        let result = match (&mut self.state, all) {
            (_, [byte, ..]) if room == 0 => {
                let (kind, at) = (ErrorKind::LimitMessage, self.options.limits.message);
                Err(DecodeError::at(kind, at, Found::Byte(*byte)))
            }
            (State::Root(objects), _) => objects.next(&mut front, &self.options),
            (State::Trailers(trailers), _) => {
                trailer(trailers, &mut self.held, &mut self.spent, &mut front)
            }
        };
        *input = &all[before - front.len()..];
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    /// Says that no more bytes come: the message is whole, or this is why not.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        self.pass_root();
        match (&self.failed, &self.state) {
            (Some(error), _) => Err(error.clone()),
            (None, State::Root(objects)) => Err(objects.finish(&self.options)),
            (None, State::Trailers(trailers)) => trailers.finish(),
        }
    }

    /// Where the next byte that is pushed stands.
    #[must_use]
    pub fn offset(&self) -> u64 {
        match &self.state {
            State::Root(objects) => objects.offset(),
            State::Trailers(trailers) => trailers.offset(),
        }
    }

    /// Behind the root, the trailers follow.
    fn pass_root(&mut self) {
        if let State::Root(objects) = &mut self.state
            && objects.is_whole()
        {
            let limits = &self.options.limits;
            let trailers = Trailers::new(objects.take_ids(), objects.offset(), limits.digits());
            self.state = State::Trailers(trailers.longest_chunk(limits.message as u64));
        }
    }
}

impl Default for Tokens {
    fn default() -> Self {
        Self::new()
    }
}

/// The next token behind the root.
fn trailer<'t, 'b: 't>(
    trailers: &'t mut Trailers,
    held: &'t mut Vec<u8>,
    spent: &mut bool,
    input: &mut &'b [u8],
) -> Result<Option<Token<'t>>, DecodeError> {
    if std::mem::take(spent) {
        held.clear();
    }
    let all = *input;
    let offset = trailers.offset() - held.len() as u64;
    let piece = trailers.piece(input)?;
    let mut bytes: &'t [u8] = &all[..all.len() - input.len()];
    let Some(piece) = piece else {
        held.extend_from_slice(bytes);
        return Ok(None);
    };
    if !held.is_empty() {
        held.extend_from_slice(bytes);
        *spent = true;
        bytes = held;
    }
    let kind = match piece {
        Piece::Space => TokenKind::Space,
        Piece::Chunk { blob, length } => TokenKind::Chunk { blob, length },
        Piece::Data { .. } => TokenKind::Data,
        Piece::Terminator => TokenKind::Terminator,
        Piece::End(blob) => TokenKind::BlobEnd(blob),
    };
    Ok(Some(Token {
        offset,
        bytes,
        depth: 0,
        role: Role::None,
        kind,
    }))
}
