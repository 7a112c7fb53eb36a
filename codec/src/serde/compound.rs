//! [`Compound`]: a container while it is written.

use ::serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};

use super::de_error::key_step;
use super::keys::{Seen, repeats, same};
use super::name::{BLOB_PARTS, EXTENSION_PARTS};
use super::reader::Reader;
use super::ser_error::SerializeError;
use super::to_vec::{Writer, Written, unlimited};
use crate::scalar::digits::write_number;
use crate::scalar::text::write_text;
use crate::value::DEFINED;
use crate::value::unique::FEW;
use crate::{EncodeError, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Set,
    Dict,
    OrderedDict,
    Extension,
    Blob,
}

pub(super) struct Compound<'w, 'o> {
    writer: &'w mut Writer<'o>,
    kind: Kind,
    /// Where its keys or items begin in the writer's.
    mark: usize,
    seen: Seen,
    /// Whether one of the first few came twice.
    twice: bool,
    /// How many parts there are, or entries.
    count: usize,
    /// Where its first part begins, or would.
    opened: usize,
    /// Where its last key begins; of an extension, its name.
    start: usize,
    /// The id, of a blob.
    blob: usize,
    /// The variant whose content it is.
    variant: Option<&'static str>,
}

impl<'w, 'o> Compound<'w, 'o> {
    pub(super) fn open(writer: &'w mut Writer<'o>, kind: Kind) -> Self {
        writer.out.push(match kind {
            Kind::List => b'L',
            Kind::Set => b'S',
            Kind::Dict => b'D',
            Kind::OrderedDict => b'O',
            Kind::Extension => b'X',
            Kind::Blob => b'B',
        });
        let blob = writer.blobs.len();
        if kind == Kind::Blob {
            write_number(blob, writer.out);
            writer.out.push(b':');
            writer.blobs.push(Vec::new());
        }
        Self {
            blob,
            opened: writer.out.len(),
            mark: writer.keys.len(),
            seen: Seen::default(),
            twice: false,
            start: writer.out.len(),
            writer,
            kind,
            count: 0,
            variant: None,
        }
    }

    pub(super) fn of_variant(mut self, variant: &'static str) -> Self {
        self.variant = Some(variant);
        self
    }

    #[inline]
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Written {
        match self.kind {
            Kind::Set => {
                let start = self.writer.out.len();
                self.part(item)?;
                self.key_behind(start);
                Ok(())
            }
            Kind::Extension | Kind::Blob => self.named_part(item),
            _ => self.part(item),
        }
    }

    #[inline]
    fn part<T: Serialize + ?Sized>(&mut self, item: &T) -> Written {
        match item.serialize(&mut *self.writer) {
            Ok(()) => self.count += 1,
            Err(error) => return Err(self.broken_item(error)),
        }
        Ok(())
    }

    #[cold]
    fn broken_item(&self, error: SerializeError) -> SerializeError {
        let step = match self.kind {
            Kind::Set => format!(".item({})", self.count),
            _ => format!("[{}]", self.count),
        };
        self.outside(error.step(&step))
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        if matches!(self.kind, Kind::Extension | Kind::Blob) {
            return Err(wrong_parts(self.names()));
        }
        self.start = self.writer.out.len();
        key.serialize(&mut *self.writer)
            .map_err(|error| self.outside(error.step(&format!(".key({})", self.count))))?;
        self.key_behind(self.start);
        Ok(())
    }

