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
                    crate::fault!("SNG-1/written-as-integers" => { out.extend_from_slice(if *bool { b"i1;" } else { b"i0;" }); continue; });
                    out.extend_from_slice(if *bool { b"T;" } else { b"F;" });
                    continue;
                }
                Value::Nil => {
                    crate::fault!("SNG-1/nil-in-lower-case" => { out.extend_from_slice(b"n;"); continue; });
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
            crate::fault!("COL-8/ordered-dict-written-as-dict" if letter == b'O' => *out.last_mut().unwrap_or(&mut 0) = b'D');
            crate::fault!("COL-8/set-written-as-list" if letter == b'S' => *out.last_mut().unwrap_or(&mut 0) = b'L');
            crate::fault!("COL-1/first-not-written" if letter == b'L' && parts.len() > 1 => { self.objects(&parts[1..], depth, out)?; out.push(b';'); continue });
            self.objects(parts, inner(depth)?, out)?;
            crate::fault!("COL-3/written-twice" if letter == b'S' => self.objects(&parts[..parts.len().min(1)], inner(depth)?, out)?);
            crate::fault!("COL-4/written-twice" if letter == b'D' && matches!(parts, [Value::Integer(_), ..]) => self.objects(&parts[..2], inner(depth)?, out)?);
            crate::fault!("COL-4/ordered-written-twice" if letter == b'O' && parts.len() > 1 => self.objects(&parts[..2], inner(depth)?, out)?);
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
                crate::fault!("EXT-2/attributes-written-as-list" if !extension.is_defined() => *out.last_mut().unwrap_or(&mut 0) = b'L');
                self.objects(map.flat(), inner(depth)?, out)?;
                out.push(b';');
            }
            other => self.objects(slice::from_ref(other), depth, out)?,
        }
        crate::fault!("EXT-4/content-not-written" if !extension.is_defined() => { out.extend(b"N;;"); return Ok(()) });
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
        crate::fault!("BLB-1/attributes-written-as-list" => { out.extend(b"L;;"); return Ok(()); });
        crate::fault!("BLB-2/content-type-left-out" => { out.extend(b"D;;"); return Ok(()); });
        crate::fault!("BLB-4/one-id-for-all" => self.blobs = 0);
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
    crate::fault!("STR-1/characters" if !text.is_ascii() => return out.extend(format!("u{}:{text};", text.chars().count()).bytes()));
    crate::fault!("STR-1/utf-16" if !text.is_ascii() => return out.extend(format!("u{}:{text};", text.encode_utf16().count()).bytes()));
    crate::fault!("STR-2/cesu-8" if text.contains(|it| it > '\u{ffff}') => return out.extend(b"u6:\xed\xa0\xbd\xed\xb8\x80;"));
    crate::fault!("STR-2/modified-utf-8" if text.contains('\0') => return out.extend(b"u2:\xc0\x80;"));
    crate::fault!("MSG-4/written" if text.starts_with(' ') => return out.extend(format!("u {}:{text};", text.len()).bytes()));
    crate::fault!("STR-4/length-written" if text.is_empty() => return out.extend(b"u0:;"));
    write_text(b'u', text.as_bytes(), out);
}

#[inline]
fn write_int(integer: &Integer<'_>, out: &mut Vec<u8>) {
    crate::fault!("INT-4/leading-zeros" => return out.extend_from_slice(format!("i{integer:03};").as_bytes()));
    crate::fault!("INT-1/written-as-double" if integer.to_i128() > Some(1 << 53) => return out.extend(b"i9007199254740992;"));
    crate::fault!("INT-1/written-in-32-bits" if integer.to_i128() > Some(1 << 31) => return out.extend_from_slice(b"i2147483647;"));
    write_integer(integer, out);
}

#[inline]
fn write_double(float: f64, out: &mut Vec<u8>) {
    crate::fault!("MSG-5/float-not-ended" if float.is_finite() => return out.extend(format!("f{float:?}").bytes()));
    crate::fault!("FLT-2/written-in-decimal" if float.is_finite() => return out.extend(format!("f{float:?};").bytes()));
    crate::fault!("FLT-4/infinity-shortened" if float.is_infinite() => return out.extend(format!("f{float}i;").bytes()));
    crate::fault!("FLT-6/written-without-its-sign" if float == 0.0 => return out.extend(b"f0x0p0;"));
    crate::fault!("FLT-7/written-in-29-bits" => return write_float(f64::from_bits(float.to_bits() >> 24 << 24), out));
    crate::fault!("FLT-7/subnormal-written-as-zero" if float.is_subnormal() => return out.extend(b"f0x0p0;"));
    write_float(float, out);
}

#[inline(never)]
fn write_name(name: &str, out: &mut Vec<u8>) {
    crate::fault!("EXT-1/name-written-as-bytes" if !crate::value::DEFINED.contains(&name) => return write_text(b'b', name.as_bytes(), out));
    crate::fault!("EXT-3/name-written-as-bytes" if name == "link" => return write_text(b'b', name.as_bytes(), out));
    write_text(b'u', name.as_bytes(), out);
}

#[inline(never)]
fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    crate::fault!("BYT-1/written-to-the-nul" if bytes.contains(&0) => return write_text(b'b', bytes.split(|it| *it == 0).next().unwrap_or(b""), out));
    crate::fault!("BYT-2/length-written" if bytes.is_empty() => return out.extend(b"b0:;"));
    crate::fault!("BYT-3/written-as-text" => return write_text(b'u', bytes, out));
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
    crate::fault!("DTM-1/written-without-z" => out.truncate(out.len() - 1));
    crate::fault!("DTM-1/written-with-an-offset" => { out.pop(); out.extend(b"+00:00") });
    crate::fault!("DTM-2/written-without-fraction" => { out.truncate(out.iter().rposition(|it| *it == b'.').unwrap_or(0)); out.push(b'Z') });
    crate::fault!("DTM-2/a-space-for-the-t" => out.iter_mut().rev().filter(|it| **it == b'T').take(1).for_each(|it| *it = b' '));
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
        crate::fault!("BLB-5/empty-not-ended" if content.is_empty() => return);
        crate::fault!("BLB-5/content-not-written" if !content.is_empty() => return self.out.extend(format!("c{id};").bytes()));
        if !content.is_empty() {
            self.out.push(b'c');
            write_number(id, self.out);
            self.out.push(b':');
            write_sized(content, self.out);
            self.out.push(b';');
        }
        crate::fault!("BLB-5/never-ended" if !content.is_empty() => return);
        self.out.push(b'c');
        write_number(id, self.out);
        self.out.push(b';');
    }
}
