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
//! Containers wait on a stack of our own, so depth costs no stack of the
//! thread; finished parts wait in one scratch list until their container ends
//! and takes them over with one exact allocation.

use std::borrow::Cow;

use nom::{Err, Needed};

use super::skip::skip_parts;
use super::trailers::Blobs;
use super::{DecodeOptions, ErrorKind, Fault, Parsed, Profile, fault};
use crate::scalar::datetime::datetime;
use crate::scalar::digits::{id, peek};
use crate::scalar::float::float;
use crate::scalar::integer::integer;
use crate::scalar::text::{bytearray, unicode};
use crate::scalar::timedelta::timedelta;
use crate::scalar::{skip_ws, terminator};
use crate::value::unique;
use crate::{Blob, Extension, Map, Set, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container<'a> {
    List,
    Set,
    Dict,
    OrderedDict,
    Extension,
    /// With its id.
    Blob(&'a [u8]),
}

/// A container that has begun and not ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open<'a> {
    pub(super) container: Container<'a>,
    /// Where its parts begin in the scratch list.
    pub(super) start: usize,
    /// What stands behind its opening.
    behind: &'a [u8],
}

/// What comes next, once the white space is behind.
enum Step<'a> {
    /// A value that is finished.
    Value(Value<'a>),
    Open(Container<'a>),
    /// The `;` of the innermost container.
    Close,
}

pub(super) struct Machine<'a, 'o> {
    message: &'a [u8],
    options: &'o DecodeOptions,
    stack: Vec<Open<'a>>,
    scratch: Vec<Value<'a>>,
    blobs: Blobs<'a>,
}

impl<'a, 'o> Machine<'a, 'o> {
    pub(super) fn new(message: &'a [u8], options: &'o DecodeOptions) -> Self {
        Self {
            message,
            options,
            stack: Vec::new(),
            scratch: Vec::new(),
            blobs: Blobs::default(),
        }
    }

    /// `message = ws object ws *( trailer ws )`
    pub(super) fn message(&mut self) -> Result<Value<'a>, Err<Fault>> {
        let (rest, mut root) = self.root(skip_ws(self.message))?;
        self.blobs.trailers(rest, &self.options.limits)?;
        self.blobs.fill(&mut root, self.message)?;
        Ok(root)
    }

    /// Where the machine stands, for an error.
    pub(super) fn path(&self) -> String {
        super::path::path(&self.stack, &self.scratch)
    }

    /// One object and everything in it.
    fn root(&mut self, mut rest: &'a [u8]) -> Parsed<'a, Value<'a>> {
        loop {
            let (behind, step) = self.step(rest)?;
            match step {
                Step::Open(container) => self.open(container, rest, behind)?,
                Step::Value(value) if self.stack.is_empty() => return Ok((behind, value)),
                Step::Value(value) => self.scratch.push(value),
                Step::Close => {
                    let value = self.close()?;
                    if self.stack.is_empty() {
                        return Ok((behind, value));
                    }
                    self.scratch.push(value);
                }
            }
            rest = self.skip_inner_ws(behind);
        }
    }

    /// Space between the parts of a container. Around the dict of a blob the
    /// grammar has none, and only the interop profile takes it (D5).
    fn skip_inner_ws(&self, rest: &'a [u8]) -> &'a [u8] {
        match self.stack.last() {
            Some(Open {
                container: Container::Blob(_),
                ..
            }) if self.is_spec() => rest,
            _ => skip_ws(rest),
        }
    }

    fn is_spec(&self) -> bool {
        self.options.profile == Profile::Spec
    }

    /// The next scalar, opening or closing. The first byte decides.
    fn step(&mut self, rest: &'a [u8]) -> Parsed<'a, Step<'a>> {
        let (_, letter) = peek(rest)?;
        if let Some(&open) = self.stack.last() {
            let count = self.scratch.len() - open.start;
            if letter == b';' {
                return Self::may_close(open, count, rest);
            }
            self.may_hold(open, count, letter, rest)?;
        }
        let behind = &rest[1..];
        let (limits, profile) = (&self.options.limits, self.options.profile);
        let (behind, value) = match letter {
            b'i' => finish(integer(behind, limits), Value::Integer),
            b'u' => finish(unicode(behind, limits), Value::from),
            b'b' => finish(bytearray(behind, limits), Value::from),
            b'f' => finish(float(behind, limits, profile), Value::Float),
            b'd' => finish(datetime(behind, profile), Value::Datetime),
            b'p' => finish(timedelta(behind, limits, profile), Value::Timedelta),
            b'T' => finish(terminator(behind), |()| Value::Bool(true)),
            b'F' => finish(terminator(behind), |()| Value::Bool(false)),
            b'N' => finish(terminator(behind), |()| Value::Nil),
            b'L' => return Ok((behind, Step::Open(Container::List))),
            b'S' => return Ok((behind, Step::Open(Container::Set))),
            b'D' => return Ok((behind, Step::Open(Container::Dict))),
            b'O' => return Ok((behind, Step::Open(Container::OrderedDict))),
            b'X' => return Ok((behind, Step::Open(Container::Extension))),
            b'B' => return self.blob_id(rest),
            _ => return Err(fault(ErrorKind::UnknownType, rest)),
        }?;
        Ok((behind, Step::Value(value)))
    }

    /// `'B' id ':'`
    fn blob_id(&mut self, rest: &'a [u8]) -> Parsed<'a, Step<'a>> {
        let limits = &self.options.limits;
        let (behind, id) = id(&rest[1..], limits)?;
        let (_, colon) = peek(behind)?;
        if colon != b':' {
            return Err(fault(ErrorKind::BlobId, behind));
        }
        if let Some(kind) = self.blobs.begin(id, limits) {
            return Err(fault(kind, rest));
        }
        Ok((&behind[1..], Step::Open(Container::Blob(id))))
    }

    /// Whether an object may begin here, in a container with `count` parts.
    fn may_hold(
        &self,
        open: Open<'a>,
        count: usize,
        letter: u8,
        rest: &'a [u8],
    ) -> Result<(), Err<Fault>> {
        // A byte that begins no object is told as that.
        let begins = b"iubfdpTFNLSDOXB".contains(&letter);
        let kind = match open.container {
            Container::Blob(_) if count == 1 => ErrorKind::Terminator,
            Container::Blob(_) if !matches!(letter, b'D' | b'O') => ErrorKind::BlobAttributes,
            Container::Extension if count == 3 => ErrorKind::Terminator,
            Container::Extension if begins && self.is_spec() && count == 0 && letter != b'u' => {
                ErrorKind::ExtensionName
            }
            Container::Extension
                if begins && self.is_spec() && count == 1 && !matches!(letter, b'D' | b'O') =>
            {
                ErrorKind::ExtensionAttributes
            }
            Container::List | Container::Set if count == self.options.limits.entries => {
                ErrorKind::LimitEntries
            }
            Container::Dict | Container::OrderedDict
                if count == self.options.limits.entries.saturating_mul(2) =>
            {
                ErrorKind::LimitEntries
            }
            _ => return Ok(()),
        };
        Err(fault(kind, rest))
    }

    /// Whether the container may end here, with `count` parts.
    fn may_close(open: Open<'a>, count: usize, rest: &'a [u8]) -> Parsed<'a, Step<'a>> {
        let whole = match open.container {
            Container::List | Container::Set => None,
            Container::Dict | Container::OrderedDict => {
                (count % 2 == 1).then_some(ErrorKind::MissingValue)
            }
            Container::Extension => (count < 3).then_some(ErrorKind::ExtensionParts),
            Container::Blob(_) => (count < 1).then_some(ErrorKind::BlobAttributes),
        };
        match whole {
            Some(kind) => Err(fault(kind, rest)),
            None => Ok((&rest[1..], Step::Close)),
        }
    }

    /// `at` begins at the opening, `behind` behind it.
    fn open(
        &mut self,
        container: Container<'a>,
        at: &'a [u8],
        behind: &'a [u8],
    ) -> Result<(), Err<Fault>> {
        if self.stack.len() == self.options.limits.depth() {
            return Err(fault(ErrorKind::LimitDepth, at));
        }
        self.stack.push(Open {
            container,
            start: self.scratch.len(),
            behind,
        });
        Ok(())
    }

    /// Takes the parts of the innermost container over into a value.
    fn close(&mut self) -> Result<Value<'a>, Err<Fault>> {
        let Some(&open) = self.stack.last() else {
            // Only an open container closes.
            return Err(Err::Incomplete(Needed::Unknown));
        };
        let parts = &self.scratch[open.start..];
        match open.container {
            Container::Set => {
                if let Some(item) = unique::first_duplicate(parts.iter()) {
                    return self.duplicate(open, item, ErrorKind::DuplicateItem);
                }
            }
            Container::Dict | Container::OrderedDict => {
                if let Some(entry) = unique::first_duplicate(parts.iter().step_by(2)) {
                    return self.duplicate(open, 2 * entry, ErrorKind::DuplicateKey);
                }
            }
            _ => {}
        }
        self.stack.pop();
        let mut parts = self.scratch.drain(open.start..);
        let mut next = || parts.next().unwrap_or_default();
        Ok(match open.container {
            Container::List => Value::List(parts.collect()),
            Container::Set => Value::Set(Set::from_unique(parts.collect())),
            Container::Dict => Value::Dict(Map::from_flat(parts.collect())),
            Container::OrderedDict => Value::OrderedDict(Map::from_flat(parts.collect())),
            Container::Extension => Value::Extension(Box::new(Extension {
                name: next(),
                attributes: next(),
                content: next(),
            })),
            Container::Blob(id) => Value::Blob(Box::new(Blob {
                attributes: next(),
                content: Cow::Borrowed(id),
            })),
        })
    }

    /// Part `part` of a container repeats an earlier one. The parts from there
    /// on are forgotten, so that the path of the error leads to it.
    #[cold]
    fn duplicate<T>(
        &mut self,
        open: Open<'a>,
        part: usize,
        kind: ErrorKind,
    ) -> Result<T, Err<Fault>> {
        self.scratch.truncate(open.start + part);
        let left = skip_parts(open.behind, part).len();
        Err(Err::Failure(Fault { kind, left }))
    }
}

/// Makes what a parser read a value.
fn finish<'a, T>(
    parsed: Parsed<'a, T>,
    value: impl FnOnce(T) -> Value<'a>,
) -> Parsed<'a, Value<'a>> {
    parsed.map(|(rest, read)| (rest, value(read)))
}
