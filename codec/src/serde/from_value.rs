//! [`from_value`]: a user's type from a value.

use ::serde::de::value::{BorrowedStrDeserializer, BytesDeserializer};
use ::serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use ::serde::forward_to_deserialize_any;

use super::de_error::{DeserializeError, describe, item_step, key_step};
use super::name::{self, BLOB_PARTS, EXTENSION_PARTS};
use super::number::Wide;
use super::reader::Read;
use super::tagged::Tag;
use super::text;
use crate::scalar::datetime::write_datetime_text;
use crate::scalar::timedelta::write_timedelta_text;
use crate::{Integer, Map, Value};

/// Reads a type of yours from a value, as [`from_slice`](crate::from_slice)
/// does from bytes. Strings and bytes can be borrowed from the value.
///
/// ```
/// use hyperglyph::{decode, from_value};
///
/// let page = decode(b"Du4:name;u3:bob;u4:tags;Lu1:a;u1:b;;;")?;
/// let tags: Vec<&str> = from_value(page.get("tags").unwrap())?;
/// assert_eq!(tags, ["a", "b"]);
///
/// let error = from_value::<(u8, &str)>(page.get("tags").unwrap()).unwrap_err();
/// assert_eq!(error.to_string(), r#"expected u8, found unicode "a" in root[0]"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_value<'de, T: Deserialize<'de>>(value: &'de Value<'_>) -> Result<T, DeserializeError> {
    T::deserialize(Node(value))
}

/// A value, as serde reads it.
#[derive(Clone, Copy)]
struct Node<'de, 'a>(&'de Value<'a>);

impl<'de, 'a> Node<'de, 'a> {
    fn mismatch(self, expected: &dyn Expected) -> DeserializeError {
        DeserializeError::other(&describe(self.0), expected)
    }

    fn items<V: Visitor<'de>>(self, items: &'de [Value<'a>], visitor: V) -> Read<V::Value> {
        let mut items = Items {
            set: matches!(self.0, Value::Set(_)),
            left: items,
            count: 0,
        };
        let value = visitor.visit_seq(&mut items)?;
        if items.left.is_empty() {
            return Ok(value);
        }
        let expected = format!("{} items and no more", items.count);
        Err(DeserializeError::other("another item", expected))
    }

    fn entries<T>(
        map: &'de Map<'a>,
        fields: bool,
        visit: impl FnOnce(&mut Entries<'de, 'a>) -> Read<T>,
    ) -> Read<T> {
        let mut entries = Entries {
            fields,
            flat: map.flat(),
            count: 0,
        };
        let value = visit(&mut entries)?;
        if entries.flat.is_empty() {
            return Ok(value);
        }
        let expected = match entries.count {
            1 => String::from("one entry and no more"),
            count => format!("{count} entries and no more"),
        };
        Err(DeserializeError::other("another entry", expected))
    }

