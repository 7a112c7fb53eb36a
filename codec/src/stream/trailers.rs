//! The chunks behind the root object, as their bytes come in.
//!
//! ```text
//! trailer = 'c' id ':' length ':' bytes ';'      ; a chunk of blob id
//!         / 'c' id ';'                           ; the end of blob id
//! ```

use std::collections::HashMap;

use super::{BlobId, Event};
use crate::scalar::skip_ws;
use crate::{DecodeError, ErrorKind, Found};

/// The places of blobs by their [`id_key`]s.
pub(crate) type Ids = HashMap<Box<[u8]>, usize>;

/// The digits that tell two ids apart: those behind the leading zeros (D4).
/// Nothing is left of a zero.
pub(crate) fn id_key(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}

/// What is known of the blobs, and where between their chunks the input stands.
#[derive(Debug)]
pub(crate) struct Trailers {
    ids: Ids,
    /// No longer key is looked for, and so none is kept.
    longest: usize,
    ended: Vec<bool>,
    open: usize,
    max_digits: usize,
    max_length: u64,
    /// Where in the stream the next byte stands.
    offset: u64,
    state: State,
    /// The key of the id that is being read.
    key: Vec<u8>,
}

/// What stands behind the root.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'b> {
    /// White space.
    Space,
    /// `'c' id ':' length ':'`
    Chunk { blob: BlobId, length: u64 },
    /// Bytes of a chunk, never none.
    Data { blob: BlobId, data: &'b [u8] },
    /// The `';'` of a chunk.
    Terminator,
    /// `'c' id ';'`
    End(BlobId),
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// White space, or the `c` of a trailer.
    Between,
    /// An id of so many digits so far, from behind the `c`.
    Id { digits: usize },
    /// A length of so many digits so far, and the first of them; no length
    /// where it does not fit.
    Length {
        blob: BlobId,
        digits: usize,
        first: u8,
        length: Option<u64>,
    },
    /// So much of a chunk is left, and its `;`.
    Data { blob: BlobId, left: u64 },
}

impl Trailers {
    /// `offset` is where the root object has ended.
    pub(crate) fn new(ids: Ids, offset: u64, max_digits: usize) -> Self {
        Self {
            longest: ids.keys().map(|key| key.len()).max().unwrap_or(0),
            ended: vec![false; ids.len()],
            open: ids.len(),
            ids,
            max_digits,
            max_length: u64::MAX,
            offset,
            state: State::Between,
            key: Vec::new(),
        }
    }

    /// Refuses chunks that are longer.
    pub(crate) fn longest_chunk(mut self, length: u64) -> Self {
        self.max_length = length;
        self
    }

