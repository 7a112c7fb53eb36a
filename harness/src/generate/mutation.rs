//! Messages with one thing wrong, or not: whether they are still well-formed is for
//! the reference to say.

use super::written::Written;

/// Bytes that mean something somewhere in the grammar, and some that mean nothing.
const TELLING: &[u8] = b";:;:0123456789+-.iubfdpTFNLSDOXBcZPexn \n\x0b\x0c\0\x80\xff";

/// A message with one change, and the change in words; nothing where there is
/// nothing to change.
pub(super) fn mutated(random: &mut fastrand::Rng, from: &Written) -> Option<(Written, String)> {
    let mut bytes = from.bytes.clone();
    // Of a message with blobs only the trailers change, so that it is known where its
    // root ends.
    let first = from.root.unwrap_or(0);
    if bytes.len() <= first {
        return None;
    }
    let at = random.usize(first..bytes.len());
    let byte = *random.choice(TELLING)?;
    let how = match random.u8(0..6) {
        0 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        1 => {
            bytes.remove(at);
            format!("without the byte at {at}")
        }
        2 => {
            bytes.insert(at, byte);
            format!("with the byte {byte:02x} put in at {at}")
        }
        3 => {
            bytes[at] = byte;
            format!("with the byte {byte:02x} in place of the one at {at}")
        }
        4 => {
            bytes[at] ^= 1 << random.u8(0..8);
            format!("with one bit turned at {at}")
        }
        _ => {
            let end = random.usize(at..bytes.len()) + 1;
            let twice = bytes[at..end].to_vec();
            bytes.splice(end..end, twice);
            format!("with what stands from {at} to {end} there twice")
        }
    };
    if bytes.is_empty() || bytes == from.bytes || from.root.is_some_and(|root| root > bytes.len()) {
        return None;
    }
    let mutated = Written {
        bytes,
        value: None,
        ..*from
    };
    Some((mutated, how))
}
