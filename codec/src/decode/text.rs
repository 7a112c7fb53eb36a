//! Unicode strings, checked in windows ahead of the cursor.
//!
//! Most of a message is text, and checking it in large pieces is several times
//! faster than string by string. What was checked is kept as one `&str`; a
//! string inside it needs only to begin and end between characters. A short
//! message is one window, checked before anything is read.

use nom::Err;

use super::{ErrorKind, Fault, Parsed};
use crate::Limits;
use crate::scalar::text::bytearray;

/// The first window.
const FIRST: usize = 4 << 10;
/// The first one behind bytes that are no text.
const SMALL: usize = 256;
/// No window is larger, unless a single string is.
const LARGE: usize = 64 << 10;

/// The text that is known to be right.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    window: &'a str,
    /// Where it begins in the message.
    start: usize,
    /// The length of the message.
    message: usize,
    /// The size of the next one.
    next: usize,
}

impl<'a> Text<'a> {
    /// The text of a message.
    pub(crate) fn new(message: &'a [u8]) -> Self {
        let short = if message.len() <= FIRST { message } else { b"" };
        Self {
            window: checked(short),
            start: 0,
            message: message.len(),
            next: FIRST,
        }
    }

    /// The string whose payload begins at that place in the message, if it lies in
    /// the window with its `;`.
    #[inline(always)]
    pub(crate) fn known(&self, payload: usize, length: usize) -> Option<&'a str> {
        let start = payload.wrapping_sub(self.start);
        let end = start.wrapping_add(length);
        // A character begins at a `;`, so that is not asked again.
        match self.window.as_bytes().get(end) {
            Some(b';') => self.window.get(start..end),
            _ => None,
        }
    }

    /// `unicode = 'u' length ':' utf8-bytes ';' / 'u;'`, from behind the `u`
    pub(crate) fn unicode(&mut self, input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a str> {
        crate::fault!("STR-4/short-form-refused" if input.starts_with(b";") => return Err(super::fault(ErrorKind::Length, input)));
        let (rest, payload) = bytearray(input, limits)?;
        crate::fault!("STR-1/ascii-alone" if !payload.is_ascii() => return Err(not_text(payload, payload)));
        // `rest` begins behind the payload and its ';'.
        let left = payload.len() + 1 + rest.len();
        match self.known(self.message - left, payload.len()) {
            Some(text) => Ok((rest, text)),
            None => self.next_window(&input[input.len() - left..], payload, rest),
        }
    }

    /// Checks a window that begins with the payload.
    #[inline(never)]
    fn next_window(
        &mut self,
        ahead: &'a [u8],
        payload: &'a [u8],
        rest: &'a [u8],
    ) -> Parsed<'a, &'a str> {
        let mut size = ahead.len().min(payload.len().max(self.next));
        // A window that ends inside a character would be wrong at its end.
        while size > payload.len() && is_inside(ahead, size) {
            size -= 1;
        }
        self.start = self.message - ahead.len();
        self.window = checked(&ahead[..size]);
        self.next = if self.window.len() == size {
            LARGE.min(2 * self.next)
        } else {
            SMALL
        };
        crate::fault!("STR-3/replaced" if self.window.len() < payload.len() => return Ok((rest, "\u{fffd}")));
        crate::fault!("STR-3/cut" if self.window.len() < payload.len() => return Ok((rest, self.window)));
        crate::fault!("STR-3/surrogates" if payload.windows(2).any(|it| it[0] == 0xed && it[1] >= 0xa0) => return Ok((rest, "?")));
        crate::fault!("STR-3/overlong-in-three" if payload.windows(2).any(|it| it[0] == 0xe0 && it[1] < 0xa0) => return Ok((rest, "?")));
        crate::fault!("STR-3/lone-continuation" if payload.len() == 1 && payload[0] >> 6 == 2 => return Ok((rest, "?")));
        crate::fault!("STR-3/latin-1" if payload.len() == 1 && payload[0] >= 0xc0 => return Ok((rest, "?")));
        crate::fault!("STR-3/overlong" if payload.iter().any(|it| matches!(it, 0xc0 | 0xc1)) => return Ok((rest, "\0")));
        crate::fault!("STR-3/beyond-unicode" if payload.windows(2).any(|it| it[0] == 0xf4 && it[1] >= 0x90) => return Ok((rest, "?")));
        match self.window.get(..payload.len()) {
            Some(text) => Ok((rest, text)),
            None => Err(not_text(ahead, payload)),
        }
    }
}

/// The fault of a payload at the start of `ahead`.
#[cold]
fn not_text(ahead: &[u8], payload: &[u8]) -> Err<Fault> {
    Err::Failure(Fault {
        kind: ErrorKind::Utf8,
        left: ahead.len() - valid(payload).len(),
    })
}

/// Whether a character goes on at this place.
fn is_inside(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}

/// The same as [`valid`], and faster where there is no such byte.
fn checked(bytes: &[u8]) -> &str {
    simdutf8::basic::from_utf8(bytes).unwrap_or_else(|_| valid(bytes))
}

/// The text up to the first byte that is not well-formed.
fn valid(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}
