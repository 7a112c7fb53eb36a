//! [`Difference`]: where two messages leave each other, byte by byte.

use hyperglyph::{DecodeOptions, ErrorKind, Value, canonical};
use serde::Serialize;

/// So many bytes are shown before the place, and so many from it.
const BEFORE: usize = 8;
const BEHIND: usize = 16;

/// The first byte that differs, and what stands around it on both sides. It is boxed, because
/// few findings have one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What is compared: `canonical forms` of two values, or `bytes` as they came.
    pub of: &'static str,
    /// How many bytes are the same on both sides.
    pub offset: usize,
    /// Where that is in the value that was expected: `root["age"]`; empty where it has no place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What was expected there.
    pub expected: Around,
    /// What was seen there.
    pub seen: Around,
}

/// Bytes around a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Around {
    /// Where the first of them stands.
    pub from: usize,
    /// Each in hex: `69 37 3b`.
    pub hex: String,
    /// As text, everything escaped that does not print.
    pub text: String,
    /// How many bytes there are in all.
    pub length: usize,
}

impl Difference {
    /// Of two values, in canonical form: so the order of entries says nothing. Nothing where
    /// one has no such form, or where both have the same.
    #[must_use]
    pub fn of_values(expected: &Value<'_>, seen: &Value<'_>) -> Option<Box<Self>> {
        let [expected, seen] = [canonical(expected).ok()?, canonical(seen).ok()?];
        Self::between("canonical forms", &expected, &seen)
    }

    /// Of two messages as they are. Nothing where they are the same.
    #[must_use]
    pub fn of_bytes(expected: &[u8], seen: &[u8]) -> Option<Box<Self>> {
        Self::between("bytes", expected, seen)
    }

    fn between(of: &'static str, expected: &[u8], seen: &[u8]) -> Option<Box<Self>> {
        if expected == seen {
            return None;
        }
        let same = expected.iter().zip(seen).take_while(|(a, b)| a == b);
        let offset = same.count();
        Some(Box::new(Self {
            of,
            offset,
            path: path(&expected[..offset]),
            expected: Around::new(expected, offset),
            seen: Around::new(seen, offset),
        }))
    }

    /// Where it is, in words: `at byte 10 of the canonical forms, in root["age"]`.
    #[must_use]
    pub fn place(&self) -> String {
        let of = match self.of {
            "bytes" => String::new(),
            of => format!(" of the {of}"),
        };
        match self.path.as_str() {
            "" => format!("at byte {}{of}", self.offset),
            path => format!("at byte {}{of}, in {path}", self.offset),
        }
    }

    /// Both sides under one another, in hex and as text, and a mark at the place.
    #[must_use]
    pub fn lines(&self) -> [String; 3] {
        let width = self.expected.hex.len().max(self.seen.hex.len());
        let line = |label: &str, around: &Around| {
            let Around {
                from, hex, text, ..
            } = around;
            format!("{label:<8} {from:>6}  {hex:<width$}  {text}")
        };
        let before = 3 * (self.offset - self.expected.from);
        [
            line("expected", &self.expected),
            line("seen", &self.seen),
            format!("{:17}{:before$}^^", "", ""),
        ]
    }
}

impl Around {
    fn new(bytes: &[u8], offset: usize) -> Self {
        let from = offset.saturating_sub(BEFORE);
        let shown = &bytes[from..bytes.len().min(offset + BEHIND)];
        let hex: Vec<String> = shown.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            from,
            hex: hex.join(" "),
            text: shown.escape_ascii().to_string(),
            length: bytes.len(),
        }
    }
}

/// Where in a value a message stands that goes on: the decoder says where it was cut.
fn path(begun: &[u8]) -> String {
    match DecodeOptions::interop().decode(begun) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEnd => error.path().to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use hyperglyph::decode;

    use super::*;

    #[test]
    fn the_place_is_told_in_bytes_and_in_the_value() {
        let [a, b] = [
            b"Du3:age;i41;u4:name;u3:bob;;",
            b"Du4:name;u3:bob;u3:age;i42;;",
        ];
        let difference = Difference::of_values(&decode(a).unwrap(), &decode(b).unwrap()).unwrap();
        assert_eq!(
            difference.place(),
            "at byte 10 of the canonical forms, in root[\"age\"]"
        );
        assert_eq!(
            difference.lines().join("\n"),
            "\
expected      2  33 3a 61 67 65 3b 69 34 31 3b 75 34 3a 6e 61 6d 65 3b 75 33 3a 62 6f 62  3:age;i41;u4:name;u3:bob
seen          2  33 3a 61 67 65 3b 69 34 32 3b 75 34 3a 6e 61 6d 65 3b 75 33 3a 62 6f 62  3:age;i42;u4:name;u3:bob
                                         ^^"
        );
    }

    #[test]
    fn one_that_ends_before_the_other_differs_at_its_end() {
        let difference = Difference::of_bytes(b"i7;", b"i7;\0").unwrap();
        assert_eq!(difference.place(), "at byte 3");
        assert_eq!((difference.expected.length, difference.seen.length), (3, 4));
        assert_eq!(difference.seen.text, r"i7;\x00");
        let difference = Difference::of_bytes(b"Li1;", b"").unwrap();
        assert_eq!(
            (difference.place(), difference.seen.hex),
            ("at byte 0, in root".to_owned(), String::new())
        );
    }

    #[test]
    fn what_is_the_same_does_not_differ() {
        assert_eq!(Difference::of_bytes(b"i7;", b"i7;"), None);
        let [a, b] = [b"Si1;i2;;", b"Si2;i1;;"].map(|it| decode(it).unwrap());
        assert_eq!(Difference::of_values(&a, &b), None);
    }
}
