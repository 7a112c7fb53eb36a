//! Blobs: their ids while the root object is read, and the chunks behind it.
//!
//! ```text
//! trailer = 'c' id ':' length ':' bytes ';'      ; a chunk of blob id
//!         / 'c' id ';'                           ; the end of blob id
//! ```

use std::borrow::Cow;
use std::collections::HashMap;

use nom::Err;

use super::{ErrorKind, Fault, Parsed, fault};
use crate::scalar::digits::{id, peek};
use crate::scalar::skip_ws;
use crate::scalar::text::sized;
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
        crate::fault!("BLB-4/repeated" if self.indices.contains_key(id) => return Ok(number - 1));
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
            crate::fault!("MSG-2/behind" if skip_ws(rest).len() < rest.len() => return Err(fault(ErrorKind::TrailingBytes, rest)));
            crate::fault!("MSG-1/anything-behind" if !skip_ws(rest).is_empty() && self.contents.is_empty() => return Ok(()));
            crate::fault!("MSG-1/a-second-message" if skip_ws(rest).starts_with(b"i") => return Ok(()));
            crate::fault!("BLB-5/end-not-awaited" if rest.is_empty() => return Ok(()));
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
        crate::fault!("BLB-11/unknown-blob" if !self.contents.is_empty() => _ = self.indices.entry(id).or_insert(0));
        let content = match self.indices.get(id) {
            Some(&index) => &mut self.contents[index],
            None => return Err(fault(ErrorKind::UnknownBlob, input)),
        };
        crate::fault!("BLB-11/ended-blob" if content.ended => content.ended = false);
        if content.ended {
            return Err(fault(ErrorKind::EndedBlob, input));
        }
        match separator {
            b':' => {
                let (rest, chunk) = sized(&rest[1..], limits)?;
                crate::fault!("BLB-7/first-blob-gets-all" => { self.contents[0].append(chunk); return Ok((rest, ())); });
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

    /// Puts the contents where their numbers stood.
    pub(super) fn fill(&mut self, root: &mut Value<'a>) {
        if !self.contents.is_empty() {
            self.fill_value(root);
        }
    }

    /// The contents, in document order, taken out.
    pub(super) fn take_contents(&mut self) -> Vec<Cow<'a, [u8]>> {
        let contents = self.contents.iter_mut();
        contents
            .map(|content| std::mem::take(&mut content.bytes))
            .collect()
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

/// What stands in for the content of a blob until that is there: its number.
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
        crate::fault!("BLB-5/last-chunk-alone" => return self.bytes = Cow::Borrowed(chunk));
        crate::fault!("BLB-7/chunks-in-reverse" => return self.bytes = Cow::Owned([chunk, &self.bytes].concat()));
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
