//! Unicode strings, bytearrays, and everything else that carries its length.

use nom::{Err, Needed};

use super::digits::{length, write_number};
use crate::Limits;
use crate::decode::{ErrorKind, Parsed, fault};
use crate::encode::room;

/// `bytearray = 'b' length ':' bytes ';' / 'b;'`, which unicode strings share
#[inline(always)]
pub(crate) fn bytearray<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    // Most strings are short: one or two digits, without a loop.
    let (payload, length) = match input {
        [b';', rest @ ..] => return Ok((rest, &[])),
        [ones @ b'0'..=b'9', b':', payload @ ..] => (payload, digit(*ones)),
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', b':', payload @ ..] => {
            (payload, 10 * digit(*tens) + digit(*ones))
        }
        _ => length(input, limits)?,
    };
    if length > limits.message {
        return Err(fault(ErrorKind::LimitMessage, input));
    }
    match payload.split_at_checked(length) {
        Some((bytes, [b';', rest @ ..])) => Ok((rest, bytes)),
        Some((_, rest @ [_, ..])) => Err(fault(ErrorKind::Terminator, rest)),
        _ => Err(Err::Incomplete(Needed::Unknown)),
    }
}

fn digit(byte: u8) -> usize {
    usize::from(byte - b'0')
}

/// `length ':' bytes ';'`, of chunks: there is no short form of the empty one.
pub(crate) fn sized<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    match input {
        [b';', ..] => Err(fault(ErrorKind::Length, input)),
        _ => bytearray(input, limits),
    }
}

/// The empty string is `u;`, and the empty bytearray `b;` (STR-4, BYT-2).
#[inline(always)]
pub(crate) fn write_text(letter: u8, bytes: &[u8], out: &mut Vec<u8>) {
    match bytes.len() {
        0 => out.extend_from_slice(&[letter, b';']),
        ones @ 1..=9 => room::<16>(out, |room| {
            room[..3].copy_from_slice(&[letter, ascii(ones), b':']);
            put_short(bytes, room, 3)
        }),
        length @ 10..=32 => room::<40>(out, |room| {
            let (tens, ones) = (length / 10, length % 10);
            room[..4].copy_from_slice(&[letter, ascii(tens), ascii(ones), b':']);
            put_short(bytes, room, 4)
        }),
        _ => write_long(letter, bytes, out),
    }
}

fn ascii(digit: usize) -> u8 {
    b"0123456789"[digit % 10]
}

/// One to 32 bytes and their `;`. The first half and the last, which may overlap,
/// are two copies of fixed size each.
#[inline(always)]
fn put_short(bytes: &[u8], room: &mut [u8], at: usize) -> usize {
    let end = at + bytes.len();
    if !(put_halves::<16>(bytes, room, at)
        || put_halves::<8>(bytes, room, at)
        || put_halves::<4>(bytes, room, at)
        || put_halves::<2>(bytes, room, at))
    {
        room[at..end].copy_from_slice(bytes);
    }
    room[end] = b';';
    end + 1
}

/// `N` to `2 * N` bytes; false for fewer.
#[inline(always)]
fn put_halves<const N: usize>(bytes: &[u8], room: &mut [u8], at: usize) -> bool {
    let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) else {
        return false;
    };
    let end = at + bytes.len();
    room[at..at + N].copy_from_slice(first);
    room[end - N..end].copy_from_slice(last);
    true
}

fn write_long(letter: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(letter);
    write_sized(bytes, out);
    out.push(b';');
}

/// `length ':' bytes`
pub(crate) fn write_sized(bytes: &[u8], out: &mut Vec<u8>) {
    write_number(bytes.len(), out);
    out.push(b':');
    out.extend_from_slice(bytes);
}
