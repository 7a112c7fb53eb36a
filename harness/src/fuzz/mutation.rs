//! [`mutated`]: a message changed here and there, blindly or along its grammar.

use super::outline::{Part, outline};

/// Bytes that mean something somewhere in the grammar, and some that mean nothing.
const TELLING: &[u8] = b";:0123456789+-._iubfdpTFNLSDOXBcPYMDTHSZexn \n\x0b\x0c\0\x80\xff";

/// The letters with which objects and trailers begin.
const LETTERS: &[u8] = b"iubfdpTFNLSDOXBc";

/// Numbers at which something ends: of digits, of types, of what a float holds.
const BOUNDARIES: &str = "\
0 -0 00 +0 1 -1 01 007 9 10 59 60 99 127 128 255 256 999 1000 9999 10000 32768 65536 2147483647 2147483648 \
-2147483648 -2147483649 4294967296 9007199254740991 9007199254740992 9007199254740993 9223372036854775807 \
9223372036854775808 -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 \
340282366920938463463374607431768211456 1e5 0.1 0x1p4";

/// What somebody may take inside a number or around it who reads it with what their language has.
const LIBERTIES: [&[u8]; 4] = [b"   \t\n", b"+-", b"0", b"._,eEx"];

/// No message grows beyond this.
pub(super) const LONGEST: usize = 8 << 10;

/// The message with a few changes; `other` gives bytes to take over.
pub(super) fn mutated(random: &mut fastrand::Rng, message: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = message.to_vec();
    // Most often one change, for several hide each other; and sometimes none.
    let changes = random.usize(0..8).saturating_sub(3).max(1) - usize::from(random.u8(0..8) == 0);
    for _ in 0..changes {
        change(random, &mut bytes, other);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(random: &mut fastrand::Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    if bytes.is_empty() {
        bytes.extend(other);
        return;
    }
    let at = random.usize(0..bytes.len());
    let byte = TELLING[random.usize(0..TELLING.len())];
    match random.u8(0..16) {
        0 => bytes.truncate(at),
        1 => drop(bytes.remove(at)),
        2 => bytes.insert(at, byte),
        3 => bytes[at] = byte,
        4 => bytes[at] ^= 1 << random.u8(0..8),
        5 => {
            let end = random.usize(at..bytes.len()) + 1;
            let twice = bytes[at..end].to_vec();
            bytes.splice(end..end, twice);
        }
        6 => {
            let end = random.usize(at..bytes.len()) + 1;
            bytes.drain(at..end);
        }
        7 if !other.is_empty() => {
            bytes.truncate(at);
            bytes.extend(&other[random.usize(0..other.len())..]);
        }
        8..=11 => number(random, bytes, at),
        12 => letter(random, bytes, at),
        13 | 14 => graft(random, bytes, other),
        _ => twice(random, bytes),
    }
}

/// The digits at a place, or behind it, become a number that is on an edge, or get what
/// has no place among them.
fn number(random: &mut fastrand::Rng, bytes: &mut Vec<u8>, at: usize) {
    let Some(start) = (at..bytes.len()).find(|&it| bytes[it].is_ascii_digit()) else {
        return;
    };
    let count = bytes[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if random.bool() {
        let some = LIBERTIES[random.usize(0..LIBERTIES.len())];
        let inside = random.usize(0..=count);
        let at = [0, count, inside][random.usize(0..3)];
        bytes.insert(start + at, some[random.usize(0..some.len())]);
        return;
    }
    let boundaries: Vec<&str> = BOUNDARIES.split(' ').collect();
    let other = boundaries[random.usize(0..boundaries.len())];
    bytes.splice(start..start + count, other.bytes());
}

/// The letter of an object at a place, or behind it, becomes that of another type.
fn letter(random: &mut fastrand::Rng, bytes: &mut [u8], at: usize) {
    let letter = LETTERS[random.usize(0..LETTERS.len())];
    if let Some(found) = bytes[at..].iter_mut().find(|byte| LETTERS.contains(byte)) {
        *found = letter;
    }
}

/// An object of another message takes the place of one, or stands before it.
fn graft(random: &mut fastrand::Rng, bytes: &mut Vec<u8>, other: &[u8]) {
    let (here, there) = (outline(bytes), outline(other));
    let (Some(old), Some(new)) = (one(random, &here), one(random, &there)) else {
        return;
    };
    let end = if random.bool() { old.end } else { old.start };
    bytes.splice(old.start..end, other[new.start..new.end].iter().copied());
}

/// An object stands there again.
fn twice(random: &mut fastrand::Rng, bytes: &mut Vec<u8>) {
    let here = outline(bytes);
    if let Some(part) = one(random, &here) {
        let again = bytes[part.start..part.end].to_vec();
        bytes.splice(part.end..part.end, again);
    }
}

fn one<'p>(random: &mut fastrand::Rng, parts: &'p [Part]) -> Option<&'p Part> {
    random.choice(parts)
}
