//! [`Reader`]: the bytes of a message while serde goes through them.
//!
//! Nothing is built but what the type asks for. What it does not ask for is
//! read with the same parsers and dropped.

use std::borrow::Cow;
use std::cell::Cell;

use nom::Err;

use super::de_error::{DeserializeError, describe};
use super::keys::{Seen, repeats, same};
use crate::decode::{Fault, Parsed, Text};
use crate::scalar::datetime::datetime;
use crate::scalar::digits::id;
use crate::scalar::float::float;
use crate::scalar::integer::integer;
use crate::scalar::text::bytearray;
use crate::scalar::timedelta::timedelta;
use crate::scalar::{skip_ws, terminator};
use crate::value::unique::{self, FEW};
use crate::{DecodeOptions, ErrorKind, Integer, Profile, Value};

/// What every step through the bytes gives.
pub(super) type Read<T> = Result<T, DeserializeError>;

pub(super) struct Reader<'de, 'o> {
    message: &'de [u8],
    /// What has not been read yet.
    pub(super) rest: &'de [u8],
    options: &'o DecodeOptions,
    depth: usize,
    /// How many values more there may be.
    room: usize,
    /// The text that was checked ahead.
    ahead: Text<'de>,
    /// The string read last.
    text: &'de str,
    /// The keys and items so far of the open dicts and sets, one behind the other.
    keys: Vec<Key<'de>>,
    /// Whether the message is known to be right as a whole.
    checked: bool,
    /// The contents of the blobs ahead, in the order of the message.
    blobs: std::vec::IntoIter<Cow<'de, [u8]>>,
    /// Whether an error was given out. Who swallows one goes on in the middle
    /// of something.
    failed: Cell<bool>,
}

/// An item or key that has gone by; a scalar.
#[derive(Clone, Copy)]
struct Key<'de> {
    letter: u8,
    /// The text, of a unicode; any other object as it stands.
    bytes: &'de [u8],
}

/// What has gone by in a dict or set that is open.
pub(super) struct Mark {
    /// Where its keys begin among those of all.
    begin: usize,
    seen: Seen,
    /// Whether all of them are unicode: these are equal where their bytes are.
    unicode: bool,
    /// Whether one of the first few came twice.
    twice: bool,
}

impl<'de, 'o> Reader<'de, 'o> {
    pub(super) fn new(message: &'de [u8], options: &'o DecodeOptions) -> Self {
        Self {
            message,
            rest: skip_ws(message),
            options,
            depth: 0,
            room: options.limits.values,
            ahead: Text::new(message),
            text: "",
            keys: Vec::new(),
            checked: false,
            blobs: Vec::new().into_iter(),
            failed: Cell::new(false),
        }
    }

    /// Whatever may stand behind the root object.
    pub(super) fn end(&mut self) -> Read<()> {
        self.skip_ws();
        if self.failed.get() {
            return Err(::serde::de::Error::custom(
                "a Deserialize implementation went on after an error",
            ));
        }
        if self.checked || self.rest.is_empty() {
            return Ok(());
        }
        Err(self.fault(ErrorKind::TrailingBytes))
    }

    /// The letter of the object that begins here, or the `;` of the container.
    #[inline(always)]
    pub(super) fn letter(&self) -> Read<u8> {
        match self.rest.first() {
            Some(&letter) => Ok(letter),
            None => Err(self.fault(ErrorKind::UnexpectedEnd)),
        }
    }

    #[inline(always)]
    pub(super) fn skip_ws(&mut self) {
        if self.rest.first().is_some_and(|&byte| byte <= b' ') {
            self.rest = skip_ws(self.rest);
        }
    }

    /// The error that an object which begins `start` bytes before the end is another than expected.
    #[cold]
    pub(super) fn placed(&mut self, error: DeserializeError, start: &[u8]) -> DeserializeError {
        self.failed.set(true);
        error.place(self.message.len() - start.len())
    }

    #[cold]
    pub(super) fn fault(&self, kind: ErrorKind) -> DeserializeError {
        self.failed.set(true);
        let left = self.rest.len();
        DeserializeError::fault(Fault { kind, left })
    }

