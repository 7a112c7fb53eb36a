//! [`Document`]: a message to read, in an arena.
//!
//! A [`Value`] gives every container an allocation of its own, so that it can be
//! changed. A document cannot be changed, and keeps all parts of all containers
//! in one list: it is built and dropped several times faster.

mod arena;
mod node;
mod view;

use std::borrow::Cow;

pub(crate) use arena::Arena;
pub(crate) use node::Node;
pub use view::{Entries, Items, Ref};

use crate::scalar::integer::BigInteger;
use crate::{DecodeError, DecodeOptions, Value};

/// A whole message, read-only, borrowed from its bytes.
///
/// ```
/// use hyperglyph::Document;
///
/// let document = Document::decode(b"Du4:name;u3:bob;u4:tags;Lu1:a;u1:b;;;")?;
/// let user = document.root();
/// assert_eq!(user.get("name").and_then(|name| name.as_str()), Some("bob"));
/// let tags = user.get("tags").unwrap().items().filter_map(|tag| tag.as_str());
/// assert_eq!(tags.collect::<String>(), "ab");
/// assert_eq!(document.to_value(), hyperglyph::decode(b"Du4:name;u3:bob;u4:tags;Lu1:a;u1:b;;;")?);
/// # Ok::<(), hyperglyph::DecodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    root: Node<'a>,
    /// The parts of every container but the root, side by side.
    parts: Vec<Node<'a>>,
    /// The parts of the root, if it is a container: they count on from the others.
    outer: Vec<Node<'a>>,
    integers: Vec<BigInteger<'a>>,
    /// The contents of the blobs, in document order.
    blobs: Vec<Cow<'a, [u8]>>,
    /// For every large map, the places of its entries by fingerprint.
    tables: Vec<u32>,
}

impl<'a> Document<'a> {
    /// Decodes one whole message, in the spec profile and within the default limits.
    pub fn decode(message: &'a [u8]) -> Result<Self, DecodeError> {
        DecodeOptions::new().document(message)
    }

    /// The root object.
    #[must_use]
    pub fn root(&self) -> Ref<'_, 'a> {
        Ref::new(self, &self.root)
    }

    /// The document as a value, which borrows from the same message.
    #[must_use]
    pub fn to_value(&self) -> Value<'a> {
        self.root().to_value()
    }

    pub(crate) fn new(arena: Arena<'a>, blobs: Vec<Cow<'a, [u8]>>) -> Self {
        arena.into_document(blobs)
    }

    /// The parts of a container.
    fn parts(&self, start: u32, count: u32) -> &[Node<'a>] {
        let (start, count) = (start as usize, count as usize);
        let parts = match start.checked_sub(self.parts.len()) {
            None => self.parts.get(start..start + count),
            Some(start) => self.outer.get(start..start + count),
        };
        parts.unwrap_or_default()
    }
}
