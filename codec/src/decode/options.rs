//! [`decode`], and [`DecodeOptions`] for what can be chosen.

use nom::Err;

use super::machine::Machine;
use super::path::deep_path;
use super::sink::Sink;
use super::skip::part_at;
use super::tree::Tree;
use super::{DecodeError, ErrorKind, Fault, Limits, fault};
use crate::document::Arena;
use crate::value::deep;
use crate::{Document, Value};

/// How much a decoder takes beyond the text of the specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// What the text says that a decoder must accept, and no more.
    #[default]
    Spec,
    /// Also what the implementations of 2012 put on the wire: offsets in
    /// datetimes (D8), timedeltas with fields missing (D11), floats with a bare
    /// point (D2, D3), space around the dict of a blob (D5), extensions with
    /// parts of any type (D16b).
    Interop,
}

/// Decodes one whole message, in the spec profile and within the default limits.
///
/// ```
/// use hyperglyph::{Value, decode};
///
/// let value = decode(b"Du4:name;i1;;").unwrap();
/// assert_eq!(value.get("name"), Some(&Value::from(1)));
///
/// let error = decode(b"Du4:name;i1;").unwrap_err();
/// assert!(error.is_incomplete());
/// ```
pub fn decode(message: &[u8]) -> Result<Value<'_>, DecodeError> {
    DecodeOptions::new().decode(message)
}

/// Profile and limits of a decoder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecodeOptions {
    pub(crate) profile: Profile,
    pub(crate) limits: Limits,
}

impl DecodeOptions {
    /// The spec profile and the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The interop profile and the default limits: what clients and servers use.
    #[must_use]
    pub fn interop() -> Self {
        Self::new().profile(Profile::Interop)
    }

    /// Another profile.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Decodes one whole message: a root object, the chunks of its blobs, and
    /// nothing else.
    pub fn decode<'a>(&self, message: &'a [u8]) -> Result<Value<'a>, DecodeError> {
        let mut machine = Machine::new(self, message, Tree::default());
        self.read(&mut machine, message)?;
        let needs_deep = machine.needs_deep();
        let mut root = machine.sink.into_root();
        machine.blobs.fill(&mut root);
        if needs_deep {
            refuse_deep_duplicate(&root, message)?;
        }
        Ok(root)
    }

    /// Decodes one whole message into a document: faster than a value, and
    /// read-only. A message of 4 GiB or more is over its limit.
    pub fn document<'a>(&self, message: &'a [u8]) -> Result<Document<'a>, DecodeError> {
        const LONGEST: usize = u32::MAX as usize;
        if message.len().min(self.limits.message) > LONGEST {
            let fault = fault(ErrorKind::LimitMessage, &message[LONGEST..]);
            return Err(error(fault, message, "root"));
        }
        let mut machine = Machine::new(self, message, Arena::default());
        self.read(&mut machine, message)?;
        let needs_deep = machine.needs_deep();
        let document = Document::new(machine.sink, machine.blobs.take_contents());
        if needs_deep {
            refuse_deep_duplicate(&document.to_value(), message)?;
        }
        Ok(document)
    }

    /// Lets the machine read a message; its sink holds the root then.
    pub(super) fn read<'a, S: Sink<'a>>(
        &self,
        machine: &mut Machine<'a, '_, S>,
        message: &'a [u8],
    ) -> Result<(), DecodeError> {
        if message.len() > self.limits.message {
            let fault = fault(ErrorKind::LimitMessage, &message[self.limits.message..]);
            return Err(error(fault, message, "root"));
        }
        let read = machine.message();
        read.map_err(|fault| error(fault, message, &machine.path()))
    }
}

/// Duplicates among items and keys that are containers or blobs.
#[cold]
fn refuse_deep_duplicate(root: &Value<'_>, message: &[u8]) -> Result<(), DecodeError> {
    let Some(duplicate) = deep::duplicate(root) else {
        return Ok(());
    };
    let way = duplicate.path.iter().chain([&duplicate.part]);
    let at = part_at(message, way.copied());
    let kind = if duplicate.is_key {
        ErrorKind::DuplicateKey
    } else {
        ErrorKind::DuplicateItem
    };
    let fault = fault(kind, at);
    Err(error(fault, message, &deep_path(root, &duplicate)))
}

#[cold]
#[expect(clippy::needless_pass_by_value, reason = "an error is used up")]
fn error(fault: Err<Fault>, message: &[u8], path: &str) -> DecodeError {
    let fault = match fault {
        Err::Error(fault) | Err::Failure(fault) => fault,
        Err::Incomplete(_) => Fault {
            kind: ErrorKind::UnexpectedEnd,
            left: 0,
        },
    };
    DecodeError::new(fault, message, path.to_owned())
}
