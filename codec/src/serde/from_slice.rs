//! [`from_slice`]: a user's type from the bytes of a message.

use ::serde::de::value::BorrowedStrDeserializer;
use ::serde::de::{Deserialize, Deserializer, Expected, Visitor};
use ::serde::forward_to_deserialize_any;

use super::access::{Entries, Items, Variant};
use super::de_error::{DeserializeError, describe};
use super::name;
use super::number::Wide;
use super::reader::{Read, Reader};
use super::tagged::Tagged;
use crate::{DecodeOptions, ErrorKind, Integer};

/// Reads a type of yours from one whole message, in the spec profile and within
/// the default limits; [`DecodeOptions::from_slice`] for others.
///
/// Exactly the messages that [`decode`](crate::decode) takes are taken, if they
/// are what the type expects. Strings and bytes can be borrowed.
///
/// ```
/// use serde::Deserialize;
///
/// #[derive(Debug, PartialEq, Deserialize)]
/// struct User<'a> {
///     name: &'a str,
///     #[serde(default)]
///     tags: Vec<&'a str>,
/// }
///
/// let user: User = hyperglyph::from_slice(b"Du4:name;u3:bob;u5:email;N;;")?;
/// assert_eq!(user, User { name: "bob", tags: vec![] });
///
/// let error = hyperglyph::from_slice::<User>(b"Du4:name;i7;;").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "expected a borrowed string, found integer 7, at byte 9 in root[\"name\"]",
/// );
/// # Ok::<(), hyperglyph::serde::DeserializeError>(())
/// ```
pub fn from_slice<'de, T: Deserialize<'de>>(message: &'de [u8]) -> Result<T, DeserializeError> {
    DecodeOptions::new().from_slice(message)
}

impl DecodeOptions {
    /// Reads a type of yours from one whole message, as
    /// [`from_slice`](crate::from_slice) does, with this profile and these limits.
    pub fn from_slice<'de, T: Deserialize<'de>>(
        &self,
        message: &'de [u8],
    ) -> Result<T, DeserializeError> {
        if message.len() > self.limits.message {
            self.decode(message)?;
        }
        let mut reader = Reader::new(message, self);
        whole(&mut reader).map_err(|error| error.settle(message, self))
    }
}

fn whole<'de, T: Deserialize<'de>>(reader: &mut Reader<'de, '_>) -> Read<T> {
    let start = reader.rest;
    match T::deserialize(&mut *reader) {
        Ok(value) => reader.end().map(|()| value),
        Err(error) => Err(reader.placed(error, start)),
    }
}

