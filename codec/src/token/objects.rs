//! [`Objects`]: the grammar of objects, while their bytes come in.
//!
//! ```text
//! root   = ws object
//! object = scalar / string / container
//! scalar = ('i' / 'f' / 'd' / 'p' / 'T' / 'F' / 'N') *byte ';'
//! string = ('u' / 'b') ( length ':' bytes / "" ) ';'
//! ```
//!
//! Nothing is kept but the containers around the place, and the bytes of a
//! token that has begun and not ended: of a scalar, a length or an id, which
//! have few bytes, or a limit. Each scalar is read by its own parser as soon as
//! it is whole, or before that when it gets long.

use nom::Err;

use super::open::{Open, path};
use super::text::{Text, Utf8};
use super::{Container, Role, Token, TokenKind};
use crate::decode::Fault;
use crate::scalar::datetime::datetime;
use crate::scalar::float::float;
use crate::scalar::integer::integer;
use crate::scalar::terminator;
use crate::scalar::timedelta::timedelta;
use crate::stream::BlobId;
use crate::stream::trailers::{Ids, id_key};
use crate::{DecodeError, DecodeOptions, ErrorKind, Found};

/// So much of a scalar is taken over at once where its end is not in sight.
const PIECE: usize = 16 << 10;

/// A scalar this long is checked before its end has come, and again whenever
/// it has become twice as long.
const LONG: usize = 64;

/// The root object and everything in it.
#[derive(Debug)]
pub(crate) struct Objects {
    state: State,
    /// Where the next byte stands.
    offset: u64,
    stack: Vec<Open>,
    /// How many values have begun inside the root.
    values: usize,
    ids: Ids,
    /// The beginning of a token whose end has not come; and whether it has come
    /// since, so that the next token begins anew.
    held: Vec<u8>,
    spent: bool,
    /// A scalar that is being held is checked when it has so many bytes.
    check: usize,
    /// Whether strings that are no UTF-8 wait for their end to be told, as the
    /// decoder of whole messages does.
    patient: bool,
}

#[derive(Debug)]
enum State {
    /// White space, the first byte of an object, or the `;` of a container; or
    /// what follows the held bytes.
    Object,
    /// So many bytes of a bytearray are left, and its `;`.
    Data { left: u64 },
    /// So many bytes of a unicode string are left, and its `;`.
    Text { left: u64, utf8: Utf8 },
    /// The root is whole.
    Whole,
}

