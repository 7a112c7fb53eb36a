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
//! and never through a value that could be any of them: that is what makes the
//! loop fast. Containers wait on a stack of our own, so depth costs no stack of
//! the thread.

use nom::{Err, Needed};

use super::sink::{Container, Repeats, Sink};
use super::skip::skip_parts;
use super::text::Text;
use super::trailers::Blobs;
use super::{DecodeOptions, ErrorKind, Fault, Parsed, Profile, fault};
use crate::Integer;
use crate::scalar::datetime::datetime;
use crate::scalar::digits::{id, peek};
use crate::scalar::float::float;
use crate::scalar::integer::integer;
use crate::scalar::text::bytearray;
use crate::scalar::timedelta::timedelta;
use crate::scalar::{skip_ws, terminator};

/// A container that has begun and not ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open<'a> {
    pub(super) container: Container,
    /// Where its parts begin on the scratch list of the sink.
    pub(super) start: usize,
    /// What stands behind its opening.
    behind: &'a [u8],
    /// How many parts the scratch list may hold before somebody has to look:
    /// where a container is full, and at every part that has rules of its own.
    room: usize,
}

pub(super) struct Machine<'a, 'o, S> {
    options: &'o DecodeOptions,
    pub(super) sink: S,
    /// The containers around the innermost one.
    stack: Vec<Open<'a>>,
    text: Text<'a>,
    pub(super) blobs: Blobs<'a>,
    /// The part on the scratch list that repeats an earlier one.
    duplicate: Option<usize>,
    /// Whether duplicates can only be told when the whole message is there.
    deep: bool,
}

