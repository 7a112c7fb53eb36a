//! Blobs: their ids while the root object is read, and the chunks behind it.
//!
//! ```text
//! trailer = 'c' id ':' length ':' bytes ';'      ; a chunk of blob id
//!         / 'c' id ';'                           ; the end of blob id
//! ```

use std::borrow::Cow;
use std::collections::HashMap;

use nom::Err;

use super::skip::{skip_opening, skip_parts};
use super::{ErrorKind, Fault, Parsed, fault};
use crate::scalar::digits::{id, peek};
use crate::scalar::skip_ws;
use crate::scalar::text::sized;
use crate::value::unique;
use crate::{Limits, Value};

/// The blobs of a message, by id.
#[derive(Default)]
pub(super) struct Blobs<'a> {
    indices: HashMap<&'a [u8], usize>,
    contents: Vec<Content<'a>>,
}

#[derive(Default)]
struct Content<'a> {
    bytes: Cow<'a, [u8]>,
    ended: bool,
}

impl<'a> Blobs<'a> {
    /// A blob stands in the root object: its number, counted from 0.
    pub(super) fn begin(&mut self, id: &'a [u8], limits: &Limits) -> Result<u32, ErrorKind> {
        let number = u32::try_from(self.contents.len()).unwrap_or(u32::MAX);
        if self.contents.len() >= limits.blobs || number == u32::MAX {
            return Err(ErrorKind::LimitBlobs);
        }
        if self.indices.insert(id, self.contents.len()).is_some() {
            return Err(ErrorKind::DuplicateBlob);
        }
        self.contents.push(Content::default());
        Ok(number)
    }

    /// `*( ws trailer ) ws`, to the end of the message and of every blob
    pub(super) fn trailers(
        &mut self,
        mut rest: &'a [u8],
        limits: &Limits,
    ) -> Result<(), Err<Fault>> {
        loop {
            rest = skip_ws(rest);
            rest = match rest.first() {
                Some(b'c') => self.trailer(rest, limits)?.0,
                Some(_) => return Err(fault(ErrorKind::TrailingBytes, rest)),
                None if self.contents.iter().any(|content| !content.ended) => {
                    return Err(fault(ErrorKind::UnendedBlob, rest));
                }
                None => return Ok(()),
            };
        }
    }

    fn trailer(&mut self, input: &'a [u8], limits: &Limits) -> Parsed<'a, ()> {
        let (rest, id) = id(&input[1..], limits)?;
        let (_, separator) = peek(rest)?;
        let content = match self.indices.get(id) {
            Some(&index) => &mut self.contents[index],
            None => return Err(fault(ErrorKind::UnknownBlob, input)),
        };
        if content.ended {
            return Err(fault(ErrorKind::EndedBlob, input));
        }
        match separator {
            b':' => {
                let (rest, chunk) = sized(&rest[1..], limits)?;
                content.append(chunk);
                Ok((rest, ()))
            }
            b';' => {
                content.ended = true;
                Ok((&rest[1..], ()))
            }
            _ => Err(fault(ErrorKind::BlobId, rest)),
        }
    }

    /// Puts the contents where their numbers stood, and looks again for duplicates
    /// among items and keys that hold blobs.
    pub(super) fn fill(
        &mut self,
        root: &mut Value<'a>,
        message: &'a [u8],
    ) -> Result<(), Err<Fault>> {
        if self.contents.is_empty() {
            return Ok(());
        }
        self.fill_value(root);
        if self.contents.len() > 1 {
            no_duplicates(root, skip_ws(message))?;
        }
        Ok(())
    }

    fn fill_value(&mut self, value: &mut Value<'a>) {
        if let Value::Blob(blob) = value
            && let Some(number) = standing_in(&blob.content)
            && let Some(content) = self.contents.get_mut(number)
        {
            blob.content = std::mem::take(&mut content.bytes);
        }
        each_part(value, |part| self.fill_value(part));
    }
}

/// What stands in for the content of a blob until that is there: its number,
/// so that no two blobs are equal yet.
pub(super) fn stand_in(number: u32) -> Cow<'static, [u8]> {
    Cow::Owned(number.to_le_bytes().to_vec())
}

fn standing_in(content: &[u8]) -> Option<usize> {
    let number = content.try_into().map(u32::from_le_bytes).ok()?;
    usize::try_from(number).ok()
}

impl<'a> Content<'a> {
    /// One chunk is borrowed; several are put together.
    fn append(&mut self, chunk: &'a [u8]) {
        if self.bytes.is_empty() {
            self.bytes = Cow::Borrowed(chunk);
        } else {
            self.bytes.to_mut().extend_from_slice(chunk);
        }
    }
}

fn each_part<'a>(value: &mut Value<'a>, mut f: impl FnMut(&mut Value<'a>)) {
    match value {
        Value::List(items) => items.iter_mut().for_each(f),
        Value::Set(set) => set.items_mut().iter_mut().for_each(f),
        Value::Dict(map) | Value::OrderedDict(map) => map.flat_mut().iter_mut().for_each(f),
        Value::Extension(extension) => {
            f(&mut extension.name);
            f(&mut extension.attributes);
            f(&mut extension.content);
        }
        Value::Blob(blob) => f(&mut blob.attributes),
        _ => {}
    }
}

/// Only containers of items or keys that hold blobs can have become different.
/// `at` begins where the value stands in the message.
fn no_duplicates(value: &Value<'_>, at: &[u8]) -> Result<(), Err<Fault>> {
    let inner = || skip_opening(at);
    let parts: Vec<&Value<'_>> = match value {
        Value::List(items) => items.iter().collect(),
        Value::Set(set) => {
            if let Some(item) = duplicate_blobs(set.iter()) {
                return Err(fault(ErrorKind::DuplicateItem, skip_parts(inner(), item)));
            }
            set.iter().collect()
        }
        Value::Dict(map) | Value::OrderedDict(map) => {
            if let Some(entry) = duplicate_blobs(map.keys()) {
                return Err(fault(
                    ErrorKind::DuplicateKey,
                    skip_parts(inner(), 2 * entry),
                ));
            }
            map.iter().flat_map(<[_; 2]>::from).collect()
        }
        Value::Extension(extension) => {
            vec![&extension.name, &extension.attributes, &extension.content]
        }
        Value::Blob(blob) => vec![&blob.attributes],
        _ => return Ok(()),
    };
    for (n, part) in parts.into_iter().enumerate() {
        if holds_blob(part) {
            no_duplicates(part, skip_parts(inner(), n))?;
        }
    }
    Ok(())
}

fn duplicate_blobs<'v, 'a: 'v>(
    items: impl ExactSizeIterator<Item = &'v Value<'a>> + Clone,
) -> Option<usize> {
    if items.clone().any(holds_blob) {
        unique::first_duplicate(items)
    } else {
        None
    }
}

fn holds_blob(value: &Value<'_>) -> bool {
    match value {
        Value::Blob(_) => true,
        Value::List(items) => items.iter().any(holds_blob),
        Value::Set(set) => set.iter().any(holds_blob),
        Value::Dict(map) | Value::OrderedDict(map) => map
            .iter()
            .any(|(key, value)| holds_blob(key) || holds_blob(value)),
        Value::Extension(extension) => {
            holds_blob(&extension.name)
                || holds_blob(&extension.attributes)
                || holds_blob(&extension.content)
        }
        _ => false,
    }
}
