//! What stands in containers, one part at a time: [`Items`] of lists and sets,
//! [`Entries`] of dicts, [`Parts`] of extensions and blobs, [`Variant`]s of enums.

use std::borrow::Cow;
use std::marker::PhantomData;

use ::serde::de::value::{BorrowedStrDeserializer, BytesDeserializer};
use ::serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use ::serde::forward_to_deserialize_any;

use super::de_error::{DeserializeError, item_step, key_step};
use super::name::{BLOB_PARTS, EXTENSION_PARTS, NOT_UNICODE, ONE_ENTRY, VARIANT};
use super::reader::{Mark, Read, Reader};
use crate::DecodeOptions;

/// The items of a list or set.
pub(super) struct Items<'r, 'de, 'o> {
    reader: &'r mut Reader<'de, 'o>,
    set: bool,
    mark: Mark,
    count: usize,
    closed: bool,
}

impl<'r, 'de, 'o> Items<'r, 'de, 'o> {
    pub(super) fn open(reader: &'r mut Reader<'de, 'o>) -> Read<Self> {
        let set = reader.letter()? == b'S';
        reader.open()?;
        let mark = reader.mark();
        Ok(Self {
            reader,
            set,
            mark,
            count: 0,
            closed: false,
        })
    }

    /// Whether there is another item; where not, the container is behind.
    #[inline(always)]
    fn more(&mut self) -> Read<bool> {
        // Who asks again after an error is told that there is no more.
        if self.closed {
            return Ok(false);
        }
        match self.reader.more(self.count) {
            Ok(true) => Ok(true),
            ended => {
                self.closed = true;
                ended?;
                if self.set {
                    self.reader.unique(&self.mark)?;
                }
                self.reader.close()?;
                Ok(false)
            }
        }
    }

    /// An item cannot be read: nothing more will be.
    #[cold]
    fn broken(&mut self, error: DeserializeError, start: &[u8]) -> DeserializeError {
        self.closed = true;
        let step = item_step(self.set, self.count);
        self.reader.placed(error, start).step(&step)
    }

    /// Once the visitor has what it wanted.
    #[inline]
    pub(super) fn finish(&mut self) -> Read<()> {
        if self.more()? {
            let expected = format!("{} items and no more", self.count);
            return Err(DeserializeError::other("another item", expected));
        }
        Ok(())
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_, 'de, '_> {
    type Error = DeserializeError;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.more()? {
            return Ok(None);
        }
        let start = self.reader.rest;
        if self.set {
            self.reader.before_key()?;
        }
        match seed.deserialize(&mut *self.reader) {
            Ok(item) => {
                if self.set {
                    self.reader.after_key(start, &mut self.mark);
                }
                self.count += 1;
                Ok(Some(item))
            }
            Err(error) => Err(self.broken(error, start)),
        }
    }
}

/// The entries of a dict or ordered dict.
pub(super) struct Entries<'r, 'de, 'o> {
    reader: &'r mut Reader<'de, 'o>,
    /// Whether the keys are names of fields. Then a key of another type than
    /// unicode is a field that nobody knows, not the number of one.
    fields: bool,
    mark: Mark,
    count: usize,
    /// From where the last key begins.
    key: &'de [u8],
    closed: bool,
}

impl<'r, 'de, 'o> Entries<'r, 'de, 'o> {
    pub(super) fn open(reader: &'r mut Reader<'de, 'o>, fields: bool) -> Read<Self> {
        reader.open()?;
        let mark = reader.mark();
        Ok(Self {
            key: reader.rest,
            reader,
            fields,
            mark,
            count: 0,
            closed: false,
        })
    }

    #[inline(always)]
    fn more(&mut self) -> Read<bool> {
        // Who asks again after an error is told that there is no more.
        if self.closed {
            return Ok(false);
        }
        match self.reader.more(self.count) {
            Ok(true) => Ok(true),
            ended => {
                self.closed = true;
                ended?;
                self.reader.unique(&self.mark)?;
                self.reader.close()?;
                Ok(false)
            }
        }
    }

    /// Once the visitor has what it wanted.
    #[inline]
    pub(super) fn finish(&mut self) -> Read<()> {
        if self.more()? {
            let expected = match self.count {
                1 => String::from("one entry and no more"),
                count => format!("{count} entries and no more"),
            };
            return Err(DeserializeError::other("another entry", expected));
        }
        Ok(())
    }

    #[inline(always)]
    fn key<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<K::Value> {
        self.key = self.reader.rest;
        let key = match self.key.first() {
            Some(b'u') if self.fields => {
                let name = self.reader.unicode()?;
                seed.deserialize(BorrowedStrDeserializer::new(name))
            }
            _ if self.fields => {
                self.reader.before_key()?;
                self.reader.skip()?;
                seed.deserialize(BytesDeserializer::new(NOT_UNICODE))
            }
            _ => {
                self.reader.before_key()?;
                seed.deserialize(&mut *self.reader)
            }
        };
        match key {
            Ok(key) => {
                self.reader.after_key(self.key, &mut self.mark);
                Ok(key)
            }
            Err(error) => Err(self.broken_key(error)),
        }
    }

