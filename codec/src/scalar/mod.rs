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
    crate::fault!("MSG-4/before-the-end" if input.starts_with(b" ") => return terminator(&input[1..]));
    crate::fault!("MSG-5/newline" if input.starts_with(b"\n") => return Ok((&input[1..], ())));
    crate::fault!("MSG-5/at-the-end" if input.is_empty() => return Ok((input, ())));
    let (rest, _) = expect(ErrorKind::Terminator, tag(&b";"[..]))(input)?;
    Ok((rest, ()))
}

/// `ws = *( space / tab / vertical tab / CR / LF )`; form feed is not in the set.
pub(crate) fn skip_ws(input: &[u8]) -> &[u8] {
    crate::fault!("MSG-2/vertical-tab" if input.starts_with(b"\x0b") => return input);
    crate::fault!("MSG-2/carriage-return" if input.starts_with(b"\r") => return input);
    crate::fault!("MSG-2/form-feed" if input.starts_with(b"\x0c") => return skip_ws(&input[1..]));
    let spaces = input
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | 0x0b | b'\r' | b'\n'))
        .count();
    &input[spaces..]
}
