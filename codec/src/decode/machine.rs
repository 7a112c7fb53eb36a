//! The grammar of objects, as a machine that goes through the bytes once.
//!
//! ```text
//! message   = ws object ws *( trailer ws )
//! object    = scalar / list / set / dict / odict / extension / blob
//! list      = 'L' ws *( object ws ) ';'
//! set       = 'S' ws *( object ws ) ';'
//! dict      = 'D' ws *( object ws object ws ) ';'
//! odict     = 'O' ws *( object ws object ws ) ';'
//! extension = 'X' ws object ws object ws object ws ';'
//! blob      = 'B' id ':' ( dict / odict ) ';'
//! ```
//!
//! The first byte decides. Scalars go to the sink in the arm that reads them,
//! and never through a value that could be any of them, nor through an error that
//! most of them do not make: that is what makes the loop fast. Containers wait on a stack of our own, so depth costs no stack of
//! the thread.

use nom::Err;

use super::sink::{Container, Progress, Repeats, Sink};
use super::skip::part_at;
use super::text::Text;
use super::trailers::Blobs;
use super::{DecodeOptions, ErrorKind, Fault, Parsed, Profile, fault};
use crate::Integer;
use crate::scalar::datetime::datetime;
use crate::scalar::digits::{id, peek};
use crate::scalar::float::{any_float, quick_float};
use crate::scalar::integer::{any_integer, quick_integer};
use crate::scalar::text::{bytearray, digit};
use crate::scalar::timedelta::timedelta;
use crate::scalar::{skip_ws, terminator};

/// A container that has begun and not ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) container: Container,
    /// Where its parts begin on the scratch list of the sink.
    pub(super) start: usize,
    /// How many parts the scratch list may hold before somebody has to look:
    /// where it or a container is full, and at every part that has rules of its own.
    room: usize,
}

pub(super) struct Machine<'a, 'o, S> {
    options: &'o DecodeOptions,
    /// All of it.
    message: &'a [u8],
    pub(super) sink: S,
    /// The containers that are open around the innermost, which most messages
    /// of a few bytes have none of.
    stack: Vec<Open>,
    /// The innermost, as it began.
    top: Option<Open>,
    text: Text<'a>,
    pub(super) blobs: Blobs<'a>,
    /// How many parts the scratch list may hold before there are more values in the
    /// message than the limits allow: those elsewhere have been taken off.
    ceiling: usize,
    /// The part on the scratch list that repeats an earlier one.
    duplicate: Option<usize>,
    /// Whether duplicates can only be told when the whole message is there.
    deep: bool,
}

