//! [`DecodeError`]: what was expected, what was found, where, and by which requirement.

use std::fmt;

use super::{ErrorKind, Fault};

/// Why bytes are not a message, and where.
///
/// ```
/// let error = hyperglyph::decode(b"Du3:age;i4x;;").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "expected ';' at the end of the object, found 'x', at byte 10 in root[\"age\"] [MSG-5]",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    // Boxed so that a result stays small on the way that matters.
    parts: Box<Parts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    kind: ErrorKind,
    offset: usize,
    found: Found,
    path: String,
}

/// What stands where something else was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The end of the message.
    End,
    /// This byte.
    Byte(u8),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => f.write_str("the end of the message"),
            Self::Byte(byte) if byte.is_ascii_graphic() => write!(f, "'{}'", *byte as char),
            Self::Byte(b' ') => f.write_str("a space"),
            Self::Byte(byte) => write!(f, "byte 0x{byte:02x}"),
        }
    }
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(fault: Fault, message: &[u8], path: String) -> Self {
        let offset = message.len() - fault.left;
        let found = message.get(offset).map_or(Found::End, |&b| Found::Byte(b));
        Self {
            parts: Box::new(Parts {
                kind: fault.kind,
                offset,
                found,
                path,
            }),
        }
    }

    /// An error outside of every part of the value, at a place in a message of
    /// which only a piece is at hand.
    #[cold]
    pub(crate) fn at(kind: ErrorKind, offset: usize, found: Found) -> Self {
        Self::within(kind, offset, found, String::from("root"))
    }

    /// An error at a place in a message of which only a piece is at hand.
    #[cold]
    pub(crate) fn within(kind: ErrorKind, offset: usize, found: Found, path: String) -> Self {
        Self {
            parts: Box::new(Parts {
                kind,
                offset,
                found,
                path,
            }),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.parts.kind
    }

    /// The first byte that cannot be right, counted from 0; for a message that
    /// ends too early, its length.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.parts.offset
    }

    /// What the grammar expects there.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.kind().expected()
    }

    /// What stands there instead.
    #[must_use]
    pub fn found(&self) -> Found {
        self.parts.found
    }

    /// The place in the value: `root.attributes["url"]`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.parts.path
    }

    /// The requirement that the bytes break.
    #[must_use]
    pub fn requirement(&self) -> &'static str {
        self.kind().requirement()
    }

    /// Whether the bytes are right as far as they go, and more could make them
    /// a message.
    #[must_use]
    pub fn is_incomplete(&self) -> bool {
        self.kind().is_incomplete()
    }

    /// The error for people: the place in the message with a caret under it,
    /// and what to do. `message` is what was decoded.
    ///
    /// ```
    /// let message = b"Du3:age;i4x;;";
    /// let error = hyperglyph::decode(message).unwrap_err();
    /// assert_eq!(error.explain(message), "\
    /// error: expected ';' at the end of the object, found 'x'
    ///   at byte 10 in root[\"age\"]
    ///    |
    ///    | Du3:age;i4x;;
    ///    |           ^
    ///   requirement: MSG-5 (terminator)
    ///   help: every object ends with ';', strings too (u5:hello;), and a length counts bytes, not characters
    /// ");
    /// ```
    #[must_use]
    pub fn explain(&self, message: &[u8]) -> String {
        self.explain_in(message, 0)
    }

    /// [`DecodeError::explain`] where only a part of the message is at hand: that
    /// which begins at `start`. Some bytes before and behind the error are all
    /// that is shown.
    ///
    /// ```
    /// let message = b"Du3:age;i4x;;";
    /// let error = hyperglyph::decode(message).unwrap_err();
    /// assert!(error.explain_in(&message[8..], 8).contains("\
    ///    | …i4x;;
    ///    |    ^
    /// "));
    /// ```
    #[must_use]
    pub fn explain_in(&self, part: &[u8], start: usize) -> String {
        let (excerpt, caret) = excerpt(part, start, self.offset());
        format!(
            "error: expected {}, found {}\n  at byte {} in {}\n   |\n   | {excerpt}\n   | {:caret$}^\n  \
             requirement: {} ({})\n  help: {}\n",
            self.expected(),
            self.found(),
            self.offset(),
            self.path(),
            "",
            self.requirement(),
            self.kind().id(),
            self.kind().advice(),
        )
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected {}, found {}, at byte {} in {} [{}]",
            self.expected(),
            self.found(),
            self.offset(),
            self.path(),
            self.requirement(),
        )
    }
}

impl std::error::Error for DecodeError {}

/// A line of the message around the offset, every byte as one or more printable
/// characters, and the column of the offset in it. The part at hand begins at
/// `from`.
fn excerpt(part: &[u8], from: usize, offset: usize) -> (String, usize) {
    const BEFORE: usize = 40;
    const BEHIND: usize = 24;
    let at = offset.saturating_sub(from).min(part.len());
    let start = at.saturating_sub(BEFORE);
    let end = part.len().min(at + BEHIND);
    let mut line = String::from(if from + start > 0 { "…" } else { "" });
    let show = |bytes: &[u8], line: &mut String| {
        for &byte in bytes {
            line.extend(std::ascii::escape_default(byte).map(char::from));
        }
    };
    show(&part[start..at], &mut line);
    let caret = line.chars().count();
    show(&part[at..end], &mut line);
    if end < part.len() {
        line.push('…');
    }
    (line, caret)
}
