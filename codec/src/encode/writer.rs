//! The grammar in the other direction. The form of each scalar stands beside
//! its parser, in `scalar`.

use std::slice;

use chrono::{DateTime, Datelike, Timelike, Utc};

use super::EncodeError;
use crate::scalar::datetime::{in_range, write_datetime_text};
use crate::scalar::digits::write_number;
use crate::scalar::float::write_float;
use crate::scalar::integer::write_integer;
use crate::scalar::text::{write_sized, write_text};
use crate::scalar::timedelta::write_timedelta_text;
use crate::{Blob, Extension, Integer, Limits, Timedelta, Value};

/// Writes the message of a value: the root object, then each blob.
pub(super) fn write_message(root: &Value<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let blobs = write_root(root, Ids::Written, out)?;
    if blobs > 0 {
        Contents { next: 0, out }.of(root);
    }
    Ok(())
}

/// Writes the root object alone, and counts its blobs.
pub(super) fn write_root(
    root: &Value<'_>,
    ids: Ids,
    out: &mut Vec<u8>,
) -> Result<usize, EncodeError> {
    let mut writer = Writer { ids, blobs: 0 };
    match writer.objects(slice::from_ref(root), Limits::MAX_DEPTH, out) {
        Ok(()) => Ok(writer.blobs),
        Err(error) => Err(*error),
    }
}

/// Whether blobs have their ids in the root object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ids {
    Written,
    Blank,
}

/// An error that costs no more than a pointer where there is none.
type Written = Result<(), Box<EncodeError>>;

struct Writer {
    ids: Ids,
    /// The blobs met so far; a blob's id is how many there were before it.
    blobs: usize,
}

impl Writer {
    /// Objects behind each other, in at most so many containers more.
    ///
    /// The buffer is an argument of its own, and not a part of the writer: what
    /// the compiler knows of it then survives the writer's own stores.
    fn objects(&mut self, values: &[Value<'_>], depth: usize, out: &mut Vec<u8>) -> Written {
        for value in values {
            let (letter, parts) = match value {
                Value::Unicode(text) => {
                    write_unicode(text, out);
                    continue;
                }
                Value::Integer(integer) => {
                    write_int(integer, out);
                    continue;
                }
                Value::Float(float) => {
                    write_double(*float, out);
                    continue;
                }
                Value::Bool(bool) => {
                    out.extend_from_slice(if *bool { b"T;" } else { b"F;" });
                    continue;
                }
                Value::Nil => {
                    out.extend_from_slice(b"N;");
                    continue;
                }
                Value::Bytes(bytes) => {
                    write_bytes(bytes, out);
                    continue;
                }
                Value::Datetime(datetime) => {
                    write_datetime(datetime, out)?;
                    continue;
                }
                Value::Timedelta(delta) => {
                    write_timedelta(*delta, out)?;
                    continue;
                }
                Value::List(items) => (b'L', items.as_slice()),
                Value::Set(set) => (b'S', set.as_slice()),
                Value::Dict(map) => (b'D', map.flat()),
                Value::OrderedDict(map) => (b'O', map.flat()),
                Value::Extension(extension) => {
                    self.extension(extension, depth, out)?;
                    continue;
                }
                Value::Blob(blob) => {
                    self.blob(blob, depth, out)?;
                    continue;
                }
            };
            out.push(letter);
            self.objects(parts, inner(depth)?, out)?;
            out.push(b';');
        }
        Ok(())
    }

    fn extension(&mut self, extension: &Extension<'_>, depth: usize, out: &mut Vec<u8>) -> Written {
        let Extension {
            name,
            attributes,
            content,
        } = extension;
        if attributes.as_map().is_none() && extension.is_defined() {
            let name = name.as_str().unwrap_or_default().to_owned();
            return Err(Box::new(EncodeError::ExtensionAttributes(name)));
        }
        let depth = inner(depth)?;
        out.push(b'X');
        // What nearly every extension is, without a call for each of its parts.
        match name {
            Value::Unicode(name) => write_name(name, out),
            other => self.objects(slice::from_ref(other), depth, out)?,
        }
        match attributes {
            Value::Dict(map) => {
                out.push(b'D');
                self.objects(map.flat(), inner(depth)?, out)?;
                out.push(b';');
            }
            other => self.objects(slice::from_ref(other), depth, out)?,
        }
        match content {
            Value::Nil => out.extend_from_slice(b"N;"),
            other => self.objects(slice::from_ref(other), depth, out)?,
        }
        out.push(b';');
        Ok(())
    }

    #[inline(never)]
    fn blob(&mut self, blob: &Blob<'_>, depth: usize, out: &mut Vec<u8>) -> Written {
        let attributes = &blob.attributes;
        if attributes.as_map().is_none() {
            return Err(Box::new(EncodeError::BlobAttributes));
        }
        if blob.content_type().is_none() {
            return Err(Box::new(EncodeError::BlobContentType));
        }
        let depth = inner(depth)?;
        out.push(b'B');
        if self.ids == Ids::Written {
            write_number(self.blobs, out);
        }
        out.push(b':');
        self.blobs += 1;
        self.objects(slice::from_ref(attributes), depth, out)?;
        out.push(b';');
        Ok(())
    }
}

/// How many containers there may be inside of one more.
#[inline(always)]
fn inner(depth: usize) -> Result<usize, Box<EncodeError>> {
    match depth.checked_sub(1) {
        Some(depth) => Ok(depth),
        None => Err(Box::new(EncodeError::Depth)),
    }
}

// Each of the next three is called in one place, and optimised it is a part of
// that. Without optimisation it is not: the frame of `objects` has to be small,
// as there are as many of it as containers inside of each other.

#[inline]
fn write_unicode(text: &str, out: &mut Vec<u8>) {
    write_text(b'u', text.as_bytes(), out);
}

#[inline]
fn write_int(integer: &Integer<'_>, out: &mut Vec<u8>) {
    write_integer(integer, out);
}

#[inline]
fn write_double(float: f64, out: &mut Vec<u8>) {
    write_float(float, out);
}

#[inline(never)]
fn write_name(name: &str, out: &mut Vec<u8>) {
    write_text(b'u', name.as_bytes(), out);
}

#[inline(never)]
fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    write_text(b'b', bytes, out);
}

