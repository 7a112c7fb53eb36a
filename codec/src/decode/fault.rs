//! What a parser reports when the bytes are wrong: small and cheap to copy.
//! It becomes a [`DecodeError`](crate::DecodeError) once, where decoding ends.

use nom::error::{ErrorKind as NomKind, ParseError};
use nom::{Err, IResult};

use super::ErrorKind;

/// The result of every parser of the grammar.
///
/// `Err::Incomplete` means that the bytes are right as far as they go.
pub(crate) type Parsed<'a, T> = IResult<&'a [u8], T, Fault>;

/// What is wrong, and how many bytes were left where it went wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    /// Counted from the end, as a parser sees only what is left.
    pub(crate) left: usize,
}

impl ParseError<&[u8]> for Fault {
    /// nom's own parsers say where; [`expect`] says what.
    fn from_error_kind(input: &[u8], _: NomKind) -> Self {
        Self {
            kind: ErrorKind::Terminator,
            left: input.len(),
        }
    }

    fn append(_: &[u8], _: NomKind, other: Self) -> Self {
        other
    }
}

/// The fault of that kind at the start of `input`.
#[cold]
pub(crate) fn fault(kind: ErrorKind, input: &[u8]) -> Err<Fault> {
    Err::Failure(Fault {
        kind,
        left: input.len(),
    })
}

/// Names what was expected where one of nom's own parsers fails.
pub(crate) fn expect<'a, T>(
    kind: ErrorKind,
    mut parser: impl nom::Parser<&'a [u8], Output = T, Error = Fault>,
) -> impl FnMut(&'a [u8]) -> Parsed<'a, T> {
    move |input| {
        parser.parse(input).map_err(|error| {
            error.map(|fault| Fault {
                kind,
                left: fault.left,
            })
        })
    }
}
