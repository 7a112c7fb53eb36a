//! The scalars: each file holds one type, its grammar, its parser and its writer.
//!
//! A parser starts behind the type letter and ends behind the `;`.

#[cfg(feature = "num-bigint")]
mod big;
pub(crate) mod datetime;
pub(crate) mod digits;
pub(crate) mod float;
pub(crate) mod integer;
pub(crate) mod text;
pub(crate) mod timedelta;

use nom::bytes::streaming::tag;

use crate::decode::{ErrorKind, Parsed, expect};

/// `';'`, the end of every object
pub(crate) fn terminator(input: &[u8]) -> Parsed<'_, ()> {
    let (rest, _) = expect(ErrorKind::Terminator, tag(&b";"[..]))(input)?;
    Ok((rest, ()))
}

/// `ws = *( space / tab / vertical tab / CR / LF )`; form feed is not in the set.
pub(crate) fn skip_ws(input: &[u8]) -> &[u8] {
    let spaces = input
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | 0x0b | b'\r' | b'\n'))
        .count();
    &input[spaces..]
}
