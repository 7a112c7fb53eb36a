//! Unicode strings, bytearrays, and everything else that carries its length.

use nom::{Err, Needed};

use super::digits::length;
use crate::Limits;
use crate::decode::{ErrorKind, Parsed, fault};

/// `bytearray = 'b' length ':' bytes ';' / 'b;'`, which unicode strings share
pub(crate) fn bytearray<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    if let [b';', rest @ ..] = input {
        return Ok((rest, &[]));
    }
    let (payload, length) = length(input, limits)?;
    if length > limits.message {
        return Err(fault(ErrorKind::LimitMessage, input));
    }
    match payload.split_at_checked(length) {
        Some((bytes, [b';', rest @ ..])) => Ok((rest, bytes)),
        Some((_, rest @ [_, ..])) => Err(fault(ErrorKind::Terminator, rest)),
        _ => Err(Err::Incomplete(Needed::Unknown)),
    }
}

/// The number that one digit writes.
pub(crate) const fn digit(byte: u8) -> usize {
    (byte - b'0') as usize
}

/// `length ':' bytes ';'`, of chunks: there is no short form of the empty one.
pub(crate) fn sized<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    match input {
        [b';', ..] => Err(fault(ErrorKind::Length, input)),
        _ => bytearray(input, limits),
    }
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
