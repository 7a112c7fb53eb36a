//! Datetimes and timedeltas travel as text in the form of the grammar.

use std::borrow::Cow;
use std::fmt;

use ::serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};

use super::name;
use super::tagged::AnyTag;
use super::value::ANY_VALUE;
use crate::Value;

/// Reads the text of the type of that name. In our format only that type has
/// it; in others it is a string.
pub(super) fn text<'de, D: Deserializer<'de>>(
    deserializer: D,
    name: &'static str,
) -> Result<Cow<'de, str>, D::Error> {
    deserializer.deserialize_newtype_struct(name, Text(name))
}

/// With the name of its type.
struct Text(&'static str);

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name::told(self.0))
    }

    /// Formats that do not describe themselves have to be told what to read.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Self::Value, D::Error> {
        if other.is_human_readable() {
            other.deserialize_any(self)
        } else {
            other.deserialize_str(self)
        }
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let tag = map.next_key_seed(AnyTag)?;
        if let Some(Ok(letter)) = tag
            && name::letter(self.0).map(char::from) == Some(letter)
            && let Value::Unicode(text) = map.next_value_seed(ANY_VALUE)?
        {
            return Ok(text);
        }
        Err(A::Error::invalid_type(Unexpected::Map, &self))
    }
}

/// What one of the parsers of the grammar makes of the text alone.
pub(super) fn parse<T>(
    text: &str,
    parser: impl for<'t> Fn(&'t [u8]) -> crate::decode::Parsed<'t, T>,
) -> Option<T> {
    let object = format!("{text};");
    match parser(object.as_bytes()) {
        Ok((b"", value)) => Some(value),
        _ => None,
    }
}

/// What one of the writers of the grammar writes.
pub(super) fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut text = Vec::new();
    write(&mut text);
    String::from_utf8(text).expect("the writers of these write only ASCII")
}
