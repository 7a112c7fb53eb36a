//! From the bytes of a whole root object to a value whose blobs have no content.

use std::borrow::Cow;

use super::contents_mut;
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
        for content in contents_mut(&mut value) {
            *content = Cow::Borrowed(&[]);
        }
    }
    Ok(value.into_owned())
}