impl<'de> Reader<'de, '_> {
    fn items<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        let mut items = Items::open(self)?;
        let value = visitor.visit_seq(&mut items)?;
        items.finish()?;
        Ok(value)
    }

    fn entries<V: Visitor<'de>>(&mut self, fields: bool, visitor: V) -> Read<V::Value> {
        let mut entries = Entries::open(self, fields)?;
        let value = visitor.visit_map(&mut entries)?;
        entries.finish()?;
        Ok(value)
    }

    pub(super) fn tagged<V: Visitor<'de>>(&mut self, letter: u8, visitor: V) -> Read<V::Value> {
        visitor.visit_map(Tagged::new(self, letter))
    }

    /// Whatever stands here, as serde's data model has it.
    pub(super) fn any<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'i' => {
                let start = self.rest;
                match self.integer()? {
                    Integer::Small(n) => visitor.visit_i64(n),
                    Integer::Big(big) => {
                        if let Wide::U64(n) = Wide::of(&big) {
                            return visitor.visit_u64(n);
                        }
                        // serde's buffers hold nothing larger.
                        self.rest = start;
                        self.tagged(b'i', visitor)
                    }
                }
            }
            b'u' => visitor.visit_borrowed_str(self.unicode()?),
            b'b' => visitor.visit_borrowed_bytes(self.bytes()?),
            b'f' => visitor.visit_f64(self.float()?),
            b'T' => self.single().and_then(|()| visitor.visit_bool(true)),
            b'F' => self.single().and_then(|()| visitor.visit_bool(false)),
            b'N' => self.single().and_then(|()| visitor.visit_unit()),
            b'L' | b'S' => self.items(visitor),
            b'D' | b'O' => self.entries(false, visitor),
            letter @ (b'd' | b'p' | b'X' | b'B') => self.tagged(letter, visitor),
            _ => Err(self.fault(ErrorKind::UnknownType)),
        }
    }

    /// An integer, of the widest type that serde has.
    fn wide<V: Visitor<'de>>(&mut self, visitor: V) -> Read<V::Value> {
        if self.letter()? != b'i' {
            return Err(self.mismatch(&visitor));
        }
        match self.integer()? {
            Integer::Small(n) => visitor.visit_i64(n),
            Integer::Big(big) => match Wide::of(&big) {
                Wide::U64(n) => visitor.visit_u64(n),
                Wide::I128(n) => visitor.visit_i128(n),
                Wide::U128(n) => visitor.visit_u128(n),
                Wide::Beyond => {
                    let found = describe(&Integer::Big(big).into());
                    let expected: &dyn Expected = &visitor;
                    Err(DeserializeError::other(&found, expected))
                }
            },
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.wide(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de, '_> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.any(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'T' => self.single().and_then(|()| visitor.visit_bool(true)),
            b'F' => self.single().and_then(|()| visitor.visit_bool(false)),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_f64(visitor)
    }

    /// An integer too, where no digit of it is lost: other languages write
    /// whole floats so.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'f' => visitor.visit_f64(self.float()?),
            b'i' => {
                let start = self.rest;
                if let Some(f) = self.integer()?.to_f64() {
                    return visitor.visit_f64(f);
                }
                self.rest = start;
                Err(self.mismatch(&visitor))
            }
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'u' => visitor.visit_borrowed_str(self.unicode()?),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'b' => visitor.visit_borrowed_bytes(self.bytes()?),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'N' => self.single().and_then(|()| visitor.visit_none()),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'N' => self.single().and_then(|()| visitor.visit_unit()),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    /// Of the names in [`name`], or of a user's.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        let here = self.letter()?;
        match name::letter(name) {
            Some(letter) if letter != here => Err(self.mismatch(&visitor)),
            Some(b'i') => self.any(visitor),
            Some(letter) => self.tagged(letter, visitor),
            None if name == name::VALUE && matches!(here, b'S' | b'O') => {
                self.tagged(here, visitor)
            }
            None if name == name::VALUE => self.any(visitor),
            None => visitor.visit_newtype_struct(self),
        }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'L' | b'S' => self.items(visitor),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter()? {
            b'D' | b'O' => self.entries(false, visitor),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        match self.letter()? {
            b'D' | b'O' => self.entries(true, visitor),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    /// The name of a variant, or a dict of one entry with the variant for its key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        match self.letter()? {
            b'u' => visitor.visit_enum(BorrowedStrDeserializer::new(self.unicode()?)),
            b'D' | b'O' => {
                let mut entries = Entries::open(self, false)?;
                let value = visitor.visit_enum(Variant(&mut entries))?;
                entries.finish()?;
                Ok(value)
            }
            _ => Err(self.mismatch(&visitor)),
        }
    }

    #[inline]
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// What stands inside a type that travels as a tagged map.
pub(super) struct Inside<'r, 'de, 'o> {
    pub(super) reader: &'r mut Reader<'de, 'o>,
    pub(super) letter: u8,
}

impl<'de> Deserializer<'de> for Inside<'_, 'de, '_> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.letter {
            b'S' => self.reader.items(visitor),
            b'O' => self.reader.entries(false, visitor),
            b'X' => self.reader.extension(|parts| visitor.visit_seq(parts)),
            b'B' => self.reader.blob(|parts| visitor.visit_seq(parts)),
            _ => visitor.visit_borrowed_str(self.reader.scalar_text()?),
        }
    }

    /// A struct has the parts under their names.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        match self.letter {
            b'X' => self.reader.extension(|parts| visitor.visit_map(parts)),
            b'B' => self.reader.blob(|parts| visitor.visit_map(parts)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        match name {
            name::VALUE => self.deserialize_any(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.reader.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map enum identifier
    }
}
