//! [`Open`]: a container that has begun and not ended, and what may stand in it.
//!
//! ```text
//! list, set   = ('L' / 'S') ws *( object ws ) ';'
//! dict, odict = ('D' / 'O') ws *( object ws object ws ) ';'
//! extension   = 'X' ws object ws object ws object ws ';'
//! blob        = 'B' id ':' ( dict / odict ) ';'
//! ```

use super::{Container, Role, TokenKind};
use crate::decode::{Name, path_step};
use crate::{DecodeOptions, ErrorKind, Integer, Profile};

/// A path shows 40 characters of a key, and whether there are more.
const KEY_BYTES: usize = 41 * 4;

#[derive(Debug)]
pub(super) struct Open {
    pub(super) container: Container,
    /// How many parts are whole.
    pub(super) parts: usize,
    key: Key,
}

/// The last key of a dict, for the path of an error.
#[derive(Debug)]
enum Key {
    /// The beginning of a unicode string.
    Text(String),
    Integer(i64),
    Other(&'static str),
}

impl Open {
    pub(super) fn new(container: Container) -> Self {
        Self {
            container,
            parts: 0,
            key: Key::Other(""),
        }
    }

    /// Why an object that begins with `letter`, or white space, may not stand here.
    #[inline]
    pub(super) fn refuses(&self, letter: u8, options: &DecodeOptions) -> Option<ErrorKind> {
        let entries = options.limits.entries;
        match self.container {
            Container::List | Container::Set if self.parts < entries => None,
            Container::Dict | Container::OrderedDict if self.parts < entries.saturating_mul(2) => {
                None
            }
            _ => self.looks(letter, options.profile == Profile::Spec),
        }
    }

    /// Where a container is full, or looks at every part.
    fn looks(&self, letter: u8, is_spec: bool) -> Option<ErrorKind> {
        let is_blob = matches!(self.container, Container::Blob(_));
        let is_space = matches!(letter, b' ' | b'\t' | 0x0b | b'\r' | b'\n');
        if letter == b';' || (is_space && !(is_blob && is_spec)) {
            return None;
        }
        // A byte that begins no object is told as that.
        let begins = b"iubfdpTFNLSDOXB".contains(&letter);
        let is_dict = matches!(letter, b'D' | b'O');
        match (self.container, self.parts) {
            (Container::Blob(_), 0) if !is_dict => Some(ErrorKind::BlobAttributes),
            (Container::Blob(_), 1) | (Container::Extension, 3) => Some(ErrorKind::Terminator),
            (Container::Extension, 0) if begins && is_spec && letter != b'u' => {
                Some(ErrorKind::ExtensionName)
            }
            (Container::Extension, 1) if begins && is_spec && !is_dict => {
                Some(ErrorKind::ExtensionAttributes)
            }
            (Container::Extension | Container::Blob(_), _) => None,
            _ => Some(ErrorKind::LimitEntries),
        }
    }

    /// Why the container may not end here.
    pub(super) fn misses(&self) -> Option<ErrorKind> {
        match self.container {
            Container::List | Container::Set => None,
            Container::Dict | Container::OrderedDict => {
                (self.parts % 2 == 1).then_some(ErrorKind::MissingValue)
            }
            Container::Extension => (self.parts < 3).then_some(ErrorKind::ExtensionParts),
            Container::Blob(_) => (self.parts < 1).then_some(ErrorKind::BlobAttributes),
        }
    }

    /// What the next part is.
    pub(super) fn role(&self) -> Role {
        match (self.container, self.parts) {
            (Container::List | Container::Set, parts) => Role::Item(parts),
            (Container::Dict | Container::OrderedDict, parts) if parts % 2 == 0 => {
                Role::Key(parts / 2)
            }
            (Container::Dict | Container::OrderedDict, parts) => Role::Value(parts / 2),
            (Container::Extension, 0) => Role::Name,
            (Container::Extension, 1) | (Container::Blob(_), _) => Role::Attributes,
            (Container::Extension, _) => Role::Content,
        }
    }

    /// A part begins with that token. If it is a key, paths will name it.
    #[inline]
    pub(super) fn begins(&mut self, kind: &TokenKind<'_>) {
        if !matches!(self.role(), Role::Key(_)) {
            return;
        }
        self.key = match kind {
            TokenKind::Unicode(_) => match std::mem::replace(&mut self.key, Key::Other("")) {
                Key::Text(mut text) => {
                    text.clear();
                    Key::Text(text)
                }
                _ => Key::Text(String::new()),
            },
            TokenKind::Integer(Integer::Small(number)) => Key::Integer(*number),
            TokenKind::Integer(Integer::Big(_)) => Key::Other("integer"),
            TokenKind::Nil => Key::Other("nil"),
            TokenKind::Bool(true) => Key::Other("true"),
            TokenKind::Bool(false) => Key::Other("false"),
            TokenKind::Float(_) => Key::Other("float"),
            TokenKind::Datetime(_) => Key::Other("datetime"),
            TokenKind::Timedelta(_) => Key::Other("timedelta"),
            TokenKind::Bytes(_) => Key::Other("bytearray"),
            TokenKind::Open(container) => Key::Other(container.name()),
            _ => return,
        };
    }

    /// A part goes on with that text.
    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        if self.parts.is_multiple_of(2)
            && let Key::Text(key) = &mut self.key
            && key.len() < KEY_BYTES
        {
            let room = text.floor_char_boundary(KEY_BYTES - key.len());
            key.push_str(&text[..room]);
        }
    }
}

/// The path to what is being read in the innermost of these.
#[cold]
pub(super) fn path(stack: &[Open]) -> String {
    let mut path = String::from("root");
    for open in stack {
        let last = match &open.key {
            Key::Text(text) => Name::Text(text),
            Key::Integer(number) => Name::Integer(*number),
            Key::Other(name) => Name::Other(name),
        };
        let last = (open.parts > 0).then_some(last);
        path_step(&mut path, open.container.into(), open.parts, last);
    }
    path
}

impl From<Container> for crate::decode::Container {
    fn from(container: Container) -> Self {
        match container {
            Container::List => Self::List,
            Container::Set => Self::Set,
            Container::Dict => Self::Dict,
            Container::OrderedDict => Self::OrderedDict,
            Container::Extension => Self::Extension,
            Container::Blob(_) => Self::Blob(0),
        }
    }
}
