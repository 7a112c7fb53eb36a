//! [`outline`]: where the objects of a message begin and end, as far as it can be read.

use hyperglyph::DecodeOptions;
use hyperglyph::token::{Role, TokenKind, Tokens};

/// An object of a message, or a trailer behind its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) start: usize,
    /// Behind its last byte; the end of the message where that is not known.
    pub(super) end: usize,
    /// Whether its end was read.
    pub(super) whole: bool,
    /// What is around it, as a place in the outline.
    pub(super) parent: Option<usize>,
    pub(super) role: Role,
    /// The bytes of a text, a byte array or a chunk, behind its length.
    pub(super) payload: Option<(usize, usize)>,
}

/// The parts in the order in which they begin. Behind the first error there are none.
pub(super) fn outline(message: &[u8]) -> Vec<Part> {
    let mut tokens = Tokens::with_options(DecodeOptions::interop());
    let mut parts: Vec<Part> = Vec::new();
    // What is open, the innermost last.
    let mut open: Vec<usize> = Vec::new();
    let mut rest = message;
    while let Ok(Some(token)) = tokens.next(&mut rest) {
        // A message is in memory, and so are its offsets.
        let start = usize::try_from(token.offset).unwrap_or(usize::MAX);
        let end = start + token.bytes.len();
        let mut begin = |whole: bool| {
            parts.push(Part {
                start,
                end: if whole { end } else { message.len() },
                whole,
                parent: open.last().copied(),
                role: token.role,
                payload: None,
            });
            parts.len() - 1
        };
        match token.kind {
            TokenKind::Space => {}
            TokenKind::Open(_) => {
                let part = begin(false);
                open.push(part);
            }
            TokenKind::Unicode(_) | TokenKind::Bytes(_) | TokenKind::Chunk { .. } => {
                let part = begin(false);
                parts[part].payload = Some((end, end));
                open.push(part);
            }
            TokenKind::Text(_) | TokenKind::Data => {
                if let Some((_, last)) = open.last().and_then(|&at| parts[at].payload.as_mut()) {
                    *last = end;
                }
            }
            TokenKind::Terminator | TokenKind::Close { .. } => {
                if let Some(part) = open.pop() {
                    parts[part].end = end;
                    parts[part].whole = true;
                }
            }
            _ => {
                begin(true);
            }
        }
    }
    parts
}

/// Where the object begins at which reading ends; the end of a message without an error.
pub(super) fn understood(message: &[u8]) -> usize {
    let mut tokens = Tokens::with_options(DecodeOptions::interop());
    let (mut rest, mut end) = (message, 0);
    while let Ok(Some(token)) = tokens.next(&mut rest) {
        end = usize::try_from(token.offset).unwrap_or(usize::MAX) + token.bytes.len();
    }
    end
}

/// The message without the trailers of blobs that it has not; nothing where it has all.
pub(super) fn without_orphans(message: &[u8]) -> Option<Vec<u8>> {
    let parts = outline(message);
    let root = parts.first().filter(|root| root.whole)?;
    let blobs = parts.iter().filter(|part| message[part.start] == b'B');
    let ids: Vec<&[u8]> = blobs.map(|part| id(&message[part.start + 1..])).collect();
    let mut kept = message[..root.end].to_vec();
    let mut rest = &message[root.end..];
    while let Some(length) = trailer(rest) {
        if ids.contains(&id(&rest[1..])) {
            kept.extend(&rest[..length]);
        }
        rest = &rest[length..];
    }
    kept.extend(rest);
    (kept.len() < message.len()).then_some(kept)
}

/// The digits of an id, without zeros in front.
fn id(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == b'0').count();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    &bytes[zeros..digits]
}

/// `'c' id ';'` or `'c' id ':' length ':' bytes ';'`: how long it is.
fn trailer(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let digits = bytes.get(from..)?.iter();
        Some(from + digits.take_while(|byte| byte.is_ascii_digit()).count())
    };
    let id = digits(bytes.starts_with(b"c").then_some(1)?)?;
    match bytes.get(id)? {
        b';' => Some(id + 1),
        b':' => {
            let length = digits(id + 1)?;
            let text = str::from_utf8(&bytes[id + 1..length]).ok()?;
            let end = length.checked_add(1)?.checked_add(text.parse().ok()?)?;
            (bytes.get(end) == Some(&b';')).then_some(end + 1)
        }
        _ => None,
    }
}

/// The parts right inside another one.
pub(super) fn inside(parts: &[Part], of: usize) -> Vec<&Part> {
    parts
        .iter()
        .filter(|part| part.parent == Some(of))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(message: &[u8]) -> Vec<String> {
        let text = |part: &Part| {
            let bytes = String::from_utf8_lossy(&message[part.start..part.end]).into_owned();
            format!("{bytes}{}", if part.whole { "" } else { " …" })
        };
        outline(message).iter().map(text).collect()
    }

    #[test]
    fn every_object_and_trailer_has_its_place() {
        assert_eq!(
            spans(b" Li1; u2:hi;B0:D;;;c0:1:x;c0;"),
            [
                "Li1; u2:hi;B0:D;;;",
                "i1;",
                "u2:hi;",
                "B0:D;;",
                "D;",
                "c0:1:x;",
                "c0;"
            ]
        );
        let parts = outline(b"Lu2:hi;;");
        assert_eq!(parts[1].payload, Some((4, 6)));
        assert_eq!(inside(&parts, 0), [&parts[1]]);
    }

    #[test]
    fn trailers_of_blobs_that_are_not_there_go() {
        let tidy =
            |message: &[u8]| without_orphans(message).map(|bytes| bytes.escape_ascii().to_string());
        assert_eq!(
            tidy(b"LB0:D;;;c0:1:;;c07;c0;").as_deref(),
            Some("LB0:D;;;c0:1:;;c0;")
        );
        assert_eq!(tidy(b"N;c1:2:c0;c1;").as_deref(), Some("N;"));
        assert_eq!(tidy(b"B01:D;;c1;"), None);
        assert_eq!(tidy(b"N;c1:9:x;"), None);
    }

    #[test]
    fn what_is_wrong_ends_the_outline_and_leaves_the_rest_open() {
        assert_eq!(spans(b"Li1;i2x;;"), ["Li1;i2x;; …", "i1;"]);
        assert_eq!(spans(b"Lu5:hi"), ["Lu5:hi …", "u5:hi …"]);
        assert_eq!(understood(b"Li1; i2x;;"), 5);
        assert_eq!(understood(b"Li1;;"), 5);
    }
}