    /// The value of the last key.
    #[inline(always)]
    fn value<T>(&mut self, read: impl FnOnce(&mut Reader<'de, '_>) -> Read<T>) -> Read<T> {
        self.reader.before_value()?;
        let start = self.reader.rest;
        match read(self.reader) {
            Ok(value) => {
                self.count += 1;
                Ok(value)
            }
            Err(error) => Err(self.broken_value(error, start)),
        }
    }

    /// A key cannot be read: nothing more will be.
    #[cold]
    fn broken_key(&mut self, error: DeserializeError) -> DeserializeError {
        self.closed = true;
        let step = format!(".key({})", self.count);
        self.reader.placed(error, self.key).step(&step)
    }

    #[cold]
    fn broken_value(&mut self, error: DeserializeError, start: &[u8]) -> DeserializeError {
        self.closed = true;
        let step = self.step();
        self.reader.placed(error, start).step(&step)
    }

    /// The step of a path to the value of the last key.
    fn step(&self) -> String {
        let options = DecodeOptions::interop();
        match Reader::new(self.key, &options).scalar() {
            Ok(key) => key_step(&key, self.count),
            Err(_) => format!(".value({})", self.count),
        }
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'_, 'de, '_> {
    type Error = DeserializeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.more()? {
            return Ok(None);
        }
        self.key(seed).map(Some)
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.value(|reader| seed.deserialize(reader))
    }
}

/// A variant that is not a unit: the one entry of a dict.
pub(super) struct Variant<'e, 'r, 'de, 'o>(pub(super) &'e mut Entries<'r, 'de, 'o>);

impl<'de> EnumAccess<'de> for Variant<'_, '_, 'de, '_> {
    type Error = DeserializeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let entries = &mut *self.0;
        if !entries.more()? {
            return Err(DeserializeError::other("an empty dict", ONE_ENTRY));
        }
        if entries.reader.letter()? != b'u' {
            let start = entries.reader.rest;
            let error = entries.reader.mismatch(&VARIANT);
            return Err(entries.reader.placed(error, start).step(".key(0)"));
        }
        let variant = entries.key(seed)?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_, 'de, '_> {
    type Error = DeserializeError;

    fn unit_variant(self) -> Read<()> {
        self.0.value(|reader| <()>::deserialize(reader))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        self.0.value(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Read<V::Value> {
        self.0
            .value(|reader| reader.deserialize_tuple(length, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.0
            .value(|reader| reader.deserialize_struct("", fields, visitor))
    }
}

/// The parts of an extension or a blob, in turn or by name.
pub(super) struct Parts<'r, 'de, 'o> {
    reader: &'r mut Reader<'de, 'o>,
    names: &'static [&'static str],
    next: usize,
    /// Of a blob; it stands behind the root object.
    content: Option<Cow<'de, [u8]>>,
}

impl<'de, 'o> Reader<'de, 'o> {
    /// `'X' ws name ws attributes ws content ws ';'`
    pub(super) fn extension<T>(
        &mut self,
        visit: impl FnOnce(&mut Parts<'_, 'de, 'o>) -> Read<T>,
    ) -> Read<T> {
        self.open()?;
        self.parts(EXTENSION_PARTS, None, visit)
    }

    /// `'B' id ':' ws attributes ws ';'`
    pub(super) fn blob<T>(
        &mut self,
        visit: impl FnOnce(&mut Parts<'_, 'de, 'o>) -> Read<T>,
    ) -> Read<T> {
        let content = self.open_blob()?;
        self.parts(BLOB_PARTS, Some(content), visit)
    }

    fn parts<T>(
        &mut self,
        names: &'static [&'static str],
        content: Option<Cow<'de, [u8]>>,
        visit: impl FnOnce(&mut Parts<'_, 'de, 'o>) -> Read<T>,
    ) -> Read<T> {
        let mut parts = Parts {
            reader: &mut *self,
            names,
            next: 0,
            content,
        };
        let value = visit(&mut parts)?;
        while parts.next < names.len() {
            parts.part(PhantomData::<IgnoredAny>)?;
        }
        self.skip_ws();
        self.close()?;
        Ok(value)
    }
}

impl<'de> Parts<'_, 'de, '_> {
    fn part<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<T::Value> {
        let part = self.next;
        self.next += 1;
        let start = self.reader.rest;
        let read = if let Some(content) = self.content.take_if(|_| part == 1) {
            seed.deserialize(Content(content))
        } else {
            if self.names.len() == EXTENSION_PARTS.len() {
                self.reader.before_part(part)?;
            }
            seed.deserialize(&mut *self.reader)
        };
        read.map_err(|error| {
            let step = format!(".{}", self.names[part]);
            self.reader.placed(error, start).step(&step)
        })
    }
}

impl<'de> SeqAccess<'de> for &mut Parts<'_, 'de, '_> {
    type Error = DeserializeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.next == self.names.len() {
            return Ok(None);
        }
        self.part(seed).map(Some)
    }
}

impl<'de> MapAccess<'de> for &mut Parts<'_, 'de, '_> {
    type Error = DeserializeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        match self.names.get(self.next) {
            Some(name) => seed
                .deserialize(BorrowedStrDeserializer::new(name))
                .map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.part(seed)
    }
}

/// The content of a blob.
struct Content<'de>(Cow<'de, [u8]>);

impl<'de> Deserializer<'de> for Content<'de> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Cow::Borrowed(content) => visitor.visit_borrowed_bytes(content),
            Cow::Owned(content) => visitor.visit_byte_buf(content),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}