impl<'a, 'o, S: Sink<'a>> Machine<'a, 'o, S> {
    pub(super) fn new(options: &'o DecodeOptions, message: &'a [u8], sink: S) -> Self {
        Self {
            options,
            message,
            sink,
            stack: Vec::new(),
            top: None,
            text: Text::new(message),
            blobs: Blobs::default(),
            ceiling: options.limits.values,
            duplicate: None,
            deep: false,
        }
    }

    /// `message = ws object ws *( trailer ws )`
    pub(super) fn message(&mut self) -> Result<(), Err<Fault>> {
        let message = self.message;
        crate::fault!("MSG-2/before" if skip_ws(message).len() < message.len() => return Err(fault(ErrorKind::UnknownType, message)));
        let rest = self.root(skip_ws(message))?;
        self.blobs.trailers(rest, &self.options.limits)
    }

    /// One object and everything in it.
    fn root(&mut self, rest: &'a [u8]) -> Result<&'a [u8], Err<Fault>> {
        crate::fault!("MSG-1/nothing-is-nil" if rest.is_empty() => { self.sink.nil(); return Ok(rest) });
        let (_, letter) = peek(rest)?;
        crate::fault!("MSG-6/nil-in-lower-case" if letter == b'n' => return self.scalar(b'N', &rest[1..]));
        crate::fault!("MSG-6/true-in-lower-case" if letter == b't' => return self.scalar(b'T', &rest[1..]));
        crate::fault!("MSG-6/integer-in-upper-case" if letter == b'I' => return self.scalar(b'i', &rest[1..]));
        crate::fault!("MSG-6/unknown-is-nil" if letter.is_ascii_lowercase() && !is_scalar(letter) => return self.scalar(b'N', b";"));
        if is_scalar(letter) {
            return self.scalar(letter, &rest[1..]);
        }
        // So that the first parts need not ask for it.
        self.sink.reserve(Progress::first(rest.len()));
        let (rest, top) = self.open(None, letter, rest)?;
        self.parts(top, rest)
    }

    /// The parts of a container, and of all in it, to the end of the outermost.
    ///
    /// What most messages are made of is read here, by parsers that give nothing
    /// for whatever is rare or wrong; that is read again by those that know why.
    ///
    /// `top` is the innermost container, of which the machine has another copy: this
    /// one stays in registers, as does the place in the message.
    fn parts(&mut self, mut top: Open, rest: &'a [u8]) -> Result<&'a [u8], Err<Fault>> {
        let message = self.message;
        let mut at = message.len() - rest.len();
        loop {
            let rest = message.get(at..).unwrap_or_default();
            let head = match rest.first_chunk::<4>() {
                Some(head) => u32::from_le_bytes(*head),
                None => last_head(rest),
            };
            let letter = byte(head);
            crate::fault!("MSG-5/container-at-the-end" if rest.is_empty() => { self.sink.close_root(top.container); return Ok(rest) });
            if self.sink.len() >= top.room {
                top.room = self.admit(top, letter, rest)?;
            }
            crate::fault!("MSG-3/form-feed" if letter == 0x0c => { at += 1; continue });
            match letter {
                b'u' => {
                    // Most strings are short: one or two digits, without a loop.
                    let (a, b, c) = (byte(head >> 8), byte(head >> 16), byte(head >> 24));
                    let (payload, length) = match (a, b, c) {
                        (b'0'..=b'9', b':', _) => (at + 3, digit(a)),
                        (b'0'..=b'9', b'0'..=b'9', b':') => (at + 4, 10 * digit(a) + digit(b)),
                        _ => (usize::MAX, 0),
                    };
                    if let Some(text) = self.text.known(payload, length) {
                        self.sink.unicode(text);
                        at = payload + length + 1;
                        continue;
                    }
                }
                b'i' => {
                    // Integers come in rows.
                    let first = at;
                    while let Some((length, value)) = quick_integer(behind(message, at)) {
                        self.sink.integer(value);
                        at += 1 + length;
                        if message.get(at) != Some(&b'i') || self.sink.len() >= top.room {
                            break;
                        }
                    }
                    if at > first {
                        continue;
                    }
                }
                b'f' => {
                    // So do floats.
                    let first = at;
                    while let Some((length, value)) = quick_float(behind(message, at)) {
                        self.sink.float(value);
                        at += 1 + length;
                        if message.get(at) != Some(&b'f') || self.sink.len() >= top.room {
                            break;
                        }
                    }
                    if at > first {
                        continue;
                    }
                }
                b'N' if byte(head >> 8) == b';' => {
                    self.sink.nil();
                    at += 2;
                    continue;
                }
                b'T' | b'F' if byte(head >> 8) == b';' => {
                    self.sink.boolean(letter == b'T');
                    at += 2;
                    continue;
                }
                b';' => {
                    at += 1;
                    self.check(top, rest)?;
                    self.top = self.stack.pop();
                    let Some(outer) = self.top else {
                        self.sink.close_root(top.container);
                        return Ok(&rest[1..]);
                    };
                    self.close(top, rest);
                    top = outer;
                    top.room = top.room.min(self.ceiling);
                    continue;
                }
                b' ' | b'\t' | 0x0b | b'\r' | b'\n' => {
                    crate::fault!("MSG-3/in-containers" => return Err(fault(ErrorKind::UnknownType, rest)));
                    crate::fault!("MSG-3/vertical-tab" if letter == 0x0b => return Err(fault(ErrorKind::UnknownType, rest)));
                    crate::fault!("MSG-3/before-the-end" if rest.get(1) == Some(&b';') => return Err(fault(ErrorKind::UnknownType, rest)));
                    crate::fault!("MSG-3/in-extensions" if top.container == Container::Extension => return Err(fault(ErrorKind::UnknownType, rest)));
                    at += 1;
                    continue;
                }
                b'b' | b'd' | b'p' | b'N' | b'T' | b'F' => {}
                _ => {
                    peek(rest)?;
                    let behind;
                    (behind, top) = self.open(Some(top), letter, rest)?;
                    at = message.len() - behind.len();
                    continue;
                }
            }
            at = message.len() - self.scalar(letter, &rest[1..])?.len();
        }
    }

    /// `scalar = integer / unicode / bytearray / float / datetime / timedelta / 'T;' / 'F;' / 'N;'`,
    /// from behind its letter
    #[inline(never)]
    fn scalar(&mut self, letter: u8, input: &'a [u8]) -> Result<&'a [u8], Err<Fault>> {
        let (limits, profile) = (&self.options.limits, self.options.profile);
        Ok(match letter {
            b'u' => {
                let (rest, text) = self.text.unicode(input, limits)?;
                self.sink.unicode(text);
                rest
            }
            b'i' => {
                let (rest, integer) = any_integer(input, limits)?;
                match integer {
                    Integer::Small(value) => self.sink.integer(value),
                    Integer::Big(value) => self.sink.big_integer(value),
                }
                rest
            }
            b'f' => {
                let (rest, value) = any_float(input, limits, profile)?;
                self.sink.float(value);
                rest
            }
            b'b' => {
                let (rest, bytes) = bytearray(input, limits)?;
                crate::fault!("BYT-1/text-alone" if str::from_utf8(bytes).is_err() => return Err(fault(ErrorKind::Utf8, input)));
                crate::fault!("BYT-2/short-form" if input.starts_with(b";") => return Err(fault(ErrorKind::Length, input)));
                self.sink.bytes(bytes);
                rest
            }
            b'd' => {
                let (rest, value) = datetime(input, profile)?;
                self.sink.datetime(value);
                rest
            }
            b'p' => {
                let (rest, value) = timedelta(input, limits, profile)?;
                self.sink.timedelta(value);
                rest
            }
            _ => {
                let (rest, ()) = terminator(input)?;
                match letter {
                    b'N' => self.sink.nil(),
                    _ => self.sink.boolean(letter == b'T'),
                }
                rest
            }
        })
    }

    /// The opening of a container in another: its letter, or `'B' id ':'`.
    #[inline(always)]
    fn open(&mut self, outer: Option<Open>, letter: u8, rest: &'a [u8]) -> Parsed<'a, Open> {
        let limits = &self.options.limits;
        crate::fault!("MSG-6/list-in-lower-case" if letter == b'l' => return self.open(outer, b'L', rest));
        crate::fault!("COL-8/sets-are-lists" if letter == b'S' => return self.open(outer, b'L', rest));
        crate::fault!("COL-8/ordered-dicts-are-dicts" if letter == b'O' => return self.open(outer, b'D', rest));
        let container = match letter {
            b'L' => Container::List,
            b'S' => Container::Set,
            b'D' => Container::Dict,
            b'O' => Container::OrderedDict,
            b'X' => Container::Extension,
            b'B' => Container::Blob(0),
            _ => return Err(fault(ErrorKind::UnknownType, rest)),
        };
        let depth = outer.map_or(0, |_| 1 + self.stack.len());
        crate::fault!("MSG-7/depth-panics" if depth >= limits.depth() => panic!("too deep"));
        if depth >= limits.depth() {
            return Err(fault(ErrorKind::LimitDepth, rest));
        }
        let (behind, container) = match container {
            Container::Blob(_) => self.blob_id(rest)?,
            _ => (&rest[1..], container),
        };
        if let Some(outer) = outer {
            self.stack.push(outer);
            // A value itself, that will stand on the scratch list when it is done.
            self.ceiling -= 1;
        }
        let start = self.sink.len();
        let open = Open {
            container,
            start,
            room: self.room(start, self.most_parts(container)),
        };
        self.top = Some(open);
        Ok((behind, open))
    }

    /// How many parts the scratch list may hold before somebody has to look, if a
    /// container that begins at `start` may have so many.
    #[inline]
    fn room(&self, start: usize, most: usize) -> usize {
        let room = start.saturating_add(most).min(self.ceiling);
        room.min(self.sink.capacity())
    }

    /// How many parts a container may have before somebody has to look.
    fn most_parts(&self, container: Container) -> usize {
        let entries = self.options.limits.entries;
        match container {
            Container::List | Container::Set => entries,
            Container::Dict | Container::OrderedDict => entries.saturating_mul(2),
            // Every part of these is looked at.
            Container::Extension | Container::Blob(_) => 0,
        }
    }

    /// `'B' id ':'`
    #[cold]
    fn blob_id(&mut self, rest: &'a [u8]) -> Parsed<'a, Container> {
        let limits = &self.options.limits;
        let (behind, id) = id(&rest[1..], limits)?;
        let (_, colon) = peek(behind)?;
        crate::fault!("BLB-4/words-for-ids" if id == b"1" => return Err(fault(ErrorKind::BlobId, behind)));
        if colon != b':' {
            return Err(fault(ErrorKind::BlobId, behind));
        }
        match self.blobs.begin(id, limits) {
            Ok(number) => Ok((&behind[1..], Container::Blob(number))),
            Err(kind) => Err(fault(kind, rest)),
        }
    }

    /// Whether what begins with `letter` may stand here, in a container that is
    /// full or looks at every part. The room from here on, and what it takes.
    #[inline(always)]
    fn admit(&mut self, top: Open, letter: u8, rest: &'a [u8]) -> Result<usize, Err<Fault>> {
        // What a right extension holds, before any other.
        let most = match (top.container, self.sink.len() - top.start, letter) {
            (Container::Extension, 0, b'u') => 1,
            (Container::Extension, 1, b'D' | b'O') | (Container::Extension, 2, b'N') => 3,
            (Container::Extension, 3, b';')
            | (Container::Dict | Container::OrderedDict, _, b';') => return Ok(top.room),
            _ => 0,
        };
        let room = self.room(top.start, most);
        if room > self.sink.len() {
            return Ok(room);
        }
        self.admit_rare(top.container, top.start, letter, rest)
    }

    #[inline(never)]
    fn admit_rare(
        &mut self,
        container: Container,
        start: usize,
        letter: u8,
        rest: &'a [u8],
    ) -> Result<usize, Err<Fault>> {
        peek(rest)?;
        let held = self.sink.len();
        let count = held - start;
        let is_spec = self.options.profile == Profile::Spec;
        let is_blob = matches!(container, Container::Blob(_));
        let is_space = matches!(letter, b' ' | b'\t' | 0x0b | b'\r' | b'\n');
        if letter == b';' || (is_space && !(is_blob && is_spec)) {
            return Ok(0);
        }
        // A byte that begins no object is told as that.
        let begins = is_scalar(letter) || is_container(letter);
        crate::fault!("BLB-1/any-attributes" if is_blob && count == 0 => return Ok(held + 8));
        let is_dict = matches!(letter, b'D' | b'O');
        let most = self.most_parts(container);
        let (kind, most) = match (container, count) {
            (Container::Blob(_), 0) if !is_dict => (ErrorKind::BlobAttributes, 0),
            (Container::Blob(_), 1) | (Container::Extension, 3) => (ErrorKind::Terminator, 0),
            (Container::Extension, 0) if begins && is_spec && letter != b'u' => {
                (ErrorKind::ExtensionName, 0)
            }
            (Container::Extension, 1) if begins && is_spec && !is_dict => {
                (ErrorKind::ExtensionAttributes, 0)
            }
            (Container::Extension | Container::Blob(_), _) => (ErrorKind::LimitValues, count + 1),
            _ if count < most => (ErrorKind::LimitValues, most),
            _ => (ErrorKind::LimitEntries, 0),
        };
        if count >= most || held >= self.ceiling {
            return Err(fault(kind, rest));
        }
        self.make_room(rest);
        Ok(self.room(start, most))
    }

    /// Where the scratch list is full, room for as many parts as are to be expected.
    fn make_room(&mut self, rest: &[u8]) {
        let held = self.sink.len();
        if held == self.sink.capacity() {
            self.sink.reserve(self.progress(rest).more(held));
        }
    }

    fn progress(&self, rest: &[u8]) -> Progress {
        Progress {
            read: self.message.len() - rest.len(),
            left: rest.len(),
        }
    }

    /// Whether the innermost container may end with this `';'`.
    #[inline]
    fn check(&mut self, top: Open, rest: &'a [u8]) -> Result<(), Err<Fault>> {
        let count = self.sink.len() - top.start;
        crate::fault!("COL-5/in-a-set" if top.container == Container::Set => return Ok(()));
        crate::fault!("COL-5/in-a-dict" if top.container == Container::Dict => return Ok(()));
        crate::fault!("COL-5/in-an-ordered-dict" if top.container == Container::OrderedDict => return Ok(()));
        crate::fault!("COL-6/nil-for-a-value" if top.container.is_map() && count % 2 == 1 => { self.sink.nil(); return Ok(()) });
        crate::fault!("EXT-3/two-parts" if top.container == Container::Extension && count == 2 => { self.sink.nil(); return Ok(()) });
        let missing = match top.container {
            Container::List => None,
            Container::Set => {
                self.refuse_duplicate(top, ErrorKind::DuplicateItem)?;
                None
            }
            Container::Dict | Container::OrderedDict if count % 2 == 1 => {
                Some(ErrorKind::MissingValue)
            }
            Container::Dict | Container::OrderedDict => {
                self.refuse_duplicate(top, ErrorKind::DuplicateKey)?;
                None
            }
            Container::Extension => (count < 3).then_some(ErrorKind::ExtensionParts),
            Container::Blob(_) => (count < 1).then_some(ErrorKind::BlobAttributes),
        };
        match missing {
            Some(kind) => Err(fault(kind, rest)),
            None => Ok(()),
        }
    }

    /// The parts of the innermost container become one value, which stands for
    /// itself on the scratch list now.
    #[inline]
    fn close(&mut self, top: Open, rest: &'a [u8]) {
        self.ceiling = (self.ceiling + 1).saturating_sub(self.sink.len() - top.start);
        let progress = self.progress(rest);
        self.sink.close(top.container, top.start, progress);
    }

    #[inline]
    fn refuse_duplicate(&mut self, top: Open, kind: ErrorKind) -> Result<(), Err<Fault>> {
        match self.sink.repeats(top.start, top.container.is_map()) {
            Repeats::Nothing => Ok(()),
            Repeats::Part(part) => Err(self.duplicate(top, part, kind)),
            Repeats::Later => {
                crate::fault!("COL-5/containers-not-compared" => return Ok(()));
                crate::fault!("COL-7/scalars-alone" => return Err(self.duplicate(top, 0, kind)));
                self.deep = true;
                Ok(())
            }
        }
    }

    /// Part `part` of a container repeats an earlier one: the path of the error
    /// leads to it.
    #[cold]
    fn duplicate(&mut self, top: Open, part: usize, kind: ErrorKind) -> Err<Fault> {
        self.duplicate = Some(top.start + part);
        // Nobody kept its place, so the way there is gone once more: in each
        // container that is open, the next one is the part that is not finished.
        let open = self.open_containers();
        let way = open.windows(2).map(|pair| pair[1].start - pair[0].start);
        let left = part_at(self.message, way.chain([part])).len();
        Err::Failure(Fault { kind, left })
    }

    /// Whether the root has items or keys that only [`deep`] can compare: containers,
    /// or blobs, whose contents came behind it.
    pub(super) fn needs_deep(&self) -> bool {
        self.deep
    }

    /// Where the machine stands, for an error.
    #[cold]
    pub(super) fn path(&self) -> String {
        let parts = self.duplicate.unwrap_or(self.sink.len());
        super::path::path(&self.open_containers(), &self.sink, parts)
    }

    /// The innermost last.
    #[cold]
    fn open_containers(&self) -> Vec<Open> {
        self.stack.iter().copied().chain(self.top).collect()
    }
}

/// Whether a scalar begins so. As a pattern: a search in a slice takes as long as
/// the rest of a short message.
const fn is_scalar(letter: u8) -> bool {
    matches!(
        letter,
        b'u' | b'i' | b'f' | b'b' | b'd' | b'p' | b'T' | b'F' | b'N'
    )
}

/// Whether a container begins so.
const fn is_container(letter: u8) -> bool {
    matches!(letter, b'L' | b'S' | b'D' | b'O' | b'X' | b'B')
}

/// What stands behind the letter at that place.
fn behind(message: &[u8], at: usize) -> &[u8] {
    message.get(at + 1..).unwrap_or_default()
}

/// The last few bytes of a message, and zeros behind them.
#[cold]
fn last_head(rest: &[u8]) -> u32 {
    let mut head = [0; 4];
    head[..rest.len()].copy_from_slice(rest);
    u32::from_le_bytes(head)
}

/// The first of four bytes.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the others are not asked for"
)]
const fn byte(head: u32) -> u8 {
    head as u8
}
