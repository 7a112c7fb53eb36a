//! From the bytes of a whole root object to a value whose blobs have no content.

use std::borrow::Cow;

use crate::scalar::text::write_sized;
use crate::{DecodeError, DecodeOptions, Value};

/// `root` is one whole object and `ids` are those of its blobs, in any order.
///
/// The decoder reads whole messages, so the root gets trailers that make it
/// one: for each blob its own id as content. No two are alike, so no two blobs
/// are taken for duplicates, as little as they are before their contents came.
pub(super) fn decode<'i>(
    mut root: Vec<u8>,
    ids: impl Iterator<Item = &'i [u8]>,
    options: &DecodeOptions,
) -> Result<Value<'static>, DecodeError> {
    let mut has_blobs = false;
    for id in ids {
        has_blobs = true;
        // An id without its zeros is nothing where it is zero.
        let id = if id.is_empty() { b"0" } else { id };
        root.push(b'c');
        root.extend_from_slice(id);
        root.push(b':');
        write_sized(id, &mut root);
        root.extend_from_slice(b";c");
        root.extend_from_slice(id);
        root.push(b';');
    }
    let mut options = options.clone();
    options.limits.message = options.limits.message.max(root.len());
    let mut value = options.decode(&root)?;
    if has_blobs {
        take_contents(&mut value);
    }
    Ok(value.into_owned())
}

/// Takes the contents out of the blobs of a value: what a [`Writer`](super::Writer) or
/// an [`Encoder`](super::Encoder) wants beside a root whose blobs have none. They come in
/// document order, as [`blobs`](super::blobs) lists the blobs.
///
/// ```
/// use hyperglyph::stream::{Writer, take_contents};
/// use hyperglyph::{Blob, Value};
///
/// let mut song = Value::from(Blob::new("audio/ogg", b"la la la"));
/// let contents = take_contents(&mut song);
/// assert_eq!(song, Value::from(Blob::new("audio/ogg", b"")));
/// assert_eq!(contents, [&b"la la la"[..]]);
/// ```
pub fn take_contents<'a>(root: &mut Value<'a>) -> Vec<Cow<'a, [u8]>> {
    let mut contents = Vec::new();
    // A list of our own, for the reason that `blobs` has one.
    let mut ahead = vec![root];
    while let Some(value) = ahead.pop() {
        let start = ahead.len();
        match value {
            Value::List(items) => ahead.extend(items),
            Value::Set(set) => ahead.extend(set.items_mut()),
            Value::Dict(map) | Value::OrderedDict(map) => ahead.extend(map.flat_mut()),
            Value::Extension(parts) => {
                let parts = &mut **parts;
                ahead.extend([&mut parts.name, &mut parts.attributes, &mut parts.content]);
            }
            Value::Blob(blob) => {
                contents.push(std::mem::take(&mut blob.content));
                ahead.push(&mut blob.attributes);
            }
            _ => {}
        }
        ahead[start..].reverse();
    }
    contents
}