#[inline(never)]
fn write_datetime(datetime: &DateTime<Utc>, out: &mut Vec<u8>) -> Written {
    if !in_range(datetime.year()) {
        return Err(Box::new(EncodeError::Year(datetime.year())));
    }
    if datetime.nanosecond() >= 1_000_000_000 {
        return Err(Box::new(EncodeError::LeapSecond));
    }
    out.push(b'd');
    write_datetime_text(datetime, out);
    out.push(b';');
    Ok(())
}

#[inline(never)]
fn write_timedelta(delta: Timedelta, out: &mut Vec<u8>) -> Written {
    if !delta.is_encodable() {
        return Err(Box::new(EncodeError::TimedeltaSigns));
    }
    out.push(b'p');
    write_timedelta_text(delta, out);
    out.push(b';');
    Ok(())
}

/// Writes what the blobs of a value hold, in document order: all of a blob in
/// one chunk, and its end.
///
/// A second walk, where there are blobs at all, instead of a list of them: a
/// buffer with room is all the memory that it takes.
struct Contents<'o> {
    /// The id of the next blob.
    next: usize,
    out: &'o mut Vec<u8>,
}

impl Contents<'_> {
    fn of(&mut self, value: &Value<'_>) {
        match value {
            Value::List(items) => self.of_all(items),
            Value::Set(set) => self.of_all(set.as_slice()),
            Value::Dict(map) | Value::OrderedDict(map) => self.of_all(map.flat()),
            Value::Extension(extension) => {
                self.of(&extension.name);
                self.of(&extension.attributes);
                self.of(&extension.content);
            }
            Value::Blob(blob) => {
                self.write(&blob.content);
                self.of(&blob.attributes);
            }
            _ => {}
        }
    }

    fn of_all(&mut self, values: &[Value<'_>]) {
        for value in values {
            self.of(value);
        }
    }

    fn write(&mut self, content: &[u8]) {
        let id = self.next;
        self.next += 1;
        if !content.is_empty() {
            self.out.push(b'c');
            write_number(id, self.out);
            self.out.push(b':');
            write_sized(content, self.out);
            self.out.push(b';');
        }
        self.out.push(b'c');
        write_number(id, self.out);
        self.out.push(b';');
    }
}
