//! How an encoder must write what a decoder takes in several spellings.

use hyperglyph::DecodeOptions;
use hyperglyph::token::{Token, TokenKind, Tokens};

/// The first object of a message that a decoder takes and an encoder does not write so: the
/// requirement that it breaks, and words for it.
pub(super) fn misspelt(message: &[u8]) -> Option<(&'static str, String)> {
    let mut tokens = Tokens::with_options(DecodeOptions::interop());
    let mut rest = message;
    // What cannot be read is told by whoever decodes it.
    while let Ok(Some(token)) = tokens.next(&mut rest) {
        if let Some((requirement, words)) = wrong(&token) {
            let (offset, bytes) = (token.offset, token.bytes.escape_ascii());
            return Some((requirement, format!("{bytes} at byte {offset}: {words}")));
        }
    }
    None
}

fn wrong(token: &Token<'_>) -> Option<(&'static str, &'static str)> {
    let bytes = token.bytes;
    match token.kind {
        TokenKind::Integer(_) => {
            let digits = &bytes[1..];
            let digits = digits.strip_prefix(b"-").unwrap_or(digits);
            let is_short = !matches!(digits, [b'+', ..] | [b'0', b'0'..=b'9', ..]);
            (!is_short).then_some((
                "INT-4",
                "integers are written without plus sign and leading zeros",
            ))
        }
        TokenKind::Unicode(0) if bytes != b"u" => Some(("STR-4", "the empty string is u;")),
        TokenKind::Bytes(0) if bytes != b"b" => Some(("BYT-2", "the empty bytearray is b;")),
        TokenKind::Float(float) if float.is_finite() && !bytes.contains(&b'x') => {
            (!bytes.contains(&b'X')).then_some(("FLT-2", "floats are written in hexadecimal"))
        }
        TokenKind::Datetime(_) if !bytes.contains(&b'.') => Some((
            "DTM-2",
            "datetimes are written with a fraction of the second",
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_decoder_takes_and_an_encoder_does_not_write() {
        for (message, expected) in [
            (
                "i007;",
                "INT-4 i007; at byte 0: integers are written without plus sign and leading zeros",
            ),
            (
                "Li0;i-07;;",
                "INT-4 i-07; at byte 4: integers are written without plus sign and leading zeros",
            ),
            (
                "i+7;",
                "INT-4 i+7; at byte 0: integers are written without plus sign and leading zeros",
            ),
            ("Lu;u0:;;", "STR-4 u0: at byte 3: the empty string is u;"),
            ("b00:;", "BYT-2 b00: at byte 0: the empty bytearray is b;"),
            (
                "f0.5;",
                "FLT-2 f0.5; at byte 0: floats are written in hexadecimal",
            ),
            (
                "d1970-01-01T00:00:00Z;",
                "DTM-2 d1970-01-01T00:00:00Z; at byte 0: datetimes are written with a fraction of the second",
            ),
        ] {
            let (requirement, words) = misspelt(message.as_bytes()).expect(message);
            assert_eq!(format!("{requirement} {words}"), expected);
        }
        for message in [
            "Li0;i-7;i70;;",
            "Lu;b;u3:i07;;",
            "Lf0X1P0;f-inf;fnan;;",
            "i7",
        ] {
            assert_eq!(misspelt(message.as_bytes()), None, "{message}");
        }
    }
}
