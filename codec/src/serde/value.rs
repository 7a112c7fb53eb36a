//! [`Value`] through serde, with nothing lost in our own format.

use std::borrow::Cow;
use std::fmt;

use ::serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor,
};
use ::serde::ser::{Serialize, SerializeStruct, Serializer};

use super::de_error::describe;
use super::number::Wide;
use super::{datetime, extension, name, timedelta};
use crate::value::unique;
use crate::{Blob, Extension, Integer, Map, Set, Value};

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nil => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Integer(n) => n.serialize(serializer),
            Self::Float(f) => serializer.serialize_f64(*f),
            Self::Unicode(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Self::Datetime(datetime) => datetime::serialize(datetime, serializer),
            Self::Timedelta(delta) => delta.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Set(set) => set.serialize(serializer),
            Self::Dict(map) => map.serialize(serializer),
            Self::OrderedDict(map) => serializer.serialize_newtype_struct(name::ORDERED_DICT, map),
            Self::Extension(extension) => extension.serialize(serializer),
            Self::Blob(blob) => blob.serialize(serializer),
        }
    }
}

/// Owned, as serde's `Cow` is, so that `Value<'static>` can be a field of any
/// type; `hyperglyph::serde::borrowed` borrows.
impl<'de> Deserialize<'de> for Value<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ANY_VALUE.deserialize(deserializer).map(Value::into_owned)
    }
}

/// A value that borrows what it can.
#[derive(Clone, Copy)]
pub(super) struct AnyValue {
    /// In the words of an error.
    expected: &'static str,
}

/// A value of any type.
pub(super) const ANY_VALUE: AnyValue = AnyValue {
    expected: "a value",
};

impl<'de> DeserializeSeed<'de> for AnyValue {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_newtype_struct(name::VALUE, self)
    }
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Value<'de>, D::Error> {
        other.deserialize_any(self)
    }

    fn visit_some<D: Deserializer<'de>>(self, some: D) -> Result<Value<'de>, D::Error> {
        self.deserialize(some)
    }

    fn visit_none<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Nil)
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Nil)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value<'de>, E> {
        Ok(n.into())
    }

    fn visit_u64<E>(self, n: u64) -> Result<Value<'de>, E> {
        Ok(n.into())
    }

    fn visit_i128<E>(self, n: i128) -> Result<Value<'de>, E> {
        Ok(n.into())
    }

    fn visit_u128<E>(self, n: u128) -> Result<Value<'de>, E> {
        Ok(n.into())
    }

    fn visit_f64<E>(self, f: f64) -> Result<Value<'de>, E> {
        Ok(f.into())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(text.to_owned().into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value<'de>, E> {
        Ok(text.into())
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Value<'de>, E> {
        Ok(bytes.into())
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Value<'de>, E> {
        Ok(Value::Bytes(bytes.to_vec().into()))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Value<'de>, E> {
        Ok(Value::Bytes(bytes.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Value<'de>, A::Error> {
        ValuesIn.visit_seq(items).map(Value::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let first = match map.next_key_seed(AnyKey)? {
            Some(Key::Tag(letter)) => return tagged(letter, map),
            Some(Key::Value(key)) => Some(key),
            None => None,
        };
        entries(first, map).map(Value::Dict)
    }
}

/// What stands under the letter of its type.
fn tagged<'de, A: MapAccess<'de>>(letter: char, mut map: A) -> Result<Value<'de>, A::Error> {
    let value = match letter {
        'i' => {
            let digits = map.next_value_seed(ANY_VALUE)?;
            let integer = digits.as_str().and_then(Integer::parse);
            Value::Integer(
                integer
                    .ok_or_else(|| A::Error::custom("not an integer"))?
                    .into_owned(),
            )
        }
        'd' => Value::Datetime(datetime::parse(&text(&mut map)?)?),
        'p' => Value::Timedelta(timedelta::parse(&text(&mut map)?)?),
        'S' => Value::Set(unique_set(map.next_value_seed(ValuesIn)?)?),
        'O' => Value::OrderedDict(map.next_value_seed(EntriesIn)?),
        'X' => {
            let parts: [Value<'de>; 3] = parts(&mut map)?;
            let [name, attributes, content] = parts;
            Value::Extension(Box::new(Extension {
                name,
                attributes,
                content,
            }))
        }
        'B' => {
            let [attributes, content] = parts(&mut map)?;
            let Value::Bytes(content) = content else {
                return Err(A::Error::custom("the content of a blob is a bytearray"));
            };
            Value::Blob(Box::new(Blob {
                attributes,
                content,
            }))
        }
        _ => {
            return Err(A::Error::custom(format_args!(
                "no type has the letter {letter:?}"
            )));
        }
    };
    Ok(value)
}

fn text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Cow<'de, str>, A::Error> {
    match map.next_value_seed(ANY_VALUE)? {
        Value::Unicode(text) => Ok(text),
        other => Err(A::Error::custom(format_args!(
            "text expected, not a {}",
            other.type_name()
        ))),
    }
}

fn parts<'de, const N: usize, A: MapAccess<'de>>(map: &mut A) -> Result<[Value<'de>; N], A::Error> {
    let parts = map.next_value_seed(ValuesIn)?;
    parts
        .try_into()
        .map_err(|parts: Vec<_>| A::Error::invalid_length(parts.len(), &"its parts"))
}

/// The entries of a map, `first` being the key of the first one.
fn entries<'de, A: MapAccess<'de>>(
    first: Option<Value<'de>>,
    mut map: A,
) -> Result<Map<'de>, A::Error> {
    let mut flat = Vec::new();
    let mut next = first;
    while let Some(key) = next {
        flat.push(key);
        flat.push(map.next_value_seed(ANY_VALUE)?);
        next = map.next_key_seed(ANY_VALUE)?;
    }
    match unique::first_duplicate(flat.iter().step_by(2)) {
        Some(at) => Err(A::Error::custom(format_args!(
            "the key of entry {at} is there already [COL-5]"
        ))),
        None => Ok(Map::from_flat(flat)),
    }
}