    fn tagged<V: Visitor<'de>>(self, letter: u8, visitor: V) -> Read<V::Value> {
        visitor.visit_map(Tagged {
            node: self,
            letter: Some(letter),
            tag: letter,
        })
    }

    /// An integer, of the widest type that serde has.
    fn wide<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let Value::Integer(integer) = self.0 else {
            return Err(self.mismatch(&visitor));
        };
        match integer {
            Integer::Small(n) => visitor.visit_i64(*n),
            Integer::Big(big) => match Wide::of(big) {
                Wide::U64(n) => visitor.visit_u64(n),
                Wide::I128(n) => visitor.visit_i128(n),
                Wide::U128(n) => visitor.visit_u128(n),
                Wide::Beyond => Err(self.mismatch(&visitor)),
            },
        }
    }

    /// The letter of a type that travels as a tagged map.
    fn letter(self) -> Option<u8> {
        Some(match self.0 {
            Value::Integer(_) => b'i',
            Value::Datetime(_) => b'd',
            Value::Timedelta(_) => b'p',
            Value::Extension(_) => b'X',
            Value::Blob(_) => b'B',
            _ => return None,
        })
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.wide(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Node<'de, '_> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Nil => visitor.visit_unit(),
            Value::Bool(b) => visitor.visit_bool(*b),
            Value::Integer(Integer::Small(n)) => visitor.visit_i64(*n),
            Value::Integer(Integer::Big(big)) => match Wide::of(big) {
                Wide::U64(n) => visitor.visit_u64(n),
                _ => self.tagged(b'i', visitor),
            },
            Value::Float(f) => visitor.visit_f64(*f),
            Value::Unicode(text) => visitor.visit_borrowed_str(text),
            Value::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Value::Datetime(_) => self.tagged(b'd', visitor),
            Value::Timedelta(_) => self.tagged(b'p', visitor),
            Value::List(items) => self.items(items, visitor),
            Value::Set(set) => self.items(set.as_slice(), visitor),
            Value::Dict(map) | Value::OrderedDict(map) => {
                Self::entries(map, false, |entries| visitor.visit_map(entries))
            }
            Value::Extension(_) => self.tagged(b'X', visitor),
            Value::Blob(_) => self.tagged(b'B', visitor),
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Bool(b) => visitor.visit_bool(*b),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let float = match self.0 {
            Value::Float(f) => Some(*f),
            Value::Integer(n) => n.to_f64(),
            _ => None,
        };
        match float {
            Some(f) => visitor.visit_f64(f),
            None => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Unicode(text) => visitor.visit_borrowed_str(text),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Nil => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::Nil => visitor.visit_unit(),
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

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        match (name::letter(name), self.0) {
            (None, Value::Set(_)) if name == name::VALUE => self.tagged(b'S', visitor),
            (None, Value::OrderedDict(_)) if name == name::VALUE => self.tagged(b'O', visitor),
            (None, _) if name == name::VALUE => self.deserialize_any(visitor),
            (None, _) => visitor.visit_newtype_struct(self),
            (letter, _) if letter == self.letter() => self.deserialize_any(visitor),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Value::List(_) | Value::Set(_) => self.deserialize_any(visitor),
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
        match self.0.as_map() {
            Some(map) => Self::entries(map, false, |entries| visitor.visit_map(entries)),
            None => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        match self.0.as_map() {
            Some(map) => Self::entries(map, true, |entries| visitor.visit_map(entries)),
            None => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        match (self.0, self.0.as_map()) {
            (Value::Unicode(text), _) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            (_, Some(map)) => {
                Self::entries(map, false, |entries| visitor.visit_enum(Variant(entries)))
            }
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_unit()
    }
}

struct Items<'de, 'a> {
    set: bool,
    left: &'de [Value<'a>],
    count: usize,
}

impl<'de> SeqAccess<'de> for &mut Items<'de, '_> {
    type Error = DeserializeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        let Some((item, rest)) = self.left.split_first() else {
            return Ok(None);
        };
        self.left = rest;
        let item = seed
            .deserialize(Node(item))
            .map_err(|error| error.step(&item_step(self.set, self.count)))?;
        self.count += 1;
        Ok(Some(item))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

struct Entries<'de, 'a> {
    /// Whether the keys are names of fields.
    fields: bool,
    flat: &'de [Value<'a>],
    count: usize,
}

impl<'de> Entries<'de, '_> {
    fn value<T>(&mut self, read: impl FnOnce(Node<'de, '_>) -> Read<T>) -> Read<T> {
        let [key, value, rest @ ..] = self.flat else {
            return Err(::serde::de::Error::custom(
                "a value was asked for before its key",
            ));
        };
        self.flat = rest;
        let value = read(Node(value)).map_err(|error| error.step(&key_step(key, self.count)))?;
        self.count += 1;
        Ok(value)
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'de, '_> {
    type Error = DeserializeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        let Some(key) = self.flat.first() else {
            return Ok(None);
        };
        let key = match key {
            Value::Unicode(name) if self.fields => {
                seed.deserialize(BorrowedStrDeserializer::new(name))
            }
            _ if self.fields => seed.deserialize(BytesDeserializer::new(name::NOT_UNICODE)),
            _ => seed.deserialize(Node(key)),
        };
        key.map(Some)
            .map_err(|error| error.step(&format!(".key({})", self.count)))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.value(|value| seed.deserialize(value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.flat.len() / 2)
    }
}

/// A variant that is not a unit: the one entry of a dict.
struct Variant<'e, 'de, 'a>(&'e mut Entries<'de, 'a>);

impl<'de> EnumAccess<'de> for Variant<'_, 'de, '_> {
    type Error = DeserializeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let name = match self.0.flat.first() {
            Some(Value::Unicode(name)) => BorrowedStrDeserializer::new(name),
            Some(other) => {
                let found = describe(other);
                return Err(DeserializeError::other(&found, name::VARIANT).step(".key(0)"));
            }
            None => return Err(DeserializeError::other("an empty dict", name::ONE_ENTRY)),
        };
        let variant = seed
            .deserialize(name)
            .map_err(|error: DeserializeError| error.step(".key(0)"))?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de, '_> {
    type Error = DeserializeError;

    fn unit_variant(self) -> Read<()> {
        self.0.value(|value| <()>::deserialize(value))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        self.0.value(|value| seed.deserialize(value))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Read<V::Value> {
        self.0
            .value(|value| value.deserialize_tuple(length, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.0
            .value(|value| value.deserialize_struct("", fields, visitor))
    }
}

/// A type that serde's data model lacks, as a map of one entry.
struct Tagged<'de, 'a> {
    node: Node<'de, 'a>,
    letter: Option<u8>,
    tag: u8,
}

impl<'de> MapAccess<'de> for Tagged<'de, '_> {
    type Error = DeserializeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        match self.letter.take() {
            Some(letter) => seed.deserialize(Tag(letter)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(Inside {
            node: self.node,
            letter: self.tag,
        })
    }
}

/// What stands inside such a type.
struct Inside<'de, 'a> {
    node: Node<'de, 'a>,
    letter: u8,
}

impl<'de> Deserializer<'de> for Inside<'de, '_> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.node.0 {
            Value::Integer(n) => visitor.visit_string(n.to_string()),
            Value::Datetime(at) => {
                visitor.visit_string(text::written(|out| write_datetime_text(at, out)))
            }
            Value::Timedelta(delta) => {
                visitor.visit_string(text::written(|out| write_timedelta_text(*delta, out)))
            }
            Value::Extension(_) | Value::Blob(_) => visitor.visit_seq(Parts::of(self.node.0)),
            _ => self.node.deserialize_any(visitor),
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
            b'X' | b'B' => visitor.visit_map(Parts::of(self.node.0)),
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

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The parts of an extension or a blob, in turn or by name.
struct Parts<'de, 'a> {
    value: &'de Value<'a>,
    names: &'static [&'static str],
    next: usize,
}

impl<'de, 'a> Parts<'de, 'a> {
    fn of(value: &'de Value<'a>) -> Self {
        let names = match value {
            Value::Blob(_) => BLOB_PARTS,
            _ => EXTENSION_PARTS,
        };
        Self {
            value,
            names,
            next: 0,
        }
    }

    fn part<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<T::Value> {
        let part = self.next;
        self.next += 1;
        let read = match (self.value, part) {
            (Value::Extension(extension), 0) => seed.deserialize(Node(&extension.name)),
            (Value::Extension(extension), 1) => seed.deserialize(Node(&extension.attributes)),
            (Value::Extension(extension), _) => seed.deserialize(Node(&extension.content)),
            (Value::Blob(blob), 0) => seed.deserialize(Node(&blob.attributes)),
            (Value::Blob(blob), _) => seed.deserialize(
                ::serde::de::value::BorrowedBytesDeserializer::new(&blob.content),
            ),
            // Only these two have parts.
            (other, _) => seed.deserialize(Node(other)),
        };
        read.map_err(|error: DeserializeError| error.step(&format!(".{}", self.names[part])))
    }
}

impl<'de> SeqAccess<'de> for Parts<'de, '_> {
    type Error = DeserializeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.next == self.names.len() {
            return Ok(None);
        }
        self.part(seed).map(Some)
    }
}

impl<'de> MapAccess<'de> for Parts<'de, '_> {
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