    /// The error that the object here is not what the visitor expects.
    #[cold]
    pub(super) fn mismatch(&mut self, expected: &dyn ::serde::de::Expected) -> DeserializeError {
        let letter = match self.letter() {
            Ok(letter) => letter,
            Err(error) => return error,
        };
        let found = match letter {
            b'L' => String::from("a list"),
            b'S' => String::from("a set"),
            b'D' => String::from("a dict"),
            b'O' => String::from("an ordered dict"),
            b'X' => String::from("an extension"),
            b'B' => String::from("a blob"),
            _ => match self.scalar() {
                Ok(value) => describe(&value),
                Err(error) => return error,
            },
        };
        DeserializeError::other(&found, expected)
    }

    /// Takes what a parser of the grammar read.
    #[inline(always)]
    fn take<T>(&mut self, parsed: Parsed<'de, T>) -> Read<T> {
        match parsed {
            Ok((rest, value)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(error) => Err(self.broken(&error)),
        }
    }

    /// The error of a parser.
    #[cold]
    fn broken(&self, error: &Err<Fault>) -> DeserializeError {
        self.failed.set(true);
        DeserializeError::fault(match error {
            Err::Error(fault) | Err::Failure(fault) => *fault,
            Err::Incomplete(_) => Fault {
                kind: ErrorKind::UnexpectedEnd,
                left: 0,
            },
        })
    }

    /// What stands behind the letter.
    fn behind(&self) -> &'de [u8] {
        &self.rest[1..]
    }

