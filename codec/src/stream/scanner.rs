//! Finding the end of the root object while its bytes come in.
//!
//! The scanner goes through the bytes once, whatever their split. Each scalar
//! is checked by its own parser as soon as it is whole, and so are lengths,
//! nesting and the number of parts, so that garbage is refused where it stands
//! and not once the limit is full. What is left for the decoder, which reads
//! the root when it is whole, are duplicates.
//!
//! The scanner only says *that* the bytes are wrong. What is wrong, and where,
//! the decoder says of the same bytes, so both tell the same.

use std::collections::HashMap;

use nom::Err;

use super::trailers::{Ids, id_key};
use crate::decode::Parsed;
use crate::scalar::datetime::datetime;
use crate::scalar::float::float;
use crate::scalar::integer::integer;
use crate::scalar::terminator;
use crate::scalar::timedelta::timedelta;
use crate::{DecodeOptions, Profile};

/// So much is taken over from the caller at once: what stands behind the root
/// is not the scanner's, and only a piece of it is ever copied.
const PIECE: usize = 16 << 10;

/// A scalar this long is checked before its end has come, and again whenever
/// it has become twice as long.
const LONG: usize = 64;

/// The bytes of the root object so far, and what is known about them.
#[derive(Debug)]
pub(super) struct Scanner {
    bytes: Vec<u8>,
    /// What lies before is scanned.
    at: usize,
    state: State,
    stack: Vec<Open>,
    ids: Ids,
}

/// How the scan of what was pushed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// The root is whole.
    Whole,
    /// More bytes are needed.
    More,
    /// The bytes cannot begin a message; the last of them is the first to show it.
    Wrong,
    /// The root is longer than the limit; nothing is wrong with it so far.
    TooLong,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// White space, the first byte of an object, or the `;` of a container.
    Object,
    /// From behind the letter to the `;`. Checked early when `check` bytes long.
    Scalar {
        letter: u8,
        start: usize,
        check: usize,
    },
    /// The length of a string, from behind the letter to the `:`.
    Length {
        letter: u8,
        start: usize,
        length: usize,
    },
    /// The bytes of a string, and the `;` at `end`.
    Payload {
        letter: u8,
        start: usize,
        end: usize,
    },
    /// The id of a blob, from behind the `B` to the `:`.
    BlobId { start: usize },
    /// The root is whole.
    Whole,
}

/// A container that has begun and not ended.
#[derive(Clone, Copy, Debug)]
struct Open {
    letter: u8,
    parts: usize,
}

/// The bytes cannot begin a message.
struct Wrong;