    /// Where the next byte stands.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Takes bytes from the front of `input` up to the next event, or all of them.
    pub(super) fn next<'b>(
        &mut self,
        input: &mut &'b [u8],
    ) -> Result<Option<Event<'b>>, DecodeError> {
        while let Some(piece) = self.piece(input)? {
            match piece {
                Piece::Data { blob, data } => return Ok(Some(Event::Chunk { blob, data })),
                Piece::End(blob) => return Ok(Some(Event::End { blob })),
                Piece::Space | Piece::Chunk { .. } | Piece::Terminator => {}
            }
        }
        Ok(None)
    }

    /// Takes bytes from the front of `input` up to the end of a piece, or all of them.
    pub(crate) fn piece<'b>(
        &mut self,
        input: &mut &'b [u8],
    ) -> Result<Option<Piece<'b>>, DecodeError> {
        while let [byte, behind @ ..] = *input {
            if let State::Data { blob, left } = self.state
                && left > 0
            {
                let here = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                let (data, behind) = input.split_at(here);
                *input = behind;
                self.offset += here as u64;
                let left = left - here as u64;
                self.state = State::Data { blob, left };
                return Ok(Some(Piece::Data { blob, data }));
            }
            if let State::Between = self.state {
                let behind = skip_ws(input);
                let spaces = input.len() - behind.len();
                if spaces > 0 {
                    *input = behind;
                    self.offset += spaces as u64;
                    return Ok(Some(Piece::Space));
                }
            }
            let piece = self.step(*byte)?;
            self.offset += 1;
            *input = behind;
            if piece.is_some() {
                return Ok(piece);
            }
        }
        Ok(None)
    }

    /// Whether every blob has ended, and nothing has begun since.
    pub(super) fn is_complete(&self) -> bool {
        self.open == 0 && matches!(self.state, State::Between)
    }

    /// The error of a message that ends here, if it is one.
    pub(crate) fn finish(&self) -> Result<(), DecodeError> {
        crate::fault!("BLB-5/streamed-end-not-awaited" if matches!(self.state, State::Between) => return Ok(()));
        let kind = match self.state {
            State::Between if self.open == 0 => return Ok(()),
            State::Between => ErrorKind::UnendedBlob,
            _ => ErrorKind::UnexpectedEnd,
        };
        Err(error(kind, self.offset, Found::End))
    }

    /// One byte that is neither chunk data nor white space.
    fn step(&mut self, byte: u8) -> Result<Option<Piece<'static>>, DecodeError> {
        crate::fault!("MSG-1/streamed-anything-behind" if self.open == 0 && matches!(self.state, State::Between) => return Ok(None));
        crate::fault!("STR-8/streamed-terminator" if matches!(self.state, State::Data { .. }) && byte != b';' => return self.step(b';'));
        self.state = match (self.state, byte) {
            (State::Data { .. }, b';') => {
                self.state = State::Between;
                return Ok(Some(Piece::Terminator));
            }
            (State::Between, b'c') => {
                self.key.clear();
                State::Id { digits: 0 }
            }
            (State::Between, _) => return Err(self.wrong(ErrorKind::TrailingBytes, byte)),
            (State::Id { digits }, b'0'..=b'9') => {
                self.id_digit(byte);
                State::Id {
                    digits: self.another(digits, byte)?,
                }
            }
            (State::Id { digits: 0 }, _) => return Err(self.wrong(ErrorKind::BlobId, byte)),
            (State::Id { digits }, _) => {
                let blob = self.blob(digits)?;
                match byte {
                    b':' => State::Length {
                        blob,
                        digits: 0,
                        first: byte,
                        length: Some(0),
                    },
                    b';' => return Ok(Some(self.end(blob))),
                    _ => return Err(self.wrong(ErrorKind::BlobId, byte)),
                }
            }
            (
                State::Length {
                    blob,
                    digits,
                    first,
                    length,
                },
                b'0'..=b'9',
            ) => State::Length {
                blob,
                digits: self.another(digits, byte)?,
                first: if digits == 0 { byte } else { first },
                length: length.and_then(|n| n.checked_mul(10)?.checked_add((byte - b'0').into())),
            },
            (
                State::Length {
                    blob,
                    digits,
                    first,
                    length,
                },
                b':',
            ) if digits > 0 => match length.filter(|&length| length <= self.max_length) {
                Some(length) => {
                    self.state = State::Data { blob, left: length };
                    return Ok(Some(Piece::Chunk { blob, length }));
                }
                None => return Err(self.earlier(ErrorKind::LimitMessage, digits, first)),
            },
            (State::Length { .. }, _) => return Err(self.wrong(ErrorKind::Length, byte)),
            (State::Data { .. }, _) => return Err(self.wrong(ErrorKind::Terminator, byte)),
        };
        Ok(None)
    }

    /// The number of digits with one more, which is `byte`.
    fn another(&self, digits: usize, byte: u8) -> Result<usize, DecodeError> {
        if digits < self.max_digits {
            Ok(digits + 1)
        } else {
            Err(self.wrong(ErrorKind::LimitDigits, byte))
        }
    }

    /// Digits beyond the longest key make it no less unknown.
    fn id_digit(&mut self, digit: u8) {
        crate::fault!("BLB-4/streamed-leading-zeros" => return self.key.push(digit));
        let leading = self.key.is_empty() && digit == b'0';
        if !leading && self.key.len() <= self.longest {
            self.key.push(digit);
        }
    }

    /// The blob of the id that has just ended, if it may have chunks.
    fn blob(&self, digits: usize) -> Result<BlobId, DecodeError> {
        crate::fault!("BLB-11/streamed-unknown-blob" if !self.ids.contains_key(&self.key[..]) => return Ok(BlobId::new(0)));
        crate::fault!("BLB-11/streamed-ended-blob" if self.open == 0 => return Ok(BlobId::new(0)));
        let kind = match self.ids.get(&self.key[..]) {
            Some(&index) if !self.ended[index] => return Ok(BlobId::new(index)),
            Some(_) => ErrorKind::EndedBlob,
            None => ErrorKind::UnknownBlob,
        };
        Err(self.earlier(kind, digits + 1, b'c'))
    }

    fn end(&mut self, blob: BlobId) -> Piece<'static> {
        self.ended[blob.index()] = true;
        self.open -= 1;
        self.state = State::Between;
        Piece::End(blob)
    }

    /// The byte at hand is wrong.
    #[cold]
    fn wrong(&self, kind: ErrorKind, byte: u8) -> DecodeError {
        error(kind, self.offset, Found::Byte(byte))
    }

    /// What began so many bytes ago, with `byte`, is wrong.
    #[cold]
    fn earlier(&self, kind: ErrorKind, ago: usize, byte: u8) -> DecodeError {
        error(kind, self.offset - ago as u64, Found::Byte(byte))
    }
}

fn error(kind: ErrorKind, offset: u64, found: Found) -> DecodeError {
    DecodeError::at(kind, usize::try_from(offset).unwrap_or(usize::MAX), found)
}