impl<'a, 'o, S: Sink<'a>> Machine<'a, 'o, S> {
    pub(super) fn new(options: &'o DecodeOptions, sink: S) -> Self {
        Self {
            options,
            sink,
            stack: Vec::new(),
            text: Text::default(),
            blobs: Blobs::default(),
            duplicate: None,
            deep: false,
        }
    }

    /// `message = ws object ws *( trailer ws )`
    pub(super) fn message(&mut self, message: &'a [u8]) -> Result<(), Err<Fault>> {
        let rest = self.root(skip_ws(message))?;
        self.blobs.trailers(rest, &self.options.limits)
    }

    /// One object and everything in it.
    fn root(&mut self, rest: &'a [u8]) -> Result<&'a [u8], Err<Fault>> {
        let (_, letter) = peek(rest)?;
        match self.scalar(letter, rest)? {
            Some(behind) => Ok(behind),
            None => self.container(letter, rest),
        }
    }

    /// A container and everything in it.
    fn container(&mut self, letter: u8, rest: &'a [u8]) -> Result<&'a [u8], Err<Fault>> {
        let (rest, mut top) = self.open(letter, rest, 0)?;
        let done = self.parts(&mut top, rest);
        if done.is_err() {
            // The path of the error leads through all containers.
            self.stack.push(top);
        }
        done
    }

    /// The parts of a container, and of all in it, to the end of the outermost.
    fn parts(&mut self, top: &mut Open<'a>, mut rest: &'a [u8]) -> Result<&'a [u8], Err<Fault>> {
        loop {
            let Some((&letter, behind)) = rest.split_first() else {
                return Err(Err::Incomplete(Needed::Unknown));
            };
            if self.sink.len() >= top.room {
                self.admit(top, letter, rest)?;
            }
            if let Some(behind) = self.scalar(letter, rest)? {
                rest = behind;
                continue;
            }
            match letter {
                b';' => {
                    self.close(*top, rest)?;
                    match self.stack.pop() {
                        Some(outer) => *top = outer,
                        None => return Ok(behind),
                    }
                    rest = behind;
                }
                b' ' | b'\t' | 0x0b | b'\r' | b'\n' => rest = behind,
                _ => {
                    let (behind, inner) = self.open(letter, rest, self.stack.len() + 1)?;
                    self.stack.push(std::mem::replace(top, inner));
                    rest = behind;
                }
            }
        }
    }

    /// `scalar = integer / unicode / bytearray / float / datetime / timedelta / 'T;' / 'F;' / 'N;'`
    ///
    /// Nothing where the letter begins none.
    #[inline(always)]
    fn scalar(&mut self, letter: u8, rest: &'a [u8]) -> Result<Option<&'a [u8]>, Err<Fault>> {
        let (limits, profile) = (&self.options.limits, self.options.profile);
        let behind = &rest[1..];
        Ok(Some(match letter {
            b'u' => {
                let (rest, text) = self.text.unicode(behind, limits)?;
                self.sink.unicode(text);
                rest
            }
            b'i' => {
                let (rest, integer) = integer(behind, limits)?;
                match integer {
                    Integer::Small(value) => self.sink.integer(value),
                    Integer::Big(value) => self.sink.big_integer(value),
                }
                rest
            }
            b'f' => {
                let (rest, value) = float(behind, limits, profile)?;
                self.sink.float(value);
                rest
            }
            b'T' => {
                let (rest, ()) = terminator(behind)?;
                self.sink.boolean(true);
                rest
            }
            b'F' => {
                let (rest, ()) = terminator(behind)?;
                self.sink.boolean(false);
                rest
            }
            b'N' => {
                let (rest, ()) = terminator(behind)?;
                self.sink.nil();
                rest
            }
            b'b' => {
                let (rest, bytes) = bytearray(behind, limits)?;
                self.sink.bytes(bytes);
                rest
            }
            b'd' => {
                let (rest, value) = datetime(behind, profile)?;
                self.sink.datetime(value);
                rest
            }
            b'p' => {
                let (rest, value) = timedelta(behind, limits, profile)?;
                self.sink.timedelta(value);
                rest
            }
            _ => return Ok(None),
        }))
    }

    /// The opening of a container with `depth` others around it: its letter, or
    /// `'B' id ':'`.
    #[inline]
    fn open(&mut self, letter: u8, rest: &'a [u8], depth: usize) -> Parsed<'a, Open<'a>> {
        let limits = &self.options.limits;
        let start = self.sink.len();
        let items = start.saturating_add(limits.entries);
        let (container, room) = match letter {
            b'L' => (Container::List, items),
            b'S' => (Container::Set, items),
            b'D' => (Container::Dict, items.saturating_add(limits.entries)),
            b'O' => (Container::OrderedDict, items.saturating_add(limits.entries)),
            // Every part of these is looked at.
            b'X' => (Container::Extension, start),
            b'B' => (Container::Blob(0), start),
            _ => return Err(fault(ErrorKind::UnknownType, rest)),
        };
        if depth >= limits.depth() {
            return Err(fault(ErrorKind::LimitDepth, rest));
        }
        let (behind, container) = match container {
            Container::Blob(_) => self.blob_id(rest)?,
            _ => (&rest[1..], container),
        };
        let open = Open {
            container,
            start,
            behind,
            room,
        };
        Ok((behind, open))
    }

    /// `'B' id ':'`
    #[cold]
    fn blob_id(&mut self, rest: &'a [u8]) -> Parsed<'a, Container> {
        let limits = &self.options.limits;
        let (behind, id) = id(&rest[1..], limits)?;
        let (_, colon) = peek(behind)?;
        if colon != b':' {
            return Err(fault(ErrorKind::BlobId, behind));
        }
        match self.blobs.begin(id, limits) {
            Ok(number) => Ok((&behind[1..], Container::Blob(number))),
            Err(kind) => Err(fault(kind, rest)),
        }
    }

    /// Whether what begins with `letter` may stand here, in a container that is
    /// full or looks at every part.
    fn admit(&self, top: &mut Open<'a>, letter: u8, rest: &'a [u8]) -> Result<(), Err<Fault>> {
        let count = self.sink.len() - top.start;
        let is_spec = self.options.profile == Profile::Spec;
        let is_blob = matches!(top.container, Container::Blob(_));
        let is_space = matches!(letter, b' ' | b'\t' | 0x0b | b'\r' | b'\n');
        if letter == b';' || (is_space && !(is_blob && is_spec)) {
            return Ok(());
        }
        // A byte that begins no object is told as that.
        let begins = b"iubfdpTFNLSDOXB".contains(&letter);
        let is_dict = matches!(letter, b'D' | b'O');
        let kind = match (top.container, count) {
            (Container::Blob(_), 0) if !is_dict => ErrorKind::BlobAttributes,
            (Container::Blob(_), 1) | (Container::Extension, 3) => ErrorKind::Terminator,
            (Container::Extension, 0) if begins && is_spec && letter != b'u' => {
                ErrorKind::ExtensionName
            }
            (Container::Extension, 1) if begins && is_spec && !is_dict => {
                ErrorKind::ExtensionAttributes
            }
            (Container::Extension | Container::Blob(_), _) => {
                top.room += 1;
                return Ok(());
            }
            _ => ErrorKind::LimitEntries,
        };
        Err(fault(kind, rest))
    }

    /// `';'`: the parts of the innermost container become one value.
    #[inline]
    fn close(&mut self, top: Open<'a>, rest: &'a [u8]) -> Result<(), Err<Fault>> {
        let count = self.sink.len() - top.start;
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
        if let Some(kind) = missing {
            return Err(fault(kind, rest));
        }
        self.sink.close(top.container, top.start);
        Ok(())
    }

    #[inline]
    fn refuse_duplicate(&mut self, top: Open<'a>, kind: ErrorKind) -> Result<(), Err<Fault>> {
        match self.sink.repeats(top.start, top.container.is_map()) {
            Repeats::Nothing => Ok(()),
            Repeats::Part(part) => Err(self.duplicate(top, part, kind)),
            Repeats::Later => {
                self.deep = true;
                Ok(())
            }
        }
    }

    /// Part `part` of a container repeats an earlier one: the path of the error
    /// leads to it.
    #[cold]
    fn duplicate(&mut self, top: Open<'a>, part: usize, kind: ErrorKind) -> Err<Fault> {
        self.duplicate = Some(top.start + part);
        let left = skip_parts(top.behind, part).len();
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
        super::path::path(&self.stack, &self.sink, parts)
    }
}