fn unique_set<E: Error>(items: Vec<Value<'_>>) -> Result<Set<'_>, E> {
    match unique::first_duplicate(items.iter()) {
        Some(at) => Err(E::custom(format_args!(
            "item {at} is in the set already [COL-5]"
        ))),
        None => Ok(Set::from_unique(items)),
    }
}

enum Key<'de> {
    Tag(char),
    Value(Value<'de>),
}

/// The first key of a map, or the letter of a type.
struct AnyKey;

impl<'de> DeserializeSeed<'de> for AnyKey {
    type Value = Key<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key<'de>, D::Error> {
        deserializer.deserialize_newtype_struct(name::VALUE, self)
    }
}

macro_rules! key_is_value {
    ($($visit:ident($type:ty))*) => {$(
        fn $visit<E: Error>(self, key: $type) -> Result<Key<'de>, E> {
            ANY_VALUE.$visit(key).map(Key::Value)
        }
    )*};
}

impl<'de> Visitor<'de> for AnyKey {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_char<E>(self, letter: char) -> Result<Key<'de>, E> {
        Ok(Key::Tag(letter))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Key<'de>, D::Error> {
        other.deserialize_any(self)
    }

    fn visit_none<E>(self) -> Result<Key<'de>, E> {
        Ok(Key::Value(Value::Nil))
    }

    fn visit_unit<E>(self) -> Result<Key<'de>, E> {
        Ok(Key::Value(Value::Nil))
    }

    key_is_value! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_i128(i128) visit_u128(u128)
        visit_f64(f64) visit_borrowed_str(&'de str) visit_str(&str) visit_string(String)
        visit_borrowed_bytes(&'de [u8]) visit_bytes(&[u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Key<'de>, A::Error> {
        ANY_VALUE.visit_seq(items).map(Key::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Key<'de>, A::Error> {
        ANY_VALUE.visit_map(map).map(Key::Value)
    }
}

/// The values in a sequence.
struct ValuesIn;

impl<'de> DeserializeSeed<'de> for ValuesIn {
    type Value = Vec<Value<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ValuesIn {
    type Value = Vec<Value<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        // What a sender says of its length is not to be trusted.
        let mut values = Vec::new();
        while let Some(item) = items.next_element_seed(ANY_VALUE)? {
            values.push(item);
        }
        Ok(values)
    }
}

/// The entries of a map.
struct EntriesIn;

impl<'de> DeserializeSeed<'de> for EntriesIn {
    type Value = Map<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Map<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EntriesIn {
    type Value = Map<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Map<'de>, A::Error> {
        let first = map.next_key_seed(ANY_VALUE)?;
        entries(first, map)
    }
}

impl Serialize for Integer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Small(n) => serializer.serialize_i64(*n),
            Self::Big(big) => match Wide::of(big) {
                Wide::U64(n) => serializer.serialize_u64(n),
                Wide::I128(n) => serializer.serialize_i128(n),
                Wide::U128(n) => serializer.serialize_u128(n),
                Wide::Beyond => serializer.serialize_newtype_struct(name::INTEGER, big.as_str()),
            },
        }
    }
}