impl Scanner {
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            at: 0,
            state: State::Object,
            stack: Vec::new(),
            ids: HashMap::new(),
        }
    }

    /// Takes bytes of the root from the front of `input`. It leaves what does
    /// not belong to the root.
    pub(super) fn scan(&mut self, input: &mut &[u8], options: &DecodeOptions) -> Scan {
        while !input.is_empty() {
            let room = options.limits.message - self.bytes.len();
            if room == 0 {
                return Scan::TooLong;
            }
            let before = self.bytes.len();
            self.bytes
                .extend_from_slice(&input[..input.len().min(room).min(PIECE)]);
            let scanned = self.advance(options);
            if scanned.is_err() {
                self.at += 1;
            }
            if scanned.is_err() || matches!(self.state, State::Whole) {
                self.bytes.truncate(self.at);
            }
            *input = &input[self.bytes.len() - before..];
            match (scanned, self.state) {
                (Err(Wrong), _) => return Scan::Wrong,
                (Ok(()), State::Whole) => return Scan::Whole,
                _ => {}
            }
        }
        Scan::More
    }

    /// The bytes so far.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, and the ids of the blobs in them.
    pub(super) fn into_parts(self) -> (Vec<u8>, Ids) {
        (self.bytes, self.ids)
    }

    /// Goes to the end of the bytes, or of the root. When they are wrong, `at`
    /// is the byte that shows it.
    fn advance(&mut self, options: &DecodeOptions) -> Result<(), Wrong> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match self.state {
                State::Object => self.object(byte, options)?,
                State::Scalar {
                    letter,
                    start,
                    check,
                } => self.scalar(letter, start, check, options)?,
                State::Length {
                    letter,
                    start,
                    length,
                } => self.length(byte, letter, start, length, options)?,
                State::Payload { letter, start, end } => self.payload(letter, start, end)?,
                State::BlobId { start } => self.blob_id(byte, start, options)?,
                State::Whole => break,
            }
        }
        Ok(())
    }

    fn object(&mut self, byte: u8, options: &DecodeOptions) -> Result<(), Wrong> {
        let start = self.at + 1;
        match byte {
            b' ' | b'\t' | 0x0b | b'\r' | b'\n' => {
                let in_blob = self.stack.last().is_some_and(|open| open.letter == b'B');
                if in_blob && options.profile == Profile::Spec {
                    return Err(Wrong);
                }
                self.at += 1;
                return Ok(());
            }
            b';' => {
                let open = self.stack.pop().ok_or(Wrong)?;
                if !open.may_close() {
                    return Err(Wrong);
                }
                self.at += 1;
                self.end_object();
                return Ok(());
            }
            _ if self
                .stack
                .last()
                .is_some_and(|open| !open.may_hold(byte, options)) =>
            {
                return Err(Wrong);
            }
            b'i' | b'f' | b'd' | b'p' | b'T' | b'F' | b'N' => {
                self.state = State::Scalar {
                    letter: byte,
                    start,
                    check: LONG,
                };
            }
            b'u' | b'b' => {
                self.state = State::Length {
                    letter: byte,
                    start,
                    length: 0,
                };
            }
            b'L' | b'S' | b'D' | b'O' | b'X' => self.open(byte, options)?,
            b'B' => self.state = State::BlobId { start },
            _ => return Err(Wrong),
        }
        self.at += 1;
        Ok(())
    }

    fn open(&mut self, letter: u8, options: &DecodeOptions) -> Result<(), Wrong> {
        if self.stack.len() == options.limits.depth() {
            return Err(Wrong);
        }
        self.stack.push(Open { letter, parts: 0 });
        self.state = State::Object;
        Ok(())
    }

    /// An object has ended, and may have been the root.
    fn end_object(&mut self) {
        self.state = match self.stack.last_mut() {
            Some(open) => {
                open.parts += 1;
                State::Object
            }
            None => State::Whole,
        };
    }

    fn scalar(
        &mut self,
        letter: u8,
        start: usize,
        check: usize,
        options: &DecodeOptions,
    ) -> Result<(), Wrong> {
        if let Some(ahead) = self.bytes[self.at..].iter().position(|&byte| byte == b';') {
            self.at += ahead;
            parse(letter, &self.bytes[start..=self.at], options).map_err(|_| Wrong)?;
            self.at += 1;
            self.end_object();
            return Ok(());
        }
        self.at = self.bytes.len();
        let length = self.at - start;
        if length >= check {
            match parse(letter, &self.bytes[start..], options) {
                Ok(_) | Err(Err::Incomplete(_)) => {}
                Err(_) => {
                    self.at -= 1;
                    return Err(Wrong);
                }
            }
            self.state = State::Scalar {
                letter,
                start,
                check: 2 * length,
            };
        }
        Ok(())
    }

    fn length(
        &mut self,
        byte: u8,
        letter: u8,
        start: usize,
        length: usize,
        options: &DecodeOptions,
    ) -> Result<(), Wrong> {
        let digits = self.at - start;
        match byte {
            b'0'..=b'9' if digits < options.limits.digits() => {
                // A length that does not fit is over every limit, once it is whole.
                let length = length.saturating_mul(10);
                let length = length.saturating_add((byte - b'0').into());
                self.state = State::Length {
                    letter,
                    start,
                    length,
                };
            }
            b':' if digits > 0 && length <= options.limits.message && length < usize::MAX => {
                let start = self.at + 1;
                let end = start.saturating_add(length);
                self.state = State::Payload { letter, start, end };
            }
            b';' if digits == 0 => self.end_object(),
            _ => return Err(Wrong),
        }
        self.at += 1;
        Ok(())
    }

    fn payload(&mut self, letter: u8, start: usize, end: usize) -> Result<(), Wrong> {
        self.at = end.min(self.bytes.len());
        let Some(&terminator) = self.bytes.get(end) else {
            return Ok(());
        };
        let well_formed =
            letter == b'b' || simdutf8::basic::from_utf8(&self.bytes[start..end]).is_ok();
        if terminator != b';' || !well_formed {
            return Err(Wrong);
        }
        self.at += 1;
        self.end_object();
        Ok(())
    }

    fn blob_id(&mut self, byte: u8, start: usize, options: &DecodeOptions) -> Result<(), Wrong> {
        let digits = self.at - start;
        match byte {
            b'0'..=b'9' if digits < options.limits.digits() => {}
            b':' if digits > 0 && self.ids.len() < options.limits.blobs => {
                let key = id_key(&self.bytes[start..self.at]).into();
                let place = self.ids.len();
                if self.ids.insert(key, place).is_some() {
                    return Err(Wrong);
                }
                self.open(b'B', options)?;
            }
            _ => return Err(Wrong),
        }
        self.at += 1;
        Ok(())
    }
}

impl Open {
    /// Whether an object that begins with that byte may be the next part.
    fn may_hold(self, letter: u8, options: &DecodeOptions) -> bool {
        let is_dict = matches!(letter, b'D' | b'O');
        let entries = options.limits.entries;
        match (self.letter, self.parts) {
            (b'B', parts) => parts == 0 && is_dict,
            (b'X', 0) if options.profile == Profile::Spec => letter == b'u',
            (b'X', 1) if options.profile == Profile::Spec => is_dict,
            (b'X', parts) => parts < 3,
            (b'D' | b'O', parts) => parts < entries.saturating_mul(2),
            (_, parts) => parts < entries,
        }
    }

    fn may_close(self) -> bool {
        match self.letter {
            b'D' | b'O' => self.parts.is_multiple_of(2),
            b'X' => self.parts == 3,
            b'B' => self.parts == 1,
            _ => true,
        }
    }
}

/// Reads a scalar for what its parser has to say about it.
fn parse<'a>(letter: u8, input: &'a [u8], options: &DecodeOptions) -> Parsed<'a, ()> {
    let (limits, profile) = (&options.limits, options.profile);
    let rest = match letter {
        b'i' => integer(input, limits)?.0,
        b'f' => float(input, limits, profile)?.0,
        b'd' => datetime(input, profile)?.0,
        b'p' => timedelta(input, limits, profile)?.0,
        _ => terminator(input)?.0,
    };
    Ok((rest, ()))
}
