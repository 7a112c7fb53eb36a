//! [`BlobId`]: which blob of a message, and [`blobs`], the list it points into.

use std::borrow::Cow;
use std::fmt;

use crate::{Blob, Value};

/// A blob of one message: its place in document order, counted from 0.
///
/// That is the id that an encoder writes. A message from elsewhere may number
/// its blobs as it likes; a decoder translates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(usize);

impl BlobId {
    /// The blob at that place in document order.
    #[must_use]
    pub const fn new(index: usize) -> Self {
        Self(index)
    }

    /// The place in document order, and in what [`blobs`] lists.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0
    }
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The blobs of a value in document order; a blob comes before those in its attributes.
///
/// ```
/// use hyperglyph::stream::blobs;
/// use hyperglyph::{Blob, Value};
///
/// let page = Value::from(vec![Blob::new("a/b", b"").into(), Value::from(1), Blob::new("c/d", b"").into()]);
/// let types: Vec<_> = blobs(&page).iter().map(|blob| blob.content_type()).collect();
/// assert_eq!(types, [Some("a/b"), Some("c/d")]);
/// ```
#[must_use]
pub fn blobs<'v, 'a>(root: &'v Value<'a>) -> Vec<&'v Blob<'a>> {
    let mut found = Vec::new();
    // A list of our own instead of the stack of the thread: a value built by
    // hand may be deeper than any message.
    let mut ahead = vec![root];
    while let Some(value) = ahead.pop() {
        let start = ahead.len();
        match value {
            Value::List(items) => ahead.extend(items),
            Value::Set(set) => ahead.extend(set),
            Value::Dict(map) | Value::OrderedDict(map) => ahead.extend(map.flat()),
            Value::Extension(parts) => {
                ahead.extend([&parts.name, &parts.attributes, &parts.content]);
            }
            Value::Blob(blob) => {
                found.push(&**blob);
                ahead.push(&blob.attributes);
            }
            _ => {}
        }
        ahead[start..].reverse();
    }
    found
}

/// The contents of the blobs of a value, in the order of [`blobs`]: to put in
/// what came behind the root, or to take out what is to be sent behind it.
///
/// Blobs that differ by nothing but their contents, in one set or as keys of one
/// dict, stay different: whoever makes them equal has two items where decoders
/// take one.
///
/// ```
/// use hyperglyph::stream::contents_mut;
/// use hyperglyph::{Blob, Value};
///
/// let mut page = Value::from(vec![Value::from(Blob::new("a/b", b"la")), 1.into()]);
/// let taken: Vec<_> = contents_mut(&mut page).into_iter().map(std::mem::take).collect();
/// assert_eq!(taken, [&b"la"[..]]);
/// assert_eq!(page, Value::from(vec![Value::from(Blob::new("a/b", b"")), 1.into()]));
/// ```
#[must_use]
pub fn contents_mut<'v, 'a>(root: &'v mut Value<'a>) -> Vec<&'v mut Cow<'a, [u8]>> {
    let mut found = Vec::new();
    // As above.
    let mut ahead = vec![root];
    while let Some(value) = ahead.pop() {
        let start = ahead.len();
        match value {
            Value::List(items) => ahead.extend(items),
            Value::Set(set) => ahead.extend(set.items_mut()),
            Value::Dict(map) | Value::OrderedDict(map) => ahead.extend(map.flat_mut()),
            Value::Extension(parts) => {
                ahead.extend([&mut parts.name, &mut parts.attributes, &mut parts.content]);
            }
            Value::Blob(blob) => {
                let Blob {
                    attributes,
                    content,
                } = &mut **blob;
                found.push(content);
                ahead.push(attributes);
            }
            _ => {}
        }
        ahead[start..].reverse();
    }
    found
}
