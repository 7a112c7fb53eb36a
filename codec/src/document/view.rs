//! [`Ref`]: an object in a document, with the names that [`Value`] has.

use std::fmt;

use chrono::{DateTime, Utc};

use super::Document;
use super::arena::{FREE, slot};
use super::node::{NOWHERE, Node, Parts};
use crate::value::unique;
use crate::{Blob, Extension, Integer, Map, Set, Timedelta, Value};

/// An object in a [`Document`].
#[derive(Clone, Copy)]
pub struct Ref<'d, 'a> {
    document: &'d Document<'a>,
    node: &'d Node<'a>,
}

impl<'d, 'a> Ref<'d, 'a> {
    pub(super) const fn new(document: &'d Document<'a>, node: &'d Node<'a>) -> Self {
        Self { document, node }
    }

    /// The name of its type, as the specification writes it.
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        type_name(self.node)
    }

    /// Whether this is nil.
    #[must_use]
    pub const fn is_nil(self) -> bool {
        matches!(self.node, Node::Nil)
    }

    /// The boolean, if it is one.
    #[must_use]
    pub const fn as_bool(self) -> Option<bool> {
        match self.node {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, if it is one and fits.
    #[must_use]
    pub const fn as_i64(self) -> Option<i64> {
        match self.node {
            Node::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer of any size, if it is one.
    #[must_use]
    pub fn as_integer(self) -> Option<Integer<'a>> {
        match self.node {
            Node::Integer(value) => Some(Integer::Small(*value)),
            Node::Big(at) => Some(Integer::Big(
                self.document.integers.get(*at as usize)?.clone(),
            )),
            _ => None,
        }
    }

    /// The float, if it is one.
    #[must_use]
    pub const fn as_f64(self) -> Option<f64> {
        match self.node {
            Node::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The string, if it is a unicode. It lives as long as the message.
    #[must_use]
    pub const fn as_str(self) -> Option<&'a str> {
        match self.node {
            Node::Unicode(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes, if it is a bytearray. They live as long as the message.
    #[must_use]
    pub const fn as_bytes(self) -> Option<&'a [u8]> {
        match self.node {
            Node::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The instant, if it is a datetime.
    #[must_use]
    pub const fn as_datetime(self) -> Option<DateTime<Utc>> {
        match self.node {
            Node::Datetime(value) => Some(*value),
            _ => None,
        }
    }

    /// The length of time, if it is a timedelta.
    #[must_use]
    pub const fn as_timedelta(self) -> Option<Timedelta> {
        match self.node {
            Node::Timedelta(value) => Some(*value),
            _ => None,
        }
    }

    /// Name, attributes and content, if it is an extension.
    #[must_use]
    pub fn as_extension(self) -> Option<[Self; 3]> {
        match self.node {
            Node::Extension(start) => match self.document.parts(*start, 3) {
                [name, attributes, content] => {
                    Some([name, attributes, content].map(|node| self.other(node)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Attributes and content, if it is a blob.
    #[must_use]
    pub fn as_blob(self) -> Option<(Self, &'d [u8])> {
        match self.node {
            Node::Blob { attributes, number } => {
                let attributes = self.document.parts(*attributes, 1).first()?;
                let content = self.document.blobs.get(*number as usize)?;
                Some((self.other(attributes), content))
            }
            _ => None,
        }
    }

    /// How many items a list or set has, or entries a dict; 0 for anything else.
    #[must_use]
    pub const fn len(self) -> usize {
        match self.node {
            Node::List(parts) | Node::Set(parts) => parts.count as usize,
            Node::Dict(parts) | Node::OrderedDict(parts) => parts.count as usize / 2,
            _ => 0,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of a list or set; none for anything else.
    #[must_use]
    pub fn items(self) -> Items<'d, 'a> {
        let nodes = match self.node {
            Node::List(parts) | Node::Set(parts) => self.document.parts(parts.start, parts.count),
            _ => &[],
        };
        Items {
            document: self.document,
            nodes: nodes.iter(),
        }
    }

    /// An item of a list or set by its place.
    #[must_use]
    pub fn item(self, at: usize) -> Option<Self> {
        self.items().nth(at)
    }

    /// The entries of a dict or ordered dict; none for anything else.
    #[must_use]
    pub fn entries(self) -> Entries<'d, 'a> {
        let nodes = self.map().map_or(&[][..], |parts| {
            self.document.parts(parts.start, parts.count)
        });
        Entries {
            document: self.document,
            entries: nodes.as_chunks::<2>().0.iter(),
        }
    }

    /// The value under a name: an entry of a dict or ordered dict, or what the
    /// content of an extension holds under it (RES-5). In a large dict it is
    /// found by its fingerprint.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Self> {
        if let Some([_, _, content]) = self.as_extension() {
            return content.get(name);
        }
        let parts = self.map()?;
        let nodes = self.document.parts(parts.start, parts.count);
        let (entries, _) = nodes.as_chunks::<2>();
        let found = if parts.table == NOWHERE {
            entries
                .iter()
                .find(|[key, _]| matches!(key, Node::Unicode(text) if *text == name))
        } else {
            self.look_up(parts, entries, name)
        };
        found.map(|[_, value]| self.other(value))
    }

    fn look_up(
        self,
        parts: Parts,
        entries: &'d [[Node<'a>; 2]],
        name: &str,
    ) -> Option<&'d [Node<'a>; 2]> {
        let mask = (2 * entries.len()).next_power_of_two() - 1;
        let table = self.document.tables.get(parts.table as usize..)?;
        let mut at = slot(unique::print_of_text(name), mask);
        loop {
            match *table.get(at)? {
                FREE => return None,
                entry => {
                    let found = entries.get(entry as usize - 1)?;
                    if matches!(found[0], Node::Unicode(text) if text == name) {
                        return Some(found);
                    }
                }
            }
            at = (at + 1) & mask;
        }
    }

    /// The same object as a value, which borrows from the message.
    #[must_use]
    pub fn to_value(self) -> Value<'a> {
        value(self.node, self.document)
    }

    fn map(self) -> Option<Parts> {
        match self.node {
            Node::Dict(parts) | Node::OrderedDict(parts) => Some(*parts),
            _ => None,
        }
    }

    const fn other(self, node: &'d Node<'a>) -> Self {
        Self::new(self.document, node)
    }
}

impl fmt::Debug for Ref<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_value().fmt(f)
    }
}

impl PartialEq for Ref<'_, '_> {
    /// As [`Value`]s are equal (D6).
    fn eq(&self, other: &Self) -> bool {
        self.to_value() == other.to_value()
    }
}

/// The items of a list or set.
#[derive(Clone, Debug)]
pub struct Items<'d, 'a> {
    document: &'d Document<'a>,
    nodes: std::slice::Iter<'d, Node<'a>>,
}

impl<'d, 'a> Iterator for Items<'d, 'a> {
    type Item = Ref<'d, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.nodes.next().map(|node| Ref::new(self.document, node))
    }

    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.nodes.nth(n).map(|node| Ref::new(self.document, node))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.nodes.size_hint()
    }
}

impl ExactSizeIterator for Items<'_, '_> {}

/// The entries of a dict or ordered dict, keys with their values.
#[derive(Clone, Debug)]
pub struct Entries<'d, 'a> {
    document: &'d Document<'a>,
    entries: std::slice::Iter<'d, [Node<'a>; 2]>,
}

impl<'d, 'a> Iterator for Entries<'d, 'a> {
    type Item = (Ref<'d, 'a>, Ref<'d, 'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let [key, value] = self.entries.next()?;
        Some((Ref::new(self.document, key), Ref::new(self.document, value)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_, '_> {}

pub(super) const fn type_name(node: &Node<'_>) -> &'static str {
    match node {
        Node::Nil => "nil",
        Node::Bool(true) => "true",
        Node::Bool(false) => "false",
        Node::Integer(_) | Node::Big(_) => "integer",
        Node::Float(_) => "float",
        Node::Unicode(_) => "unicode",
        Node::Bytes(_) => "bytearray",
        Node::Datetime(_) => "datetime",
        Node::Timedelta(_) => "timedelta",
        Node::List(_) => "list",
        Node::Set(_) => "set",
        Node::Dict(_) => "dict",
        Node::OrderedDict(_) => "ordered dict",
        Node::Extension(_) => "extension",
        Node::Blob { .. } => "blob",
    }
}

/// A node as a value.
fn value<'a>(node: &Node<'a>, document: &Document<'a>) -> Value<'a> {
    let all = |start: u32, count: u32| -> Vec<Value<'a>> {
        let nodes = document.parts(start, count);
        nodes.iter().map(|node| value(node, document)).collect()
    };
    let list = |of: &Parts| all(of.start, of.count);
    match node {
        Node::Nil => Value::Nil,
        Node::Bool(value) => Value::Bool(*value),
        Node::Integer(value) => Value::from(*value),
        Node::Big(at) => {
            let big = document.integers.get(*at as usize).cloned();
            big.map_or(Value::Nil, |big| Value::Integer(Integer::Big(big)))
        }
        Node::Float(value) => Value::Float(*value),
        Node::Unicode(text) => Value::from(*text),
        Node::Bytes(bytes) => Value::from(*bytes),
        Node::Datetime(value) => Value::Datetime(*value),
        Node::Timedelta(value) => Value::Timedelta(*value),
        Node::List(of) => Value::List(list(of)),
        Node::Set(of) => Value::Set(Set::from_unique(list(of))),
        Node::Dict(of) => Value::Dict(Map::from_flat(list(of))),
        Node::OrderedDict(of) => Value::OrderedDict(Map::from_flat(list(of))),
        Node::Extension(start) => {
            let mut parts = all(*start, 3).into_iter();
            let mut next = || parts.next().unwrap_or_default();
            Value::from(Extension {
                name: next(),
                attributes: next(),
                content: next(),
            })
        }
        Node::Blob { attributes, number } => {
            let content = document.blobs.get(*number as usize);
            Value::from(Blob {
                attributes: all(*attributes, 1).pop().unwrap_or_default(),
                content: content.cloned().unwrap_or_default(),
            })
        }
    }
}