impl Serialize for Set<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(name::SET, self.as_slice())
    }
}

/// As a dict.
impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Serialize for Extension<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        extension::serialize(&ExtensionParts(self), serializer)
    }
}

struct ExtensionParts<'e, 'a>(&'e Extension<'a>);

impl Serialize for ExtensionParts<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("Extension", 3)?;
        parts.serialize_field("name", &self.0.name)?;
        parts.serialize_field("attributes", &self.0.attributes)?;
        parts.serialize_field("content", &self.0.content)?;
        parts.end()
    }
}

impl Serialize for Blob<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(name::BLOB, &BlobParts(self))
    }
}

struct BlobParts<'b, 'a>(&'b Blob<'a>);

impl Serialize for BlobParts<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_struct("Blob", 2)?;
        parts.serialize_field("attributes", &self.0.attributes)?;
        parts.serialize_field("content", &Content(&self.0.content))?;
        parts.end()
    }
}

/// Bytes, which are not a sequence of integers.
struct Content<'a>(&'a [u8]);

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// Reads as a value, asking for the type of that name, and takes what other
/// formats have for it too.
macro_rules! through_value {
    ($($type:ty, $name:expr, $expected:literal: $($pattern:pat => $result:expr),+;)*) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = deserializer.deserialize_newtype_struct($name, AnyValue { expected: $expected })?;
                match value.into_owned() {
                    $($pattern => $result,)+
                    other => {
                        let found = describe(&other);
                        Err(D::Error::invalid_type(Unexpected::Other(&found), &$expected))
                    }
                }
            }
        }
    )*};
}

through_value! {
    Integer<'_>, name::INTEGER, "an integer":
        Value::Integer(n) => Ok(n),
        Value::Unicode(digits) => match Integer::parse(&digits) {
            Some(n) => Ok(n.into_owned()),
            None => Err(D::Error::invalid_value(Unexpected::Str(&digits), &"an integer")),
        };
    Set<'_>, name::VALUE, "a set":
        Value::Set(set) => Ok(set),
        Value::List(items) => unique_set(items);
    Map<'_>, name::VALUE, "a dict":
        Value::Dict(map) | Value::OrderedDict(map) => Ok(map);
    Extension<'_>, name::EXTENSION, "an extension":
        Value::Extension(extension) => Ok(*extension),
        Value::Dict(mut map) => Ok(Extension {
            name: field::<D::Error>(&mut map, "name")?,
            attributes: field::<D::Error>(&mut map, "attributes")?,
            content: field::<D::Error>(&mut map, "content")?,
        });
    Blob<'_>, name::BLOB, "a blob":
        Value::Blob(blob) => Ok(*blob),
        Value::Dict(mut map) => Ok(Blob {
            attributes: field::<D::Error>(&mut map, "attributes")?,
            content: content(field::<D::Error>(&mut map, "content")?)?,
        });
}

fn field<E: Error>(map: &mut Map<'static>, name: &'static str) -> Result<Value<'static>, E> {
    map.remove(name).ok_or_else(|| E::missing_field(name))
}

/// Bytes, for which other formats may have a list of integers.
fn content<E: Error>(content: Value<'static>) -> Result<Cow<'static, [u8]>, E> {
    let byte = |item: &Value<'_>| item.as_i64().and_then(|n| u8::try_from(n).ok());
    let bytes = match content {
        Value::Bytes(bytes) => Some(bytes),
        Value::List(items) => items.iter().map(byte).collect(),
        _ => None,
    };
    bytes.ok_or_else(|| E::custom("the content of a blob is a bytearray"))
}