    #[inline]
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        match value.serialize(&mut *self.writer) {
            Ok(()) => self.count += 1,
            Err(error) => return Err(self.broken_value(error)),
        }
        Ok(())
    }

    #[cold]
    fn broken_value(&self, error: SerializeError) -> SerializeError {
        let key = &self.writer.out[self.start..];
        let step = match scalar_in(key) {
            Some(key) => key_step(&key, self.count),
            None => format!(".value({})", self.count),
        };
        self.outside(error.step(&step))
    }

    /// An item or key stands between there and the end.
    #[inline]
    fn key_behind(&mut self, start: usize) {
        self.writer.unsure |= matches!(
            self.writer.out[start],
            b'L' | b'S' | b'D' | b'O' | b'X' | b'B'
        );
        if self.seen.meets(&self.writer.out[start..]) {
            self.meet(start);
        }
        self.writer.keys.push((start, self.writer.out.len()));
    }

    /// A key begins at `start` that may have been there before: looks at the first
    /// few. Of many, a table tells that at the end.
    #[inline(never)]
    fn meet(&mut self, start: usize) {
        let keys = &self.writer.keys[self.mark..];
        let (key, out) = (&self.writer.out[start..], &self.writer.out);
        self.twice |=
            keys.len() < FEW && keys.iter().any(|&(start, end)| same(&out[start..end], key));
    }

    /// Inlined, so that what is known of the name is worked out by the compiler.
    #[inline(always)]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        if matches!(self.kind, Kind::Extension | Kind::Blob) {
            return self.part_of_name(name, value);
        }
        self.start = self.writer.out.len();
        write_text(b'u', name.as_bytes(), self.writer.out);
        if self.seen.meets(name.as_bytes()) {
            self.meet(self.start);
        }
        let end = self.writer.out.len();
        self.writer.keys.push((self.start, end));
        self.value(value)
    }

    #[inline(never)]
    fn part_of_name<T: Serialize + ?Sized>(&mut self, name: &str, part: &T) -> Written {
        let names = self.names();
        if names.get(self.count) != Some(&name) {
            return Err(wrong_parts(names));
        }
        self.named_part(part)
    }

    fn names(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Extension => EXTENSION_PARTS,
            _ => BLOB_PARTS,
        }
    }

    /// A part of an extension or a blob.
    fn named_part<T: Serialize + ?Sized>(&mut self, part: &T) -> Written {
        let names = self.names();
        let Some(name) = names.get(self.count) else {
            return Err(wrong_parts(names));
        };
        let start = self.writer.out.len();
        let outer = self.writer.attributes.replace(Attributes::at(start));
        let written = part.serialize(&mut *self.writer);
        let attributes = std::mem::replace(&mut self.writer.attributes, outer);
        written
            .and_then(|()| match (self.kind, self.count) {
                (Kind::Extension, 1) => self.defined_has_dict(start),
                (Kind::Extension, _) => Ok(()),
                (_, 0) if !matches!(self.writer.out[start], b'D' | b'O') => {
                    Err(EncodeError::BlobAttributes.into())
                }
                (_, 0) if attributes.is_none_or(|attributes| !attributes.content_type) => {
                    Err(EncodeError::BlobContentType.into())
                }
                (_, 0) => Ok(()),
                _ => self.content_behind_root(start),
            })
            .map_err(|error| self.outside(error.step(&format!(".{name}"))))?;
        self.count += 1;
        Ok(())
    }

    fn defined_has_dict(&self, attributes: usize) -> Written {
        let name = scalar_in(&self.writer.out[self.start..attributes]);
        let name = name.as_ref().and_then(Value::as_str);
        match name.filter(|name| DEFINED.contains(name)) {
            Some(name) if !matches!(self.writer.out[attributes], b'D' | b'O') => {
                Err(EncodeError::ExtensionAttributes(name.to_owned()).into())
            }
            _ => Ok(()),
        }
    }

    /// The content of a blob, written as a bytearray, waits for the chunks.
    fn content_behind_root(&mut self, start: usize) -> Written {
        let content = match scalar_in(&self.writer.out[start..]) {
            Some(Value::Bytes(content)) => content.into_owned(),
            _ => {
                return Err(SerializeError::custom(
                    "the content of a blob is a bytearray",
                ));
            }
        };
        self.writer.blobs[self.blob] = content;
        self.writer.out.truncate(start);
        Ok(())
    }

    /// The path from the variant whose content this is.
    #[cold]
    fn outside(&self, error: SerializeError) -> SerializeError {
        match self.variant {
            Some(variant) => error.step(&format!("[{variant:?}]")),
            None => error,
        }
    }

    fn finish(self) -> Written {
        let writer = &mut *self.writer;
        match self.kind {
            Kind::List => {}
            Kind::Set | Kind::Dict | Kind::OrderedDict => {
                let keys = &writer.keys[self.mark..];
                let many = keys.len() > FEW;
                if self.twice || many && repeats(keys, |(start, end)| &writer.out[start..end]) {
                    let error = SerializeError::duplicate(self.kind == Kind::Set);
                    return Err(self.outside(error));
                }
                if let Some(attributes) = &mut writer.attributes
                    && attributes.start + 1 == self.opened
                {
                    attributes.content_type = keys.iter().any(|&(start, end)| {
                        writer.out[start..end] == *b"u12:content-type;"
                            && is_text(&writer.out[end..])
                    });
                }
                writer.keys.truncate(self.mark);
            }
            Kind::Extension | Kind::Blob => {
                if self.count < self.names().len() {
                    return Err(wrong_parts(self.names()));
                }
            }
        }
        let writer = self.writer;
        writer.depth -= 1;
        writer.out.push(b';');
        if self.variant.is_some() {
            writer.depth -= 1;
            writer.out.push(b';');
        }
        Ok(())
    }
}

/// The attributes of a blob while they are written.
#[derive(Clone, Copy)]
pub(super) struct Attributes {
    /// Where they begin.
    start: usize,
    /// Whether a content type is among them (BLB-2).
    content_type: bool,
}

impl Attributes {
    fn at(start: usize) -> Self {
        Self {
            start,
            content_type: false,
        }
    }
}

#[cold]
fn wrong_parts(names: &[&str]) -> SerializeError {
    SerializeError::custom(format_args!("the parts are {names:?}, in this order"))
}

/// The scalar that begins there.
fn scalar_in(out: &[u8]) -> Option<Value<'_>> {
    Reader::new(out, &unlimited()).scalar().ok()
}

/// Unicode; or, as the 2012 Python server writes it, a bytearray of UTF-8 (D19a).
fn is_text(out: &[u8]) -> bool {
    match scalar_in(out) {
        Some(Value::Unicode(_)) => true,
        Some(Value::Bytes(bytes)) => str::from_utf8(&bytes).is_ok(),
        _ => false,
    }
}

macro_rules! sequences {
    ($($trait:ident::$method:ident)*) => {$(
        impl $trait for Compound<'_, '_> {
            type Ok = ();
            type Error = SerializeError;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Written {
                self.item(item)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )*};
}

sequences! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

macro_rules! structs {
    ($($trait:ident)*) => {$(
        impl $trait for Compound<'_, '_> {
            type Ok = ();
            type Error = SerializeError;

            #[inline(always)]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Written {
                self.field(name, value)
            }

            fn end(self) -> Written {
                self.finish()
            }
        }
    )*};
}

structs! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Compound<'_, '_> {
    type Ok = ();
    type Error = SerializeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.value(value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}