impl Objects {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Object,
            offset: 0,
            stack: Vec::new(),
            values: 0,
            ids: Ids::new(),
            held: Vec::new(),
            spent: false,
            check: LONG,
            patient: false,
        }
    }

    /// Tells errors as the decoder of whole messages does: that looks for the
    /// end of a string before it looks into it.
    pub(crate) fn patient(mut self) -> Self {
        self.patient = true;
        self
    }

    /// Where the next byte stands.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.state, State::Whole)
    }

    /// The ids of the blobs.
    pub(crate) fn take_ids(&mut self) -> Ids {
        std::mem::take(&mut self.ids)
    }

    /// Takes bytes of the root from the front of `input`, up to the end of the
    /// next token, or all of them. It leaves what does not belong to the root.
    /// Behind an error, all that it may have taken is the byte that shows it.
    pub(crate) fn next<'t, 'b: 't>(
        &'t mut self,
        input: &mut &'b [u8],
        options: &DecodeOptions,
    ) -> Result<Option<Token<'t>>, DecodeError> {
        if std::mem::take(&mut self.spent) {
            self.held.clear();
        }
        let Some(&byte) = input.first() else {
            return Ok(None);
        };
        match &mut self.state {
            State::Whole => Ok(None),
            State::Data { left: 0 } => {
                self.string_end(byte)?;
                Ok(Some(self.one(input, TokenKind::Terminator)))
            }
            State::Data { left } => {
                let room = usize::try_from(*left).unwrap_or(usize::MAX);
                let count = room.min(input.len());
                *left -= count as u64;
                let role = self.role();
                Ok(Some(self.front(input, count, role, TokenKind::Data)))
            }
            State::Text { .. } => self.text(input),
            State::Object if self.held.is_empty() => self.first(byte, input, options),
            State::Object => self.lexeme(input, options),
        }
    }

    /// The error of a message that ends here, inside of the root.
    pub(crate) fn finish(&self, options: &DecodeOptions) -> DecodeError {
        if let (State::Object, false, [letter, behind @ ..]) =
            (&self.state, self.spent, &self.held[..])
            && !matches!(letter, b'u' | b'b' | b'B')
            && let Err(Err::Error(fault) | Err::Failure(fault)) = scalar(*letter, behind, options)
        {
            return self.fault(fault, self.offset - behind.len() as u64, behind);
        }
        self.error(ErrorKind::UnexpectedEnd, self.offset, Found::End)
    }

    /// What the object that begins here is to its container.
    fn role(&self) -> Role {
        self.stack.last().map_or(Role::Root, Open::role)
    }

    /// A token from the front of the input.
    #[inline]
    fn front<'b>(
        &mut self,
        input: &mut &'b [u8],
        count: usize,
        role: Role,
        kind: TokenKind<'b>,
    ) -> Token<'b> {
        let (bytes, behind) = input.split_at(count);
        *input = behind;
        let offset = self.offset;
        self.offset += count as u64;
        Token {
            offset,
            bytes,
            depth: self.stack.len(),
            role,
            kind,
        }
    }

    /// The first byte of a token.
    fn first<'t, 'b: 't>(
        &'t mut self,
        byte: u8,
        input: &mut &'b [u8],
        options: &DecodeOptions,
    ) -> Result<Option<Token<'t>>, DecodeError> {
        let top = self.stack.last();
        if let Some(kind) = top.and_then(|open| open.refuses(byte, options)) {
            return Err(self.wrong(kind, byte));
        }
        if top.is_some() && !matches!(byte, b';' | b' ' | b'\t' | 0x0b | b'\r' | b'\n') {
            if self.values == options.limits.values {
                return Err(self.wrong(ErrorKind::LimitValues, byte));
            }
            self.values += 1;
        }
        let container = match byte {
            b' ' | b'\t' | 0x0b | b'\r' | b'\n' => {
                let behind = crate::scalar::skip_ws(input);
                let count = input.len() - behind.len();
                return Ok(Some(self.front(input, count, Role::None, TokenKind::Space)));
            }
            b';' => return self.close(input).map(Some),
            b'u' | b'i' | b'f' | b'T' | b'F' | b'N' | b'b' | b'd' | b'p' => {
                self.check = LONG;
                return self.lexeme(input, options);
            }
            b'L' => Container::List,
            b'S' => Container::Set,
            b'D' => Container::Dict,
            b'O' => Container::OrderedDict,
            b'X' => Container::Extension,
            b'B' => {
                self.deeper(byte, options)?;
                return self.lexeme(input, options);
            }
            _ => return Err(self.wrong(ErrorKind::UnknownType, byte)),
        };
        self.deeper(byte, options)?;
        let kind = TokenKind::Open(container);
        if let Some(open) = self.stack.last_mut() {
            open.begins(&kind);
        }
        let role = self.role();
        let token = self.front(input, 1, role, kind);
        self.stack.push(Open::new(container));
        Ok(Some(token))
    }

    /// Whether one more container may begin.
    fn deeper(&self, letter: u8, options: &DecodeOptions) -> Result<(), DecodeError> {
        if self.stack.len() < options.limits.depth() {
            return Ok(());
        }
        Err(self.wrong(ErrorKind::LimitDepth, letter))
    }

    /// `';'` of a container.
    fn close<'b>(&mut self, input: &mut &'b [u8]) -> Result<Token<'b>, DecodeError> {
        let Some(open) = self.stack.last() else {
            return Err(self.wrong(ErrorKind::UnknownType, b';'));
        };
        if let Some(kind) = open.misses() {
            return Err(self.wrong(kind, b';'));
        }
        let kind = TokenKind::Close {
            container: open.container,
            parts: open.parts,
        };
        self.stack.pop();
        Ok(self.one(input, kind))
    }

    /// A `;`, the last byte of an object.
    fn one<'b>(&mut self, input: &mut &'b [u8], kind: TokenKind<'b>) -> Token<'b> {
        let role = self.role();
        let token = self.front(input, 1, role, kind);
        self.state = end_object(&mut self.stack);
        token
    }

    /// A scalar, the head of a string or the opening of a blob: bytes that
    /// mean something only when the last of them is there.
    fn lexeme<'t, 'b: 't>(
        &'t mut self,
        input: &mut &'b [u8],
        options: &DecodeOptions,
    ) -> Result<Option<Token<'t>>, DecodeError> {
        let letter = *self.held.first().unwrap_or(&input[0]);
        let end = match letter {
            b'u' | b'b' => self.length_end(input, options)?,
            b'B' => self.id_end(input, options)?,
            _ => self.scalar_end(input, options)?,
        };
        let Some(end) = end else {
            return Ok(None);
        };
        let offset = self.offset - self.held.len() as u64;
        let (front, behind) = input.split_at(end);
        let mut whole: &'t [u8] = front;
        if !self.held.is_empty() {
            self.held.extend_from_slice(front);
            self.spent = true;
            whole = &self.held;
        }
        let depth = self.stack.len();
        let role = self.stack.last().map_or(Role::Root, Open::role);
        let kind = match letter {
            b'u' | b'b' => {
                let length = match number(&whole[1..whole.len().max(2) - 1]) {
                    Some(n) if n <= options.limits.message as u64 => n,
                    _ => {
                        let first = whole.get(1).map_or(Found::End, |&byte| Found::Byte(byte));
                        let kind = ErrorKind::LimitMessage;
                        return Err(error(kind, offset + 1, first, &self.stack));
                    }
                };
                if letter == b'u' {
                    let utf8 = Utf8::default();
                    self.state = State::Text { left: length, utf8 };
                    TokenKind::Unicode(length)
                } else {
                    self.state = State::Data { left: length };
                    TokenKind::Bytes(length)
                }
            }
            b'B' => {
                let place = self.ids.len();
                let key = id_key(&whole[1..whole.len() - 1]).into();
                let refused = if place >= options.limits.blobs {
                    Some(ErrorKind::LimitBlobs)
                } else if self.ids.insert(key, place).is_some() {
                    Some(ErrorKind::DuplicateBlob)
                } else {
                    None
                };
                if let Some(kind) = refused {
                    return Err(error(kind, offset, Found::Byte(b'B'), &self.stack));
                }
                TokenKind::Open(Container::Blob(BlobId::new(place)))
            }
            _ => match scalar(letter, &whole[1..], options) {
                Ok(kind) => kind,
                Err(fault) => {
                    return Err(scalar_error(&fault, offset + 1, &whole[1..], &self.stack));
                }
            },
        };
        self.offset += end as u64;
        *input = behind;
        if let Some(open) = self.stack.last_mut() {
            open.begins(&kind);
        }
        match kind {
            TokenKind::Open(container) => self.stack.push(Open::new(container)),
            TokenKind::Unicode(_) | TokenKind::Bytes(_) => {}
            _ => self.state = end_object(&mut self.stack),
        }
        Ok(Some(Token {
            offset,
            bytes: whole,
            depth,
            role,
            kind,
        }))
    }

    /// Where in the input the head of a string ends: behind its `:`, or, of the
    /// empty one, before the `;`. Nothing where it goes on behind the input.
    fn length_end(
        &mut self,
        input: &mut &[u8],
        options: &DecodeOptions,
    ) -> Result<Option<usize>, DecodeError> {
        let Some((at, digits, byte)) = self.digits_end(input, options)? else {
            return Ok(None);
        };
        match byte {
            b':' if digits > 0 => Ok(Some(at + 1)),
            b';' if digits == 0 => Ok(Some(at)),
            _ => Err(self.wrong_at(ErrorKind::Length, at, byte)),
        }
    }

    /// Where in the input the `B0:` of a blob ends.
    fn id_end(
        &mut self,
        input: &mut &[u8],
        options: &DecodeOptions,
    ) -> Result<Option<usize>, DecodeError> {
        let Some((at, digits, byte)) = self.digits_end(input, options)? else {
            return Ok(None);
        };
        match byte {
            b':' if digits > 0 => Ok(Some(at + 1)),
            _ => Err(self.wrong_at(ErrorKind::BlobId, at, byte)),
        }
    }

    /// Where in the input the digits behind a letter end, how many there are,
    /// and the byte behind them.
    fn digits_end(
        &mut self,
        input: &mut &[u8],
        options: &DecodeOptions,
    ) -> Result<Option<(usize, usize, u8)>, DecodeError> {
        let most = options.limits.digits();
        let letter = usize::from(self.held.is_empty());
        let before = self.held.len().saturating_sub(1);
        let here = &input[letter..];
        // One more than the limit is enough to see that it is over.
        let here = &here[..here.len().min(most + 1 - before)];
        let count = here.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if before + count > most {
            let at = letter + count - 1;
            return Err(self.wrong_at(ErrorKind::LimitDigits, at, here[count - 1]));
        }
        let at = letter + count;
        if let Some(&byte) = input.get(at) {
            return Ok(Some((at, before + count, byte)));
        }
        self.hold(input, at);
        Ok(None)
    }

    /// Where in the input the `;` of a scalar has been.
    fn scalar_end(
        &mut self,
        input: &mut &[u8],
        options: &DecodeOptions,
    ) -> Result<Option<usize>, DecodeError> {
        loop {
            let piece = &input[..input.len().min(PIECE)];
            if let Some(at) = piece.iter().position(|&byte| byte == b';') {
                return Ok(Some(at + 1));
            }
            self.hold(input, piece.len());
            let behind = &self.held[1..];
            if behind.len() >= self.check {
                self.check = 2 * behind.len();
                match scalar(self.held[0], behind, options) {
                    Ok(_) | Err(Err::Incomplete(_)) => {}
                    Err(Err::Error(fault) | Err::Failure(fault)) => {
                        return Err(self.fault(fault, self.offset - behind.len() as u64, behind));
                    }
                }
            }
            if input.is_empty() {
                return Ok(None);
            }
        }
    }

    /// Keeps bytes of a token that goes on behind them.
    fn hold(&mut self, input: &mut &[u8], count: usize) {
        let (front, behind) = input.split_at(count);
        self.held.extend_from_slice(front);
        self.offset += count as u64;
        *input = behind;
    }

    /// The next bytes of a unicode string, or its `;`.
    fn text<'t, 'b: 't>(
        &'t mut self,
        input: &mut &'b [u8],
    ) -> Result<Option<Token<'t>>, DecodeError> {
        let depth = self.stack.len();
        while let (State::Text { left, utf8 }, Some(&byte)) = (&mut self.state, input.first()) {
            if *left == 0 {
                self.string_end(byte)?;
                return Ok(Some(self.one(input, TokenKind::Terminator)));
            }
            let room = usize::try_from(*left).unwrap_or(usize::MAX);
            let all: &'b [u8] = input;
            let offset = self.offset - utf8.held() as u64;
            let (taken, text) = utf8.next(&all[..room.min(all.len())], self.offset);
            *left -= taken as u64;
            self.offset += taken as u64;
            *input = &all[taken..];
            let text: &'t str = match text {
                Text::Valid(text) => text,
                Text::Character => match &self.state {
                    State::Text { utf8, .. } => utf8.character(),
                    _ => return Ok(None),
                },
                Text::Wrong { at, byte } if !self.patient => {
                    return Err(self.error(ErrorKind::Utf8, at, Found::Byte(byte)));
                }
                Text::More | Text::Wrong { .. } => continue,
            };
            let role = self.role();
            if let Some(open) = self.stack.last_mut() {
                open.text(text);
            }
            return Ok(Some(Token {
                offset,
                bytes: text.as_bytes(),
                depth,
                role,
                kind: TokenKind::Text(text),
            }));
        }
        Ok(None)
    }

    /// Whether a string may end with that byte.
    fn string_end(&self, byte: u8) -> Result<(), DecodeError> {
        if byte != b';' {
            return Err(self.wrong(ErrorKind::Terminator, byte));
        }
        match &self.state {
            State::Text { utf8, .. } => match utf8.wrong() {
                Some((at, byte)) => Err(self.error(ErrorKind::Utf8, at, Found::Byte(byte))),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The byte at hand is wrong.
    #[cold]
    fn wrong(&self, kind: ErrorKind, byte: u8) -> DecodeError {
        self.wrong_at(kind, 0, byte)
    }

    /// A byte of the input is wrong.
    #[cold]
    fn wrong_at(&self, kind: ErrorKind, at: usize, byte: u8) -> DecodeError {
        self.error(kind, self.offset + at as u64, Found::Byte(byte))
    }

    #[cold]
    fn fault(&self, fault: Fault, start: u64, bytes: &[u8]) -> DecodeError {
        scalar_error(&Err::Failure(fault), start, bytes, &self.stack)
    }

    #[cold]
    fn error(&self, kind: ErrorKind, offset: u64, found: Found) -> DecodeError {
        error(kind, offset, found, &self.stack)
    }
}

/// An object has ended, and may have been the root.
fn end_object(stack: &mut [Open]) -> State {
    match stack.last_mut() {
        Some(open) => {
            open.parts += 1;
            State::Object
        }
        None => State::Whole,
    }
}

/// A scalar, from behind its letter, by its own parser.
fn scalar<'a>(
    letter: u8,
    input: &'a [u8],
    options: &DecodeOptions,
) -> Result<TokenKind<'a>, Err<Fault>> {
    let (limits, profile) = (&options.limits, options.profile);
    Ok(match letter {
        b'i' => TokenKind::Integer(integer(input, limits)?.1),
        b'f' => TokenKind::Float(float(input, limits, profile)?.1),
        b'd' => TokenKind::Datetime(datetime(input, profile)?.1),
        b'p' => TokenKind::Timedelta(timedelta(input, limits, profile)?.1),
        _ => {
            terminator(input)?;
            match letter {
                b'T' => TokenKind::Bool(true),
                b'F' => TokenKind::Bool(false),
                _ => TokenKind::Nil,
            }
        }
    })
}

/// The number that the digits write, if it fits; none are zero.
fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |n, digit| {
        n.checked_mul(10)?.checked_add((digit - b'0').into())
    })
}

/// What is wrong with a scalar, whose bytes behind its letter begin at `start`.
#[cold]
fn scalar_error(fault: &Err<Fault>, start: u64, bytes: &[u8], stack: &[Open]) -> DecodeError {
    let (kind, at) = match fault {
        Err::Error(fault) | Err::Failure(fault) => (fault.kind, bytes.len() - fault.left),
        Err::Incomplete(_) => (ErrorKind::UnexpectedEnd, bytes.len()),
    };
    let found = bytes.get(at).map_or(Found::End, |&byte| Found::Byte(byte));
    error(kind, start + at as u64, found, stack)
}

#[cold]
fn error(kind: ErrorKind, offset: u64, found: Found, stack: &[Open]) -> DecodeError {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    DecodeError::within(kind, offset, found, path(stack))
}
