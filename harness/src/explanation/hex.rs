//! Bytes as they are drawn: in hex, and as characters.

use crate::visible;

/// `64 6f 67`
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(3 * bytes.len());
    for byte in bytes {
        if !text.is_empty() {
            text.push(' ');
        }
        text += &format!("{byte:02x}");
    }
    text
}

/// Text as it is, and what is no text as `\xff`. Nothing in it moves a cursor.
pub(super) fn characters(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text += &visible::line(chunk.valid());
        for byte in chunk.invalid() {
            text += &format!("\\x{byte:02x}");
        }
    }
    text
}
