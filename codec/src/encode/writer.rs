//! The grammar in the other direction. The form of each scalar stands beside
//! its parser, in `scalar`.

use super::EncodeError;
use crate::scalar::datetime::{in_range, write_datetime_text};
use crate::scalar::float::write_float;
use crate::scalar::integer::write_integer;
use crate::scalar::text::{write_number, write_sized, write_text};
use crate::scalar::timedelta::write_timedelta_text;
use crate::{Blob, Extension, Limits, Value};
use chrono::{Datelike, Timelike};

/// Writes one message.
pub(super) struct Writer<'o, 'v, 'a> {
    out: &'o mut Vec<u8>,
    /// The blobs met so far; a blob's id is its place here.
    blobs: Vec<&'v Blob<'a>>,
    ids: bool,
    depth: usize,
}

impl<'o, 'v, 'a> Writer<'o, 'v, 'a> {
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Self {
            out,
            blobs: Vec::new(),
            ids: true,
            depth: 0,
        }
    }

    /// The root object, then each blob: all of it in one chunk, and its end.
    pub(super) fn message(mut self, root: &'v Value<'a>) -> Result<(), EncodeError> {
        self.object(root)?;
        for (id, blob) in self.blobs.iter().enumerate() {
            if !blob.content.is_empty() {
                self.out.push(b'c');
                write_number(id, self.out);
                self.out.push(b':');
                write_sized(&blob.content, self.out);
                self.out.push(b';');
            }
            self.out.push(b'c');
            write_number(id, self.out);
            self.out.push(b';');
        }
        Ok(())
    }

    /// The root object alone, without the ids of its blobs, and the contents of
    /// these, in their order.
    pub(super) fn without_ids(mut self, root: &'v Value<'a>) -> Result<Vec<Vec<u8>>, EncodeError> {
        self.ids = false;
        self.object(root)?;
        Ok(self
            .blobs
            .iter()
            .map(|blob| blob.content.to_vec())
            .collect())
    }

    fn object(&mut self, value: &'v Value<'a>) -> Result<(), EncodeError> {
        match value {
            Value::Nil => self.out.extend_from_slice(b"N;"),
            Value::Bool(true) => self.out.extend_from_slice(b"T;"),
            Value::Bool(false) => self.out.extend_from_slice(b"F;"),
            Value::Integer(integer) => write_integer(integer, self.out),
            Value::Float(float) => write_float(*float, self.out),
            Value::Unicode(text) => write_text(b'u', text.as_bytes(), self.out),
            Value::Bytes(bytes) => write_text(b'b', bytes, self.out),
            Value::Datetime(datetime) => {
                if !in_range(datetime.year()) {
                    return Err(EncodeError::Year(datetime.year()));
                }
                if datetime.nanosecond() >= 1_000_000_000 {
                    return Err(EncodeError::LeapSecond);
                }
                self.out.push(b'd');
                write_datetime_text(datetime, self.out);
                self.out.push(b';');
            }
            Value::Timedelta(delta) => {
                if !delta.is_encodable() {
                    return Err(EncodeError::TimedeltaSigns);
                }
                self.out.push(b'p');
                write_timedelta_text(*delta, self.out);
                self.out.push(b';');
            }
            Value::List(items) => self.container(b'L', items)?,
            Value::Set(set) => self.container(b'S', set)?,
            Value::Dict(map) => self.container(b'D', map.flat())?,
            Value::OrderedDict(map) => self.container(b'O', map.flat())?,
            Value::Extension(extension) => self.extension(extension)?,
            Value::Blob(blob) => self.blob(blob)?,
        }
        Ok(())
    }

    fn container(
        &mut self,
        letter: u8,
        parts: impl IntoIterator<Item = &'v Value<'a>>,
    ) -> Result<(), EncodeError> {
        self.out.push(letter);
        self.parts(parts)
    }

    /// What stands in a container, and its `;`.
    fn parts(&mut self, parts: impl IntoIterator<Item = &'v Value<'a>>) -> Result<(), EncodeError> {
        if self.depth == Limits::MAX_DEPTH {
            return Err(EncodeError::Depth);
        }
        self.depth += 1;
        for part in parts {
            self.object(part)?;
        }
        self.depth -= 1;
        self.out.push(b';');
        Ok(())
    }

    fn extension(&mut self, extension: &'v Extension<'a>) -> Result<(), EncodeError> {
        let Extension {
            name,
            attributes,
            content,
        } = extension;
        if extension.is_defined() && attributes.as_map().is_none() {
            let name = name.as_str().unwrap_or_default().to_owned();
            return Err(EncodeError::ExtensionAttributes(name));
        }
        self.container(b'X', [name, attributes, content])
    }

    fn blob(&mut self, blob: &'v Blob<'a>) -> Result<(), EncodeError> {
        let attributes = &blob.attributes;
        if attributes.as_map().is_none() {
            return Err(EncodeError::BlobAttributes);
        }
        if blob.content_type().is_none() {
            return Err(EncodeError::BlobContentType);
        }
        self.out.push(b'B');
        if self.ids {
            write_number(self.blobs.len(), self.out);
        }
        self.out.push(b':');
        self.blobs.push(blob);
        self.parts([attributes])
    }
}
