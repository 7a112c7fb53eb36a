//! [`Blob`]: large content that travels behind the root object.

use std::borrow::Cow;

use super::{Map, Value};

/// `B0:Du12:content-type;u10:text/plain;;;` and the chunks `c0:…;` that follow.
///
/// Ids are not part of a blob: writers number blobs in document order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Blob<'a> {
    /// A dict (or, as the 2012 Ruby implementation writes it, an ordered dict)
    /// that must hold `content-type` and may hold `url` (BLB-1 to BLB-3).
    pub attributes: Value<'a>,
    /// What all its chunks hold together. Borrowed where one chunk held all of it.
    pub content: Cow<'a, [u8]>,
}

impl<'a> Blob<'a> {
    /// A blob with that content type.
    #[must_use]
    pub fn new(content_type: impl Into<Cow<'a, str>>, content: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            attributes: Value::Dict(Map::from([("content-type", content_type.into())])),
            content: content.into(),
        }
    }

    /// The content type; as the 2012 Python server writes it, a bytearray of
    /// UTF-8 will do (D19a).
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        match self.attributes.get("content-type")? {
            Value::Unicode(text) => Some(text),
            Value::Bytes(bytes) => str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    pub(crate) fn into_owned(self) -> Blob<'static> {
        Blob {
            attributes: self.attributes.into_owned(),
            content: Cow::Owned(self.content.into_owned()),
        }
    }
}
