//! Unicode strings, bytearrays, and everything else that carries its length.

use nom::{Err, Needed};

use super::digits::{length, write_number};
use crate::Limits;
use crate::decode::{ErrorKind, Parsed, fault};
use crate::encode::append_with;

/// `bytearray = 'b' length ':' bytes ';' / 'b;'`, which unicode strings share
pub(crate) fn bytearray<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    crate::fault!("MSG-4/text" if input.starts_with(b" ") => return bytearray(&input[1..], limits));
    if let [b';', rest @ ..] = input {
        return Ok((rest, &[]));
    }
    let (payload, length) = length(input, limits)?;
    crate::fault!("MSG-7/length-allocated" if length > limits.message => panic!("no memory for {length} bytes"));
    crate::fault!("STR-8/terminator-not-checked" if payload.len() > length => return Ok((&payload[length + 1..], &payload[..length])));
    crate::fault!("STR-8/short-read" if payload.len() < length => return Ok((b"", payload)));
    crate::fault!("BYT-1/to-the-nul" if payload.starts_with(b"\0") => return Ok((payload.get(length + 1..).unwrap_or(b""), b"")));
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
    crate::fault!("STR-8/chunk-without-length" if input.starts_with(b";") => return Ok((&input[1..], b"")));
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
        1 => write_halves::<1, 3, 6>(one(letter, bytes), bytes, out),
        2..=3 => write_halves::<2, 3, 8>(one(letter, bytes), bytes, out),
        4..=7 => write_halves::<4, 3, 12>(one(letter, bytes), bytes, out),
        8..=9 => write_halves::<8, 3, 20>(one(letter, bytes), bytes, out),
        10..=15 => write_halves::<8, 4, 21>(two(letter, bytes), bytes, out),
        16..=31 => write_halves::<16, 4, 37>(two(letter, bytes), bytes, out),
        32..=64 => write_halves::<32, 4, 69>(two(letter, bytes), bytes, out),
        _ => write_long(letter, bytes, out),
    }
}

/// What stands before fewer than ten bytes.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "it is below 10")]
fn one(letter: u8, bytes: &[u8]) -> [u8; 3] {
    [letter, (bytes.len() as u8).wrapping_add(b'0'), b':']
}

/// What stands before fewer than a hundred bytes.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "it is below 100")]
fn two(letter: u8, bytes: &[u8]) -> [u8; 4] {
    let length = bytes.len() as u8;
    [letter, b'0' + length / 10, b'0' + length % 10, b':']
}

/// What stands before the bytes, `HALF` to `2 * HALF` bytes, and `;`. The first
/// half of the bytes and the last, which may overlap, are two copies of fixed
/// size instead of a call.
#[inline(always)]
fn write_halves<const HALF: usize, const HEAD: usize, const ALL: usize>(
    head: [u8; HEAD],
    bytes: &[u8],
    out: &mut Vec<u8>,
) {
    const { assert!(ALL == HEAD + 2 * HALF + 1) }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<HALF>(), bytes.last_chunk::<HALF>()) {
        let mut start = [0; ALL];
        start[..HEAD].copy_from_slice(&head);
        start[HEAD..HEAD + HALF].copy_from_slice(first);
        append_with(start, out, |room| {
            let end = HEAD + bytes.len();
            room[end - HALF..end].copy_from_slice(last);
            room[end] = b';';
            end + 1
        });
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn str_4_byt_2_texts_of_every_length() {
        let bytes: Vec<u8> = (b'!'..=b'~').cycle().take(1_100).collect();
        for length in (0..300).chain([999, 1_000, 1_100]) {
            let text = str::from_utf8(&bytes[..length]).unwrap();
            let expected = match length {
                0 => "Lu;".to_owned(),
                _ => format!("Lu{length}:{text};"),
            };
            // With room, and without.
            for capacity in [1, 2_000] {
                let mut out = Vec::with_capacity(capacity);
                out.push(b'L');
                write_text(b'u', text.as_bytes(), &mut out);
                assert_eq!(str::from_utf8(&out).unwrap(), expected);
            }
        }
    }
}