    #[inline(always)]
    pub(super) fn unicode(&mut self) -> Read<&'de str> {
        // Most strings are short: one or two digits, without a loop.
        let (head, length) = match *self.rest {
            [_, ones @ b'0'..=b'9', b':', ..] => (3, digit(ones)),
            [_, tens @ b'0'..=b'9', ones @ b'0'..=b'9', b':', ..] => {
                (4, 10 * digit(tens) + digit(ones))
            }
            _ => return self.any_unicode(),
        };
        let payload = self.message.len() - self.rest.len() + head;
        let Some(text) = self.ahead.known(payload, length) else {
            return self.any_unicode();
        };
        self.rest = &self.rest[head + length + 1..];
        self.text = text;
        Ok(text)
    }

    #[inline(never)]
    fn any_unicode(&mut self) -> Read<&'de str> {
        let parsed = self.ahead.unicode(self.behind(), &self.options.limits);
        self.text = self.take(parsed)?;
        Ok(self.text)
    }

    #[inline]
    pub(super) fn bytes(&mut self) -> Read<&'de [u8]> {
        self.take(bytearray(self.behind(), &self.options.limits))
    }

    #[inline(always)]
    pub(super) fn integer(&mut self) -> Read<Integer<'de>> {
        self.take(integer(self.behind(), &self.options.limits))
    }

    #[inline(always)]
    pub(super) fn float(&mut self) -> Read<f64> {
        let DecodeOptions { profile, limits } = self.options;
        self.take(float(self.behind(), limits, *profile))
    }

    /// The `;` behind a letter that says all.
    #[inline]
    pub(super) fn single(&mut self) -> Read<()> {
        self.take(terminator(self.behind()))
    }

    /// What stands between letter and `;` of a scalar, once it is known to be right.
    pub(super) fn scalar_text(&mut self) -> Read<&'de str> {
        let start = self.behind();
        self.scalar()?;
        let text = &start[..start.len() - self.rest.len() - 1];
        Ok(str::from_utf8(text).expect("the parsers of these take only ASCII"))
    }

    /// Any scalar.
    pub(super) fn scalar(&mut self) -> Read<Value<'de>> {
        let DecodeOptions { profile, limits } = self.options;
        let behind = self.behind();
        Ok(match self.rest[0] {
            b'i' => Value::Integer(self.integer()?),
            b'u' => Value::from(self.unicode()?),
            b'b' => Value::from(self.bytes()?),
            b'f' => Value::Float(self.float()?),
            b'd' => Value::Datetime(self.take(datetime(behind, *profile))?),
            b'p' => Value::Timedelta(self.take(timedelta(behind, limits, *profile))?),
            b'T' => self.single().map(|()| Value::Bool(true))?,
            b'F' => self.single().map(|()| Value::Bool(false))?,
            b'N' => self.single().map(|()| Value::Nil)?,
            _ => return Err(self.fault(ErrorKind::UnknownType)),
        })
    }

    /// The letter of a container, and the space behind it.
    #[inline(always)]
    pub(super) fn open(&mut self) -> Read<()> {
        if self.depth == self.options.limits.depth() {
            return Err(self.fault(ErrorKind::LimitDepth));
        }
        self.depth += 1;
        self.rest = self.behind();
        Ok(())
    }

    /// The `;` of a container.
    #[inline(always)]
    pub(super) fn close(&mut self) -> Read<()> {
        if self.letter()? != b';' {
            return Err(self.fault(ErrorKind::Terminator));
        }
        self.depth -= 1;
        self.rest = self.behind();
        Ok(())
    }

    /// Whether another part stands in a container that has `count` of them.
    #[inline(always)]
    pub(super) fn more(&mut self, count: usize) -> Read<bool> {
        self.skip_ws();
        if self.letter()? == b';' {
            return Ok(false);
        }
        if count == self.options.limits.entries {
            return Err(self.fault(ErrorKind::LimitEntries));
        }
        self.one_value_more()?;
        Ok(true)
    }

    #[inline(always)]
    fn one_value_more(&mut self) -> Read<()> {
        match self.room.checked_sub(1) {
            Some(room) => self.room = room,
            None => return Err(self.fault(ErrorKind::LimitValues)),
        }
        Ok(())
    }

    /// For the keys of a dict or the items of a set that opens here.
    #[inline(always)]
    pub(super) fn mark(&self) -> Mark {
        Mark {
            begin: self.keys.len(),
            seen: Seen::default(),
            unicode: true,
            twice: false,
        }
    }

    /// Before an item or key. One that is a container, and may hold others, is
    /// compared as a value: then the message is checked as a whole, once.
    #[inline]
    pub(super) fn before_key(&mut self) -> Read<()> {
        match self.rest.first() {
            Some(b'L' | b'S' | b'D' | b'O' | b'X' | b'B') => self.check_whole(),
            _ => Ok(()),
        }
    }

    /// Behind an item or key that began at `start`.
    #[inline(always)]
    pub(super) fn after_key(&mut self, start: &'de [u8], mark: &mut Mark) {
        if self.checked {
            return;
        }
        let letter = start[0];
        let bytes = if letter == b'u' {
            self.text.as_bytes()
        } else {
            mark.unicode = false;
            &start[..start.len() - self.rest.len()]
        };
        if mark.seen.meets(bytes) {
            mark.twice |= self.met(mark.begin, bytes);
        }
        self.keys.push(Key { letter, bytes });
    }

    /// Whether one of a few keys is the same. Of many, a table tells that at the end.
    #[inline(never)]
    fn met(&self, begin: usize, bytes: &[u8]) -> bool {
        let keys = &self.keys[begin..];
        keys.len() < FEW && keys.iter().any(|key| same(key.bytes, bytes))
    }

    /// Before the `;` of a dict or set.
    #[inline(always)]
    pub(super) fn unique(&mut self, mark: &Mark) -> Read<()> {
        if self.keys.len() > mark.begin {
            if !mark.unicode || mark.twice || self.keys.len() - mark.begin > FEW {
                self.no_repeats(mark)?;
            }
            self.keys.truncate(mark.begin);
        }
        Ok(())
    }

    #[inline(never)]
    fn no_repeats(&self, mark: &Mark) -> Read<()> {
        if self.checked {
            return Ok(());
        }
        let keys = &self.keys[mark.begin..];
        let twice = if mark.unicode {
            mark.twice || repeats(keys, |key| key.bytes)
        } else {
            self.values_repeat(keys)?
        };
        if twice {
            return Err(self.fault(ErrorKind::DuplicateKey));
        }
        Ok(())
    }

    /// Scalars can be equal and written differently: `i1;` and `i+01;`.
    fn values_repeat(&self, keys: &[Key<'_>]) -> Read<bool> {
        let mut values = Vec::with_capacity(keys.len());
        for key in keys {
            values.push(match (key.letter, str::from_utf8(key.bytes)) {
                (b'u', Ok(text)) => Value::from(text),
                _ => Reader::new(key.bytes, self.options).scalar()?,
            });
        }
        Ok(unique::first_duplicate(values.iter()).is_some())
    }

    /// Checks the message as a whole, with the contents of its blobs. Only
    /// messages with blobs, or with containers for keys, need it.
    #[cold]
    fn check_whole(&mut self) -> Read<()> {
        if self.checked {
            return Ok(());
        }
        let mut contents = Vec::new();
        take_contents(self.options.decode(self.message)?, &mut contents);
        self.blobs = contents.into_iter();
        self.checked = true;
        Ok(())
    }

    /// `'B' id ':'`, and the content of the blob.
    pub(super) fn open_blob(&mut self) -> Read<Cow<'de, [u8]>> {
        self.check_whole()?;
        self.open()?;
        self.take(id(self.rest, &self.options.limits))?;
        self.rest = self.behind();
        self.skip_ws();
        self.one_value_more()?;
        Ok(self.blobs.next().unwrap_or_default())
    }

    /// Before part `part` of an extension.
    pub(super) fn before_part(&mut self, part: usize) -> Read<()> {
        self.skip_ws();
        let letter = self.letter()?;
        let spec = self.options.profile == Profile::Spec;
        let kind = match part {
            _ if letter == b';' => ErrorKind::ExtensionParts,
            0 if spec && letter != b'u' => ErrorKind::ExtensionName,
            1 if spec && !matches!(letter, b'D' | b'O') => ErrorKind::ExtensionAttributes,
            _ => return self.one_value_more(),
        };
        Err(self.fault(kind))
    }

    /// One object, read and dropped.
    pub(super) fn skip(&mut self) -> Read<()> {
        match self.letter()? {
            b'u' => drop(self.unicode()?),
            b'i' => drop(self.integer()?),
            b'f' => drop(self.float()?),
            b'T' | b'F' | b'N' => self.single()?,
            b'D' | b'O' => self.skip_entries()?,
            b'L' => self.skip_list()?,
            b'S' => self.skip_set()?,
            b'X' => {
                self.open()?;
                for part in 0..3 {
                    self.before_part(part)?;
                    self.skip()?;
                }
                self.skip_ws();
                self.close()?;
            }
            b'B' => {
                self.open_blob()?;
                self.skip()?;
                self.skip_ws();
                self.close()?;
            }
            _ => drop(self.scalar()?),
        }
        Ok(())
    }

    fn skip_list(&mut self) -> Read<()> {
        self.open()?;
        let mut count = 0;
        while self.more(count)? {
            self.skip()?;
            count += 1;
        }
        self.close()
    }

    fn skip_set(&mut self) -> Read<()> {
        self.open()?;
        let mut mark = self.mark();
        let mut count = 0;
        while self.more(count)? {
            let start = self.rest;
            self.before_key()?;
            self.skip()?;
            self.after_key(start, &mut mark);
            count += 1;
        }
        self.unique(&mark)?;
        self.close()
    }

    fn skip_entries(&mut self) -> Read<()> {
        self.open()?;
        let mut mark = self.mark();
        let mut count = 0;
        while self.more(count)? {
            let start = self.rest;
            self.before_key()?;
            self.skip()?;
            self.after_key(start, &mut mark);
            self.before_value()?;
            self.skip()?;
            count += 1;
        }
        self.unique(&mark)?;
        self.close()
    }

    /// Behind a key.
    #[inline(always)]
    pub(super) fn before_value(&mut self) -> Read<()> {
        self.skip_ws();
        match self.letter()? {
            b';' => Err(self.fault(ErrorKind::MissingValue)),
            _ => self.one_value_more(),
        }
    }
}

fn digit(byte: u8) -> usize {
    usize::from(byte - b'0')
}

/// The contents of all blobs in a value, in the order of the message.
fn take_contents<'de>(value: Value<'de>, contents: &mut Vec<Cow<'de, [u8]>>) {
    match value {
        Value::List(items) => {
            for item in items {
                take_contents(item, contents);
            }
        }
        Value::Set(set) => {
            for item in set {
                take_contents(item, contents);
            }
        }
        Value::Dict(map) | Value::OrderedDict(map) => {
            for (key, value) in map {
                take_contents(key, contents);
                take_contents(value, contents);
            }
        }
        Value::Extension(extension) => {
            take_contents(extension.name, contents);
            take_contents(extension.attributes, contents);
            take_contents(extension.content, contents);
        }
        Value::Blob(blob) => {
            contents.push(blob.content);
            take_contents(blob.attributes, contents);
        }
        _ => {}
    }
}
