//! Unicode strings, bytearrays, and everything else that carries its length.

use nom::bytes::streaming::{tag, take};
use nom::{Err, Parser};

use super::digits::length;
use super::terminator;
use crate::Limits;
use crate::decode::{ErrorKind, Fault, Parsed};

/// `unicode = 'u' length ':' utf8-bytes ';' / 'u;'`
pub(crate) fn unicode<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a str> {
    let (rest, bytes) = bytearray(input, limits)?;
    match str::from_utf8(bytes) {
        Ok(text) => Ok((rest, text)),
        Err(error) => {
            // `rest` begins behind the bytes and their ';'.
            let left = rest.len() + 1 + bytes.len() - error.valid_up_to();
            Err(Err::Failure(Fault {
                kind: ErrorKind::Utf8,
                left,
            }))
        }
    }
}

/// `bytearray = 'b' length ':' bytes ';' / 'b;'`
pub(crate) fn bytearray<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    if let Ok((rest, _)) = tag::<_, _, Fault>(&b";"[..]).parse(input) {
        return Ok((rest, &[]));
    }
    sized(input, limits)
}

/// `length ':' bytes ';'`, which chunks share
pub(crate) fn sized<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    let (rest, length) = length(input, limits)?;
    let (rest, bytes) = take(length).parse(rest)?;
    let (rest, ()) = terminator(rest)?;
    Ok((rest, bytes))
}

/// The empty string is `u;`, and the empty bytearray `b;` (STR-4, BYT-2).
pub(crate) fn write_text(letter: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(letter);
    if !bytes.is_empty() {
        write_sized(bytes, out);
    }
    out.push(b';');
}

/// `length ':' bytes`
pub(crate) fn write_sized(bytes: &[u8], out: &mut Vec<u8>) {
    write_number(bytes.len(), out);
    out.push(b':');
    out.extend_from_slice(bytes);
}

pub(crate) fn write_number(n: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}
