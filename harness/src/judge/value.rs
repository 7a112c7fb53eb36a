//! The value of a vector, and how two values are told apart for people.

use hyperglyph::{Value, encode, json};
use hyperglyph_vectors::Vector;

use crate::{Difference, Finding};

/// Longer values are cut in reports; the vector holds them whole.
const LONG: usize = 300;

/// The value that the vector names. The notation is checked when vectors are
/// made; a vector that breaks it fails with that error in every case.
pub(crate) fn of(vector: &Vector) -> Result<Option<Value<'static>>, String> {
    match &vector.value {
        Some(json) => match json::from_value(json) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(format!("the vector's own value cannot be read: {error}")),
        },
        None => Ok(None),
    }
}

/// A value as JSON and, where it has one, in its encoding.
pub(crate) fn show(value: &Value<'_>) -> String {
    let json = cut(&json::to_string(value));
    match encode(value) {
        Ok(bytes) => format!("{json}  ({})", show_bytes(&bytes)),
        Err(_) => json,
    }
}

/// Another value was seen than had to be.
pub(super) fn other(expected: &Value<'_>, seen: &Value<'_>) -> Finding {
    Finding::short(show(expected), show(seen)).differing(Difference::of_values(expected, seen))
}

/// Bytes were seen that had to be the encoding of a value, and are another, or none.
pub(super) fn misencoded(expected: Option<&Value<'_>>, seen: &[u8]) -> Option<Box<Difference>> {
    Difference::of_bytes(&encode(expected?).ok()?, seen)
}

/// Bytes with everything escaped that does not print.
pub(super) fn show_bytes(bytes: &[u8]) -> String {
    let escaped: String = bytes
        .iter()
        .take(LONG)
        .flat_map(|&byte| std::ascii::escape_default(byte))
        .map(char::from)
        .collect();
    if bytes.len() > LONG {
        format!("{escaped}… {} bytes in all", bytes.len())
    } else {
        escaped
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
