//! [`Tagged`]: a type that serde's data model lacks, as a map of one entry.

use ::serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use ::serde::forward_to_deserialize_any;

use super::de_error::DeserializeError;
use super::from_slice::Inside;
use super::name;
use super::reader::{Read, Reader};

/// The object that a reader stands before, under its letter.
pub(super) struct Tagged<'r, 'de, 'o> {
    reader: &'r mut Reader<'de, 'o>,
    letter: u8,
    begun: bool,
}

impl<'r, 'de, 'o> Tagged<'r, 'de, 'o> {
    pub(super) fn new(reader: &'r mut Reader<'de, 'o>, letter: u8) -> Self {
        Self {
            reader,
            letter,
            begun: false,
        }
    }
}

impl<'de> MapAccess<'de> for Tagged<'_, 'de, '_> {
    type Error = DeserializeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if self.begun {
            return Ok(None);
        }
        self.begun = true;
        seed.deserialize(Tag(self.letter)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(Inside {
            reader: &mut *self.reader,
            letter: self.letter,
        })
    }
}

/// The key: a `char` for whoever takes it as it is, text for whoever wants text.
pub(super) struct Tag(pub(super) u8);

impl<'de> Deserializer<'de> for Tag {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_char(self.0.into())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_borrowed_str(name::tag(self.0))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map struct enum ignored_any
    }
}

/// The key of a map that may be tagged: a letter, or a name.
pub(super) struct AnyTag;

impl<'de> DeserializeSeed<'de> for AnyTag {
    type Value = Result<char, String>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_any(self)
    }
}

impl Visitor<'_> for AnyTag {
    type Value = Result<char, String>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name")
    }

    fn visit_char<E>(self, letter: char) -> Result<Self::Value, E> {
        Ok(Ok(letter))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Err(name.to_owned()))
    }
}
